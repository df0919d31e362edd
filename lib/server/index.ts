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
export { alter, apart, credits, shortRead, truncate, unsigned } from './script/replies.ts';
export { type Cut, cutAt, mangle, merge, pieces } from './script/frames.ts';
