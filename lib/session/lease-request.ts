// [MS-SMB2] 3.2.4.3.8 Requesting a lease, 3.2.5.7 Receiving a CREATE response
import type { CreateOptions, CreateResponse } from '../commands/create.ts';
import { leaseBreak } from '../commands/lease-break.ts';
import { oplockBreak } from '../commands/oplock-break.ts';
import type { Tree } from '../commands/target.ts';
import { ProtocolError } from '../errors.ts';
import { randomBytes } from '../crypto/random.ts';
import type { CreateContext } from '../wire/smb2/contexts/create-context.ts';
import { RequestLease } from '../wire/smb2/contexts/request-lease.ts';
import { Capabilities, Dialect } from '../wire/smb2/dialect.ts';
import { OplockLevel } from '../wire/smb2/oplock-level.ts';
import {
  Lease,
  LEASE_WISHES,
  leaseBits,
  type LeaseNews,
  type LeaseWish,
  type OnLeaseBreak,
} from './lease.ts';
import { oplockBits, oplockFor } from './leases.ts';
import { SmbConnection } from './smb-connection.ts';

/** What is wanted, and what is to be done when the server wants it back. */
export interface LeaseWanted {
  /** As it was given to `open`. */
  readonly path: string;
  readonly wish: LeaseWish;
  readonly onBreak?: OnLeaseBreak | undefined;
}

/** A lease on its way: the fields of the CREATE that asks for it, and what becomes of the answer. */
export interface LeaseRequest {
  readonly lease: Lease;
  readonly fields: Required<Pick<CreateOptions, 'requestedOplockLevel' | 'createContexts'>>;
  /** The answer is here: what is granted may be less than what was wanted. */
  granted(response: CreateResponse): void;
  /** The handle is closed, or there never was one. */
  closed(): void;
}

/**
 * Asks for a lease, in the version of the dialect, or where the server has none, for the oplock nearest to it.
 *
 * @throws TypeError `ERR_INVALID_ARG_VALUE` for a combination of letters that servers do not grant
 */
export function leaseRequest(tree: Tree, { path, wish, onBreak }: LeaseWanted): LeaseRequest {
  if (!LEASE_WISHES.includes(wish)) {
    const message = `'${wish}' is no lease: ${LEASE_WISHES.join(', ')} are`;
    throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
  }
  const { leases, agreement } = connectionOf(tree.session.connection);
  const lease = new Lease(path, onBreak);
  const leaseKey = randomBytes(16);
  const leaseState = leaseBits(wish);
  const { dialect, capabilities } = agreement;
  const leasing = dialect > Dialect.SMB_2_0_2 && (capabilities & Capabilities.LEASING) !== 0;
  const version = dialect < Dialect.SMB_3_0 ? 1 : 2;
  // held before it is asked for: a notice may overtake the answer
  let forget = leases.hold(leaseKey, lease);
  return {
    lease,
    fields: leasing
      ? {
          requestedOplockLevel: OplockLevel.LEASE,
          createContexts: [RequestLease.of({ version, leaseKey, leaseState })],
        }
      : { requestedOplockLevel: oplockFor(leaseState), createContexts: [] },
    granted({ oplockLevel, createContexts, handle }) {
      if (oplockLevel === OplockLevel.LEASE) {
        lease.grant(newsIn(tree, createContexts), state => leaseBreak(tree, { leaseKey, leaseState: state }));
      } else {
        forget();
        forget = leases.hold(handle.fileId, lease);
        lease.grant({ state: oplockBits(oplockLevel) }, state =>
          oplockBreak(handle, { oplockLevel: oplockFor(state) }),
        );
      }
    },
    closed() {
      forget();
      lease.end();
    },
  };
}

/** What the server says of a lease it grants; one that cannot be read ends the connection. */
function newsIn(tree: Tree, createContexts: readonly CreateContext[]): LeaseNews {
  try {
    const answer = RequestLease.in(createContexts);
    return { state: answer?.leaseState ?? 0, epoch: answer?.version === 2 ? answer.epoch : undefined };
  } catch (error) {
    if (error instanceof ProtocolError) tree.address().exchange.fail(error);
    throw error;
  }
}

function connectionOf(connection: unknown): SmbConnection {
  if (connection instanceof SmbConnection) return connection;
  throw new TypeError('leases need a share that was mounted');
}
