import { AccessMask, CreateDisposition, CreateOptions } from '../wire/smb2/create.ts';

/** How a file is opened: what `node:fs` calls flags, in the words of CREATE. */
export interface OpenIntent {
  readonly desiredAccess: number;
  readonly createDisposition: CreateDisposition;
  readonly createOptions: number;
  readonly reads: boolean;
  readonly writes: boolean;
  /** Every write goes to the end of the file. */
  readonly appends: boolean;
}

/** The numbers of open(2) that mean something to SMB; they differ between systems. */
interface Bits {
  readonly CREAT: number;
  readonly EXCL: number;
  readonly TRUNC: number;
  readonly APPEND: number;
  /** O_SYNC and O_DSYNC, either of which asks for write-through. */
  readonly SYNC: number;
}

const LINUX: Bits = { CREAT: 0o100, EXCL: 0o200, TRUNC: 0o1000, APPEND: 0o2000, SYNC: 0o4010000 };
const BSD: Bits = { CREAT: 0x200, EXCL: 0x800, TRUNC: 0x400, APPEND: 0x8, SYNC: 0x400080 };
/** Without O_SYNC: the bit stands for the flags that are text. */
const WINDOWS: Bits = { CREAT: 0x100, EXCL: 0x400, TRUNC: 0x200, APPEND: 0x8, SYNC: 0x400000 };

/** What `fs.constants.O_CREAT` and its like are on a system. */
export function openBits(platform: string = process.platform): Bits {
  if (platform === 'win32') return WINDOWS;
  return platform === 'darwin' || platform.endsWith('bsd') ? BSD : LINUX;
}

const [WRONLY, RDWR] = [1, 2];

/** The flags of `fs.open`, each with the bits of open(2) that it stands for. */
const FLAGS = new Map<string, readonly [access: number, ...(keyof Bits)[]]>([
  ['r', [0]],
  ['rs', [0, 'SYNC']],
  ['sr', [0, 'SYNC']],
  ['r+', [RDWR]],
  ['rs+', [RDWR, 'SYNC']],
  ['sr+', [RDWR, 'SYNC']],
  ['w', [WRONLY, 'CREAT', 'TRUNC']],
  ['wx', [WRONLY, 'CREAT', 'TRUNC', 'EXCL']],
  ['xw', [WRONLY, 'CREAT', 'TRUNC', 'EXCL']],
  ['w+', [RDWR, 'CREAT', 'TRUNC']],
  ['wx+', [RDWR, 'CREAT', 'TRUNC', 'EXCL']],
  ['xw+', [RDWR, 'CREAT', 'TRUNC', 'EXCL']],
  ['a', [WRONLY, 'CREAT', 'APPEND']],
  ['ax', [WRONLY, 'CREAT', 'APPEND', 'EXCL']],
  ['xa', [WRONLY, 'CREAT', 'APPEND', 'EXCL']],
  ['as', [WRONLY, 'CREAT', 'APPEND', 'SYNC']],
  ['sa', [WRONLY, 'CREAT', 'APPEND', 'SYNC']],
  ['a+', [RDWR, 'CREAT', 'APPEND']],
  ['ax+', [RDWR, 'CREAT', 'APPEND', 'EXCL']],
  ['xa+', [RDWR, 'CREAT', 'APPEND', 'EXCL']],
  ['as+', [RDWR, 'CREAT', 'APPEND', 'SYNC']],
  ['sa+', [RDWR, 'CREAT', 'APPEND', 'SYNC']],
]);

/** What every open may do: `FileHandle.stat`, and waiting for an answer. */
const ALWAYS = AccessMask.READ_ATTRIBUTES | AccessMask.SYNCHRONIZE;

/**
 * The flags of `fs.open`, as text or as numbers of `fs.constants`, in the words of CREATE.
 *
 * @throws TypeError `ERR_INVALID_ARG_VALUE`
 */
export function openIntent(flags: string | number): OpenIntent {
  const bits = openBits();
  const number = typeof flags === 'number' ? flags : numberOf(flags, bits);
  const has = (name: keyof Bits) => (number & bits[name]) !== 0;
  const access = number & 3;
  const reads = access !== WRONLY;
  const writes = access !== 0;
  return {
    desiredAccess:
      ALWAYS |
      (reads ? AccessMask.READ_DATA : 0) |
      (writes ? AccessMask.WRITE_DATA | AccessMask.APPEND_DATA | AccessMask.WRITE_ATTRIBUTES : 0),
    createDisposition: dispositionOf(has),
    createOptions: writes && has('SYNC') ? CreateOptions.WRITE_THROUGH : 0,
    reads,
    writes,
    appends: has('APPEND'),
  };
}

function numberOf(flags: string, bits: Bits): number {
  const known = FLAGS.get(flags);
  if (known === undefined) {
    const message = `'${flags}' is no flag to open a file with: r, r+, w, wx, w+, wx+, a, ax, a+, ax+ are`;
    throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
  }
  const [access, ...names] = known;
  return names.reduce((sum, name) => sum | bits[name], access);
}

function dispositionOf(has: (name: keyof Bits) => boolean): CreateDisposition {
  if (has('CREAT')) {
    if (has('EXCL')) return CreateDisposition.CREATE;
    return has('TRUNC') ? CreateDisposition.OVERWRITE_IF : CreateDisposition.OPEN_IF;
  }
  return has('TRUNC') ? CreateDisposition.OVERWRITE : CreateDisposition.OPEN;
}
