// [MS-SMB2] 2.2.13.2.1 SMB2_CREATE_EA_BUFFER
import {
  FileFullEaInformation,
  type FullEaEntry,
  type FullEaInput,
} from '../../fscc/file-full-ea-information.ts';
import { type CreateContextKind, contextKind } from './context-kind.ts';
import { CreateContextName } from './create-context.ts';

/**
 * The extended attributes that a new file gets.
 *
 * @example
 * ```ts
 * const createContexts = [EaBuffer.of([{ eaName: 'ORIGIN', eaValue: Buffer.from('scanner 4') }])];
 * ```
 */
export const EaBuffer: CreateContextKind<readonly FullEaEntry[], readonly FullEaInput[]> = contextKind(
  CreateContextName.EA_BUFFER,
  { name: 'SMB2_CREATE_EA_BUFFER', ...FileFullEaInformation.codec },
);
