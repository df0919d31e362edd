// [MS-NLMP] 2.2.2.1 AV_PAIR
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';

export const AvId = {
  MsvAvEOL: 0,
  MsvAvNbComputerName: 1,
  MsvAvNbDomainName: 2,
  MsvAvDnsComputerName: 3,
  MsvAvDnsDomainName: 4,
  MsvAvDnsTreeName: 5,
  MsvAvFlags: 6,
  MsvAvTimestamp: 7,
  MsvAvSingleHost: 8,
  MsvAvTargetName: 9,
  MsvAvChannelBindings: 10,
} as const;
export type AvId = (typeof AvId)[keyof typeof AvId];

/** Bits of MsvAvFlags. */
export const AvFlags = { CONSTRAINED: 1, MIC_PROVIDED: 2, UNTRUSTED_SPN: 4 } as const;
/** A set of {@link AvFlags}. */
export type AvFlags = number;

/** One attribute of the target; ids we do not know are kept. */
export interface AvPair {
  readonly avId: number;
  readonly value: Uint8Array;
}

/** The pairs in order, with MsvAvEOL behind them. */
export function encodeAvPairs(pairs: readonly AvPair[]): Uint8Array {
  const target = new Uint8Array(pairs.reduce((sum, pair) => sum + 4 + pair.value.length, 4));
  const view = viewOf(target);
  let at = 0;
  for (const { avId, value } of pairs) {
    if (value.length > 0xffff) throw new RangeError(`an AV_PAIR of ${value.length} bytes is too long`);
    view.setUint16(at, avId, true);
    view.setUint16(at + 2, value.length, true);
    target.set(value, at + 4);
    at += 4 + value.length;
  }
  return target;
}

/**
 * The pairs before MsvAvEOL; what follows it (the response has four zeros there) is ignored.
 *
 * @throws {ProtocolError} when a pair does not fit, or MsvAvEOL is missing
 */
export function decodeAvPairs(bytes: Uint8Array): AvPair[] {
  const pairs: AvPair[] = [];
  const view = viewOf(bytes);
  for (let at = 0; at + 4 <= bytes.length;) {
    const avId = view.getUint16(at, true);
    if (avId === AvId.MsvAvEOL) return pairs;
    const value = within(bytes, at + 4, view.getUint16(at + 2, true), `AV_PAIR ${avId}`);
    pairs.push({ avId, value });
    at += 4 + value.length;
  }
  throw new ProtocolError('AV_PAIRs without MsvAvEOL');
}

/** The value of the first pair with that id. */
export function avValue(pairs: readonly AvPair[], avId: AvId): Uint8Array | undefined {
  return pairs.find(pair => pair.avId === avId)?.value;
}
