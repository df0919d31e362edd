import type { FileOpen } from './file-open.ts';
import type { PipeOpen } from './pipe-open.ts';

/** What a FileId stands for ([MS-SMB2] 3.3.1.10): a file or folder, or a pipe of a service. */
export type Open = FileOpen | PipeOpen;
