import {
  FileIdBothDirectoryInformation,
  type FileIdBothDirectoryInput,
} from '../../lib/wire/fscc/file-id-both-directory-information.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { CreateRequest, FileAttributes } from '../../lib/wire/smb2/create.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { QueryDirectoryRequest, QueryDirectoryResponse } from '../../lib/wire/smb2/query-directory.ts';
import { answers } from '../support/script-answers.ts';
import type { Answer, Received, ScriptServer } from '../support/script-server.ts';
import { turn } from './counting.ts';

/** A folder holds entries by name: folders, sizes of files, or what else is to be said of an entry. */
export interface Folder {
  readonly [name: string]: Folder | number | Special;
}

/** An entry that is not as the rest of them. */
export class Special {
  readonly fields: Partial<FileIdBothDirectoryInput>;
  readonly inside: Folder | undefined;

  constructor(fields: Partial<FileIdBothDirectoryInput>, inside?: Folder) {
    this.fields = fields;
    this.inside = inside;
  }
}

/** What of a folder tree came over the wire. */
export interface Served {
  /** Paths in the order of their CREATEs. */
  readonly opened: string[];
  /** QUERY_DIRECTORY requests. */
  queries: number;
  /** Most folders that were open at once. */
  mostOpen: number;
  /** Most folders at once of which not all was told yet. */
  mostListed: number;
  /** The script for CREATE, for who has one of his own around it. */
  create(request: Received): Answer;
}

export interface ServeOptions {
  /** Entries in one reply. Default 100. */
  readonly batch?: number;
  /** Listed first in each folder. */
  readonly dots?: boolean;
  /** QUERY_DIRECTORY is answered in the next turn. */
  readonly slow?: boolean;
  /** CREATE of these paths is refused. */
  readonly refuse?: readonly string[];
}

/** Has a server list folders. Every folder's FileId is its own unless a {@link Special} says otherwise. */
export function serve(server: ScriptServer, root: Folder, options: ServeOptions = {}): Served {
  const { batch = 100, dots = true, slow = false, refuse = [] } = options;
  let listing = 0;
  const open = new Map<bigint, FileIdBothDirectoryInput[]>();
  const ids = new Map<Folder, bigint>();
  const idOf = (folder: Folder) => {
    const id = ids.get(folder) ?? BigInt(1000 + ids.size);
    ids.set(folder, id);
    return id;
  };
  let handles = 0n;

  const create = (request: Received): Answer => {
    const path = request.read(CreateRequest).name;
    served.opened.push(path);
    if (refuse.includes(path)) return answers.refused(NtStatus.STATUS_ACCESS_DENIED);
    const folder = find(root, path);
    if (folder === undefined) return answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
    const entries = Object.entries(folder).map(([name, what]) => entryOf(name, what, idOf));
    const fileId = { persistent: ++handles, volatile: handles };
    const self = [directory('.', idOf(folder)), directory('..', 0n)];
    open.set(handles, dots ? [...self, ...entries] : entries);
    served.mostOpen = Math.max(served.mostOpen, server.handles.size + 1);
    served.mostListed = Math.max(served.mostListed, ++listing);
    return answers.created({ fileId });
  };
  const served: Served = { opened: [], queries: 0, mostOpen: 0, mostListed: 0, create };
  server.on(Command.CREATE, create);
  server.on(Command.QUERY_DIRECTORY, request => {
    served.queries++;
    const answer = listed(request, open, batch);
    const told = () => {
      if (answer.status !== undefined) listing--; // there are no more
      return answer;
    };
    return slow ? turn().then(told) : told();
  });
  return served;
}

function listed(
  request: Received,
  open: ReadonlyMap<bigint, FileIdBothDirectoryInput[]>,
  batch: number,
): Answer {
  const { fileName } = request.read(QueryDirectoryRequest);
  const left = open.get(request.fileId.volatile) ?? [];
  const some = left.splice(0, batch).filter(entry => fileName === '*' || entry.fileName === fileName);
  if (some.length === 0) return answers.noMoreFiles();
  const outputBuffer = FileIdBothDirectoryInformation.encodeAll(some);
  return { body: QueryDirectoryResponse.encode({ outputBuffer }, HEADER_SIZE) };
}

function find(root: Folder, path: string): Folder | undefined {
  let at = root;
  for (const name of path === '' ? [] : path.split('\\')) {
    const inside: Folder | number | Special | undefined = at[name];
    const folder: Folder | number | undefined = inside instanceof Special ? inside.inside : inside;
    if (typeof folder !== 'object') return undefined;
    at = folder;
  }
  return at;
}

function entryOf(
  fileName: string,
  what: Folder | number | Special,
  idOf: (folder: Folder) => bigint,
): FileIdBothDirectoryInput {
  if (typeof what === 'number') return { fileName, endOfFile: BigInt(what), fileId: 1n };
  if (!(what instanceof Special)) return directory(fileName, idOf(what));
  return {
    ...(what.inside === undefined ? { fileName } : directory(fileName, idOf(what.inside))),
    ...what.fields,
  };
}

function directory(fileName: string, fileId: bigint): FileIdBothDirectoryInput {
  return { fileName, fileId, fileAttributes: FileAttributes.DIRECTORY };
}
