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
