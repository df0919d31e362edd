/**
 * The part of a {@link ScriptServer} that negotiates, logs in and lets into a share, so that a whole mount can
 * be played without a real server: `login(server, options)`, then `mountTree` with `transport: () =>
 * server.duplex()`. What it says can be altered at each station.
 */
import { createSigner, SigningAlgorithm } from '../../lib/crypto/signing.ts';
import { deriveKeys } from '../../lib/crypto/kdf.ts';
import { extendPreauth, PREAUTH_START } from '../../lib/crypto/preauth.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { Capabilities, Dialect, SecurityMode } from '../../lib/wire/smb2/dialect.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { FsctlCode, IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import {
  type NegotiateContext,
  PreauthIntegrityCapabilities,
  SigningCapabilities,
} from '../../lib/wire/smb2/negotiate-contexts.ts';
import { NegotiateResponse, type NegotiateResponseInput } from '../../lib/wire/smb2/negotiate.ts';
import { SessionSetupRequest, SessionSetupResponse } from '../../lib/wire/smb2/session-setup.ts';
import { TreeConnectResponse } from '../../lib/wire/smb2/tree-connect.ts';
import {
  ValidateNegotiateInfoRequest,
  ValidateNegotiateInfoResponse,
} from '../../lib/wire/smb2/validate-negotiate.ts';
import { decodeNegTokenInit } from '../../lib/wire/spnego/neg-token-init.ts';
import { decodeNegTokenResp, encodeNegTokenResp, NegState } from '../../lib/wire/spnego/neg-token-resp.ts';
import { Oid } from '../../lib/wire/spnego/oid.ts';
import { NtlmServer } from '../auth/ntlm-server.ts';
import { type Answer, answers, type Received, type ScriptServer } from './script-server.ts';

export const ACCOUNT = { username: 'User', password: 'Password', domain: 'Domain' };

export interface LoginScript {
  readonly dialect: Dialect;
  /** Default what the dialect has; on 3.1.1 GMAC. */
  readonly signing?: SigningAlgorithm;
  /** Altered fields of the NEGOTIATE response. */
  readonly negotiate?: Partial<NegotiateResponseInput>;
  /** SessionFlags of the last SESSION_SETUP response; guests and nobodies get no signature. */
  readonly sessionFlags?: number;
  /** Default success. */
  readonly loginStatus?: number;
  /** Instead of the answer to TREE_CONNECT. */
  readonly treeConnect?: Answer;
  /** Instead of the answer to VALIDATE_NEGOTIATE_INFO, made from the good one. */
  readonly validate?: (good: ValidateNegotiateInfoResponse) => Answer;
}

export const SESSION = 0x1234_5678n;
export const TREE = 5;
const MORE_PROCESSING_REQUIRED = 0xc000_0016;
const SERVER_GUID = Uint8Array.from({ length: 16 }, (_, index) => 0xa0 + index);

/** Teaches a server to log in the {@link ACCOUNT}. */
export function login(server: ScriptServer, options: LoginScript): ScriptServer {
  const { dialect } = options;
  const ntlm = new NtlmServer({ ...ACCOUNT, timestamp: 132_223_104_000_000_000n });
  const newest = dialect === Dialect.SMB_3_1_1;
  const algorithm = options.signing ?? algorithmOf(dialect);
  const limits = { maxReadSize: 1 << 20, maxWriteSize: 1 << 20, maxTransactSize: 1 << 20 };
  const chosen: NegotiateResponseInput = {
    dialectRevision: dialect,
    securityMode: SecurityMode.SIGNING_ENABLED,
    capabilities: dialect === Dialect.SMB_2_0_2 ? 0 : Capabilities.LARGE_MTU,
    serverGuid: SERVER_GUID,
    ...limits,
    negotiateContexts: newest ? contexts(algorithm) : [],
    ...options.negotiate,
  };
  let preauth = PREAUTH_START;
  let legs = 0;

  /** Answers with a message that goes into the hash, as the one it answers does. */
  const hashed = (request: Received, answer: Answer) => {
    const reply = server.reply(request, answer);
    preauth = extendPreauth(extendPreauth(preauth, [request.message]), [reply]);
    server.deliver([reply]);
  };

  server.on(Command.NEGOTIATE, request => {
    preauth = PREAUTH_START;
    legs = 0;
    hashed(request, { body: NegotiateResponse.encode(chosen, HEADER_SIZE) });
    return undefined;
  });

  server.on(Command.SESSION_SETUP, request => {
    const token = request.read(SessionSetupRequest).securityBuffer;
    if (legs++ === 0) {
      const { mechToken } = decodeNegTokenInit(token);
      const securityBuffer = encodeNegTokenResp({
        negState: NegState.ACCEPT_INCOMPLETE,
        supportedMech: Oid.NTLMSSP,
        responseToken: ntlm.challenge(mechToken ?? new Uint8Array(0)),
      });
      hashed(request, {
        body: SessionSetupResponse.encode({ securityBuffer }, HEADER_SIZE),
        status: MORE_PROCESSING_REQUIRED,
        header: { sessionId: SESSION },
      });
      return undefined;
    }
    preauth = extendPreauth(preauth, [request.message]);
    const { loginStatus = 0, sessionFlags = 0 } = options;
    const known = ntlm.accept(decodeNegTokenResp(token).responseToken ?? new Uint8Array(0));
    if (!known) return answers.refused(0xc000_006d); // LOGON_FAILURE
    if (loginStatus !== 0) return answers.refused(loginStatus);
    if (sessionFlags === 0 && ntlm.sessionKey !== undefined) {
      const { signingKey } = deriveKeys({ dialect, sessionKey: ntlm.sessionKey, preauth });
      server.signer = createSigner(algorithm, signingKey, 'server');
    }
    const body = SessionSetupResponse.encode(
      { sessionFlags, securityBuffer: encodeNegTokenResp({ negState: NegState.ACCEPT_COMPLETED }) },
      HEADER_SIZE,
    );
    const reply = server.reply(request, { body, header: { flags: server.signer ? 9 : 1 } });
    server.signer?.sign([reply]); // although its request could not be signed yet
    server.deliver([reply]);
    return undefined;
  });

  const entered: Answer = {
    body: TreeConnectResponse.encode({ shareType: 1, maximalAccess: 0x001f_01ff }, HEADER_SIZE),
    header: { treeId: TREE },
  };
  server.on(Command.TREE_CONNECT, options.treeConnect ?? entered);

  server.on(Command.IOCTL, request => {
    const { ctlCode, input } = request.read(IoctlRequest);
    if (ctlCode !== FsctlCode.FSCTL_VALIDATE_NEGOTIATE_INFO) throw new Error('no script for this IOCTL');
    ValidateNegotiateInfoRequest.decode(input);
    const good = {
      capabilities: chosen.capabilities ?? 0,
      guid: SERVER_GUID,
      securityMode: chosen.securityMode ?? 0,
      dialect: chosen.dialectRevision ?? 0,
    };
    return options.validate?.(good) ?? validated(good);
  });
  return server;
}

/** The answer to VALIDATE_NEGOTIATE_INFO. */
export function validated(response: ValidateNegotiateInfoResponse): Answer {
  return answers.output(
    FsctlCode.FSCTL_VALIDATE_NEGOTIATE_INFO,
    ValidateNegotiateInfoResponse.encode(response),
  );
}

function algorithmOf(dialect: Dialect): SigningAlgorithm {
  if (dialect < Dialect.SMB_3_0) return SigningAlgorithm.HMAC_SHA256;
  return dialect === Dialect.SMB_3_1_1 ? SigningAlgorithm.AES_GMAC : SigningAlgorithm.AES_CMAC;
}

function contexts(algorithm: SigningAlgorithm): NegotiateContext[] {
  return [
    PreauthIntegrityCapabilities.of({ hashAlgorithms: [1], salt: new Uint8Array(32) }),
    SigningCapabilities.of({ signingAlgorithms: [algorithm] }),
  ];
}
