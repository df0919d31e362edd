import { NtStatus } from '../../wire/erref/ntstatus.ts';
import type { FileId } from '../../wire/smb2/file-id.ts';
import { Refused } from '../refused.ts';
import type { Tree } from './tree.ts';

/**
 * Bytes of answers that wait to be read, before a message is refused: more than ten thousand shares take, so that only
 * who never reads gets there.
 */
const MOST_WAITING = 4 * 1024 * 1024;

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

  /**
   * Hands a message to the service; its answers wait to be read.
   * @throws {Refused} STATUS_PIPE_BUSY as long as too many do
   */
  receive(message: Uint8Array): void {
    const held = this.waiting.reduce((sum, { length }) => sum + length, 0);
    if (held > MOST_WAITING) throw new Refused(NtStatus.STATUS_PIPE_BUSY);
    // one by one: a message of many small PDUs has more answers than a call can have arguments
    for (const answer of this.service.receive(message)) this.waiting.push(answer);
  }

  close(): Promise<void> {
    this.waiting.length = 0;
    return Promise.resolve();
  }
}
