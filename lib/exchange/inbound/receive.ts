import { ProtocolError } from '../../errors.ts';
import { protocolOf, readHeader } from '../../wire/smb2/header.ts';
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

/** Memory for the payload of replies that nobody waits for. */
let scrap: Uint8Array | undefined;

/** One frame through all stages. */
function frame(exchange: Core, frame: Uint8Array, payload: Uint8Array | undefined): void {
  const protocol = protocolOf(frame);
  const opened = protocol === 'transform' ? unseal(exchange, frame) : undefined;
  if (opened === undefined && protocol !== 'smb2') throw new ProtocolError(refusal(protocol));
  const { message, sessionId: sealedBy } = opened ?? { message: frame, sessionId: undefined };
  for (const element of split(message, payload)) {
    if (!exchange.open) return; // whoever got the element before has ended it
    const inbound: Inbound = { exchange, ...element, sealedBy, entry: undefined };
    STAGES.every(stage => stage(inbound));
  }
}

/** Where a payload shall land: asked before the frame is complete, hence before anything is verified. */
function place(exchange: Core, head: Uint8Array, length: number): Uint8Array | undefined {
  if (protocolOf(head) !== 'smb2') return undefined;
  const header = readHeader(head);
  const entry = exchange.ledger.find(header.messageId);
  if (entry === undefined || header.nextCommand !== 0 || header.command !== entry.request.command)
    return undefined;
  const target = entry.request.place?.(head, length);
  if (target === undefined || !entry.chain.orphaned) return target;
  if (scrap === undefined || scrap.length < length) scrap = Buffer.allocUnsafeSlow(length);
  return scrap.subarray(0, length);
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

/** The inbound half of the exchange. */
export const receive = { frame, place };
