// [MS-DTYP] 2.5.1 Security Descriptor Description Language, into a descriptor
import { SmbError } from '../../errors.ts';
import { type Ace, AceFlags, AceType, isObjectAceType } from './ace.ts';
import type { Acl } from './acl.ts';
import {
  ACE_FLAGS,
  ACE_TYPES,
  LABEL_RIGHTS,
  SINGLE_RIGHTS,
  TRUST_PROTECTED_FILTER,
  WHOLE_RIGHTS,
} from './sddl-names.ts';
import { LIST_FLAGS, NULL_ACL } from './sddl.ts';
import { SecurityControl, type SecurityDescriptor } from './security-descriptor.ts';
import { encodeSid, type Sid } from './sid.ts';
import { type DomainOptions, RELATIVE, sidOfAlias } from './sid-alias.ts';

/** What an ACL's size field can hold is reached long before that many characters. */
const MAX_LENGTH = 0x10_0000;

const FLAG_WORDS: ReadonlyMap<string, number> = new Map([
  ...ACE_FLAGS,
  [TRUST_PROTECTED_FILTER, AceFlags.SUCCESSFUL_ACCESS],
]);
const RIGHT_WORDS: ReadonlyMap<string, number> = new Map([
  ...WHOLE_RIGHTS,
  ...SINGLE_RIGHTS,
  ...LABEL_RIGHTS,
]);
const CONDITIONAL: ReadonlySet<number> = new Set([
  AceType.ACCESS_ALLOWED_CALLBACK,
  AceType.ACCESS_DENIED_CALLBACK,
  AceType.ACCESS_ALLOWED_CALLBACK_OBJECT,
  AceType.SYSTEM_AUDIT_CALLBACK,
  AceType.SYSTEM_RESOURCE_ATTRIBUTE,
]);
const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * A security descriptor from its text in SDDL ([MS-DTYP] 2.5.1): owner `O:`, group `G:`, access list `D:`, audit list
 * `S:`, each where it is wanted. White space between the parts is fine, and so are small letters.
 *
 * @throws {@link SmbError} `EINVAL`, which names the position and what is expected there, also for a name such as
 *   `DA` without its `domain`; `ENOTSUP` for conditions (`XA`, `XD`, `ZA`, `XU`) and resource attributes (`RA`)
 * @example
 * ```ts
 * const onlyAdministrators = parseSddl('D:P(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)');
 * await share.setSecurity('secret', onlyAdministrators);
 * ```
 */
export function parseSddl(text: string, options: DomainOptions = {}): SecurityDescriptor {
  return new Reader(text, options).descriptor();
}

class Reader {
  readonly #text: string;
  readonly #options: DomainOptions;
  #at = 0;

  constructor(text: string, options: DomainOptions) {
    this.#text = text;
    this.#options = options;
    if (text.length > MAX_LENGTH) throw this.#wrong('a descriptor of less than 1 MiB');
  }

  descriptor(): SecurityDescriptor {
    let control: number = SecurityControl.SELF_RELATIVE;
    const parts: { owner?: Sid; group?: Sid; dacl?: Acl | null; sacl?: Acl | null } = {};
    while (this.#more()) {
      const head = this.#take(/[OGDS]\s*:/iy, 'O:, G:, D: or S:');
      const part = PARTS[head.charAt(0).toUpperCase() as keyof typeof PARTS];
      if (Object.hasOwn(parts, part)) throw this.#wrong('each part once', head.length);
      if (part === 'owner' || part === 'group') {
        parts[part] = this.#sid(/[\w-]+?(?=\s*(?:$|[OGDS]\s*:)|\s)/iy);
      } else {
        const list = this.#list(part);
        parts[part] = list.acl;
        control |= list.control;
      }
    }
    return { control, ...parts };
  }

