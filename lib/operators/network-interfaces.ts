import { map } from 'rxjs';

import { fsctl } from '../commands/fsctl.ts';
import type { Tree } from '../commands/target.ts';
import {
  FSCTL_QUERY_NETWORK_INTERFACE_INFO,
  InterfaceCapability,
  InterfaceFamily,
  type NetworkInterfaceInfo,
} from '../wire/smb2/fsctl-query-network-interface-info.ts';
import { One } from './one.ts';

/** One address of the server, as the server sees it. */
export interface NetworkInterface {
  /** Addresses of one interface have the same. */
  readonly index: number;
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  /** Bits a second. */
  readonly speed: number;
  /** It spreads connections over processors: several to this address gain something. */
  readonly rss: boolean;
  /** It can do RDMA, which this client does not use. */
  readonly rdma: boolean;
}

/**
 * The addresses that a server offers for further connections ([MS-SMB2] 2.2.32.5), on 3.0 and later. Which of them
 * can be reached from here nobody has tried.
 *
 * @param tree any share of the server
 * @throws {@link SmbError} `ENOTSUP` where the server knows one connection only
 * @example
 * ```ts
 * for (const { address, speed } of await networkInterfaces(share.tree)) console.log(address, speed / 1e9, 'Gbit/s');
 * ```
 */
export function networkInterfaces(tree: Tree): One<NetworkInterface[]> {
  return One.of(
    fsctl(tree, FSCTL_QUERY_NETWORK_INTERFACE_INFO, undefined).pipe(
      map(({ output }) => output.flatMap(interfaceOf)),
    ),
  );
}

/** None for a kind of address that came after this was written. */
function interfaceOf(info: NetworkInterfaceInfo): NetworkInterface[] {
  const { ifIndex, capability, linkSpeed, family, address } = info;
  if (address.length === 0) return [];
  const is4 = family === InterfaceFamily.IPV4;
  return [
    {
      index: ifIndex,
      address: is4 ? address.join('.') : ipv6(address),
      family: is4 ? 'IPv4' : 'IPv6',
      speed: Number(linkSpeed),
      rss: (capability & InterfaceCapability.RSS_CAPABLE) !== 0,
      rdma: (capability & InterfaceCapability.RDMA_CAPABLE) !== 0,
    },
  ];
}

/** As RFC 5952 writes it: the longest run of zeros is `::`. */
function ipv6(address: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((address[2 * at] ?? 0) << 8) | (address[2 * at + 1] ?? 0)).toString(16),
  );
  const text = groups.join(':');
  const runs = text.match(/(?<![^:])0(:0)+(?![^:])/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const at = text.search(new RegExp(`(?<![^:])${longest}(?![^:])`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}
