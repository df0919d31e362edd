/**
 * Has a {@link ScriptServer} negotiate, log in and let into a share as `rxsmb/server` does it, so that a whole mount
 * can be played: `login(server, options)`, then `mountTree` with `transport: () => server.duplex()`. What it says
 * can be altered at each station.
 */
import type { SigningAlgorithm } from '../../lib/crypto/signing.ts';
import { all, onReply } from '../../lib/server/script/on.ts';
import { alter } from '../../lib/server/script/replies.ts';
import type { ScriptedAnswer, ScriptedReply } from '../../lib/server/script/script.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import type { Dialect } from '../../lib/wire/smb2/dialect.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { FsctlCode, IoctlRequest, IoctlResponse } from '../../lib/wire/smb2/ioctl.ts';
import { SigningCapabilities } from '../../lib/wire/smb2/negotiate-contexts.ts';
import { NegotiateResponse, type NegotiateResponseInput } from '../../lib/wire/smb2/negotiate.ts';
import { SessionSetupResponse } from '../../lib/wire/smb2/session-setup.ts';
import { ValidateNegotiateInfoResponse } from '../../lib/wire/smb2/validate-negotiate.ts';
import { type Answer, answers, type ScriptServer, SERVER } from './script-server.ts';
import { scripted } from './script-types.ts';

export { ACCOUNT } from './script-host.ts';

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

/** The first session and the first tree of a server. */
export const SESSION = 1n;
export const TREE = 1;

/** Teaches a server to log in the account. */
export function login(server: ScriptServer, options: LoginScript): ScriptServer {
  server.wantLogin(
    options.dialect,
    all(
      onReply(Command.NEGOTIATE, alter(negotiated(server, options))),
      onReply(Command.SESSION_SETUP, alter(loggedIn(server, options))),
      onReply(Command.IOCTL, alter(validating(options))),
    ),
  );
  server.on(Command.NEGOTIATE, SERVER).on(Command.SESSION_SETUP, SERVER);
  server.on(Command.TREE_CONNECT, options.treeConnect ?? SERVER);
  return server.on(Command.IOCTL, request => {
    if (isValidation(request.read(IoctlRequest))) return SERVER;
    throw new Error('no script for this IOCTL');
  });
}

/** The answer to VALIDATE_NEGOTIATE_INFO. */
export function validated(response: ValidateNegotiateInfoResponse): Answer {
  return answers.output(
    FsctlCode.FSCTL_VALIDATE_NEGOTIATE_INFO,
    ValidateNegotiateInfoResponse.encode(response),
  );
}

type Alter = (reply: ScriptedReply) => ScriptedAnswer;

function negotiated(server: ScriptServer, { signing, negotiate = {} }: LoginScript): Alter {
  return ({ status, body }) => {
    if (status !== 0) return {};
    const said = NegotiateResponse.decode(behindHeader(body), HEADER_SIZE);
    const { capabilities = said.capabilities, securityMode = said.securityMode } = negotiate;
    server.agree({ capabilities, securityMode });
    let { negotiateContexts } = said;
    if (signing !== undefined) {
      server.agree({ signingAlgorithm: signing });
      const chosen = SigningCapabilities.of({ signingAlgorithms: [signing] });
      negotiateContexts = negotiateContexts.map(context => (context.type === chosen.type ? chosen : context));
    }
    return { body: NegotiateResponse.encode({ ...said, negotiateContexts, ...negotiate }, HEADER_SIZE) };
  };
}

function loggedIn(server: ScriptServer, { sessionFlags = 0, loginStatus = 0 }: LoginScript): Alter {
  return ({ status, body }) => {
    if (status !== 0) return {};
    if (loginStatus !== 0) return { ...answers.refused(loginStatus), signed: false };
    if (sessionFlags === 0) return {};
    server.signer = undefined;
    const said = SessionSetupResponse.decode(behindHeader(body), HEADER_SIZE);
    return { body: SessionSetupResponse.encode({ ...said, sessionFlags }, HEADER_SIZE), signed: false };
  };
}

function validating({ validate }: LoginScript): Alter {
  return ({ status, body }) => {
    if (validate === undefined || status !== 0) return {};
    const said = IoctlResponse.decode(behindHeader(body), HEADER_SIZE);
    if (!isValidation(said)) return {};
    return scripted(validate(ValidateNegotiateInfoResponse.decode(said.output)));
  };
}

function isValidation({ ctlCode }: { readonly ctlCode: number }): boolean {
  return ctlCode === FsctlCode.FSCTL_VALIDATE_NEGOTIATE_INFO;
}

function behindHeader(body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.alloc(HEADER_SIZE), body]);
}
