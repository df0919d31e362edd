// RFC 4178 4.2.2 negTokenResp
import { ProtocolError } from '../../errors.ts';
import { Tag, contextTag, expectElement, readFields, writeElement } from './der.ts';
import { type Oid, readOid, writeOid } from './oid.ts';

export const NegState = { ACCEPT_COMPLETED: 0, ACCEPT_INCOMPLETE: 1, REJECT: 2, REQUEST_MIC: 3 } as const;
export type NegState = (typeof NegState)[keyof typeof NegState];

/** Every token after the first, of either side. */
export interface NegTokenResp {
  readonly negState?: NegState | undefined;
  /** What the server chose; in its first reply only. */
  readonly supportedMech?: Oid | undefined;
  /** The mechanism's own message. */
  readonly responseToken?: Uint8Array | undefined;
  readonly mechListMIC?: Uint8Array | undefined;
}

const WHAT = 'SPNEGO negTokenResp';

/** Not wrapped: only the first token of an exchange carries the SPNEGO OID. */
export function encodeNegTokenResp(token: NegTokenResp): Uint8Array {
  const fields: Uint8Array[] = [];
  const add = (n: number, element: Uint8Array) => fields.push(writeElement(contextTag(n), element));
  if (token.negState !== undefined) add(0, writeElement(Tag.ENUMERATED, Uint8Array.of(token.negState)));
  if (token.supportedMech !== undefined) add(1, writeOid(token.supportedMech));
  if (token.responseToken) add(2, writeElement(Tag.OCTET_STRING, token.responseToken));
  if (token.mechListMIC) add(3, writeElement(Tag.OCTET_STRING, token.mechListMIC));
  return writeElement(contextTag(1), writeElement(Tag.SEQUENCE, ...fields));
}

/** @throws {ProtocolError} for anything that is not a negTokenResp */
export function decodeNegTokenResp(bytes: Uint8Array): NegTokenResp {
  const fields = readFields(expectElement(bytes, contextTag(1), WHAT).value, WHAT);
  const field = (n: number, tag: number) => {
    const element = fields.get(n);
    return element && expectElement(element, tag, WHAT).value;
  };
  const state = field(0, Tag.ENUMERATED);
  const mech = field(1, Tag.OBJECT_IDENTIFIER);
  return {
    negState: state && toNegState(state),
    supportedMech: mech && readOid(mech),
    responseToken: field(2, Tag.OCTET_STRING),
    mechListMIC: field(3, Tag.OCTET_STRING),
  };
}

function toNegState(contents: Uint8Array): NegState {
  const state = Object.values(NegState).find(value => contents.length === 1 && contents[0] === value);
  if (state === undefined) throw new ProtocolError(`${WHAT}: negState is unknown`);
  return state;
}
