// [MS-SMB2] 3.3.5.17 Receiving an SMB2 ECHO Request
import { EchoRequest, EchoResponse } from '../../wire/smb2/echo.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';

/** Still here. */
export function echo(call: Call): Reply {
  call.read(EchoRequest);
  return reply(EchoResponse, {});
}
