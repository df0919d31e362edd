// [MS-SMB2] 3.3.5.9 Receiving an SMB2 CREATE Request: what can be told of a request before any file is looked at
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import {
  AccessMask,
  CreateDisposition,
  CreateOptions,
  type CreateRequest,
  FileAttributes,
} from '../../wire/smb2/create.ts';
import { Refused } from '../refused.ts';
import { type Gifts, giftsOf } from './gifts.ts';
import { type OpenName, parseName } from './name.ts';

/** A CREATE that makes sense. */
export interface OpenRequest extends OpenName {
  readonly request: CreateRequest;
  /** The caller says that it is a folder, or that it is none. */
  readonly wants: 'folder' | 'file' | undefined;
  readonly deleteOnClose: boolean;
  /** For the file, if it is made. */
  readonly gifts: Gifts;
}

/** Options whose meaning SMB2 does not leave to the server: it must refuse them. */
const NOT_SUPPORTED = CreateOptions.OPEN_BY_FILE_ID | CreateOptions.RESERVE_OPFILTER;
const ATTRIBUTES_KNOWN = 0x0005_ffb7 | FileAttributes.DIRECTORY | FileAttributes.NORMAL;

/** @throws {Refused} for what no file could satisfy */
export function checkRequest(request: CreateRequest): OpenRequest {
  const { createOptions, createDisposition, desiredAccess } = request;
  if (request.impersonationLevel > 3) throw new Refused(NtStatus.STATUS_BAD_IMPERSONATION_LEVEL);
  if (createDisposition > CreateDisposition.OVERWRITE_IF || (request.shareAccess & ~7) !== 0) invalid();
  if ((request.fileAttributes & ~ATTRIBUTES_KNOWN) !== 0) invalid();
  if ((createOptions & 0xff00_0000) !== 0) invalid();
  if ((createOptions & NOT_SUPPORTED) !== 0) throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
  const folder = (createOptions & CreateOptions.DIRECTORY_FILE) !== 0;
  const file = (createOptions & CreateOptions.NON_DIRECTORY_FILE) !== 0;
  if (folder && file) invalid();
  if (folder && overwrites(createDisposition)) invalid();
  const deleteOnClose = (createOptions & CreateOptions.DELETE_ON_CLOSE) !== 0;
  const mayDelete = AccessMask.DELETE | AccessMask.GENERIC_ALL | AccessMask.MAXIMUM_ALLOWED;
  if (deleteOnClose && (desiredAccess & mayDelete) === 0) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  const name = parseName(request.name);
  if (folder && name.stream !== undefined) throw new Refused(NtStatus.STATUS_NOT_A_DIRECTORY);
  if (file && name.directory && name.path !== '') throw new Refused(NtStatus.STATUS_OBJECT_NAME_INVALID);
  const wants = folder || (name.directory && name.path !== '') ? 'folder' : file ? 'file' : undefined;
  return { ...name, request, wants, deleteOnClose, gifts: giftsOf(request.createContexts) };
}

/** Whether a disposition empties a file that exists. */
export function overwrites(disposition: CreateDisposition): boolean {
  const { SUPERSEDE, OVERWRITE, OVERWRITE_IF } = CreateDisposition;
  return disposition === SUPERSEDE || disposition === OVERWRITE || disposition === OVERWRITE_IF;
}

function invalid(): never {
  throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
}
