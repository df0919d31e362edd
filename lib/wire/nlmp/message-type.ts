// [MS-NLMP] 2.2.1 NTLM Messages: the twelve bytes that all three begin with
import { ProtocolError } from '../../errors.ts';
import { type Field, viewOf } from '../fields.ts';

export const MessageType = { NEGOTIATE: 1, CHALLENGE: 2, AUTHENTICATE: 3 } as const;
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

// "NTLMSSP\0"
const SIGNATURE = 0x005053534d4c544en;

/** Whether the bytes begin as every NTLM message does. */
export function isNtlmMessage(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && viewOf(bytes).getBigUint64(0, true) === SIGNATURE;
}

/** Signature and MessageType; anything else in their place is a ProtocolError. */
export function messageType<T extends MessageType>(type: T): Field<T> {
  return {
    size: 12,
    fallback: type,
    read(view, at) {
      const [signature, found] = [view.getBigUint64(at, true), view.getUint32(at + 8, true)];
      if (signature !== SIGNATURE || found !== type)
        throw new ProtocolError(`not an NTLM message of type ${type}`);
      return type;
    },
    write(view, at) {
      view.setBigUint64(at, SIGNATURE, true);
      view.setUint32(at + 8, type, true);
    },
  };
}
