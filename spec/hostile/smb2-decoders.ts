import * as cancel from '../../lib/wire/smb2/cancel.ts';
import * as changeNotify from '../../lib/wire/smb2/change-notify.ts';
import * as close from '../../lib/wire/smb2/close.ts';
import * as create from '../../lib/wire/smb2/create.ts';
import { CreateContextName } from '../../lib/wire/smb2/contexts/create-context.ts';
import * as echo from '../../lib/wire/smb2/echo.ts';
import * as error from '../../lib/wire/smb2/error.ts';
import * as flush from '../../lib/wire/smb2/flush.ts';
import * as header from '../../lib/wire/smb2/header.ts';
import * as ioctl from '../../lib/wire/smb2/ioctl.ts';
import * as leaseBreak from '../../lib/wire/smb2/lease-break.ts';
import * as lock from '../../lib/wire/smb2/lock.ts';
import * as logoff from '../../lib/wire/smb2/logoff.ts';
import * as negotiate from '../../lib/wire/smb2/negotiate.ts';
import * as contexts from '../../lib/wire/smb2/negotiate-contexts.ts';
import * as oplockBreak from '../../lib/wire/smb2/oplock-break.ts';
import * as queryDirectory from '../../lib/wire/smb2/query-directory.ts';
import * as queryInfo from '../../lib/wire/smb2/query-info.ts';
import * as read from '../../lib/wire/smb2/read.ts';
import * as sessionSetup from '../../lib/wire/smb2/session-setup.ts';
import * as setInfo from '../../lib/wire/smb2/set-info.ts';
import { SymbolicLinkError } from '../../lib/wire/smb2/symbolic-link-error.ts';
import {
  readTransform,
  TRANSFORM_SIZE,
  transformSession,
  writeTransform,
} from '../../lib/wire/smb2/transform.ts';
import * as treeConnect from '../../lib/wire/smb2/tree-connect.ts';
import * as treeDisconnect from '../../lib/wire/smb2/tree-disconnect.ts';
import * as validate from '../../lib/wire/smb2/validate-negotiate.ts';
import * as write from '../../lib/wire/smb2/write.ts';
import { body, codec, type Decoder, reader } from './decoder.ts';

const fileId = { persistent: 0x1122_3344n, volatile: 0x5566_7788_99aa_bbccn };
const some = Uint8Array.from({ length: 24 }, (_, index) => index);
const preauth = contexts.PreauthIntegrityCapabilities.of({
  hashAlgorithms: [contexts.HashAlgorithm.SHA_512],
  salt: some,
});
const encryption = contexts.EncryptionCapabilities.of({
  ciphers: [contexts.Cipher.AES_128_GCM, contexts.Cipher.AES_256_CCM],
});
const createContexts = [
  { name: CreateContextName.QUERY_ON_DISK_ID, data: new Uint8Array(0) },
  { name: CreateContextName.REQUEST_LEASE, data: some },
];
const negotiateRequest = { securityMode: 1, capabilities: 0x7f, clientGuid: new Uint8Array(16) };

const headerOf = (fields: Partial<header.Header>): Uint8Array => {
  const bytes = new Uint8Array(header.HEADER_SIZE);
  header.writeHeader(bytes, 0, fields);
  return bytes;
};
const HEADERS = [
  headerOf({ command: 5, messageId: 3n, treeId: 1, sessionId: 9n }),
  headerOf({ asyncId: 7n }),
];

const SYMLINK = SymbolicLinkError.encode({
  substituteName: '\\??\\C:\\target',
  printName: 'target',
  relative: false,
  unparsedPathLength: 4,
});

/** An ERROR response of 3.1.1 with two contexts. */
const ERROR_CONTEXTS = {
  errorContextCount: 2,
  errorData: Buffer.concat([
    Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0]),
    Buffer.from([4, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]),
  ]),
};

const TRANSFORM = new Uint8Array(TRANSFORM_SIZE + 20);
writeTransform(TRANSFORM, { nonce: new Uint8Array(16), originalMessageSize: 20, sessionId: 5n });

