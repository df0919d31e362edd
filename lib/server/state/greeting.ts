import { filetimeFromMs } from '../../wire/dtyp/filetime.ts';
import type { NegotiateResponseInput } from '../../wire/smb2/negotiate.ts';
import type { Host } from './host.ts';

/** What NEGOTIATE tells whatever the dialect. */
interface Told {
  readonly dialect: number;
  readonly securityMode: number;
  readonly capabilities: number;
  readonly maxTransact: number;
  readonly maxRead: number;
  readonly maxWrite: number;
}

/** The fields of a NEGOTIATE response. */
export function greeting(host: Host, told: Told): NegotiateResponseInput {
  return {
    securityMode: told.securityMode,
    dialectRevision: told.dialect,
    serverGuid: host.guid,
    capabilities: told.capabilities,
    maxTransactSize: told.maxTransact,
    maxReadSize: told.maxRead,
    maxWriteSize: told.maxWrite,
    systemTime: filetimeFromMs(Date.now()),
    serverStartTime: host.started,
    securityBuffer: host.acceptor().hint(),
  };
}
