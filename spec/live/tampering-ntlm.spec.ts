import { NegState, decodeNegTokenResp, encodeNegTokenResp } from '../../lib/wire/spnego/neg-token-resp.ts';
import { decodeNegTokenInit, encodeNegTokenInit } from '../../lib/wire/spnego/neg-token-init.ts';
import { Oid } from '../../lib/wire/spnego/oid.ts';
import { AvId } from '../../lib/wire/nlmp/av-pair.ts';
import { NegotiateFlags } from '../../lib/wire/nlmp/negotiate-flags.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { SessionSetupRequest, SessionSetupResponse } from '../../lib/wire/smb2/session-setup.ts';
import type { Rewrite } from '../support/tampered.ts';
import { type Attack, CHOSEN, eachFails } from './attack.ts';
import { AT, at, clearSigned } from './man-in-the-middle.ts';

const { NEGOTIATE, SESSION_SETUP } = Command;
const NTLM_OID = Buffer.from('2b06010401823702020a', 'hex');

/** Where the fields of a CHALLENGE_MESSAGE stand. */
const CHALLENGE = { flags: 20, nonce: 24, targetInfo: 40, version: 48 } as const;

/** Does it to the server's challenge. */
function challenge(change: (message: Buffer) => void): Rewrite {
  return at(SESSION_SETUP, message => {
    const start = message.indexOf('NTLMSSP\0', HEADER_SIZE, 'latin1');
    if (start > 0) change(message.subarray(start));
  });
}

const without = (flags: number) =>
  challenge(it => it.writeUInt32LE((it.readUInt32LE(CHALLENGE.flags) & ~flags) >>> 0, CHALLENGE.flags));

/** Gives another number to one of the pairs of the target information, or other bytes. */
function inPair(id: number, change: (pair: Buffer) => void): (message: Buffer) => void {
  return message => {
    let at = message.readUInt32LE(CHALLENGE.targetInfo + 4);
    while (message.readUInt16LE(at) !== id) at += 4 + message.readUInt16LE(at + 2);
    change(message.subarray(at));
  };
}

/** The time under a number that nobody knows. */
const timeless = inPair(AvId.MsvAvTimestamp, pair => pair.writeUInt16LE(0x7f, 0));

/** The client's first token, or the server's token in a reply of one status, as something else. */
const greeting = (change: (mechTypes: string[]) => string[]): Rewrite =>
  at(SESSION_SETUP, message => {
    if (message.readBigUInt64LE(AT.sessionId) !== 0n) return undefined;
    const request = SessionSetupRequest.decode(message, HEADER_SIZE);
    const { mechTypes, mechToken } = decodeNegTokenInit(request.securityBuffer);
    const [one = Oid.NTLMSSP, ...more] = change([...mechTypes]);
    const securityBuffer = encodeNegTokenInit({ mechTypes: [one, ...more], mechToken });
    return [withBody(message, SessionSetupRequest.encode({ ...request, securityBuffer }, HEADER_SIZE))];
  });

function answer(status: number, change: (token: ReturnType<typeof decodeNegTokenResp>) => object): Rewrite {
  return at(SESSION_SETUP, message => {
    if (message.readUInt32LE(AT.status) !== status) return undefined;
    const reply = SessionSetupResponse.decode(message, HEADER_SIZE);
    const token = decodeNegTokenResp(reply.securityBuffer);
    const securityBuffer = encodeNegTokenResp({ ...token, ...change(token) });
    return [withBody(message, SessionSetupResponse.encode({ ...reply, securityBuffer }, HEADER_SIZE))];
  });
}

function withBody(message: Buffer, body: Uint8Array): Buffer {
  return Buffer.concat([message.subarray(0, HEADER_SIZE), body]);
}

const goesOn = (change: Parameters<typeof answer>[1]) =>
  answer(NtStatus.STATUS_MORE_PROCESSING_REQUIRED, change);
/** The last token, in a reply that says of itself that it is not signed. */
const unsigned = (change: Parameters<typeof answer>[1]): Rewrite => {
  const rewrite = answer(NtStatus.STATUS_SUCCESS, change);
  return message => {
    const parts = rewrite(message);
    for (const part of parts ?? []) clearSigned(Buffer.from(part.buffer, part.byteOffset, part.length));
    return parts;
  };
};

