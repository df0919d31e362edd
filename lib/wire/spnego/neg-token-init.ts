// RFC 4178 4.2.1 negTokenInit, [MS-SPNG] 2.2.1 NegTokenInit2, inside RFC 2743 3.1's wrapper
import { ProtocolError } from '../../errors.ts';
import {
  Tag,
  applicationTag,
  contextTag,
  expectElement,
  readElements,
  readFields,
  writeElement,
} from './der.ts';
import { Oid, readOid, writeOid } from './oid.ts';

/** The first token of either side. */
export interface NegTokenInit {
  /** Mechanisms in order of preference. */
  readonly mechTypes: readonly Oid[];
  /** The first message of the preferred mechanism. */
  readonly mechToken?: Uint8Array | undefined;
  readonly mechListMIC?: Uint8Array | undefined;
  /** NegTokenInit2 only: servers send "not_defined_in_RFC4178@please_ignore". */
  readonly hintName?: string | undefined;
}

/** What decoding gives besides: the list as it stood on the wire, which the mechListMIC is computed over. */
export interface DecodedNegTokenInit extends NegTokenInit {
  readonly mechTypesDer: Uint8Array;
}

const WHAT = 'SPNEGO negTokenInit';

/** The MechTypeList element that the mechListMIC protects. */
export function encodeMechTypes(mechTypes: readonly Oid[]): Uint8Array {
  return writeElement(Tag.SEQUENCE, ...mechTypes.map(writeOid));
}

/** With a `hintName` it becomes a NegTokenInit2, whose mechListMIC has another number. */
export function encodeNegTokenInit(token: NegTokenInit): Uint8Array {
  const fields = [writeElement(contextTag(0), encodeMechTypes(token.mechTypes))];
  const add = (n: number, element: Uint8Array) => fields.push(writeElement(contextTag(n), element));
  if (token.mechToken) add(2, writeElement(Tag.OCTET_STRING, token.mechToken));
  if (token.hintName !== undefined) {
    const name = writeElement(Tag.GENERAL_STRING, Buffer.from(token.hintName, 'latin1'));
    add(3, writeElement(Tag.SEQUENCE, writeElement(contextTag(0), name)));
  }
  if (token.mechListMIC) {
    add(token.hintName === undefined ? 3 : 4, writeElement(Tag.OCTET_STRING, token.mechListMIC));
  }
  const negTokenInit = writeElement(contextTag(0), writeElement(Tag.SEQUENCE, ...fields));
  return writeElement(applicationTag(0), writeOid(Oid.SPNEGO), negTokenInit);
}

/**
 * Takes both forms; reqFlags are ignored, as RFC 4178 wants.
 *
 * @throws {ProtocolError} for anything else
 */
export function decodeNegTokenInit(bytes: Uint8Array): DecodedNegTokenInit {
  const wrapper = expectElement(bytes, applicationTag(0), WHAT);
  const oid = expectElement(wrapper.value, Tag.OBJECT_IDENTIFIER, WHAT);
  if (readOid(oid.value) !== Oid.SPNEGO)
    throw new ProtocolError(`${WHAT}: ${readOid(oid.value)} is not SPNEGO`);
  const choice = expectElement(wrapper.value.subarray(oid.raw.length), contextTag(0), WHAT);
  const fields = readFields(choice.value, WHAT);
  const list = fields.get(0);
  if (list === undefined) throw new ProtocolError(`${WHAT}: no mechTypes`);
  const mechTypes = expectElement(list, Tag.SEQUENCE, WHAT);
  const octets = (n: number) => {
    const field = fields.get(n);
    return field && expectElement(field, Tag.OCTET_STRING, WHAT).value;
  };
  const hints = fields.get(3)?.[0] === Tag.SEQUENCE ? fields.get(3) : undefined;
  return {
    mechTypes: readElements(mechTypes.value).map(({ raw }) =>
      readOid(expectElement(raw, Tag.OBJECT_IDENTIFIER, WHAT).value),
    ),
    mechTypesDer: mechTypes.raw,
    mechToken: octets(2),
    hintName: hints && hintNameOf(hints),
    mechListMIC: hints ? octets(4) : (octets(3) ?? octets(4)),
  };
}

function hintNameOf(hints: Uint8Array): string | undefined {
  const name = readFields(hints, WHAT).get(0);
  return name && Buffer.from(expectElement(name, Tag.GENERAL_STRING, WHAT).value).toString('latin1');
}
