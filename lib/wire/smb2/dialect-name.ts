// [MS-SMB2] 1.7 Versioning and Capability Negotiation: the dialects as users know them
import { Dialect } from './dialect.ts';

/** The dialects of SMB that can be spoken, oldest first. */
export const DIALECT_NAMES = ['2.0.2', '2.1', '3.0', '3.0.2', '3.1.1'] as const;
/** A dialect by the number that everybody knows it by. */
export type DialectName = (typeof DIALECT_NAMES)[number];

const NUMBERS: Readonly<Record<DialectName, Dialect>> = {
  '2.0.2': Dialect.SMB_2_0_2,
  '2.1': Dialect.SMB_2_1,
  '3.0': Dialect.SMB_3_0,
  '3.0.2': Dialect.SMB_3_0_2,
  '3.1.1': Dialect.SMB_3_1_1,
};

/** A dialect's number on the wire. */
export function dialectNumber(name: DialectName): Dialect {
  return NUMBERS[name];
}

/** A dialect as users know it. */
export function dialectName(dialect: Dialect): DialectName | undefined {
  return DIALECT_NAMES.find(name => NUMBERS[name] === dialect);
}
