// [MS-NLMP] 2.2.1.2 CHALLENGE_MESSAGE
import { blob, must, reserved, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { bytes } from '../tails.ts';
import { MessageType, messageType } from './message-type.ts';
import type { NegotiateFlags } from './negotiate-flags.ts';
import { decodeText, encodeText, firstPayload, payloadLength, payloadOffset } from './payload.ts';
import { type Version, version } from './version.ts';

const HEAD = {
  messageType: messageType(MessageType.CHALLENGE),
  targetNameLength: payloadLength('targetName'),
  targetNameOffset: payloadOffset('targetName'),
  negotiateFlags: u32,
  serverChallenge: must(blob(8)),
  reserved: reserved(8),
  targetInfoLength: payloadLength('targetInfo'),
  targetInfoOffset: payloadOffset('targetInfo'),
};
const PAYLOADS = { targetName: bytes, targetInfo: bytes };

const Full = struct('NTLM CHALLENGE_MESSAGE', undefined, { ...HEAD, version, ...PAYLOADS });
const Short = struct('NTLM CHALLENGE_MESSAGE', undefined, { ...HEAD, ...PAYLOADS });

/** The server's answer. */
export interface ChallengeMessage {
  readonly negotiateFlags: NegotiateFlags;
  /** 8 bytes. */
  readonly serverChallenge: Uint8Array;
  readonly targetName: string;
  /** AV_PAIRs as they came: they are hashed as bytes. */
  readonly targetInfo: Uint8Array;
  readonly version?: Version | undefined;
}

/** Always writes the Version field. */
export function encodeChallengeMessage(message: ChallengeMessage): Uint8Array {
  return Full.encode({ ...message, targetName: encodeText(message.negotiateFlags, message.targetName) });
}

/** @throws {ProtocolError} for anything that cannot be a CHALLENGE_MESSAGE */
export function decodeChallengeMessage(message: Uint8Array): ChallengeMessage {
  const layout = firstPayload(message, [12, 40]) < Full.fixed ? Short : Full;
  const value = layout.decode(message);
  return { ...value, targetName: decodeText(value.negotiateFlags, value.targetName) };
}