  #list(which: 'dacl' | 'sacl'): { acl: Acl | null; control: number } {
    let control: number = which === 'dacl' ? SecurityControl.DACL_PRESENT : SecurityControl.SACL_PRESENT;
    for (;;) {
      this.#space();
      if (this.#has(NULL_ACL)) return { acl: null, control };
      const flag = LIST_FLAGS.find(({ name }) => this.#has(name));
      if (flag === undefined) break;
      control |= flag[which];
    }
    const aces: Ace[] = [];
    while (this.#more() && this.#text[this.#at] === '(') aces.push(this.#ace());
    if (this.#more() && !/^[OGDS]\s*:/i.test(this.#text.slice(this.#at, this.#at + 100))) {
      throw this.#wrong('P, AR, AI, an entry in parentheses or the next part');
    }
    const revision = aces.some(ace => isObjectAceType(ace.type)) ? 4 : 2;
    return { acl: { revision, aces }, control };
  }

  #ace(): Ace {
    this.#at++; // the parenthesis
    const began = this.#at;
    const word = this.#take(/[^;()\s]*/y, 'a type of entry');
    const type = ACE_TYPES.get(word.toUpperCase());
    if (type === undefined) {
      throw this.#wrong(`a type of entry (${[...ACE_TYPES.keys()].join(' ')})`, word.length);
    }
    if (CONDITIONAL.has(type)) throw unsupported(began);
    this.#next();
    const flags = this.#words(FLAG_WORDS, `flags (${[...FLAG_WORDS.keys()].join(' ')})`);
    this.#next();
    const mask = this.#rights();
    this.#next();
    const objectType = this.#guid(type);
    this.#next();
    const inheritedObjectType = this.#guid(type);
    this.#next();
    const sid = this.#sid(/[^;()\s]+/y);
    this.#space();
    if (this.#text[this.#at] === ';') throw unsupported(this.#at);
    this.#take(/\)/y, 'the ) of the entry');
    return {
      type,
      flags,
      mask,
      sid,
      ...(objectType === undefined ? {} : { objectType }),
      ...(inheritedObjectType === undefined ? {} : { inheritedObjectType }),
    };
  }

  #rights(): number {
    this.#space();
    const number = /(?:0x[\da-f]{1,8}|0|[1-9]\d{0,9})(?=\s*;)/iy;
    number.lastIndex = this.#at;
    const digits = number.exec(this.#text)?.[0];
    if (digits === undefined) {
      return this.#words(RIGHT_WORDS, 'rights such as FA FR FW FX GA GR RC SD, or a number such as 0x1f01ff');
    }
    if (Number(digits) > 0xffff_ffff) throw this.#wrong('a number of 32 bits');
    this.#at += digits.length;
    return Number(digits);
  }

  /** Two letters each, one behind another; none is 0. */
  #words(table: ReadonlyMap<string, number>, expected: string): number {
    let bits = 0;
    while (this.#more() && this.#text[this.#at] !== ';') {
      const bit = table.get(this.#text.slice(this.#at, this.#at + 2).toUpperCase());
      if (bit === undefined) throw this.#wrong(expected);
      bits |= bit;
      this.#at += 2;
    }
    return bits >>> 0;
  }

  #guid(type: number): string | undefined {
    this.#space();
    if (this.#text[this.#at] === ';') return undefined;
    if (!isObjectAceType(type)) throw this.#wrong('a ; (only entries for objects have a GUID)');
    const found = this.#take(/[^;()\s]+/y, 'a GUID');
    if (!GUID.test(found)) {
      throw this.#wrong('a GUID such as bf967aba-0de6-11d0-a285-00aa003049e2', found.length);
    }
    return found.toLowerCase();
  }

  #sid(pattern: RegExp): Sid {
    const expected = 'an identifier such as BA, SY, WD or S-1-5-32-544';
    const found = this.#take(pattern, expected);
    const word = found.toUpperCase();
    if (word.startsWith('S-')) {
      const sid = word.replace('0X', '0x');
      if (!isSid(sid)) throw this.#wrong(expected, found.length);
      return sid;
    }
    const sid = sidOfAlias(word, this.#options);
    if (sid === undefined) throw this.#wrong(expected, found.length);
    if (sid !== RELATIVE) return sid;
    throw this.#wrong(`an identifier as S-1-..., or the option 'domain' that ${word} needs`, found.length);
  }

  #next(): void {
    this.#take(/;/y, 'a ;');
  }

  #has(word: string): boolean {
    const found = this.#text.slice(this.#at, this.#at + word.length).toUpperCase() === word;
    if (found) this.#at += word.length;
    return found;
  }

  #take(pattern: RegExp, expected: string): string {
    this.#space();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw this.#wrong(expected);
    this.#at += found.length;
    return found;
  }

  /** Whether anything follows but white space, which is passed. */
  #more(): boolean {
    this.#space();
    return this.#at < this.#text.length;
  }

  #space(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  /** @param back so many characters before this place is where it went wrong */
  #wrong(expected: string, back = 0): SmbError {
    const at = this.#at - back;
    const found = this.#text.slice(at, at + 12);
    const shown = found === '' ? 'the end' : JSON.stringify(found);
    const message = `SDDL, position ${at}: expected ${expected}, found ${shown}.`;
    return new SmbError({ code: 'EINVAL', message, outcome: 'not-sent' });
  }
}

const PARTS = { O: 'owner', G: 'group', D: 'dacl', S: 'sacl' } as const;

function isSid(text: string): boolean {
  try {
    encodeSid(text);
    return true;
  } catch {
    return false;
  }
}

function unsupported(at: number): SmbError {
  const message = `SDDL, position ${at}: conditions and resource attributes cannot be read by this version.`;
  return new SmbError({ code: 'ENOTSUP', message, outcome: 'not-sent' });
}
