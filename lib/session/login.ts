// [MS-SMB2] 3.2.4.2.3 Authenticating the user, 3.2.5.3 Receiving a SESSION_SETUP response
import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  expand,
  filter,
  from,
  map,
  type Observable,
  throwError,
} from 'rxjs';

import type { Authenticator } from '../auth/authenticator.ts';
import { sessionSetup, type SessionSetupResponse } from '../commands/session-setup.ts';
import type { Address, Target } from '../commands/target.ts';
import { deriveKeys, eraseKeys, type SessionKeys } from '../crypto/kdf.ts';
import { extendPreauth } from '../crypto/preauth.ts';
import { cipherKeyLength, createSealing } from '../crypto/sealing.ts';
import { createSigner, type Signer } from '../crypto/signing.ts';
import { SmbError } from '../errors.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { Dialect } from '../wire/smb2/dialect.ts';
import { HeaderFlags } from '../wire/smb2/header.ts';
import { SessionFlags } from '../wire/smb2/session-setup.ts';
import { encryptionRequired } from './encryption-required.ts';
import { logKeys } from './key-log.ts';
import type { Sealing } from './offer.ts';
import type { SmbConnection } from './smb-connection.ts';
import { SmbSession } from './smb-session.ts';

/** What a caller allows a login to end in. */
export interface LoginOptions {
  readonly authenticator: Authenticator;
  /** As in the offer. */
  readonly securityMode: number;
  readonly encryption: Sealing;
  /** A session as somebody else than asked for: only by the caller's word. */
  readonly allow: 'user' | 'guest' | 'anonymous';
}

/** A server that wants yet more legs than this is playing games. */
const MOST_LEGS = 16;

/** Logs in: token out, token in, until the server is content. Emits the session once. */
export function login(connection: SmbConnection, options: LoginOptions): Observable<SmbSession> {
  const { authenticator, securityMode } = options;
  return defer(() => {
    let preauth = connection.preauth;
    let sessionId = 0n;
    const target: Target = { address: (): Address => ({ ...connection.address(), sessionId }) };

    const leg = (token: Uint8Array): Observable<SessionSetupResponse> =>
      from(authenticator.step(token)).pipe(
        concatMap(securityBuffer => {
          if (securityBuffer === undefined) {
            return throwError(() => refused('the server asks to go on, but there is nothing left to say'));
          }
          return sessionSetup(target, {
            securityMode,
            securityBuffer,
            onSent: message => {
              preauth = extendPreauth(preauth, message);
            },
          });
        }),
      );
    const next = (response: SessionSetupResponse, legs: number): Observable<SessionSetupResponse> => {
      if (response.sessionId !== 0n) sessionId = response.sessionId; // some servers say 0 in between
      if (response.status === NtStatus.STATUS_SUCCESS) return EMPTY;
      if (legs >= MOST_LEGS) return throwError(() => refused('the server never finishes the login'));
      preauth = extendPreauth(preauth, [response.message]);
      return leg(response.securityBuffer);
    };
    return leg(connection.agreement.token).pipe(
      expand(next),
      filter(response => response.status === NtStatus.STATUS_SUCCESS),
      concatMap(response => from(finish(connection, options, response, preauth)).pipe(map(() => response))),
      map(response => {
        const keyed = connection.exchange.security.of(response.sessionId) !== undefined;
        connection.sessionId = response.sessionId;
        return new SmbSession(connection, response.sessionId, keyed);
      }),
      catchError((error: unknown) => throwError(() => explain(error))),
    );
  });
}

/** Checks who the server takes us for, and enters the keys. */
async function finish(
  connection: SmbConnection,
  { authenticator, allow, encryption }: LoginOptions,
  response: SessionSetupResponse,
  preauth: Uint8Array,
): Promise<void> {
  const { sessionFlags, sessionId, securityBuffer } = response;
  const guest = (sessionFlags & SessionFlags.IS_GUEST) !== 0;
  const nobody = (sessionFlags & SessionFlags.IS_NULL) !== 0;
  if (guest && allow === 'user') throw guestRefused('a guest');
  if (nobody && allow !== 'anonymous') throw guestRefused('nobody');
  const wanted = (sessionFlags & SessionFlags.ENCRYPT_DATA) !== 0;
  const keyless = guest || nobody || authenticator.anonymous;
  const { signing, cipher } = connection.agreement;
  if (wanted && (keyless || cipher === undefined)) throw encryptionRequired('the server', keyless);
  if (keyless) return; // no key that only we and the server know
  // Kerberos' own last token lies in this reply, and yields the key that the reply is signed with
  const early = authenticator.sessionKey === undefined;
  if (early) await authenticator.finish(securityBuffer);
  const { sessionKey } = authenticator;
  if (sessionKey === undefined) throw refused('the login yielded no session key');
  const keys = keysOf(connection, sessionKey, preauth);
  const signer = createSigner(connection.agreement.signingAlgorithm, keys.signingKey);
  checkSignature(connection, signer, response);
  if (!early) await authenticator.finish(securityBuffer);
  const everything = wanted || encryption === 'required';
  const sealing = createSealing(cipher, keys, sessionId);
  await logKeys(sessionId, sessionKey, keys);
  eraseKeys(keys);
  connection.exchange.security.set(sessionId, {
    signer,
    required: signing,
    sealing: sealing && { ...sealing, everything },
  });
}

function keysOf(connection: SmbConnection, sessionKey: Uint8Array, preauth: Uint8Array): SessionKeys {
  const { dialect, cipher } = connection.agreement;
  const length = cipher === undefined ? undefined : cipherKeyLength(cipher);
  return deriveKeys({ dialect, sessionKey, preauth, cipherKeyLength: length });
}

/** The last reply is signed with a key that its own exchange yields; 3.1.1 never leaves it unsigned. */
function checkSignature(
  connection: SmbConnection,
  signer: Signer,
  { headerFlags, message }: SessionSetupResponse,
): void {
  const { dialect, signing } = connection.agreement;
  const flagged = (headerFlags & HeaderFlags.SIGNED) !== 0;
  if (flagged ? signer.verify([message]) : !signing && dialect !== Dialect.SMB_3_1_1) return;
  throw new SmbError({
    code: 'ERR_SMB_SIGNATURE',
    message: `the server's last login reply is ${flagged ? 'wrongly' : 'not'} signed: somebody may have altered the negotiation`,
    command: 'SESSION_SETUP',
    fatal: true,
  });
}

function guestRefused(who: string): SmbError {
  return new SmbError({
    code: 'ERR_SMB_GUEST_REFUSED',
    message: `the server logged us in as ${who}, not as the user: check name and password, or ask for it with the option auth`,
    fatal: true,
  });
}

function refused(message: string): SmbError {
  return new SmbError({ code: 'ERR_SMB_AUTH', message, command: 'SESSION_SETUP', fatal: true });
}

/** Whatever the server's reason for refusing a login, it is a refused login. */
function explain(error: unknown): unknown {
  if (!(error instanceof SmbError) || error.status === undefined) return error;
  if (error.code.startsWith('ERR_SMB_')) return error.with({ fatal: true });
  const denied = error.ntstatus === NtStatus.STATUS_ACCESS_DENIED;
  const message = denied
    ? `the server refuses the session: the user has no right to one, or the server requires encryption (${error.status})`
    : error.message;
  return error.with({ code: 'ERR_SMB_AUTH', message, fatal: true });
}
