import { severity, Severity } from '../../lib/wire/erref/kind.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { DfsReferralResponse } from '../../lib/wire/dfsc/dfs-referral-response.ts';
import { SecurityDescriptor } from '../../lib/wire/dtyp/security-descriptor.ts';
import * as fscc from '../../lib/wire/fscc/public.ts';
import { viewOf } from '../../lib/wire/fields.ts';
import { decodePdu, RpcPduType } from '../../lib/wire/rpce/pdu.ts';
import { RpcRequest, RpcResponse } from '../../lib/wire/rpce/call.ts';
import { RpcBind, RpcBindAck } from '../../lib/wire/rpce/bind.ts';
import { decodeAuthenticateMessage } from '../../lib/wire/nlmp/authenticate-message.ts';
import { decodeAvPairs } from '../../lib/wire/nlmp/av-pair.ts';
import { decodeChallengeMessage } from '../../lib/wire/nlmp/challenge-message.ts';
import { isNtlmMessage } from '../../lib/wire/nlmp/message-type.ts';
import { decodeNegotiateMessage } from '../../lib/wire/nlmp/negotiate-message.ts';
import { decodeNegTokenInit } from '../../lib/wire/spnego/neg-token-init.ts';
import { decodeNegTokenResp } from '../../lib/wire/spnego/neg-token-resp.ts';
import * as changeNotify from '../../lib/wire/smb2/change-notify.ts';
import * as close from '../../lib/wire/smb2/close.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { QueryMaximalAccess } from '../../lib/wire/smb2/contexts/maximal-access.ts';
import { QueryOnDiskId } from '../../lib/wire/smb2/contexts/on-disk-id.ts';
import { RequestLease } from '../../lib/wire/smb2/contexts/request-lease.ts';
import * as create from '../../lib/wire/smb2/create.ts';
import * as echo from '../../lib/wire/smb2/echo.ts';
import { ErrorResponse, errorDataOf } from '../../lib/wire/smb2/error.ts';
import * as flush from '../../lib/wire/smb2/flush.ts';
import * as copychunk from '../../lib/wire/smb2/fsctl-srv-copychunk.ts';
import { SrvRequestResumeKey } from '../../lib/wire/smb2/fsctl-srv-request-resume-key.ts';
import { SrvSnapshotArray } from '../../lib/wire/smb2/fsctl-srv-enumerate-snapshots.ts';
import { HEADER_SIZE, readHeader } from '../../lib/wire/smb2/header.ts';
import * as ioctl from '../../lib/wire/smb2/ioctl.ts';
import * as lock from '../../lib/wire/smb2/lock.ts';
import * as logoff from '../../lib/wire/smb2/logoff.ts';
import * as negotiate from '../../lib/wire/smb2/negotiate.ts';
import * as contexts from '../../lib/wire/smb2/negotiate-contexts.ts';
import * as queryDirectory from '../../lib/wire/smb2/query-directory.ts';
import * as queryInfo from '../../lib/wire/smb2/query-info.ts';
import * as read from '../../lib/wire/smb2/read.ts';
import * as sessionSetup from '../../lib/wire/smb2/session-setup.ts';
import * as setInfo from '../../lib/wire/smb2/set-info.ts';
import * as treeConnect from '../../lib/wire/smb2/tree-connect.ts';
import * as treeDisconnect from '../../lib/wire/smb2/tree-disconnect.ts';
import * as validate from '../../lib/wire/smb2/validate-negotiate.ts';
import * as write from '../../lib/wire/smb2/write.ts';
import type { RecordedMessage } from './recording.ts';

type Read = (message: Uint8Array) => unknown;
type Nested = (bytes: Uint8Array) => unknown;

/** Fields of a request that say what is in its reply. */
interface Asked {
  readonly infoType?: number;
  readonly infoClass?: number;
}

const CLASSES = Object.values(fscc).filter(
  (each): each is typeof each & { infoType: number; infoClass: number; codec: { decode: Nested } } =>
    typeof each === 'object' && 'codec' in each,
);
const LISTINGS = Object.values(fscc).filter(
  (each): each is typeof each & { infoClass: number; decodeAll: Nested } =>
    typeof each === 'object' && 'decodeAll' in each,
);

