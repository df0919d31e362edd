/**
 * An SMB server in the same process: for apps that want to test against a share, and for sharing a folder.
 *
 * @packageDocumentation
 */

// Serving
export type { ServerOptions } from './server-options.ts';
export { serve } from './serve.ts';
export { SmbServer } from './smb-server.ts';

// What can be shared
export { folder, type FolderOptions } from './file-systems/folder.ts';
export { memory, type MemoryOptions } from './file-systems/memory.ts';
export type { MemoryFileSystem } from './file-systems/memory/memory-file-system.ts';
export type { MemoryTree } from './file-systems/memory/tree.ts';
export { readOnly } from './file-systems/read-only.ts';
export { virtual } from './file-systems/virtual.ts';
export type {
  VirtualChildren,
  VirtualEntry,
  VirtualOptions,
  VirtualTree,
} from './file-systems/virtual/virtual-tree.ts';
export type {
  ByteRange,
  FileBytes,
  FileChange,
  FileChanges,
  FileEntry,
  FileSystem,
  NewFile,
  OpenBytes,
  StreamEntry,
  VolumeFacts,
  Xattr,
} from './file-systems/file-system.ts';

// Misbehaving on purpose, to test clients
export { NtStatus } from '../wire/erref/ntstatus.ts';
export { Command } from '../wire/smb2/command.ts';
export { type Header, HeaderFlags } from '../wire/smb2/header.ts';
export type {
  Alteration,
  AnySabotage,
  Sabotage,
  ScriptedAnswer,
  ScriptedClient,
  ScriptedNotice,
  ScriptedReply,
  ScriptedRequest,
  ScriptStages,
  ServerScript,
  Step,
} from './script/script.ts';
export {
  all,
  everyFrame,
  everyReply,
  everyRequest,
  onlyClient,
  onReply,
  onRequest,
  type Which,
} from './script/on.ts';
export {
  delay,
  drop,
  duplicate,
  first,
  from,
  hangUp,
  nth,
  reorder,
  say,
  together,
} from './script/anywhere.ts';
export { answer, pendingFirst } from './script/requests.ts';
export { alter, apart, credits, shortRead, truncate, unsealed, unsigned } from './script/replies.ts';
export { type Cut, cutAt, mangle, merge, pieces } from './script/frames.ts';
