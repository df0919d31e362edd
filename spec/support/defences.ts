/** A defence in one place, and the specs that have to fail without it. */
export interface Defence {
  /** What it stops. */
  readonly against: string;
  readonly file: string;
  /** Stands once in the file. */
  readonly search: string;
  /** What takes the defence out, and still compiles. */
  readonly replace: string;
  readonly spec: string;
  /** A part of the specs' titles. */
  readonly title: string;
}

const AGREEMENT = 'lib/session/agreement.ts';
const LOGIN = 'lib/session/login.ts';
const VALIDATE = 'lib/session/validate.ts';
const NTLM = 'lib/auth/ntlm.ts';
const SPNEGO = 'lib/auth/spnego.ts';
const VERIFY = 'lib/exchange/inbound/verify.ts';
const NEGOTIATE_SPEC = 'spec/live/tampering.spec.ts';
const CONTEXTS_SPEC = 'spec/live/tampering-contexts.spec.ts';
const LOGIN_SPEC = 'spec/live/tampering-login.spec.ts';
const NTLM_SPEC = 'spec/live/tampering-ntlm.spec.ts';
const SESSION_SPEC = 'spec/live/tampering-session.spec.ts';
const SEALED_SPEC = 'spec/live/tampering-sealed.spec.ts';
const ENTERING_SPEC = 'spec/live/tampering-entering.spec.ts';
const WIRE_SPEC = 'spec/flows/hostile/wire.spec.ts';
const TRANSFERS_SPEC = 'spec/flows/hostile/transfers.spec.ts';
const NAMES_SPEC = 'spec/flows/hostile/names.spec.ts';

