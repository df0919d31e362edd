// [MS-FSCC] 2.4.16.1 FILE_GET_EA_INFORMATION
import { viewOf } from '../fields.ts';
import { eachEntry, layChain } from './chain.ts';
import { eaNameBytes, readEaName } from './ea-name.ts';
import type { Codec } from './information-class.ts';

const NAME = 'FileGetEaInformation';
const FIXED = 5;
/** An entry of an empty name, its NUL included. */
const LEAST = 6;
const ALIGN = 4;

/**
 * Names of extended attributes: the `input` of a query of `FileFullEaInformation` that asks for these and no others.
 *
 * @example
 * ```ts
 * const input = FileGetEaInformation.encode(['COMMENT']);
 * queryInfo(handle, FileFullEaInformation, { input }).subscribe(({ information }) => information[0]?.eaValue);
 * ```
 */
export const FileGetEaInformation: Codec<readonly string[]> = {
  encode: names =>
    layChain(
      names.map(eaNameBytes),
      name => FIXED + name.length + 1,
      (view, at, name) => {
        view.setUint8(at + 4, name.length);
        new Uint8Array(view.buffer).set(name, at + FIXED);
      },
      ALIGN,
    ),
  decode(bytes) {
    const view = viewOf(bytes);
    const names: string[] = [];
    eachEntry(view, LEAST, NAME, (at, end) => {
      names.push(readEaName(bytes, at + FIXED, view.getUint8(at + 4), end, NAME));
    });
    return names;
  },
};
