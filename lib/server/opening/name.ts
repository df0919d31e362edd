// [MS-SMB2] 2.2.13 Name, [MS-FSCC] 2.1.5 Pathname
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Refused } from '../refused.ts';

/** A name of CREATE, taken apart. */
export interface OpenName {
  /** Joined by `/`, the root is `''`. */
  readonly path: string;
  /** Of an alternate stream; `undefined` means the file itself, or its unnamed stream. */
  readonly stream: string | undefined;
  /** `name::$INDEX_ALLOCATION` and a separator at the end mean folders. */
  readonly directory: boolean;
}

/** Longest part of a path, in UTF-16 units. */
const NAME_MAX = 255;
/** Longest path (MS-FSCC 2.1.5.1). */
const PATH_MAX = 32_760;

const FORBIDDEN = '"*/<>?|';

/** No name on Windows holds one of these, nor a control character. */
function forbids(part: string): boolean {
  return Array.from(part).some(char => FORBIDDEN.includes(char) || char < ' ');
}

/**
 * Takes a name apart.
 * @throws {Refused} for what is no name of a file
 */
export function parseName(name: string): OpenName {
  if (name.startsWith('\\')) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  if (name.length > PATH_MAX) throw new Refused(NtStatus.STATUS_OBJECT_NAME_INVALID);
  const directory = name.endsWith('\\');
  const parts = name.split('\\');
  if (directory) parts.pop();
  const last = parts.pop() ?? '';
  const { base, stream, index } = splitStream(last);
  if (base === '' && parts.length === 0 && stream === undefined) return { path: '', stream, directory: true };
  for (const part of [...parts, base]) checkPart(part);
  return { path: [...parts, base].join('/'), stream, directory: directory || index };
}

/** Where a rename leads, from the share's root. */
export function parseTarget(name: string): OpenName {
  return parseName(name.startsWith('\\') ? name.slice(1) : name);
}

function checkPart(part: string): void {
  // 3.3.5.9: no way up, and nothing that is no name
  if (part === '.' || part === '..') throw new Refused(NtStatus.STATUS_OBJECT_PATH_SYNTAX_BAD);
  if (part === '' || part.length > NAME_MAX || part.includes(':') || forbids(part)) {
    throw new Refused(NtStatus.STATUS_OBJECT_NAME_INVALID);
  }
}

/** `file:stream:$TYPE`; only data streams and the index of a folder exist. */
function splitStream(last: string): { base: string; stream: string | undefined; index: boolean } {
  const [base = '', stream, type, ...more] = last.split(':');
  const kind = (type ?? '$DATA').toUpperCase();
  if (more.length > 0 || (stream === '' && type === undefined)) invalid();
  if (kind === '$INDEX_ALLOCATION' && (stream === '' || stream?.toUpperCase() === '$I30')) {
    return { base, stream: undefined, index: true };
  }
  if (kind !== '$DATA' || (stream !== undefined && (stream.length > NAME_MAX || forbids(stream)))) invalid();
  return { base, stream: stream === '' ? undefined : stream, index: false };
}

function invalid(): never {
  throw new Refused(NtStatus.STATUS_OBJECT_NAME_INVALID);
}