/** All of a message that can be read without a key, down to the deepest structure: what is in it decides how. */
export function dissector({ direction, header }: RecordedMessage, request?: RecordedMessage): Read {
  const asked = request === undefined ? {} : askedBy(request);
  const read =
    direction === 'request' ? REQUESTS[header.command] : replyOf(header.command, header.status, asked);
  return message => [readHeader(message), read?.(message)];
}

function body<T>(
  codec: { decode(message: Uint8Array, at: number): T },
  deeper?: (value: T, message: Uint8Array) => unknown,
): Read {
  return message => {
    const value = codec.decode(message, HEADER_SIZE);
    return [value, deeper?.(value, message)];
  };
}

const C = Command;
const REQUESTS: Readonly<Partial<Record<number, Read>>> = {
  [C.NEGOTIATE]: body(negotiate.NegotiateRequest, value => inContexts(value.negotiateContexts)),
  [C.SESSION_SETUP]: body(sessionSetup.SessionSetupRequest, value => token(value.securityBuffer)),
  [C.LOGOFF]: body(logoff.LogoffRequest),
  [C.TREE_CONNECT]: body(treeConnect.TreeConnectRequest),
  [C.TREE_DISCONNECT]: body(treeDisconnect.TreeDisconnectRequest),
  [C.CREATE]: body(create.CreateRequest, value => [
    QueryMaximalAccess.request.in(value.createContexts),
    QueryOnDiskId.request.in(value.createContexts),
    RequestLease.in(value.createContexts),
  ]),
  [C.CLOSE]: body(close.CloseRequest),
  [C.FLUSH]: body(flush.FlushRequest),
  [C.READ]: body(read.ReadRequest),
  [C.WRITE]: body(write.WriteRequest, (value, message) => write.dataOf(message, value)),
  [C.LOCK]: body(lock.LockRequest),
  [C.IOCTL]: body(ioctl.IoctlRequest, ({ ctlCode, input }) => INPUTS[ctlCode]?.(input)),
  [C.ECHO]: body(echo.EchoRequest),
  [C.QUERY_DIRECTORY]: body(queryDirectory.QueryDirectoryRequest),
  [C.CHANGE_NOTIFY]: body(changeNotify.ChangeNotifyRequest),
  [C.QUERY_INFO]: body(queryInfo.QueryInfoRequest),
  [C.SET_INFO]: body(setInfo.SetInfoRequest, value =>
    information({ infoType: value.infoType, infoClass: value.fileInfoClass })?.(value.buffer),
  ),
};

function replyOf(command: number, status: number, asked: Asked): Read | undefined {
  const answers = command === C.SESSION_SETUP && status === NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
  const interim = status === NtStatus.STATUS_PENDING;
  if (interim || (severity(status) === Severity.ERROR && !answers)) {
    return body(ErrorResponse, value => errorDataOf(value));
  }
  if (command === C.QUERY_INFO) {
    return body(queryInfo.QueryInfoResponse, value => information(asked)?.(value.outputBuffer));
  }
  if (command === C.QUERY_DIRECTORY) {
    const listing = LISTINGS.find(({ infoClass }) => infoClass === asked.infoClass);
    return body(queryDirectory.QueryDirectoryResponse, value => listing?.decodeAll(value.outputBuffer));
  }
  return REPLIES[command];
}

const REPLIES: Readonly<Partial<Record<number, Read>>> = {
  [C.NEGOTIATE]: body(negotiate.NegotiateResponse, value => [
    inContexts(value.negotiateContexts),
    value.securityBuffer.length > 0 && decodeNegTokenInit(value.securityBuffer),
  ]),
  [C.SESSION_SETUP]: body(sessionSetup.SessionSetupResponse, value => token(value.securityBuffer)),
  [C.LOGOFF]: body(logoff.LogoffResponse),
  [C.TREE_CONNECT]: body(treeConnect.TreeConnectResponse),
  [C.TREE_DISCONNECT]: body(treeDisconnect.TreeDisconnectResponse),
  [C.CREATE]: body(create.CreateResponse, value => [
    QueryMaximalAccess.response.in(value.createContexts),
    QueryOnDiskId.response.in(value.createContexts),
  ]),
  [C.CLOSE]: body(close.CloseResponse),
  [C.FLUSH]: body(flush.FlushResponse),
  [C.READ]: body(read.ReadResponse, (value, message) => read.readData(message, value)),
  [C.WRITE]: body(write.WriteResponse),
  [C.LOCK]: body(lock.LockResponse),
  [C.IOCTL]: body(ioctl.IoctlResponse, ({ ctlCode, output }) => OUTPUTS[ctlCode]?.(output)),
  [C.ECHO]: body(echo.EchoResponse),
  [C.CHANGE_NOTIFY]: body(changeNotify.ChangeNotifyResponse),
  [C.SET_INFO]: body(setInfo.SetInfoResponse),
};

