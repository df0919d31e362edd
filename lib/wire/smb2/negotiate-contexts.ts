// [MS-SMB2] 2.2.3.1 and 2.2.4.1 NEGOTIATE_CONTEXT
import { ProtocolError } from '../../errors.ts';
import { countOf, lengthOf, u16, viewOf, within } from '../fields.ts';
import { alignUp, type Decoded, type Encodable, type Layout, type Struct, struct } from '../struct.ts';
import { bytes, type Tail, utf16 } from '../tails.ts';
import { array } from './array.ts';

/** The kinds of negotiate contexts; servers send more than these, and unknown ones are kept raw. */
export const NegotiateContextType = {
  PREAUTH_INTEGRITY_CAPABILITIES: 1,
  ENCRYPTION_CAPABILITIES: 2,
  COMPRESSION_CAPABILITIES: 3,
  NETNAME_NEGOTIATE_CONTEXT_ID: 5,
  TRANSPORT_CAPABILITIES: 6,
  RDMA_TRANSFORM_CAPABILITIES: 7,
  SIGNING_CAPABILITIES: 8,
} as const;
export type NegotiateContextType = (typeof NegotiateContextType)[keyof typeof NegotiateContextType];

/** 2.2.3.1.1: the hash of the preauth integrity. */
export const HashAlgorithm = { SHA_512: 1 } as const;
export type HashAlgorithm = (typeof HashAlgorithm)[keyof typeof HashAlgorithm];

/** 2.2.3.1.2: the ciphers of sealed sessions. */
export const Cipher = { AES_128_CCM: 1, AES_128_GCM: 2, AES_256_CCM: 3, AES_256_GCM: 4 } as const;
export type Cipher = (typeof Cipher)[keyof typeof Cipher];

/** 2.2.3.1.7: the signing algorithms. */
export const SigningAlgorithm = { HMAC_SHA256: 0, AES_CMAC: 1, AES_GMAC: 2 } as const;
export type SigningAlgorithm = (typeof SigningAlgorithm)[keyof typeof SigningAlgorithm];

/** A context as it is framed; its kind's own codec reads the data. */
export interface NegotiateContext {
  readonly type: number;
  readonly data: Uint8Array;
}

/** A kind of context: its number and its structure. */
export interface NegotiateContextKind<L extends Layout> {
  readonly type: NegotiateContextType;
  /** The context that bears this value. */
  of(value: Encodable<L>): NegotiateContext;
  /**
   * This kind's value among the contexts of a peer.
   * @throws {ProtocolError} when it stands there twice (3.2.5.2, 3.3.5.4), or is broken
   */
  in(contexts: readonly NegotiateContext[]): Decoded<L> | undefined;
}

function kind<L extends Layout>(type: NegotiateContextType, codec: Struct<L>): NegotiateContextKind<L> {
  return {
    type,
    of: value => ({ type, data: codec.encode(value) }),
    in(contexts) {
      const [first, second] = contexts.filter(context => context.type === type);
      if (second !== undefined) throw new ProtocolError(`${codec.name}: given twice`);
      return first && codec.decode(first.data);
    },
  };
}

/** 2.2.3.1.1: which hash, and the salt that goes into it. */
export const PreauthIntegrityCapabilities = kind(
  NegotiateContextType.PREAUTH_INTEGRITY_CAPABILITIES,
  struct('SMB2_PREAUTH_INTEGRITY_CAPABILITIES', undefined, {
    hashAlgorithmCount: countOf('hashAlgorithms', u16),
    saltLength: lengthOf('salt', u16),
    hashAlgorithms: array(u16),
    salt: bytes,
  }),
);

/** 2.2.3.1.2: ciphers in order of preference; in a response the one chosen, 0 for none. */
export const EncryptionCapabilities = kind(
  NegotiateContextType.ENCRYPTION_CAPABILITIES,
  struct('SMB2_ENCRYPTION_CAPABILITIES', undefined, {
    cipherCount: countOf('ciphers', u16),
    ciphers: array(u16),
  }),
);

/** 2.2.3.1.4: the server's name as the client typed it; requests only. */
export const NetnameNegotiateContextId = kind(
  NegotiateContextType.NETNAME_NEGOTIATE_CONTEXT_ID,
  struct('SMB2_NETNAME_NEGOTIATE_CONTEXT_ID', undefined, { netName: utf16 }),
);

/** 2.2.3.1.7: signing algorithms in order of preference; in a response the one chosen. */
export const SigningCapabilities = kind(
  NegotiateContextType.SIGNING_CAPABILITIES,
  struct('SMB2_SIGNING_CAPABILITIES', undefined, {
    signingAlgorithmCount: countOf('signingAlgorithms', u16),
    signingAlgorithms: array(u16),
  }),
);

const HEAD = 8; // ContextType, DataLength, Reserved

/** The list: each context begins at a multiple of 8, and the last one has no padding behind it. */
export const negotiateContexts: Tail<readonly NegotiateContext[]> = {
  tail: true,
  align: 8,
  fallback: [],
  size: value => value.reduce((end, { data }) => alignUp(end, 8) + HEAD + data.length, 0),
  count: value => value.length,
  write(target, value) {
    const view = viewOf(target);
    let at = 0;
    for (const { type, data } of value) {
      if (data.length > 0xffff)
        throw new RangeError(`a negotiate context of ${data.length} bytes is too long`);
      view.setUint16(at, type, true);
      view.setUint16(at + 2, data.length, true);
      target.set(data, at + HEAD);
      at = alignUp(at + HEAD + data.length, 8);
    }
  },
  read(region, count = 0) {
    const view = viewOf(region);
    const contexts: NegotiateContext[] = [];
    for (let at = 0; contexts.length < count;) {
      within(region, at, HEAD, 'NEGOTIATE_CONTEXT');
      const length = view.getUint16(at + 2, true);
      const data = within(region, at + HEAD, length, 'NEGOTIATE_CONTEXT');
      contexts.push({ type: view.getUint16(at, true), data });
      at = alignUp(at + HEAD + length, 8);
    }
    return contexts;
  },
};
