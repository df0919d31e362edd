// [MS-DTYP] 2.5.1.1 sid-token, 2.4.2.4 Well-Known SID Structures
import type { Sid } from './sid.ts';

/** The names that stand for the same identifier everywhere. */
const EVERYWHERE: Readonly<Record<string, Sid>> = {
  WD: 'S-1-1-0',
  CO: 'S-1-3-0',
  CG: 'S-1-3-1',
  OW: 'S-1-3-4',
  NU: 'S-1-5-2',
  IU: 'S-1-5-4',
  SU: 'S-1-5-6',
  AN: 'S-1-5-7',
  ED: 'S-1-5-9',
  PS: 'S-1-5-10',
  AU: 'S-1-5-11',
  RC: 'S-1-5-12',
  SY: 'S-1-5-18',
  LS: 'S-1-5-19',
  NS: 'S-1-5-20',
  WR: 'S-1-5-33',
  BA: 'S-1-5-32-544',
  BU: 'S-1-5-32-545',
  BG: 'S-1-5-32-546',
  PU: 'S-1-5-32-547',
  AO: 'S-1-5-32-548',
  SO: 'S-1-5-32-549',
  PO: 'S-1-5-32-550',
  BO: 'S-1-5-32-551',
  RE: 'S-1-5-32-552',
  RU: 'S-1-5-32-554',
  RD: 'S-1-5-32-555',
  NO: 'S-1-5-32-556',
  MU: 'S-1-5-32-558',
  LU: 'S-1-5-32-559',
  IS: 'S-1-5-32-568',
  CY: 'S-1-5-32-569',
  ER: 'S-1-5-32-573',
  CD: 'S-1-5-32-574',
  RA: 'S-1-5-32-575',
  ES: 'S-1-5-32-576',
  MS: 'S-1-5-32-577',
  HA: 'S-1-5-32-578',
  AA: 'S-1-5-32-579',
  RM: 'S-1-5-32-580',
  UD: 'S-1-5-84-0-0-0-0-0',
  AC: 'S-1-15-2-1',
  LW: 'S-1-16-4096',
  ME: 'S-1-16-8192',
  MP: 'S-1-16-8448',
  HI: 'S-1-16-12288',
  SI: 'S-1-16-16384',
  AS: 'S-1-18-1',
  SS: 'S-1-18-2',
};

/** The last part of what lies in a domain: administrators, users, guests, ... */
const IN_DOMAIN: Readonly<Record<string, number>> = {
  LA: 500,
  LG: 501,
  DA: 512,
  DU: 513,
  DG: 514,
  DC: 515,
  DD: 516,
  CA: 517,
  PA: 520,
  CN: 522,
  AP: 525,
  KA: 526,
  RS: 553,
};

/** The same for what lies in the first domain of a forest. */
const IN_FOREST: Readonly<Record<string, number>> = { RO: 498, SA: 518, EA: 519, EK: 527 };

/** Which domain the names of SDDL are relative to that mean something of a domain (`DA`, `DU`, `LA`, ...). */
export interface DomainOptions {
  /** Identifier of the domain, `S-1-5-21-a-b-c`; of a server without one, that of the machine. */
  readonly domain?: Sid | undefined;
  /** Identifier of the forest's first domain, for `EA`, `SA`, `RO` and `EK`. Default: `domain`. */
  readonly forest?: Sid | undefined;
}

/**
 * The identifier that two letters stand for; `undefined` where they stand for none, `'relative'` where the domain
 * would have to be known.
 */
export function sidOfAlias(alias: string, { domain, forest = domain }: DomainOptions): Sid | undefined {
  if (Object.hasOwn(EVERYWHERE, alias)) return EVERYWHERE[alias];
  const [base, rid] = Object.hasOwn(IN_FOREST, alias)
    ? [forest, IN_FOREST[alias]]
    : [domain, Object.hasOwn(IN_DOMAIN, alias) ? IN_DOMAIN[alias] : undefined];
  if (rid === undefined) return undefined;
  return base === undefined ? RELATIVE : `${base}-${rid}`;
}

/** What {@link sidOfAlias} gives for a name that needs a domain. */
export const RELATIVE = 'relative';

const BACK = new Map(Object.entries(EVERYWHERE).map(([alias, sid]) => [sid, alias]));

/** The two letters for an identifier, where there are some; those of a domain only where it is given. */
export function aliasOfSid(sid: Sid, { domain, forest = domain }: DomainOptions): string | undefined {
  const alias = BACK.get(sid);
  if (alias !== undefined) return alias;
  const inside = (base: Sid | undefined, table: Readonly<Record<string, number>>) =>
    base === undefined ? undefined : Object.keys(table).find(each => sid === `${base}-${table[each] ?? ''}`);
  return inside(domain, IN_DOMAIN) ?? inside(forest, IN_FOREST);
}
