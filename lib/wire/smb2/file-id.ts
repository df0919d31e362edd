// [MS-SMB2] 2.2.14.1 SMB2_FILEID
import { type Must, must } from '../fields.ts';

/** An open on the server: what CREATE gives and every command on a file takes. */
export interface FileId {
  /** Survives a reconnect, where the open is durable. */
  readonly persistent: bigint;
  readonly volatile: bigint;
}

/** Stands for the open of the element before, in a related compound. */
export const RELATED_FILE_ID: FileId = {
  persistent: 0xffff_ffff_ffff_ffffn,
  volatile: 0xffff_ffff_ffff_ffffn,
};

/** The field: 16 bytes, must be given. */
export const fileId: Must<FileId> = must<FileId>({
  size: 16,
  read: (view, at) => ({
    persistent: view.getBigUint64(at, true),
    volatile: view.getBigUint64(at + 8, true),
  }),
  write(view, at, value) {
    view.setBigUint64(at, value.persistent, true);
    view.setBigUint64(at + 8, value.volatile, true);
  },
});
