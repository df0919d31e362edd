import { fromWire, toWire } from '../../../wire/names.ts';

/**
 * A name as it lies on the disk, each byte a character (latin1): a disk knows bytes, and not all of them are UTF-8.
 */
export type DiskName = string;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const PRIVATE = /[\uf001-\uf029]/;
/** What is no name but leads elsewhere; on Windows drives and streams as well. */
const PATH = process.platform === 'win32' ? /[\\/:]/ : /\//;
const LONE = /\p{Surrogate}/u;

/**
 * Names of the wire and names on the disk, both ways and without loss.
 *
 * - Mapped: the characters that SMB forbids, which stand in the private-use area on the wire, lie on the disk as
 *   themselves. What is private-use on the disk already keeps its name, unless the real one lies beside it.
 * - Bytes that are no UTF-8 are lone surrogates on the wire, U+DC80 to U+DCFF, as in Python; other lone surrogates
 *   become the three bytes that UTF-8 would have for them.
 * - Not mapped: what cannot be said on the wire is not shown.
 */
export class DiskNames {
  readonly #mapped: boolean;

  constructor(mapped: boolean) {
    this.#mapped = mapped;
  }

  /** How a name of the wire is written; undefined for one that would come back as another. */
  toDisk(name: string): DiskName | undefined {
    const disk = encode(this.#mapped ? fromWire(name) : name);
    if (disk === '' || PATH.test(disk)) return undefined; // no way but down by one
    return this.fromDisk(disk) === name ? disk : undefined;
  }

  /** The same name on a disk that somebody filled without mapping. */
  twin(name: string): DiskName | undefined {
    const isMapped = this.#mapped && PRIVATE.test(name);
    return isMapped ? encode(name) : undefined;
  }

  /** What a name of the disk is on the wire; undefined for one that cannot be said there. */
  fromDisk(disk: DiskName): string | undefined {
    const name = decode(disk);
    if (name === undefined) return undefined;
    try {
      return toWire(name, { mapNames: this.#mapped });
    } catch {
      return undefined; // EINVAL or ENAMETOOLONG: see above
    }
  }
}

function encode(name: string): DiskName {
  if (!LONE.test(name)) return Buffer.from(name, 'utf8').toString('latin1');
  return Array.from(name, char => {
    const code = char.charCodeAt(0);
    if (!LONE.test(char)) return Buffer.from(char, 'utf8').toString('latin1');
    if (code >= 0xdc80 && code <= 0xdcff) return String.fromCharCode(code - 0xdc00);
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }).join('');
}

/** A whole character of UTF-8, or a lone surrogate written as one, or a single byte. */
const PIECE = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[^]/g;

function decode(disk: DiskName): string | undefined {
  const whole = utf8(disk);
  if (whole !== undefined) return whole;
  const name = (disk.match(PIECE) ?? [])
    .map(piece => utf8(piece) ?? surrogate(piece) ?? escaped(piece))
    .join('');
  return encode(name) === disk ? name : undefined;
}

function utf8(disk: DiskName): string | undefined {
  try {
    return strict.decode(Buffer.from(disk, 'latin1'));
  } catch {
    return undefined;
  }
}

function surrogate(piece: DiskName): string | undefined {
  if (!/^\xed[\xa0-\xbf][\x80-\xbf]$/.test(piece)) return undefined;
  const code = 0xd000 | ((piece.charCodeAt(1) & 0x3f) << 6) | (piece.charCodeAt(2) & 0x3f);
  return code >= 0xdc80 && code <= 0xdcff ? undefined : String.fromCharCode(code);
}

function escaped(piece: DiskName): string {
  return Array.from(piece, byte => String.fromCharCode(0xdc00 + byte.charCodeAt(0))).join('');
}
