import { Dialect } from '../../wire/smb2/dialect.ts';
import type { FileSystem } from '../file-systems/file-system.ts';
import type { ServerScript } from '../script/script.ts';

/** What a server was told to be: complete and checked. */
export interface Settings {
  readonly shares: ReadonlyMap<string, FileSystem>;
  readonly signingRequired: boolean;
  readonly encryption: 'required' | 'if-required' | 'off';
  readonly minDialect: Dialect;
  readonly maxDialect: Dialect;
  readonly maxRead: number;
  readonly maxWrite: number;
  readonly maxTransact: number;
  readonly credits: number;
  readonly script: ServerScript | undefined;
}

const ALL = [
  Dialect.SMB_3_1_1,
  Dialect.SMB_3_0_2,
  Dialect.SMB_3_0,
  Dialect.SMB_2_1,
  Dialect.SMB_2_0_2,
] as const;

/** The dialects that are spoken, the newest first. */
export function dialectsOf({ minDialect, maxDialect }: Settings): Dialect[] {
  return ALL.filter(dialect => dialect >= minDialect && dialect <= maxDialect);
}
