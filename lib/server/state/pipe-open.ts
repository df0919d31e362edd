import type { FileId } from '../../wire/smb2/file-id.ts';
import type { Tree } from './tree.ts';

/** The service at the other end of a pipe: bytes in, bytes out, one message each. */
export interface PipeService {
  /** Takes one message; what it answers is read later, or at once by a transceive. */
  receive(message: Uint8Array): readonly Uint8Array[];
}

/** A pipe that a client has open. */
export class PipeOpen {
  readonly kind = 'pipe';
  readonly fileId: FileId;
  readonly tree: Tree;
  readonly service: PipeService;
  /** Answers that were not read yet. */
  readonly waiting: Uint8Array[] = [];

  constructor(fileId: FileId, tree: Tree, service: PipeService) {
    this.fileId = fileId;
    this.tree = tree;
    this.service = service;
  }

  /** Hands a message to the service; its answers wait to be read. */
  receive(message: Uint8Array): void {
    this.waiting.push(...this.service.receive(message));
  }

  close(): Promise<void> {
    this.waiting.length = 0;
    return Promise.resolve();
  }
}
