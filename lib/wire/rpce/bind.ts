// [C706] 12.6.4.3 bind
import { ProtocolError } from '../../errors.ts';
import { countOf, reserved, u16, u32, u8, viewOf, within } from '../fields.ts';
import { struct, type ValueOf } from '../struct.ts';
import type { Tail } from '../tails.ts';
import { type RpcSyntax, syntax } from './syntax.ts';

/** [C706] 12.6.3.1 p_cont_elem_t: an interface, and the encodings that the client can use for it. */
export interface PresentationContext {
  readonly contextId: number;
  readonly abstractSyntax: RpcSyntax;
  readonly transferSyntaxes: readonly RpcSyntax[];
}

/** Bytes before the transfer syntaxes. */
const FIXED = 4 + syntax.size;

const contexts: Tail<readonly PresentationContext[]> = {
  tail: true,
  align: 4,
  fallback: [],
  size: value =>
    value.reduce((sum, { transferSyntaxes }) => sum + FIXED + syntax.size * transferSyntaxes.length, 0),
  count: value => value.length,
  write(target, value) {
    const view = viewOf(target);
    let at = 0;
    for (const { contextId, abstractSyntax, transferSyntaxes } of value) {
      u16.write(view, at, contextId);
      u8.write(view, at + 2, transferSyntaxes.length);
      syntax.write(view, at + 4, abstractSyntax);
      at += FIXED;
      for (const each of transferSyntaxes) {
        syntax.write(view, at, each);
        at += syntax.size;
      }
    }
  },
  read(bytes, count = 0) {
    const view = viewOf(bytes);
    const found: PresentationContext[] = [];
    let at = 0;
    while (found.length < count) {
      within(bytes, at, FIXED, 'RPC bind: context');
      const number = u8.read(view, at + 2);
      within(bytes, at + FIXED, number * syntax.size, 'RPC bind: transfer syntaxes');
      found.push({
        contextId: u16.read(view, at),
        abstractSyntax: syntax.read(view, at + 4),
        transferSyntaxes: Array.from({ length: number }, (_, index) =>
          syntax.read(view, at + FIXED + index * syntax.size),
        ),
      });
      at += FIXED + number * syntax.size;
    }
    return found;
  },
};

/** Which interface a client means to call, and how long fragments may be. */
export const RpcBind = struct('RPC bind', undefined, {
  maxXmitFrag: u16,
  maxRecvFrag: u16,
  assocGroupId: u32,
  contextCount: countOf('contexts', u8),
  reserved: reserved(3),
  contexts,
});
export type RpcBind = ValueOf<typeof RpcBind>;

/** [C706] 12.6.3.1 p_cont_def_result_t, and [MS-RPCE] 2.2.2.4 negotiate_ack. */
export const ContextResult = {
  ACCEPTANCE: 0,
  USER_REJECTION: 1,
  PROVIDER_REJECTION: 2,
  NEGOTIATE_ACK: 3,
} as const;
export type ContextResult = (typeof ContextResult)[keyof typeof ContextResult];

/** [C706] 12.6.3.1 p_provider_reason_t: why a context was rejected. */
export const ProviderReason = {
  REASON_NOT_SPECIFIED: 0,
  ABSTRACT_SYNTAX_NOT_SUPPORTED: 1,
  PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED: 2,
  LOCAL_LIMIT_EXCEEDED: 3,
} as const;
export type ProviderReason = (typeof ProviderReason)[keyof typeof ProviderReason];

/** What became of one context. */
export interface ContextAnswer {
  /** {@link ContextResult} */
  readonly result: number;
  /** {@link ProviderReason}, where it was rejected. */
  readonly reason: number;
  readonly transferSyntax: RpcSyntax;
}

/** [C706] 12.6.4.4 bind_ack */
export interface RpcBindAck {
  readonly maxXmitFrag: number;
  readonly maxRecvFrag: number;
  readonly assocGroupId: number;
  /** The server's secondary address, for a pipe its name. */
  readonly secondaryAddress: string;
  readonly results: readonly ContextAnswer[];
}

const NAME = 'RPC bind_ack';
const HEAD = 10;
const RESULT = 4 + syntax.size;

/** By hand, because fixed fields follow a string: both directions. */
export const RpcBindAck = {
  name: NAME,

  encode({ maxXmitFrag, maxRecvFrag, assocGroupId, secondaryAddress, results }: RpcBindAck): Uint8Array {
    const address = secondaryAddress === '' ? '' : `${secondaryAddress}\0`;
    const list = aligned(HEAD + address.length);
    const bytes = new Uint8Array(list + 4 + RESULT * results.length);
    const view = viewOf(bytes);
    u16.write(view, 0, maxXmitFrag);
    u16.write(view, 2, maxRecvFrag);
    u32.write(view, 4, assocGroupId);
    u16.write(view, 8, address.length);
    bytes.set(Buffer.from(address, 'latin1'), HEAD);
    u8.write(view, list, results.length);
    for (const [index, { result, reason, transferSyntax }] of results.entries()) {
      const at = list + 4 + RESULT * index;
      u16.write(view, at, result);
      u16.write(view, at + 2, reason);
      syntax.write(view, at + 4, transferSyntax);
    }
    return bytes;
  },

  /** @throws {ProtocolError} when the bytes cannot be one */
  decode(bytes: Uint8Array): RpcBindAck {
    within(bytes, 0, HEAD, NAME);
    const view = viewOf(bytes);
    const length = u16.read(view, 8);
    const address = within(bytes, HEAD, length, `${NAME}: secondary address`);
    const list = aligned(HEAD + length);
    within(bytes, list, 4, `${NAME}: results`);
    const count = u8.read(view, list);
    if (count === 0) throw new ProtocolError(`${NAME} without a result`);
    within(bytes, list + 4, RESULT * count, `${NAME}: results`);
    return {
      maxXmitFrag: u16.read(view, 0),
      maxRecvFrag: u16.read(view, 2),
      assocGroupId: u32.read(view, 4),
      secondaryAddress: Buffer.from(address).toString('latin1').replace(/\0$/, ''),
      results: Array.from({ length: count }, (_, index) => {
        const at = list + 4 + RESULT * index;
        return {
          result: u16.read(view, at),
          reason: u16.read(view, at + 2),
          transferSyntax: syntax.read(view, at + 4),
        };
      }),
    };
  },
} as const;

/** The body begins at a multiple of four itself. */
function aligned(at: number): number {
  return (at + 3) & ~3;
}

/** [C706] 12.6.3.1 p_reject_reason_t and [MS-RPCE] 2.2.2.5: why nothing can be bound at all. */
export const BindRejection = {
  REASON_NOT_SPECIFIED: 0,
  TEMPORARY_CONGESTION: 1,
  LOCAL_LIMIT_EXCEEDED: 2,
  PROTOCOL_VERSION_NOT_SUPPORTED: 4,
  AUTHENTICATION_TYPE_NOT_RECOGNIZED: 8,
  INVALID_CHECKSUM: 9,
} as const;
export type BindRejection = (typeof BindRejection)[keyof typeof BindRejection];

/** [C706] 12.6.4.5 bind_nak: its reason; the versions that the server knows follow. */
export const RpcBindNak = struct('RPC bind_nak', undefined, { reason: u16 });
export type RpcBindNak = ValueOf<typeof RpcBindNak>;