describe('live: a man in the middle of NTLM', function () {
  this.timeout(30_000);

  // NTLM knows nothing of dialects: one of each way that a login is protected
  for (const { dialect, samba } of CHOSEN.filter(({ dialect }) =>
    ['2.1', '3.0.2', '3.1.1'].includes(dialect),
  )) {
    describe(`gets no session of ${dialect} when he`, () => {
      /** What the client sees in the challenge: it sends no proof. */
      const seen = (down: Rewrite): Attack => ({ down, samba, code: 'ERR_SMB_AUTH', stops: 'greeting' });
      /** What the server finds by the MIC over the three messages, or by the proof. */
      const found = (down: Rewrite): Attack => ({ down, samba, code: 'ERR_SMB_AUTH', stops: 'proof' });
      eachFails({
        'takes extended session security out of the challenge, which leaves NTLMv1': seen(
          without(NegotiateFlags.EXTENDED_SESSIONSECURITY),
        ),
        'takes the 128 bits out of the challenge': seen(without(NegotiateFlags.KEY_128)),
        "takes the client's choice of the key out of the challenge": seen(without(NegotiateFlags.KEY_EXCH)),
        'takes Unicode out of the challenge': seen(without(NegotiateFlags.UNICODE)),
        "alters the server's challenge": found(challenge(it => void (it[CHALLENGE.nonce]! ^= 1))),
        'takes signing out of the challenge': found(
          without(NegotiateFlags.SIGN | NegotiateFlags.ALWAYS_SIGN),
        ),
        'alters the version in the challenge': found(challenge(it => void (it[CHALLENGE.version]! ^= 1))),
        'alters a name in the challenge': found(
          challenge(inPair(AvId.MsvAvNbComputerName, pair => void (pair[4]! ^= 1))),
        ),
        'alters the time in the challenge': found(
          challenge(inPair(AvId.MsvAvTimestamp, pair => void (pair[4]! ^= 1))),
        ),
        'takes the time out of the challenge, and with it the reason for a MIC': found(challenge(timeless)),
        'chooses another mechanism': seen(goesOn(() => ({ supportedMech: Oid.KERBEROS }))),
        'rejects the mechanism and goes on': seen(goesOn(() => ({ negState: NegState.REJECT }))),
        'protects a list of mechanisms before there is a key': {
          ...seen(goesOn(() => ({ mechListMIC: new Uint8Array(16) }))),
          stops: 'greeting',
        },
      });
    });
  }

  describe('gets no session when, in the list of mechanisms, he', () => {
    const attacks: Record<string, Attack> = {};
    for (const { dialect, samba } of CHOSEN) {
      attacks[`adds one, on ${dialect}`] = {
        up: greeting(list => [...list, Oid.NEGOEX]),
        samba,
        code: 'ERR_SMB_AUTH',
        stops: 'proof',
      };
      attacks[`takes NTLM out of what the server offers, on ${dialect}`] = {
        down: at(NEGOTIATE, message => {
          const oid = message.indexOf(NTLM_OID);
          if (oid > 0) message[oid + NTLM_OID.length - 1] = 0x1e;
        }),
        samba,
        code: 'ERR_SMB_AUTH',
        stops: 'negotiate',
      };
    }
    // nothing signs this reply: what protects the list is its own MIC
    const plain = { signing: 'off', dialects: { max: '2.1' } } as const;
    attacks["alters the server's protection, where the reply is not signed"] = {
      down: unsigned(({ mechListMIC = new Uint8Array(16) }) => ({
        mechListMIC: mechListMIC.map(byte => byte ^ 1),
      })),
      options: plain,
      code: 'ERR_SMB_AUTH',
      stops: 'proof',
    };
    const ask = goesOn(() => ({ negState: NegState.REQUEST_MIC }));
    const cut = unsigned(() => ({ mechListMIC: undefined }));
    attacks["cuts the server's protection out, where it is due and the reply is not signed"] = {
      down: message => ask(message) ?? cut(message),
      options: plain,
      code: 'ERR_SMB_AUTH',
      stops: 'proof',
    };
    eachFails(attacks);
  });
});
