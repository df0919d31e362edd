// [MS-SMB2] 2.2.32.5 NETWORK_INTERFACE_INFO Response
import { controlCode, nothing } from '../fscc/control-code.ts';
import { eachEntry, layChain } from '../fscc/chain.ts';
import { viewOf } from '../fields.ts';

/** What an interface can do. */
export const InterfaceCapability = { RSS_CAPABLE: 1, RDMA_CAPABLE: 2 } as const;
export type InterfaceCapability = (typeof InterfaceCapability)[keyof typeof InterfaceCapability];

/** 2.2.32.5.1 SOCKADDR_STORAGE: which kind of address. */
export const InterfaceFamily = { IPV4: 0x0002, IPV6: 0x0017 } as const;
export type InterfaceFamily = (typeof InterfaceFamily)[keyof typeof InterfaceFamily];

/** One address of one of the server's interfaces. */
export interface NetworkInterfaceInfo {
  readonly ifIndex: number;
  /** Bits of `InterfaceCapability`. */
  readonly capability: number;
  /** Bits a second. */
  readonly linkSpeed: bigint;
  /** One of `InterfaceFamily`; others may come. */
  readonly family: number;
  /** 4 or 16 bytes in network order; empty for a family that is not known. */
  readonly address: Uint8Array;
}

const NAME = 'NETWORK_INTERFACE_INFO';
const STORAGE = 24;
const FIXED = 152;

/** Where in SOCKADDR_STORAGE an address stands, and how long it is. */
const PLACES = new Map<number, readonly [at: number, length: number]>([
  [InterfaceFamily.IPV4, [4, 4]],
  [InterfaceFamily.IPV6, [8, 16]],
]);
const NOWHERE = [2, 0] as const;

/** The codec, for a server of ours. */
export const NetworkInterfaceInfoList = {
  encode: (list: readonly NetworkInterfaceInfo[]): Uint8Array =>
    layChain(
      list,
      () => FIXED,
      (view, at, { ifIndex, capability, linkSpeed, family, address }) => {
        view.setUint32(at + 4, ifIndex, true);
        view.setUint32(at + 8, capability, true);
        view.setBigUint64(at + 16, linkSpeed, true);
        view.setUint16(at + STORAGE, family, true);
        const [place, length] = PLACES.get(family) ?? NOWHERE;
        if (address.length !== length) throw new RangeError(`${NAME}: an address of ${address.length} bytes`);
        new Uint8Array(view.buffer, view.byteOffset + at + STORAGE + place).set(address);
      },
    ),
  decode(bytes: Uint8Array): NetworkInterfaceInfo[] {
    const view = viewOf(bytes);
    const list: NetworkInterfaceInfo[] = [];
    eachEntry(view, FIXED, NAME, at => {
      const family = view.getUint16(at + STORAGE, true);
      const [place, length] = PLACES.get(family) ?? NOWHERE;
      const from = at + STORAGE + place;
      list.push({
        ifIndex: view.getUint32(at + 4, true),
        capability: view.getUint32(at + 8, true),
        linkSpeed: view.getBigUint64(at + 16, true),
        family,
        address: bytes.subarray(from, from + length),
      });
    });
    return list;
  },
};

/** The addresses that a client may open further channels to, as the server sees them. 3.0 and later. */
export const FSCTL_QUERY_NETWORK_INTERFACE_INFO = controlCode(
  'FSCTL_QUERY_NETWORK_INTERFACE_INFO',
  0x0014_01fc,
  { input: nothing, output: NetworkInterfaceInfoList, room: 65_536, asks: true },
);
