// [MS-SMB2] 3.2.4.2.2 Negotiating the protocol, 3.2.5.2 Receiving a NEGOTIATE response
import { catchError, map, type Observable, throwError } from 'rxjs';

import { negotiate } from '../commands/negotiate.ts';
import { SmbError } from '../errors.ts';
import { agree } from './agreement.ts';
import { type Offer, offerFields } from './offer.ts';
import type { SmbConnection } from './smb-connection.ts';

/** Agrees with the server on a dialect and what goes with it. Emits once. */
export function handshake(connection: SmbConnection, offer: Offer): Observable<void> {
  return negotiate(connection, {
    ...offerFields(offer),
    onSent: message => {
      connection.hash(message);
    },
  }).pipe(
    map(response => {
      connection.hash([response.message]);
      connection.settle(agree(response, offer));
    }),
    catchError((error: unknown) => throwError(() => explain(error))),
  );
}

/** What the comparison with the offer has found. */
const EXPLAINED = ['ERR_SMB_DIALECT', 'ERR_SMB_SIGNATURE', 'ERR_SMB_ENCRYPTION_REQUIRED'];
const HUNG_UP = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

/** A server that hangs up on the first message, or answers in another tongue, shares no dialect with us. */
function explain(error: unknown): unknown {
  if (!(error instanceof SmbError) || EXPLAINED.includes(error.code)) return error;
  const hungUp = HUNG_UP.includes(error.code);
  if (!hungUp && error.code !== 'ERR_SMB_PROTOCOL' && error.status === undefined) return error;
  const reason = hungUp ? 'it closed the connection: does it only speak SMB1?' : error.message;
  return new SmbError({
    code: 'ERR_SMB_DIALECT',
    message: `the server does not take any of the offered SMB2 and SMB3 dialects (${reason})`,
    command: 'NEGOTIATE',
    status: error.status,
    ntstatus: error.ntstatus,
    fatal: true,
    cause: error,
  });
}