const BODIES: readonly Decoder[] = [
  body('wire/smb2/cancel.ts CancelRequest', cancel.CancelRequest, {}),
  body('wire/smb2/change-notify.ts ChangeNotifyRequest', changeNotify.ChangeNotifyRequest, {
    outputBufferLength: 4096,
    fileId,
    completionFilter: 0xfff,
  }),
  body(
    'wire/smb2/change-notify.ts ChangeNotifyResponse',
    changeNotify.ChangeNotifyResponse,
    {},
    { outputBuffer: some },
  ),
  body('wire/smb2/close.ts CloseRequest', close.CloseRequest, { flags: 1, fileId }),
  body('wire/smb2/close.ts CloseResponse', close.CloseResponse, { flags: 1, endOfFile: 77n }),
  body(
    'wire/smb2/create.ts CreateRequest',
    create.CreateRequest,
    { desiredAccess: 1, createDisposition: 1, name: '' },
    { desiredAccess: 1, createDisposition: 1, name: 'folder\\file.txt', createContexts },
  ),
  body('wire/smb2/create.ts CreateResponse', create.CreateResponse, { fileId }, { fileId, createContexts }),
  body('wire/smb2/echo.ts EchoRequest', echo.EchoRequest, {}),
  body('wire/smb2/echo.ts EchoResponse', echo.EchoResponse, {}),
  body('wire/smb2/error.ts ErrorResponse', error.ErrorResponse, {}, { errorData: SYMLINK }, ERROR_CONTEXTS),
  body('wire/smb2/flush.ts FlushRequest', flush.FlushRequest, { fileId }),
  body('wire/smb2/flush.ts FlushResponse', flush.FlushResponse, {}),
  body('wire/smb2/ioctl.ts IoctlRequest', ioctl.IoctlRequest, {
    ctlCode: 0x0006_0194,
    fileId,
    input: some,
    maxOutputResponse: 4096,
  }),
  body(
    'wire/smb2/ioctl.ts IoctlResponse',
    ioctl.IoctlResponse,
    { ctlCode: 0x0006_0194, fileId, output: some },
    { ctlCode: 0x0011_c017, fileId, input: some, output: some },
  ),
  body('wire/smb2/lease-break.ts LeaseBreakNotification', leaseBreak.LeaseBreakNotification, {
    flags: 1,
    leaseKey: some.subarray(0, 16),
    currentLeaseState: 7,
    newLeaseState: 1,
  }),
  body('wire/smb2/lease-break.ts LeaseBreakAcknowledgment', leaseBreak.LeaseBreakAcknowledgment, {
    leaseKey: some.subarray(0, 16),
    leaseState: 1,
  }),
  body('wire/smb2/lease-break.ts LeaseBreakResponse', leaseBreak.LeaseBreakResponse, {
    leaseKey: some.subarray(0, 16),
    leaseState: 1,
  }),
  body('wire/smb2/lock.ts LockRequest', lock.LockRequest, {
    fileId,
    locks: [
      { offset: 0n, length: 10n, flags: 2 },
      { offset: 20n, length: 1n, flags: 4 },
    ],
  }),
  body('wire/smb2/lock.ts LockResponse', lock.LockResponse, {}),
  body('wire/smb2/logoff.ts LogoffRequest', logoff.LogoffRequest, {}),
  body('wire/smb2/logoff.ts LogoffResponse', logoff.LogoffResponse, {}),
  body(
    'wire/smb2/negotiate.ts NegotiateRequest',
    negotiate.NegotiateRequest,
    { ...negotiateRequest, dialects: [0x0202, 0x0210] },
    { ...negotiateRequest, dialects: [0x0210, 0x0311], negotiateContexts: [preauth, encryption] },
  ),
  body(
    'wire/smb2/negotiate.ts NegotiateResponse',
    negotiate.NegotiateResponse,
    { dialectRevision: 0x0302, securityBuffer: some },
    { dialectRevision: 0x0311, securityBuffer: some, negotiateContexts: [preauth, encryption] },
  ),
  body('wire/smb2/oplock-break.ts OplockBreakNotification', oplockBreak.OplockBreakNotification, {
    oplockLevel: 1,
    fileId,
  }),
  body('wire/smb2/oplock-break.ts OplockBreakAcknowledgment', oplockBreak.OplockBreakAcknowledgment, {
    oplockLevel: 0,
    fileId,
  }),
  body('wire/smb2/oplock-break.ts OplockBreakResponse', oplockBreak.OplockBreakResponse, {
    oplockLevel: 0,
    fileId,
  }),
  body('wire/smb2/query-directory.ts QueryDirectoryRequest', queryDirectory.QueryDirectoryRequest, {
    fileInformationClass: 37,
    fileId,
    outputBufferLength: 65_536,
    fileName: '*.txt',
  }),
  body(
    'wire/smb2/query-directory.ts QueryDirectoryResponse',
    queryDirectory.QueryDirectoryResponse,
    {},
    { outputBuffer: some },
  ),
  body('wire/smb2/query-info.ts QueryInfoRequest', queryInfo.QueryInfoRequest, {
    infoType: 1,
    fileInfoClass: 18,
    outputBufferLength: 4096,
    fileId,
    inputBuffer: some,
  }),
  body('wire/smb2/query-info.ts QueryInfoResponse', queryInfo.QueryInfoResponse, {}, { outputBuffer: some }),
  body('wire/smb2/read.ts ReadRequest', read.ReadRequest, {
    length: 4096,
    offset: 0n,
    fileId,
    channelInfo: some,
  }),
  body('wire/smb2/read.ts ReadResponse', read.ReadResponse, { dataLength: 24 }),
  body(
    'wire/smb2/session-setup.ts SessionSetupRequest',
    sessionSetup.SessionSetupRequest,
    {},
    { securityMode: 1, securityBuffer: some },
  ),
  body(
    'wire/smb2/session-setup.ts SessionSetupResponse',
    sessionSetup.SessionSetupResponse,
    {},
    { sessionFlags: 4, securityBuffer: some },
  ),
  body('wire/smb2/set-info.ts SetInfoRequest', setInfo.SetInfoRequest, {
    infoType: 1,
    fileInfoClass: 4,
    fileId,
    buffer: some,
  }),
  body('wire/smb2/set-info.ts SetInfoResponse', setInfo.SetInfoResponse, {}),
  body('wire/smb2/tree-connect.ts TreeConnectRequest', treeConnect.TreeConnectRequest, {
    path: '\\\\nas\\docs',
  }),
  body('wire/smb2/tree-connect.ts TreeConnectResponse', treeConnect.TreeConnectResponse, { shareType: 1 }),
  body('wire/smb2/tree-disconnect.ts TreeDisconnectRequest', treeDisconnect.TreeDisconnectRequest, {}),
  body('wire/smb2/tree-disconnect.ts TreeDisconnectResponse', treeDisconnect.TreeDisconnectResponse, {}),
  body('wire/smb2/write.ts WriteRequest', write.WriteRequest, { length: 24, offset: 5n, fileId }),
  body('wire/smb2/write.ts WriteResponse', write.WriteResponse, { count: 24 }),
];

