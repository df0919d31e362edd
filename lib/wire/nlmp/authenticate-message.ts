// [MS-NLMP] 2.2.1.3 AUTHENTICATE_MESSAGE
import { blob, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { bytes } from '../tails.ts';
import { MessageType, messageType } from './message-type.ts';
import type { NegotiateFlags } from './negotiate-flags.ts';
import { decodeText, encodeText, firstPayload, payloadLength, payloadOffset } from './payload.ts';
import { type Version, version } from './version.ts';

const HEAD = {
  messageType: messageType(MessageType.AUTHENTICATE),
  lmLength: payloadLength('lmChallengeResponse'),
  lmOffset: payloadOffset('lmChallengeResponse'),
  ntLength: payloadLength('ntChallengeResponse'),
  ntOffset: payloadOffset('ntChallengeResponse'),
  domainNameLength: payloadLength('domainName'),
  domainNameOffset: payloadOffset('domainName'),
  userNameLength: payloadLength('userName'),
  userNameOffset: payloadOffset('userName'),
  workstationLength: payloadLength('workstation'),
  workstationOffset: payloadOffset('workstation'),
  keyLength: payloadLength('encryptedRandomSessionKey'),
  keyOffset: payloadOffset('encryptedRandomSessionKey'),
  negotiateFlags: u32,
};
// in the order in which Windows lays them out
const PAYLOADS = {
  domainName: bytes,
  userName: bytes,
  workstation: bytes,
  lmChallengeResponse: bytes,
  ntChallengeResponse: bytes,
  encryptedRandomSessionKey: bytes,
};

const NAME = 'NTLM AUTHENTICATE_MESSAGE';
const Full = struct(NAME, undefined, { ...HEAD, version, mic: blob(16), ...PAYLOADS });
const Versioned = struct(NAME, undefined, { ...HEAD, version, ...PAYLOADS });
const Short = struct(NAME, undefined, { ...HEAD, ...PAYLOADS });

/** Where the MIC stands: it is computed over the whole message with zeros there. */
export const MIC_OFFSET = 72;

/** The client's proof. */
export interface AuthenticateMessage {
  readonly negotiateFlags: NegotiateFlags;
  readonly domainName: string;
  readonly userName: string;
  readonly workstation: string;
  readonly lmChallengeResponse: Uint8Array;
  readonly ntChallengeResponse: Uint8Array;
  readonly encryptedRandomSessionKey: Uint8Array;
  readonly version?: Version | undefined;
  /** 16 bytes; means something only where MsvAvFlags of the response announces it. */
  readonly mic?: Uint8Array | undefined;
}

/** Always writes the Version and MIC fields; an omitted MIC is zeros, to be filled in at {@link MIC_OFFSET}. */
export function encodeAuthenticateMessage(message: AuthenticateMessage): Uint8Array {
  const text = (value: string) => encodeText(message.negotiateFlags, value);
  return Full.encode({
    ...message,
    domainName: text(message.domainName),
    userName: text(message.userName),
    workstation: text(message.workstation),
  });
}

/** @throws {ProtocolError} for anything that cannot be an AUTHENTICATE_MESSAGE */
export function decodeAuthenticateMessage(message: Uint8Array): AuthenticateMessage {
  const first = firstPayload(message, [12, 20, 28, 36, 44, 52]);
  const value = (first >= Full.fixed ? Full : first >= Versioned.fixed ? Versioned : Short).decode(message);
  const text = (bytes: Uint8Array) => decodeText(value.negotiateFlags, bytes);
  return {
    ...value,
    domainName: text(value.domainName),
    userName: text(value.userName),
    workstation: text(value.workstation),
  };
}
