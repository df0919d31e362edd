// [MS-SMB2] 2.2.13.2.6 SMB2_CREATE_ALLOCATION_SIZE
import { must, u64 } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { contextKind } from './context-kind.ts';
import { CreateContextName } from './create-context.ts';

/**
 * How many bytes to set aside for a file that is created or overwritten; its size remains 0.
 *
 * @example
 * ```ts
 * const createContexts = [AllocationSize.of({ allocationSize: 1_048_576n })];
 * ```
 */
export const AllocationSize = contextKind(
  CreateContextName.ALLOCATION_SIZE,
  struct('SMB2_CREATE_ALLOCATION_SIZE', undefined, { allocationSize: must(u64) }),
);
