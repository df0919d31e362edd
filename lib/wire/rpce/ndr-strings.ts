// [C706] 14.3.4 strings, [MS-DTYP] 2.3.10 RPC_UNICODE_STRING, 2.4.2.3 RPC_SID
import { decodeSid, encodeSid, type Sid } from '../dtyp/sid.ts';
import { readUtf16, writeUtf16 } from '../tails.ts';
import type { NdrReader, NdrWriter } from './ndr-memory.ts';
import type { NdrType } from './ndr.ts';

const NOTHING = () => undefined;

/** `[string] wchar_t*`: text up to its NUL. */
export const wideString: NdrType<string> = {
  align: 4,
  least: 12,
  read(from) {
    const text = readVarying(from);
    const end = text.indexOf('\0');
    return () => (end < 0 ? text : text.slice(0, end));
  },
  write(to, value) {
    writeVarying(to, `${value}\0`);
    return NOTHING;
  },
};

/** RPC_UNICODE_STRING: a length and a pointer to text without a NUL. */
export const unicodeString: NdrType<string | null> = {
  align: 4,
  least: 8,
  read(from) {
    from.align(4);
    const length = from.u16();
    const room = from.u16();
    if (from.u32() === 0) return () => (length === 0 ? null : from.fail(`text of ${length} bytes nowhere`));
    return () => {
      const text = readVarying(from);
      if (text.length * 2 !== length || length > room) {
        from.fail(`text of ${text.length} characters where ${length} of ${room} bytes were announced`);
      }
      return text;
    };
  },
  write(to, value) {
    to.align(4);
    const length = 2 * (value?.length ?? 0);
    if (length > 0xffff)
      throw new RangeError(`text of ${length} bytes is too long for an RPC_UNICODE_STRING`);
    to.u16(length);
    to.u16(length);
    if (value === null) {
      to.u32(0);
      return NOTHING;
    }
    to.referent();
    return () => {
      writeVarying(to, value);
    };
  },
};

/** RPC_SID: the number of its parts stands in front once more. */
export const rpcSid: NdrType<Sid> = {
  align: 4,
  least: 12,
  read(from) {
    const sid = decodeSid(readSid(from));
    return () => sid;
  },
  write(to, value) {
    const bytes = encodeSid(value);
    to.u32((bytes.length - 8) / 4);
    to.put(bytes);
    return NOTHING;
  },
};

/** An RPC_SID that may be none: Samba 4.17 sends one of zeros for a name that it does not know. */
export const rpcSidOrZero: NdrType<Sid | null> = {
  align: 4,
  least: 12,
  read(from) {
    const bytes = readSid(from);
    const sid = bytes.every(byte => byte === 0) ? null : decodeSid(bytes);
    return () => sid;
  },
  write(to, value) {
    if (value !== null) return rpcSid.write(to, value);
    to.u32(0);
    to.put(new Uint8Array(8));
    return NOTHING;
  },
};

function readSid(from: NdrReader): Uint8Array {
  const count = from.count(4);
  const bytes = from.take(8 + 4 * count);
  if (bytes[1] !== count) from.fail(`a SID of ${bytes[1] ?? 0} parts where ${count} were announced`);
  return bytes;
}

/** A conformant and varying array of UTF-16: room, offset, length, text. */
function readVarying(from: NdrReader): string {
  const room = from.u32();
  const offset = from.u32();
  const length = from.count(2);
  if (offset !== 0 || length > room)
    from.fail(`text of ${length} characters at ${offset} in room for ${room}`);
  return readUtf16(from.take(2 * length));
}

function writeVarying(to: NdrWriter, text: string): void {
  to.u32(text.length);
  to.u32(0);
  to.u32(text.length);
  to.put(writeUtf16(text));
}