const READ_REPLY = Buffer.concat([
  new Uint8Array(64),
  read.ReadResponse.encode({ dataLength: some.length }, 64),
  some,
]);
const WRITE_REQUEST = Buffer.concat([
  new Uint8Array(64),
  write.WriteRequest.encode({ length: some.length, offset: 0n, fileId }, 64),
  some,
]);
const BREAKS = BODIES.filter(({ id }) => id.endsWith('BreakNotification')).flatMap(({ samples }) => samples);
const ERRORS = BODIES.filter(({ id }) => id.endsWith('ErrorResponse')).flatMap(({ samples }) => samples);

/** [MS-SMB2]: headers, bodies, contexts of NEGOTIATE. */
export const SMB2_DECODERS: readonly Decoder[] = [
  ...BODIES,
  codec(
    'wire/smb2/header.ts readHeader',
    { encode: headerOf, decode: bytes => header.readHeader(bytes) },
    [{ command: 5, messageId: 3n, treeId: 1, sessionId: 9n }, { asyncId: 7n }],
    { growth: 64 },
  ),
  reader('wire/smb2/header.ts protocolOf', header.protocolOf, [...HEADERS, TRANSFORM]),
  reader('wire/smb2/header.ts signatureOf', bytes => header.signatureOf(bytes), HEADERS),
  reader('wire/smb2/read.ts readData', bytes => read.readData(bytes, read.ReadResponse.decode(bytes, 64)), [
    READ_REPLY,
  ]),
  reader('wire/smb2/write.ts dataOf', bytes => write.dataOf(bytes, write.WriteRequest.decode(bytes, 64)), [
    WRITE_REQUEST,
  ]),
  reader(
    'wire/smb2/lease-break.ts readBreakNotification',
    bytes => leaseBreak.readBreakNotification(bytes),
    BREAKS,
  ),
  reader(
    'wire/smb2/error.ts errorContextsOf',
    bytes => error.errorContextsOf(error.ErrorResponse.decode(bytes, 64)),
    ERRORS,
  ),
  reader(
    'wire/smb2/error.ts errorDataOf',
    bytes => error.errorDataOf(error.ErrorResponse.decode(bytes, 64)),
    ERRORS,
  ),
  reader('wire/smb2/transform.ts readTransform', readTransform, [TRANSFORM]),
  reader('wire/smb2/transform.ts transformSession', transformSession, [TRANSFORM]),
  reader('wire/smb2/symbolic-link-error.ts SymbolicLinkError', SymbolicLinkError.decode, [SYMLINK], {
    encode: SymbolicLinkError.encode,
  }),
  codec(
    'wire/smb2/validate-negotiate.ts ValidateNegotiateInfoRequest',
    validate.ValidateNegotiateInfoRequest,
    [{ capabilities: 1, guid: some.subarray(0, 16), securityMode: 1, dialects: [0x0202, 0x0302] }],
  ),
  codec(
    'wire/smb2/validate-negotiate.ts ValidateNegotiateInfoResponse',
    validate.ValidateNegotiateInfoResponse,
    [{ capabilities: 1, guid: some.subarray(0, 16), securityMode: 1, dialect: 0x0302 }],
  ),
  ...negotiateContexts(),
];

function negotiateContexts(): Decoder[] {
  const file = 'wire/smb2/negotiate-contexts.ts';
  const signing = contexts.SigningCapabilities.of({ signingAlgorithms: [2, 1] });
  const netname = contexts.NetnameNegotiateContextId.of({ netName: 'nas.example' });
  const data = (
    name: string,
    kind: { type: number; in(given: readonly contexts.NegotiateContext[]): unknown },
    sample: contexts.NegotiateContext,
  ) => reader(`${file} ${name}`, bytes => kind.in([{ type: kind.type, data: bytes }]), [sample.data]);
  return [
    data('PreauthIntegrityCapabilities', contexts.PreauthIntegrityCapabilities, preauth),
    data('EncryptionCapabilities', contexts.EncryptionCapabilities, encryption),
    data('SigningCapabilities', contexts.SigningCapabilities, signing),
    data('NetnameNegotiateContextId', contexts.NetnameNegotiateContextId, netname),
  ];
}
