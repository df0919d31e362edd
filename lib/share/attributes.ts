import { EMPTY, type Observable } from 'rxjs';

import { setInfo } from '../commands/set-info.ts';
import type { Open } from '../commands/target.ts';
import { FileBasicInformation } from '../wire/fscc/file-basic-information.ts';
import { FileAttributes } from '../wire/smb2/file-attributes.ts';
import { checkObject, wrongValue } from './arguments.ts';

/** The attributes of Windows that may be set, by their names. */
export interface WindowsAttributes {
  readonly readonly: boolean;
  readonly hidden: boolean;
  readonly system: boolean;
  readonly archive: boolean;
  readonly temporary: boolean;
  readonly offline: boolean;
  readonly notContentIndexed: boolean;
}

/** Which bit each of them is. */
const BITS: Readonly<Record<keyof WindowsAttributes, number>> = {
  readonly: FileAttributes.READONLY,
  hidden: FileAttributes.HIDDEN,
  system: FileAttributes.SYSTEM,
  archive: FileAttributes.ARCHIVE,
  temporary: FileAttributes.TEMPORARY,
  offline: FileAttributes.OFFLINE,
  notContentIndexed: FileAttributes.NOT_CONTENT_INDEXED,
};
const NAMES = Object.keys(BITS) as (keyof WindowsAttributes)[];
const SETTABLE = NAMES.reduce((sum, name) => sum | BITS[name], 0);

/** Bits of `FileAttributes` by their names. */
export function attributesOf(bits: number): WindowsAttributes {
  const has = (name: keyof WindowsAttributes) => (bits & BITS[name]) !== 0;
  return {
    readonly: has('readonly'),
    hidden: has('hidden'),
    system: has('system'),
    archive: has('archive'),
    temporary: has('temporary'),
    offline: has('offline'),
    notContentIndexed: has('notContentIndexed'),
  };
}

/**
 * What to set so that those that are named change and the others stay.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` for a name that is none of them
 */
export function changedAttributes(now: number, changes: Partial<WindowsAttributes>): number {
  checkObject('the attributes', changes);
  let bits = now & SETTABLE;
  for (const [name, on] of Object.entries(changes)) {
    const bit = (BITS as Readonly<Record<string, number | undefined>>)[name];
    if (bit === undefined) {
      const message = `'${name}' is no attribute that can be set: ${NAMES.join(', ')} are`;
      throw wrongValue(message);
    }
    bits = on ? bits | bit : bits & ~bit;
  }
  return bits === 0 ? FileAttributes.NORMAL : bits; // 0 would leave them as they are
}

/**
 * Changes attributes of an open file that has `now`; asks nothing of the server where they are so already.
 *
 * @throws TypeError as {@link changedAttributes}
 */
export function changeAttributes(
  handle: Open,
  now: number,
  changes: Partial<WindowsAttributes>,
): Observable<unknown> {
  const fileAttributes = changedAttributes(now, changes);
  if (fileAttributes === changedAttributes(now, {})) return EMPTY;
  return setInfo(handle, FileBasicInformation, { fileAttributes });
}
