// [MS-SMB2] 2.2.13.2.2 SMB2_CREATE_SD_BUFFER
import { SecurityDescriptor } from '../../dtyp/security-descriptor.ts';
import { type CreateContextKind, contextKind } from './context-kind.ts';
import { CreateContextName } from './create-context.ts';

/**
 * The security descriptor that a new file gets, instead of an inherited one.
 *
 * @example
 * ```ts
 * const createContexts = [SdBuffer.of({ dacl })];
 * ```
 */
export const SdBuffer: CreateContextKind<SecurityDescriptor, Partial<SecurityDescriptor>> = contextKind(
  CreateContextName.SD_BUFFER,
  SecurityDescriptor,
);
