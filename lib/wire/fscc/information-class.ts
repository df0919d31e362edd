// [MS-FSCC] 2.4 File Information Classes, 2.5 File System Information Classes

/** Values to bytes and back. `decode` throws a ProtocolError, and nothing else, for bytes that cannot be one. */
export interface Codec<T, I = T> {
  encode(value: I): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/**
 * What can be asked of an open file (`infoType` 1) or of its file system (2), or set.
 * `T` is what a query gives, `I` what may be set.
 */
export interface InformationClass<T, I = T> {
  /** As the specification calls it. */
  readonly name: string;
  /** InfoType of QUERY_INFO and SET_INFO: 1 is FILE, 2 is FILESYSTEM. */
  readonly infoType: 1 | 2;
  readonly infoClass: number;
  readonly codec: Codec<T, I>;
}

/** What a query of an information class gives. */
export type InformationOf<C> = C extends InformationClass<infer T, never> ? T : never;

/** Declares a class of section 2.4. */
export function fileInformation<T, I>(
  name: string,
  infoClass: number,
  codec: Codec<T, I>,
): InformationClass<T, I> {
  return { name, infoType: 1, infoClass, codec: only(codec) };
}

/** Declares a class of section 2.5. */
export function filesystemInformation<T, I>(
  name: string,
  infoClass: number,
  codec: Codec<T, I>,
): InformationClass<T, I> {
  return { name, infoType: 2, infoClass, codec: only(codec) };
}

/** A structure's `encode` has more parameters, which a caller of a class must not reach. */
function only<T, I>(codec: Codec<T, I>): Codec<T, I> {
  return { encode: value => codec.encode(value), decode: bytes => codec.decode(bytes) };
}
