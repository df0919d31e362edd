import type { CipherName, DialectName, SigningAlgorithmName } from '../../lib/target.ts';
import { CIPHER_NAMES, DIALECT_NAMES, SIGNING_ALGORITHM_NAMES } from '../../lib/target.ts';

/** How a login is proved. */
export const MECHANISMS = ['NTLM', 'Kerberos'] as const;
export type MechanismName = (typeof MECHANISMS)[number];

/** Who logs in. */
export const PERSONS = ['user', 'guest', 'anonymous'] as const;
export type Person = (typeof PERSONS)[number];

/** How a session is protected. */
export interface Protected {
  readonly dialect: DialectName;
  readonly signing: SigningAlgorithmName;
  readonly cipher: CipherName | 'none';
}

/** One cell: a row, and who logs in how. */
export interface Cell extends Protected {
  readonly mechanism: MechanismName;
  readonly person: Person;
}

/** The rows: every dialect with every signing algorithm and every cipher, also those that it does not have. */
export const ROWS: readonly Protected[] = DIALECT_NAMES.flatMap(dialect =>
  SIGNING_ALGORITHM_NAMES.flatMap(signing =>
    (['none', ...CIPHER_NAMES] as const).map(cipher => ({ dialect, signing, cipher })),
  ),
);

/** The columns. */
export const COLUMNS = MECHANISMS.flatMap(mechanism => PERSONS.map(person => ({ mechanism, person })));
