import { SmbError } from '../errors.ts';

/** A pattern of a filter, ready to be asked. */
export interface Glob {
  /** Tested against a file's path, and against a folder's path with `/` behind it. */
  readonly regexp: RegExp;
  /** It names folders and all in them: `**` or a `/` at the end. */
  readonly forFolders: boolean;
  /**
   * What each folder on the way must be called; beyond that any. Undefined where the pattern may begin in any
   * folder.
   */
  readonly way: { readonly names: readonly RegExp[]; readonly deeper: boolean } | undefined;
}

/**
 * Understands a glob as rclone writes it: `*` any characters but `/`, `**` any at all, `?` one character,
 * `[a-z]` and `[!a-z]` one of a set, `{one,other}`, `\` before a character that stands for itself. A leading
 * `/` ties it to the top, a `/` at the end means a folder with all in it.
 *
 * @throws {@link SmbError} `ERR_SMB_OPTION` for a pattern that is none
 */
export function parseGlob(pattern: string): Glob {
  const anchored = pattern.startsWith('/');
  const folder = pattern.endsWith('/');
  const body = pattern.slice(anchored ? 1 : 0) + (folder ? '**' : '');
  if (pattern.replaceAll('/', '') === '') throw invalid(pattern, 'it names nothing');
  const parts = new Reader(pattern, body).read();
  const regexp = compile(
    pattern,
    `${anchored ? '^' : '(?:^|/)'}${parts.map(part => part.source).join('/')}$`,
  );
  const open = parts.findIndex(part => part.open);
  const names = parts.slice(0, open < 0 ? -1 : open).map(({ source }) => compile(pattern, `^${source}$`));
  return {
    regexp,
    forFolders: body.includes('**') || body === '*',
    way: anchored ? { names, deeper: open >= 0 } : undefined,
  };
}

/** What stands between two `/` of a pattern. */
interface Part {
  source: string;
  /** It may stand for several folders. */
  open: boolean;
}

class Reader {
  readonly #pattern: string;
  readonly #chars: readonly string[];
  readonly #parts: Part[] = [{ source: '', open: false }];
  #at = 0;
  #braces = 0;

  constructor(pattern: string, body: string) {
    this.#pattern = pattern;
    this.#chars = Array.from(body);
  }

  read(): readonly Part[] {
    while (this.#at < this.#chars.length) this.#step(this.#chars[this.#at++] ?? '');
    if (this.#braces > 0) throw invalid(this.#pattern, 'a { is not closed');
    return this.#parts;
  }

  #step(char: string): void {
    if (char === '*') this.#stars();
    else if (char === '?') this.#put('[^/]');
    else if (char === '[') this.#put(this.#set());
    else if (char === '{') this.#open();
    else if (char === '}') this.#close();
    else if (char === ',' && this.#braces > 0) this.#put('|');
    else if (char === '\\') {
      const next = this.#chars[this.#at++];
      if (next === undefined) throw invalid(this.#pattern, 'it ends with \\');
      this.#literal(next);
    } else this.#literal(char);
  }

  #stars(): void {
    if (this.#chars[this.#at] !== '*') {
      this.#put('[^/]*');
      return;
    }
    this.#at++;
    if (this.#chars[this.#at] === '*') throw invalid(this.#pattern, 'it has more than two * in a row');
    this.#put('.*', true);
  }

  #open(): void {
    if (this.#chars[this.#at] === '{')
      throw invalid(this.#pattern, 'regular expressions ({{...}}) are not known');
    this.#braces++;
    this.#put('(?:');
  }

  #close(): void {
    if (this.#braces-- === 0) throw invalid(this.#pattern, 'a } has no {');
    this.#put(')');
  }

  #literal(char: string): void {
    if (char === '/' && this.#braces === 0) this.#parts.push({ source: '', open: false });
    else this.#put(escape(char), char === '/');
  }

  /** What stands in brackets; a `]` that comes first is one of the set. */
  #set(): string {
    const from = this.#at;
    const not = ['!', '^'].includes(this.#chars[from] ?? '') ? '^' : '';
    if (not !== '') this.#at++;
    let set = '';
    for (let first = true; ; first = false) {
      const char = this.#chars[this.#at++];
      if (char === undefined) throw invalid(this.#pattern, 'a [ is not closed');
      if (char === ']' && !first) break;
      if (char === '\\') set += escapeInSet(this.#chars[this.#at++] ?? '');
      else set += char === '-' ? char : escapeInSet(char);
    }
    return `(?!/)[${not}${set}]`;
  }

  #put(source: string, open = false): void {
    const part = this.#parts.at(-1);
    if (part === undefined) return;
    part.source += source;
    part.open ||= open;
  }
}

function escape(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function escapeInSet(char: string): string {
  return /[\\^[\]-]/.test(char) ? `\\${char}` : char;
}

function compile(pattern: string, source: string): RegExp {
  try {
    return new RegExp(source, 'su');
  } catch {
    throw invalid(pattern, 'a set in brackets is not in order');
  }
}

function invalid(pattern: string, reason: string): SmbError {
  const message = `The pattern ${JSON.stringify(pattern)} cannot be used: ${reason}.`;
  return new SmbError({ code: 'ERR_SMB_OPTION', message, outcome: 'not-sent' });
}
