// [MS-SMB2] 2.2.13.2.8 and .10 SMB2_CREATE_REQUEST_LEASE and its V2, 2.2.14.2.10 and .11 SMB2_CREATE_RESPONSE_LEASE
import { ProtocolError } from '../../../errors.ts';
import { blob, must, reserved, u16, u32 } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { contextKind } from './context-kind.ts';
import { CreateContextName } from './create-context.ts';

/** Flags of a lease. */
export const LeaseFlags = { BREAK_IN_PROGRESS: 2, PARENT_LEASE_KEY_SET: 4 } as const;
export type LeaseFlags = (typeof LeaseFlags)[keyof typeof LeaseFlags];

/** Where a lease context tells no more than both versions can. */
interface LeaseFields {
  /** 16 bytes that the client chose. */
  readonly leaseKey: Uint8Array;
  /** Bits of `LeaseState`: what is wanted, in an answer what is granted. */
  readonly leaseState: number;
  /** Bits of {@link LeaseFlags}. Default 0. */
  readonly flags?: number | undefined;
}

/** The lease of 2.1 and of 3.x, as it was agreed on. */
export interface LeaseContextV1 extends LeaseFields {
  readonly version: 1;
}

/** The lease of 3.x, which also knows the folder's lease and counts its changes. */
export interface LeaseContextV2 extends LeaseFields {
  readonly version: 2;
  /** The lease of the folder, 16 bytes; counts only with `PARENT_LEASE_KEY_SET`. Default zeros. */
  readonly parentLeaseKey?: Uint8Array | undefined;
  /** Counts the changes of the state. Default 0. */
  readonly epoch?: number | undefined;
}

/** A lease in either version. */
export type LeaseContext = LeaseContextV1 | LeaseContextV2;

const v1 = {
  leaseKey: must(blob(16)),
  leaseState: must(u32),
  flags: u32,
  leaseDuration: reserved(8),
};
const one = struct('SMB2_CREATE_REQUEST_LEASE', undefined, v1);
const two = struct('SMB2_CREATE_REQUEST_LEASE_V2', undefined, {
  ...v1,
  parentLeaseKey: blob(16),
  epoch: u16,
  reserved: reserved(2),
});

/**
 * Asks for a lease, together with `requestedOplockLevel: OplockLevel.LEASE`; the answer has the same form. Only its
 * length tells the versions apart.
 *
 * @example
 * ```ts
 * const leaseState = LeaseState.READ_CACHING | LeaseState.HANDLE_CACHING;
 * const createContexts = [RequestLease.of({ version: 2, leaseKey: randomBytes(16), leaseState })];
 * ```
 */
export const RequestLease = contextKind<LeaseContext>(CreateContextName.REQUEST_LEASE, {
  name: one.name,
  encode: lease => (lease.version === 1 ? one.encode(lease) : two.encode(lease)),
  decode(data) {
    if (data.length === one.fixed) return { version: 1, ...one.decode(data) };
    if (data.length === two.fixed) return { version: 2, ...two.decode(data) };
    throw new ProtocolError(`${one.name}: ${data.length} bytes are neither version 1 nor 2`);
  },
});
