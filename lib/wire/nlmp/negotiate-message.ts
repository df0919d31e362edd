// [MS-NLMP] 2.2.1.1 NEGOTIATE_MESSAGE
import { u32 } from '../fields.ts';
import { type InputOf, type ValueOf, struct } from '../struct.ts';
import { bytes } from '../tails.ts';
import { MessageType, messageType } from './message-type.ts';
import { firstPayload, payloadLength, payloadOffset } from './payload.ts';
import { version } from './version.ts';

const HEAD = {
  messageType: messageType(MessageType.NEGOTIATE),
  negotiateFlags: u32,
  domainNameLength: payloadLength('domainName'),
  domainNameOffset: payloadOffset('domainName'),
  workstationLength: payloadLength('workstation'),
  workstationOffset: payloadOffset('workstation'),
};
// in the OEM character set always, so they stay bytes
const PAYLOADS = { domainName: bytes, workstation: bytes };

const Full = struct('NTLM NEGOTIATE_MESSAGE', undefined, { ...HEAD, version, ...PAYLOADS });
const Short = struct('NTLM NEGOTIATE_MESSAGE', undefined, { ...HEAD, ...PAYLOADS });

/** The first message, from the client. */
export type NegotiateMessage = Omit<ValueOf<typeof Full>, 'version'> & Partial<ValueOf<typeof Full>>;

/** Always writes the Version field. */
export function encodeNegotiateMessage(message: InputOf<typeof Full>): Uint8Array {
  return Full.encode(message);
}

/** @throws {ProtocolError} for anything that cannot be a NEGOTIATE_MESSAGE */
export function decodeNegotiateMessage(message: Uint8Array): NegotiateMessage {
  const layout = firstPayload(message, [16, 24]) < Full.fixed ? Short : Full;
  return layout.decode(message);
}