/** What `npm run defences` takes out, one after the other. */
export const DEFENCES: readonly Defence[] = [
  {
    against: 'dialects stripped from the offer',
    file: VALIDATE,
    search: 'if (!due || !tree.session.keyed)',
    replace: 'if (due || !due)',
    spec: NEGOTIATE_SPEC,
    title: 'no newer dialect than',
  },
  {
    against: 'a dialect in the reply that was not offered',
    file: AGREEMENT,
    search: 'if (!offer.dialects.includes(dialect))',
    replace: 'if (offer.dialects.length === 0)',
    spec: NEGOTIATE_SPEC,
    title: 'that was not offered',
  },
  {
    against: 'capabilities altered',
    file: VALIDATE,
    search: 'told.capabilities === capabilities &&',
    replace: '',
    spec: NEGOTIATE_SPEC,
    title: 'capabilities in the reply of 3.0.2',
  },
  {
    against: 'security mode altered',
    file: VALIDATE,
    search: 'told.securityMode === securityMode &&',
    replace: '',
    spec: NEGOTIATE_SPEC,
    title: 'securityMode in the reply of 3.0.2',
  },
  {
    against: "the server's GUID altered",
    file: VALIDATE,
    search: 'Buffer.compare(told.guid, serverGuid) === 0',
    replace: 'Buffer.compare(told.guid, serverGuid) < 2',
    spec: NEGOTIATE_SPEC,
    title: 'guid in the reply of 3.0.2',
  },
  {
    against: 'anything of NEGOTIATE altered at 3.1.1: reply',
    file: 'lib/session/handshake.ts',
    search: 'connection.hash([response.message]);',
    replace: '',
    spec: 'spec/live/matrix.spec.ts',
    title: 'end at 3.1.1, AES_GMAC',
  },
  {
    against: 'a wrong last login reply let pass, which is how the hash shows',
    file: LOGIN,
    search: 'if (flagged ? signer.verify([message]) :',
    replace: 'if (flagged ? signer.verify([message]) || flagged :',
    spec: CONTEXTS_SPEC,
    title: 'alters the salt',
  },
  {
    against: 'a cipher that was not offered',
    file: AGREEMENT,
    search: 'if (cipher !== undefined && dialect === Dialect.SMB_3_1_1) {',
    replace: 'if (cipher !== undefined && dialect < Dialect.SMB_3_1_1) {',
    spec: CONTEXTS_SPEC,
    title: 'a cipher that was not offered',
  },
  {
    against: 'no cipher, or several',
    file: AGREEMENT,
    search: 'if (cipher === undefined || more.length > 0) {',
    replace: 'if (cipher === undefined && more.length > 0) {',
    spec: CONTEXTS_SPEC,
    title: 'cipher',
  },
  {
    against: 'the cipher taken out where encryption is required',
    file: AGREEMENT,
    search: "if (encryption !== 'required') return;",
    replace: 'if (encryption) return;',
    spec: CONTEXTS_SPEC,
    title: 'one is required',
  },
  {
    against: 'a signing algorithm that was not offered',
    file: AGREEMENT,
    search: 'if (known === undefined || !offered.includes(known))',
    replace: 'if (known === undefined && offered.length === 0)',
    spec: CONTEXTS_SPEC,
    title: 'a signing algorithm that was not offered',
  },
  {
    against: 'several signing algorithms',
    file: AGREEMENT,
    search: "if (more.length > 0) throw refused('the server chose several signing algorithms');",
    replace: '',
    spec: CONTEXTS_SPEC,
    title: 'writes two signing algorithms',
  },
  {
    against: 'two contexts of one type',
    file: 'lib/wire/smb2/negotiate-contexts.ts',
    search: 'if (second !== undefined) throw',
    replace: 'if (second !== undefined && !second) throw',
    spec: CONTEXTS_SPEC,
    title: 'gives two contexts',
  },
  {
    against: 'no hash, two, or an unknown one',
    file: AGREEMENT,
    search: 'if (hash !== HashAlgorithm.SHA_512 || others.length > 0) {',
    replace: 'if (hash === HashAlgorithm.SHA_512 && others.length > 1) {',
    spec: CONTEXTS_SPEC,
    title: 'hash',
  },
  {
    against: 'the guest flag',
    file: LOGIN,
    search: "if (guest && allow === 'user') throw",
    replace: "if (guest && allow !== 'user') throw",
    spec: LOGIN_SPEC,
    title: 'makes a guest',
  },
  {
    against: 'the null-session flag',
    file: LOGIN,
    search: "if (nobody && allow !== 'anonymous') throw",
    replace: "if (nobody && allow === 'anonymous') throw",
    spec: LOGIN_SPEC,
    title: 'makes nobody',
  },
  {
    against: 'the SIGNED flag of the last login reply cleared',
    file: LOGIN,
    search: ': !signing && dialect !== Dialect.SMB_3_1_1) return;',
    replace: ': dialect > 0) return;',
    spec: LOGIN_SPEC,
    title: 'clears the signature flag',
  },
  {
    against: 'a request to go on when all is said',
    file: LOGIN,
    search: 'if (securityBuffer === undefined) {',
    replace: 'if (securityBuffer?.length === -1) {',
    spec: LOGIN_SPEC,
    title: 'asks to go on',
  },
  {
    against: 'NTLMv1, a weak key',
    file: NTLM,
    search: 'if (missing.length > 0) throw',
    replace: 'if (missing.length > 9) throw',
    spec: NTLM_SPEC,
    title: 'out of the challenge',
  },
  {
    against: 'the challenge altered',
    file: NTLM,
    search: 'if (response.withMic) message.set',
    replace: 'if (response.withMic && this.anonymous) message.set',
    spec: 'spec/auth/ntlm.spec.ts',
    title: 'protects its messages by the MIC',
  },
  {
    against: 'the MIC talked away by a challenge without a time',
    file: 'lib/auth/ntlm-response.ts',
    search: 'known | AvFlags.MIC_PROVIDED',
    replace: 'known | (offered.some(({ avId }) => avId === AvId.MsvAvTimestamp) ? AvFlags.MIC_PROVIDED : 0)',
    spec: 'spec/auth/ntlm.spec.ts',
    title: 'nobody cuts that out',
  },
  {
    against: 'another mechanism chosen',
    file: SPNEGO,
    search: 'if (!oids.includes(supportedMech)) {',
    replace: 'if (oids.length > 9) {',
    spec: NTLM_SPEC,
    title: 'chooses another mechanism',
  },
  {
    against: "the list of mechanisms altered: the server's MIC",
    file: SPNEGO,
    search: 'if (!this.#mechanism.verify(this.#mechTypes, mechListMIC)) {',
    replace: 'if (!this.#mechanism.verify(this.#mechTypes, mechListMIC) && this.anonymous) {',
    spec: NTLM_SPEC,
    title: "alters the server's protection",
  },
  {
    against: 'the mechListMIC cut out where it is due',
    file: SPNEGO,
    search: 'if (this.#micNeeded && !this.#micSeen && !this.anonymous) {',
    replace: 'if (this.#micNeeded && this.anonymous) {',
    spec: NTLM_SPEC,
    title: "cuts the server's protection out",
  },
  {
    against: 'the SIGNED flag of a reply cleared',
    file: VERIFY,
    search: 'if (!flagged && !entry.signed) return true;',
    replace: 'if (!flagged) return true;',
    spec: SESSION_SPEC,
    title: 'clears the flag',
  },
  {
    against: 'signature, payload, status, session or message id altered',
    file: VERIFY,
    search: 'if (!security.signer.verify(',
    replace: 'if (security.required && !security.required && security.signer.verify(',
    spec: SESSION_SPEC,
    title: '2.1 when he alters the',
  },
  {
    against: 'a reply replayed, or of another request',
    file: 'lib/exchange/inbound/match.ts',
    search: 'if (entry === undefined) {',
    replace: 'if (entry === undefined && header.messageId !== header.messageId) {',
    spec: SESSION_SPEC,
    title: 'replays the reply',
  },
  {
    against: 'the answer about the share altered where signing is off',
    file: 'lib/commands/tree-connect.ts',
    search: 'signed: true,',
    replace: '',
    spec: ENTERING_SPEC,
    title: 'gives another share',
  },
  {
    against: 'the validation answered by somebody else where signing is off',
    file: VALIDATE,
    search: '{ signed: true },',
    replace: '{},',
    spec: ENTERING_SPEC,
    title: 'the validation',
  },
  {
    against: 'a plain reply on a sealed session',
    file: VERIFY,
    search: 'if (entry?.sealed === true) {',
    replace: 'if (entry?.sealed === true && !header) {',
    spec: SEALED_SPEC,
    title: 'in the clear',
  },
  {
    against: 'a sealed message altered',
    file: 'lib/crypto/sealing.ts',
    search: 'return false;',
    replace: 'return true;',
    spec: SEALED_SPEC,
    title: 'alters the',
  },
  {
    against: 'credits without end',
    file: 'lib/exchange/window.ts',
    search: 'Math.min(CEILING, this.#available + credits)',
    replace: 'this.#available + credits',
    spec: WIRE_SPEC,
    title: 'credits without end',
  },
  {
    against: 'notices without end',
    file: 'lib/exchange/liveness.ts',
    search: 'this.#chatter++;',
    replace: '',
    spec: WIRE_SPEC,
    title: 'notices without end',
  },
  {
    against: 'a reply to an unknown request',
    file: 'lib/exchange/inbound/match.ts',
    search: 'if (entry === undefined) {',
    replace: 'if (entry === undefined) return false;\n  if (entry === null) {',
    spec: WIRE_SPEC,
    title: 'replies with',
  },
  {
    against: 'a reply of the wrong command',
    file: 'lib/exchange/inbound/match.ts',
    search: 'if (header.command !== entry.request.command) {',
    replace: 'if (header.command < 0) {',
    spec: WIRE_SPEC,
    title: 'replies with',
  },
  {
    against: 'sizes too small to work with',
    file: 'lib/session/agreement.ts',
    search: 'if (value < 4096)',
    replace: 'if (value < 0)',
    spec: 'spec/flows/hostile/login.spec.ts',
    title: 'is nobody to work with',
  },
  {
    against: 'breaks of a lease without waiting',
    file: 'lib/session/lease.ts',
    search: 'this.#early.length + this.#breaking >= MOST_BREAKS',
    replace: 'this.#breaking < 0',
    spec: 'spec/flows/hostile/notices.spec.ts',
    title: 'lease',
  },
  {
    against: 'answers longer than was asked for',
    file: 'lib/commands/check-room.ts',
    search: 'answer.length <= room',
    replace: 'answer.length >= 0',
    spec: TRANSFERS_SPEC,
    title: 'answers longer',
  },
  {
    against: 'a folder that a link takes the place of',
    file: 'lib/sync/local-folders.ts',
    search: "process.platform === 'linux' && existsSync(PROC)",
    replace: "process.platform === 'darwin' && existsSync(PROC)",
    spec: NAMES_SPEC,
    title: 'change places',
  },
  {
    against: 'requests that wait without number',
    file: 'lib/server/state/file-open.ts',
    search: 'this.#waiting >= MOST_WAITING',
    replace: 'this.#waiting < 0',
    spec: 'spec/flows/hostile/clients.spec.ts',
    title: 'changes of one folder',
  },
];
