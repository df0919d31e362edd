/** What can be written: text, or the memory of any view. */
export type Writing = string | NodeJS.ArrayBufferView;

/** The bytes of a text, or a view of the memory that was given, never a copy of it. */
export function bytesOf(data: Writing, encoding: BufferEncoding = 'utf8'): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, encoding);
  if (data instanceof Uint8Array) return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const message = `a string, a Buffer, a TypedArray or a DataView can be written, not ${typeof data}`;
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}
