import type { DialectName } from '../target.ts';
import { Dialect } from '../wire/smb2/dialect.ts';

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
  return (Object.keys(NUMBERS) as DialectName[]).find(name => NUMBERS[name] === dialect);
}
