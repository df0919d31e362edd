// [MS-SMB2] 3.3.5.3 Receiving an SMB_COM_NEGOTIATE
import { ProtocolError } from '../../errors.ts';
import { Capabilities, Dialect, SecurityMode } from '../../wire/smb2/dialect.ts';
import { NegotiateResponse } from '../../wire/smb2/negotiate.ts';
import type { Link } from '../connection/link.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { greeting } from '../state/greeting.ts';
import { dialectsOf } from '../state/settings.ts';

const SMB_COM_NEGOTIATE = 0x72;
const COMMAND = 4;
/** [MS-CIFS] 2.2.4.52.1: header, no parameter words, then the count of bytes, each dialect behind a 2. */
const DIALECTS = 32 + 1 + 2;

/**
 * Answers a client that asks in SMB1 whether we speak SMB2: nothing else is ever said in that tongue.
 * @throws {ProtocolError} when it speaks SMB1 only
 */
export function greetOld(link: Link, message: Uint8Array): Reply {
  if (link.agreement !== undefined || message[COMMAND] !== SMB_COM_NEGOTIATE) {
    throw new ProtocolError('SMB1 is not spoken here');
  }
  const offered = Buffer.from(message.subarray(DIALECTS)).toString('latin1').split('\0');
  const { host } = link;
  const ours = dialectsOf(host.settings);
  const many = offered.includes('\x02SMB 2.???') && ours.some(dialect => dialect > Dialect.SMB_2_0_2);
  const one = offered.includes('\x02SMB 2.002') && ours.includes(Dialect.SMB_2_0_2);
  if (!many && !one) throw new ProtocolError('the client offers no dialect of SMB2');
  const size = 65_536;
  const { SIGNING_ENABLED, SIGNING_REQUIRED } = SecurityMode;
  const told = {
    dialect: many ? Dialect.WILDCARD : Dialect.SMB_2_0_2,
    securityMode: SIGNING_ENABLED | (host.settings.signingRequired ? SIGNING_REQUIRED : 0),
    capabilities: many ? Capabilities.LARGE_MTU : 0,
    maxRead: size,
    maxWrite: size,
    maxTransact: size,
  };
  // the wildcard settles nothing: a NEGOTIATE of SMB2 follows
  if (!many) {
    const client = {
      guid: new Uint8Array(16),
      capabilities: 0,
      securityMode: 0,
      dialects: [Dialect.SMB_2_0_2],
    };
    link.agreement = {
      ...told,
      dialect: Dialect.SMB_2_0_2,
      signingAlgorithm: 0,
      cipher: undefined,
      multiCredit: false,
      client,
    };
  }
  return reply(NegotiateResponse, greeting(host, told));
}
