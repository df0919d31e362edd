// The "Minshall+French" symbolic links, which macOS, Linux (mfsymlinks) and Samba's users share: ordinary files

/** How such a file is checked: MD5 of the target as hexadecimal digits. */
export type Md5Hex = (data: Uint8Array) => string;

/** Every such file has this many bytes. */
export const XSYM_SIZE = 1067;
/** Bytes that a target may have. */
export const XSYM_MAX_TARGET = 1024;

const HEAD = /^XSym\n(\d{4})\n([0-9a-f]{32})\n/;
const HEAD_SIZE = XSYM_SIZE - XSYM_MAX_TARGET;

/**
 * The file for a target: a head with its length and its MD5, the target in UTF-8, a line feed, blanks to the end.
 *
 * @throws {RangeError} for an empty target, and beyond 1,024 bytes
 */
export function encodeXsym(target: string, md5: Md5Hex): Uint8Array {
  const bytes = Buffer.from(target, 'utf8');
  if (bytes.length === 0 || bytes.length > XSYM_MAX_TARGET) {
    throw new RangeError(`a link of this kind holds 1 to ${XSYM_MAX_TARGET} bytes, not ${bytes.length}`);
  }
  const file = Buffer.alloc(XSYM_SIZE, ' ');
  file.write(`XSym\n${String(bytes.length).padStart(4, '0')}\n${md5(bytes)}\n`, 'latin1');
  file.set(bytes, HEAD_SIZE);
  if (bytes.length < XSYM_MAX_TARGET) file.write('\n', HEAD_SIZE + bytes.length, 'latin1');
  return file;
}

/** The target in a file, `undefined` for any other file: what stands in it is its owner's business. */
export function decodeXsym(file: Uint8Array, md5: Md5Hex): string | undefined {
  if (file.length !== XSYM_SIZE) return undefined;
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const [, length, digest] = HEAD.exec(bytes.toString('latin1', 0, HEAD_SIZE)) ?? [];
  const size = Number(length ?? 0);
  if (size === 0 || size > XSYM_MAX_TARGET) return undefined;
  const target = bytes.subarray(HEAD_SIZE, HEAD_SIZE + size);
  return md5(target) === digest ? target.toString('utf8') : undefined;
}