const F = ioctl.FsctlCode;

const INPUTS: Readonly<Partial<Record<number, Nested>>> = {
  [F.FSCTL_PIPE_TRANSCEIVE]: rpc,
  [F.FSCTL_SRV_COPYCHUNK]: bytes => copychunk.SrvCopychunkCopy.decode(bytes),
  [F.FSCTL_SRV_COPYCHUNK_WRITE]: bytes => copychunk.SrvCopychunkCopy.decode(bytes),
  [F.FSCTL_VALIDATE_NEGOTIATE_INFO]: bytes => validate.ValidateNegotiateInfoRequest.decode(bytes),
};
const OUTPUTS: Readonly<Partial<Record<number, Nested>>> = {
  [F.FSCTL_DFS_GET_REFERRALS]: DfsReferralResponse.decode,
  [F.FSCTL_PIPE_TRANSCEIVE]: rpc,
  [F.FSCTL_SRV_COPYCHUNK]: bytes => copychunk.SrvCopychunkResponse.decode(bytes),
  [F.FSCTL_SRV_COPYCHUNK_WRITE]: bytes => copychunk.SrvCopychunkResponse.decode(bytes),
  [F.FSCTL_SRV_ENUMERATE_SNAPSHOTS]: SrvSnapshotArray.decode,
  [F.FSCTL_SRV_REQUEST_RESUME_KEY]: bytes => SrvRequestResumeKey.decode(bytes),
  [F.FSCTL_VALIDATE_NEGOTIATE_INFO]: bytes => validate.ValidateNegotiateInfoResponse.decode(bytes),
};

function askedBy({ header: { command }, message }: RecordedMessage): Asked {
  if (command === C.QUERY_INFO) {
    const { infoType, fileInfoClass } = queryInfo.QueryInfoRequest.decode(message, HEADER_SIZE);
    return { infoType, infoClass: fileInfoClass };
  }
  if (command !== C.QUERY_DIRECTORY) return {};
  return {
    infoClass: queryDirectory.QueryDirectoryRequest.decode(message, HEADER_SIZE).fileInformationClass,
  };
}

function information({ infoType, infoClass }: Asked): Nested | undefined {
  if (infoType === queryInfo.InfoType.SECURITY) return SecurityDescriptor.decode;
  const known = CLASSES.find(each => each.infoType === infoType && each.infoClass === infoClass);
  return known && (bytes => known.codec.decode(bytes));
}

function inContexts(given: readonly contexts.NegotiateContext[]): unknown {
  return [
    contexts.PreauthIntegrityCapabilities.in(given),
    contexts.EncryptionCapabilities.in(given),
    contexts.SigningCapabilities.in(given),
    contexts.NetnameNegotiateContextId.in(given),
  ];
}

/** Tag of the first token of an exchange; the later ones have another. */
const FIRST_TOKEN = 0x60;

function token(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  if (bytes[0] === FIRST_TOKEN) return ntlm(decodeNegTokenInit(bytes).mechToken);
  return ntlm(decodeNegTokenResp(bytes).responseToken);
}

function ntlm(message: Uint8Array | undefined): unknown {
  if (message === undefined || message.length < 12 || !isNtlmMessage(message)) return message;
  switch (viewOf(message).getUint32(8, true)) {
    case 1:
      return decodeNegotiateMessage(message);
    case 2: {
      const challenge = decodeChallengeMessage(message);
      return [challenge, challenge.targetInfo.length > 0 && decodeAvPairs(challenge.targetInfo)];
    }
    default:
      return decodeAuthenticateMessage(message);
  }
}

function rpc(bytes: Uint8Array): unknown {
  const { type, body: inside } = decodePdu(bytes);
  switch (type) {
    case RpcPduType.BIND:
      return RpcBind.decode(inside);
    case RpcPduType.BIND_ACK:
      return RpcBindAck.decode(inside);
    case RpcPduType.REQUEST:
      return RpcRequest.decode(inside);
    default:
      return RpcResponse.decode(inside);
  }
}
