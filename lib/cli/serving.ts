// The part of the library that serves. Loaded, as one piece, by the verb that does.
export { folder } from '../server/file-systems/folder.ts';
export { SmbServer } from '../server/smb-server.ts';
