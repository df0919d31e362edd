// [MS-SMB2] 3.2.5.1.5 Handling asynchronous responses
import { ProtocolError } from '../../errors.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import type { Inbound } from './inbound.ts';

/** Any command may be answered with STATUS_PENDING first; that is no answer. A second one is no sign of life. */
export function interim({ exchange, entry, header }: Inbound): boolean {
  if (entry === undefined || header.status !== NtStatus.STATUS_PENDING) return true;
  if (header.asyncId === undefined) throw new ProtocolError('an interim reply without an AsyncId');
  if (entry.state === 'sent') {
    entry.since = performance.now();
    exchange.heard();
  } else {
    exchange.chattered();
  }
  const first = entry.state !== 'pending';
  entry.state = 'pending';
  entry.asyncId = header.asyncId;
  if (first && !entry.chain.orphaned) entry.request.onPending?.();
  return false;
}
