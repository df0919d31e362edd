import { ProtocolError } from '../../errors.ts';
import { protocolOf } from '../../wire/smb2/header.ts';
import type { Core } from '../core.ts';
import { grant } from './grant.ts';
import type { Inbound } from './inbound.ts';
import { interim } from './interim.ts';
import { match } from './match.ts';
import { settle } from './settle.ts';
import { split } from './split.ts';
import { unseal } from './unseal.ts';
import { verify } from './verify.ts';

/** Each stage sees one element and may end its journey by returning false: in the order of [MS-SMB2] 3.2.5.1. */
const STAGES = [match, verify, grant, interim, settle] as const;

/** One frame through all stages. */
export function receive(exchange: Core, frame: Uint8Array, payload: Uint8Array | undefined): void {
  const protocol = protocolOf(frame);
  const opened = protocol === 'transform' ? unseal(exchange, frame, payload) : undefined;
  if (opened === undefined && protocol !== 'smb2') throw new ProtocolError(refusal(protocol));
  const {
    message,
    rest,
    sessionId: sealedBy,
  } = opened ?? { message: frame, rest: payload, sessionId: undefined };
  for (const element of split(message, rest)) {
    if (!exchange.open) return; // whoever got the element before has ended it
    const inbound: Inbound = { exchange, ...element, sealedBy, entry: undefined };
    STAGES.every(stage => stage(inbound));
  }
}

function refusal(protocol: ReturnType<typeof protocolOf>): string {
  switch (protocol) {
    case 'compression':
      return 'the server sent a compressed message, which was never offered';
    case 'smb1':
      return 'the server answered in SMB1, which is not spoken here';
    default:
      return 'the server sent something that is not an SMB2 message';
  }
}
