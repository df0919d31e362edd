// [MS-NLMP] 2.2.1: each payload is announced by Len, MaxLen and BufferOffset
import { type Field, type Hidden, lengthOf, offsetOf, u32, viewOf, within } from '../fields.ts';
import { readUtf16, writeUtf16 } from '../tails.ts';
import { NegotiateFlags } from './negotiate-flags.ts';

/** Len and MaxLen; MaxLen repeats Len and is ignored by the receiver. */
const lengths: Field<number> = {
  size: 4,
  read: (view, at) => view.getUint16(at, true),
  write(view, at, value) {
    if (value > 0xffff) throw new RangeError(`an NTLM payload of ${value} bytes is too long`);
    view.setUint16(at, value, true);
    view.setUint16(at + 2, value, true);
  },
};

/** Len and MaxLen of the payload `of`. */
export function payloadLength(of: string): Hidden {
  return lengthOf(of, lengths);
}

/** BufferOffset of the payload `of`, counted from the message's first byte. */
export function payloadOffset(of: string): Hidden {
  return offsetOf(of, u32);
}

/**
 * Where the first payload begins. Old and small implementations (ksmbd) leave out Version and MIC and begin
 * their payload there, whatever their flags say, so this decides whether those fields exist.
 *
 * @param fields where the Len fields of the payloads stand
 */
export function firstPayload(message: Uint8Array, fields: readonly number[]): number {
  const view = viewOf(within(message, 0, Math.max(...fields) + 8, 'NTLM message'));
  const offsets = fields.filter(at => view.getUint16(at, true) > 0).map(at => view.getUint32(at + 4, true));
  return Math.min(message.length, ...offsets);
}

/** A string payload as bytes: UTF-16LE, or the OEM character set where UNICODE was not negotiated. */
export function encodeText(flags: NegotiateFlags, text: string): Uint8Array {
  return flags & NegotiateFlags.UNICODE ? writeUtf16(text) : Buffer.from(text, 'latin1');
}

/** The reverse of {@link encodeText}. */
export function decodeText(flags: NegotiateFlags, bytes: Uint8Array): string {
  if (flags & NegotiateFlags.UNICODE) return readUtf16(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
