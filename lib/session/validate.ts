// [MS-SMB2] 3.2.5.5 and 3.2.5.14.12: FSCTL_VALIDATE_NEGOTIATE_INFO
import { catchError, map, type Observable, of, throwError } from 'rxjs';

import { ioctlPlan, type IoctlResponse } from '../commands/ioctl.ts';
import { Pdu } from '../commands/pdu.ts';
import { SmbError } from '../errors.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { Dialect } from '../wire/smb2/dialect.ts';
import {
  FSCTL_VALIDATE_NEGOTIATE_INFO,
  ValidateNegotiateInfoRequest,
  ValidateNegotiateInfoResponse,
} from '../wire/smb2/validate-negotiate.ts';
import type { Offer } from './offer.ts';
import type { SmbTree } from './smb-tree.ts';

/** How a connection looks from here whose server has ended it: what Samba and Windows do about a mismatch. */
const HUNG_UP = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

/**
 * Repeats the negotiation where nobody in between can change it unseen. Due whenever 3.x was offered and
 * less than 3.1.1 was chosen, 2.0.2 included: who strips 3.x from the offer gets a session on which
 * everything else verifies. Always signed, its answer too.
 */
export function validate(tree: SmbTree, offer: Offer): Observable<unknown> {
  const { connection } = tree.session;
  const { dialect, capabilities, securityMode, serverGuid } = connection.agreement;
  const due = dialect < Dialect.SMB_3_1_1 && offer.dialects.some(offered => offered >= Dialect.SMB_3_0);
  if (!due || !tree.session.keyed) return of(undefined);
  const plan = ioctlPlan(
    {
      ctlCode: FSCTL_VALIDATE_NEGOTIATE_INFO,
      input: ValidateNegotiateInfoRequest.encode({
        capabilities: offer.capabilities,
        guid: offer.clientGuid,
        securityMode: offer.securityMode,
        dialects: [...offer.dialects],
      }),
      maxOutputResponse: ValidateNegotiateInfoResponse.fixed,
    },
    { signed: true },
  );
  return new Pdu<IoctlResponse>(tree, plan).pipe(
    map(({ output }) => {
      const told = ValidateNegotiateInfoResponse.decode(output);
      const same =
        told.dialect === dialect &&
        told.capabilities === capabilities &&
        told.securityMode === securityMode &&
        Buffer.compare(told.guid, serverGuid) === 0;
      if (!same) throw altered();
    }),
    catchError((error: unknown) => {
      if (!(error instanceof SmbError)) return throwError(() => error);
      const denied = error.ntstatus === NtStatus.STATUS_ACCESS_DENIED;
      if (denied || HUNG_UP.includes(error.code)) return throwError(() => altered(error));
      // 3.2.5.14.12: whatever else is refused, is refused by a server that does not know the request, and signed
      return error.ntstatus === undefined || error.fatal ? throwError(() => error) : of(undefined);
    }),
  );
}

function altered(cause?: unknown): SmbError {
  return new SmbError({
    code: 'ERR_SMB_DIALECT',
    message: 'the server remembers another negotiation than ours: somebody on the network has altered it',
    command: 'IOCTL',
    fatal: true,
    cause,
  });
}
