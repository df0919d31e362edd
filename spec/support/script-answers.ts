/** Bodies of replies, and what a server that has no script for a command says to it. */
import { FileIdBothDirectoryInformation } from '../../lib/wire/fscc/file-id-both-directory-information.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { CloseRequest, CloseResponse } from '../../lib/wire/smb2/close.ts';
import { Command, commandName } from '../../lib/wire/smb2/command.ts';
import { CreateResponse, type CreateResponseInput } from '../../lib/wire/smb2/create.ts';
import { EchoResponse } from '../../lib/wire/smb2/echo.ts';
import { ErrorResponse } from '../../lib/wire/smb2/error.ts';
import { type FileId, RELATED_FILE_ID } from '../../lib/wire/smb2/file-id.ts';
import { FlushRequest, FlushResponse } from '../../lib/wire/smb2/flush.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { IoctlRequest, IoctlResponse } from '../../lib/wire/smb2/ioctl.ts';
import { LogoffResponse } from '../../lib/wire/smb2/logoff.ts';
import { QueryDirectoryRequest, QueryDirectoryResponse } from '../../lib/wire/smb2/query-directory.ts';
import { QueryInfoRequest, QueryInfoResponse } from '../../lib/wire/smb2/query-info.ts';
import { READ_DATA_OFFSET, ReadRequest, ReadResponse } from '../../lib/wire/smb2/read.ts';
import { SetInfoRequest, SetInfoResponse } from '../../lib/wire/smb2/set-info.ts';
import { TreeDisconnectResponse } from '../../lib/wire/smb2/tree-disconnect.ts';
import { WriteRequest, WriteResponse } from '../../lib/wire/smb2/write.ts';
import type { Answer, Received } from './script-types.ts';

let files = 0x1000n;

export const answers = {
  /** A refusal, or an answer that is a status (END_OF_FILE, NO_MORE_FILES). */
  refused: (status: number): Answer => ({
    status,
    body: ErrorResponse.encode({}, HEADER_SIZE),
  }),
  /** The interim answer. */
  pending: (asyncId: bigint, more: Answer = {}): Answer => ({
    ...answers.refused(NtStatus.STATUS_PENDING),
    asyncId,
    ...more,
  }),
  /** CREATE's success; a fresh handle unless one is given. */
  created: (fields: Partial<CreateResponseInput> = {}): Answer => ({
    body: CreateResponse.encode(
      { fileId: { persistent: ++files, volatile: files }, createAction: 1, ...fields },
      HEADER_SIZE,
    ),
  }),
  closed: (): Answer => ({ body: CloseResponse.encode({}, HEADER_SIZE) }),
  /** READ's success. `dataOffset` leaves a gap between the head and the payload. */
  data: (payload: Uint8Array, dataOffset: number = READ_DATA_OFFSET): Answer => {
    const head = ReadResponse.encode({ dataOffset, dataLength: payload.length }, HEADER_SIZE);
    const body = new Uint8Array(dataOffset - HEADER_SIZE + payload.length);
    body.set(head.subarray(0, ReadResponse.fixed));
    body.set(payload, dataOffset - HEADER_SIZE);
    return { body };
  },
  endOfFile: (): Answer => answers.refused(NtStatus.STATUS_END_OF_FILE),
  written: (count: number): Answer => ({ body: WriteResponse.encode({ count }, HEADER_SIZE) }),
  /** One reply of a listing with entries of these names. */
  entries: (...names: readonly string[]): Answer => ({
    body: QueryDirectoryResponse.encode(
      { outputBuffer: FileIdBothDirectoryInformation.encodeAll(names.map(fileName => ({ fileName }))) },
      HEADER_SIZE,
    ),
  }),
  noMoreFiles: (): Answer => answers.refused(NtStatus.STATUS_NO_MORE_FILES),
  /** QUERY_INFO's success. */
  information: (outputBuffer: Uint8Array): Answer => ({
    body: QueryInfoResponse.encode({ outputBuffer }, HEADER_SIZE),
  }),
  /** IOCTL's success. */
  output: (ctlCode: number, output: Uint8Array): Answer => ({
    body: IoctlResponse.encode({ ctlCode, output, fileId: RELATED_FILE_ID }, HEADER_SIZE),
  }),
  echoed: (): Answer => ({ body: EchoResponse.encode({}, HEADER_SIZE) }),

  /** What a command without a script gets. */
  usual: (request: Received): Answer => {
    const { command } = request.header;
    switch (command) {
      case Command.CREATE:
        return answers.created();
      case Command.CLOSE:
        return answers.closed();
      case Command.FLUSH:
        return { body: FlushResponse.encode({}, HEADER_SIZE) };
      case Command.WRITE:
        return answers.written(request.read(WriteRequest).length);
      case Command.SET_INFO:
        return { body: SetInfoResponse.encode({}, HEADER_SIZE) };
      case Command.ECHO:
        return answers.echoed();
      case Command.LOGOFF:
        return { body: LogoffResponse.encode({}, HEADER_SIZE) };
      case Command.TREE_DISCONNECT:
        return { body: TreeDisconnectResponse.encode({}, HEADER_SIZE) };
      default:
        throw new Error(`there is no script for ${commandName(command)}`);
    }
  },

  /** The FileId on the wire. */
  fileIdOf: (request: Received): FileId => {
    const codec = WITH_FILE_ID.get(request.header.command);
    return (codec && fileIdIn(codec, request.message)) ?? RELATED_FILE_ID;
  },
};

interface WithFileId {
  decode(message: Uint8Array, at: number): { readonly fileId: FileId };
}

/** The FileId in a message; none where a spec made the body of something else. */
export function fileIdIn(codec: WithFileId, message: Uint8Array): FileId | undefined {
  try {
    return codec.decode(message, HEADER_SIZE).fileId;
  } catch {
    return undefined;
  }
}

const WITH_FILE_ID = new Map<number, WithFileId>([
  [Command.CLOSE, CloseRequest],
  [Command.FLUSH, FlushRequest],
  [Command.READ, ReadRequest],
  [Command.WRITE, WriteRequest],
  [Command.IOCTL, IoctlRequest],
  [Command.QUERY_DIRECTORY, QueryDirectoryRequest],
  [Command.QUERY_INFO, QueryInfoRequest],
  [Command.SET_INFO, SetInfoRequest],
]);
