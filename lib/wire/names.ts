// [MS-FSCC] 2.1.5 Pathname, and the mapping of characters that SMB forbids
import { SmbError } from '../errors.ts';

/** How names are translated between users and the wire. */
export interface NameOptions {
  /** Map forbidden characters to the private-use area and back, as macOS and Linux do. Default: true. */
  readonly mapNames?: boolean | undefined;
}

/** How a path is put on the wire. */
export interface PathOptions extends NameOptions {
  /** A path of the wire below which all others lie, for instance the result of another `toWire`. */
  readonly root?: string | undefined;
}

/** A name's length travels in 16 bits and counts bytes. */
const MAX_PATH = 0x7fff;
/** UTF-16 units of one name, on every file system that SMB is known to serve. */
const MAX_NAME = 255;
const FORBIDDEN = '"*:<>?\\|';

const ANYWHERE = new Map<string, string>([
  ...Array.from({ length: 0x1f }, (_, index) => pair(String.fromCharCode(index + 1), 0xf001 + index)),
  ...Array.from(FORBIDDEN, (char, index) => pair(char, 0xf020 + index)),
]);
/** Servers of Windows cut these off the end of a name; elsewhere in it they are ordinary. */
const AT_END = new Map<string, string>([pair(' ', 0xf028), pair('.', 0xf029)]);

const ANYWHERE_BACK = inverse(ANYWHERE);
const AT_END_BACK = inverse(AT_END);

function pair(char: string, code: number): [string, string] {
  return [char, String.fromCharCode(code)];
}

function inverse(map: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(Array.from(map, ([from, to]) => [to, from]));
}

/** Names in which nothing is ever mapped, either way: nearly all. */
const PLAIN = /^[\w\-+,;=@$%&()[\]{}'~!#^`./][\w\-+,;=@$%&()[\]{}'~!#^`. /]*[\w\-+,;=@$%&()[\]{}'~!#^`]$/;

const LETTER = "[\\w\\-+,;=@$%&()[\\]{}'~!#^`]";
const PART = `\\.?${LETTER}(?:(?:${LETTER}|[. ])*${LETTER})?`;
/** Paths whose parts are all such names, none of them a step: nearly all. */
const PLAIN_PATH = new RegExp(`^${PART}(?:/${PART})*$`);

/** Whether there is nothing to do to a path: one so short that none of its parts can be too long. */
function isPlain(path: string): boolean {
  return path.length <= MAX_NAME && PLAIN_PATH.test(path);
}

/** Unit by unit, not by code point: lone surrogates pass. */
function translate(
  name: string,
  anywhere: ReadonlyMap<string, string>,
  atEnd: ReadonlyMap<string, string>,
): string {
  if (PLAIN.test(name)) return name;
  let result = '';
  for (let index = 0; index < name.length; index++) {
    const char = name.charAt(index);
    result += anywhere.get(char) ?? (index === name.length - 1 ? atEnd.get(char) : undefined) ?? char;
  }
  return result;
}

/**
 * The parts of a path: `.` and empty parts fall away, `..` goes up but never above the root.
 *
 * @example
 * ```ts
 * splitPath('/docs/./a/../b'); // ['docs', 'b']
 * ```
 */
export function splitPath(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}

/** One path of several, without a separator in front; empty for the root. */
export function joinPath(...paths: readonly string[]): string {
  if (paths.length === 2) {
    const [folder = '', path = ''] = paths;
    if (isPlain(path)) {
      if (folder === '') return path;
      if (isPlain(folder)) return `${folder}/${path}`;
    }
  }
  return splitPath(paths.join('/')).join('/');
}

/** The path of the folder that holds this one; empty for the root and for what lies in it. */
export function dirname(path: string): string {
  return splitPath(path).slice(0, -1).join('/');
}

/** The last part of a path; empty for the root. */
export function basename(path: string): string {
  return splitPath(path).at(-1) ?? '';
}

/**
 * A path as it goes on the wire: backslashes between the parts, none in front.
 *
 * @param path parts separated by `/`; a `\` is a character of a name
 * @throws {SmbError} EINVAL for NUL, and for forbidden characters where they are not mapped; ENAMETOOLONG for a part
 *   of more than 255 UTF-16 units, and for what no request can hold
 */
export function toWire(path: string, options: PathOptions = {}): string {
  const { mapNames = true, root = '' } = options;
  if (isPlain(path)) {
    const plain = path.replaceAll('/', '\\');
    return fitting(root === '' ? plain : `${root}\\${plain}`, path);
  }
  const parts = splitPath(path);
  for (const part of parts) refuse(path, part, mapNames);
  const mapped = mapNames ? parts.map(part => translate(part, ANYWHERE, AT_END)) : parts;
  return fitting((root === '' ? mapped : [root, ...mapped]).join('\\'), path);
}

/**
 * A path of the wire, which may have grown by what a link put in front of it.
 *
 * @param path as the user has it
 * @throws {SmbError} ENAMETOOLONG for what no request can hold
 */
export function fitting(wire: string, path: string): string {
  if (wire.length <= MAX_PATH) return wire;
  const message = `The path has ${wire.length} characters, and SMB can carry ${MAX_PATH}.`;
  throw new SmbError({ code: 'ENAMETOOLONG', message, path, outcome: 'not-sent' });
}

/**
 * A name that a server listed, as users see it. It may still be anything: before it becomes the name of a local
 * file, ask {@link isSafeLocalName}. A bare backslash, which no honest server lists, is shown as the separator
 * it would be, so that such a name is never a component.
 */
export function fromWire(name: string, options: NameOptions = {}): string {
  const honest = name.replaceAll('\\', '/');
  if (!(options.mapNames ?? true)) return honest;
  const mapped = translate(honest, ANYWHERE_BACK, AT_END_BACK);
  // a name must not become a step upwards, and toWire never makes one that would
  return mapped === '.' || mapped === '..' ? name : mapped;
}

function refuse(path: string, part: string, mapNames: boolean): void {
  if (part.length > MAX_NAME) {
    const start = JSON.stringify(part.slice(0, 20)).slice(0, -1);
    const message = `The name ${start}..." has ${part.length} characters (UTF-16 units), and SMB allows ${MAX_NAME}.`;
    throw new SmbError({ code: 'ENAMETOOLONG', message, path, outcome: 'not-sent' });
  }
  let reason: string | undefined;
  if (part.includes('\0')) reason = 'NUL cannot be part of a name';
  else if (!mapNames) {
    const char = Array.from(part).find(each => ANYWHERE.has(each));
    if (char !== undefined) reason = `SMB forbids ${JSON.stringify(char)} in a name, and mapNames is off`;
  }
  if (reason === undefined) return;
  const message = `${JSON.stringify(part)} is not a valid name: ${reason}.`;
  throw new SmbError({ code: 'EINVAL', message, path, outcome: 'not-sent' });
}

/** What no name can have in it. */
const IMPOSSIBLE = /[/\0]/g;

/**
 * A name that a server told, as one part of a path, so that `join(folder, name)` lies in that folder: what cannot be is
 * replaced by U+FFFD, and such a name names nothing.
 */
export function asComponent(name: string): string {
  if (isComponent(name)) return name;
  return name === '' ? '\ufffd' : name.replace(name === '.' || name === '..' ? /\./g : IMPOSSIBLE, '\ufffd');
}

/** Whether a listed name is one part of a path, so that a path made with it names that file and no other. */
export function isComponent(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}

/** Nearly all names. */
const ASCII = /^[ -~]*$/;

/**
 * Names that servers take for one: as on NTFS each character counts by its upper case, where that is one character.
 */
export function foldCase(name: string): string {
  if (ASCII.test(name)) return name.toUpperCase(); // all of them are one character
  const upper = (char: string) => {
    const large = char.toUpperCase();
    return large.length === char.length ? large : char;
  };
  return Array.from(name, upper).join('');
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])$/i;

/**
 * Whether a name from a server, used as the name of a file in a local folder, is an ordinary file in that very
 * folder: not a path, not a device, not a stream, not a name that the system would write differently.
 *
 * @param platform as in `process.platform`
 */
export function isSafeLocalName(name: string, platform: string): boolean {
  if (!isComponent(name)) return false;
  // in UTF-8 all lone surrogates become the same character, so that two names would meet in one file
  if (LONE_SURROGATE.test(name)) return false;
  if (platform !== 'win32') return true;
  if (Array.from(name).some(char => ANYWHERE.has(char)) || AT_END.has(name.slice(-1))) return false;
  // NUL.txt and "NUL .txt" are the device as well
  const [stem = ''] = name.split('.');
  return !DEVICE.test(stem.trimEnd());
}
