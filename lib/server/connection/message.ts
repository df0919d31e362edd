// [MS-SMB2] 3.3.5.2.7 Handling Compounded Requests: one frame, several messages
import { ProtocolError } from '../../errors.ts';
import { viewOf } from '../../wire/fields.ts';
import { Command } from '../../wire/smb2/command.ts';
import { type Header, HEADER_SIZE, type HeaderFlags, readHeader } from '../../wire/smb2/header.ts';
import { WRITE_DATA_OFFSET } from '../../wire/smb2/write.ts';
import type { Chunks } from './chunks.ts';

/** A codec of a request's body. */
export interface RequestCodec<T> {
  decode(message: Uint8Array, at: number): T;
}

/** One request as it came: header and body in one piece, the payload of a WRITE in as many as it likes. */
export class Message {
  readonly header: Header;
  readonly #chunks: Chunks;
  /** Header and body; of a large WRITE without its payload. */
  readonly head: Uint8Array;

  constructor(chunks: Chunks, header: Header) {
    this.#chunks = chunks;
    this.header = header;
    this.head = chunks.gather(0, headLength(chunks, header));
  }

  /** All of it, in the parts that a signature is made over. */
  get parts(): readonly Uint8Array[] {
    const { length } = this.head;
    return [this.head, ...this.#chunks.slice(length, this.#chunks.length - length)];
  }

  /** Bytes from the header to the end of the element. */
  get length(): number {
    return this.#chunks.length;
  }

  has(flag: HeaderFlags): boolean {
    return (this.header.flags & flag) !== 0;
  }

  /** @throws {ProtocolError} when the body is none of its command */
  read<T>(codec: RequestCodec<T>): T {
    return codec.decode(this.head, HEADER_SIZE);
  }

  /**
   * What stands at an offset that the body names, in pieces.
   * @throws {ProtocolError} when it is not all there
   */
  payload(at: number, length: number): Uint8Array[] {
    if (length === 0) return [];
    if (at < HEADER_SIZE || at + length > this.length) {
      throw new ProtocolError(`a payload of ${length} bytes at ${at} is not in its message`);
    }
    return this.#chunks.slice(at, length);
  }
}

/** Takes a compound apart. @throws {ProtocolError} when its elements do not add up */
export function split(frame: Chunks): Message[] {
  const messages: Message[] = [];
  for (let at = 0; ;) {
    const header = readHeader(frame.gather(at, HEADER_SIZE));
    const { nextCommand } = header;
    // 3.3.5.2.7: elements are aligned to eight bytes and no shorter than their header
    if (nextCommand !== 0 && (nextCommand % 8 !== 0 || nextCommand < HEADER_SIZE)) {
      throw new ProtocolError(`SMB2 header: NextCommand ${nextCommand}`);
    }
    const length = nextCommand === 0 ? frame.length - at : nextCommand;
    if (at + length > frame.length)
      throw new ProtocolError('SMB2 header: NextCommand points out of the frame');
    messages.push(new Message(chunksOf(frame, at, length), header));
    if (nextCommand === 0) return messages;
    at += nextCommand;
  }
}

function chunksOf(frame: Chunks, at: number, length: number): Chunks {
  return at === 0 && length === frame.length ? frame : frame.part(at, length);
}

/** Up to this size a message is joined, which is cheaper than many small views. */
const SMALL = 4096;

/** Where the part ends that must be read in one piece. */
function headLength(chunks: Chunks, { command }: Header): number {
  if (command !== Command.WRITE || chunks.length <= SMALL) return chunks.length;
  const dataOffset = viewOf(chunks.gather(HEADER_SIZE, 4)).getUint16(2, true);
  return Math.min(Math.max(dataOffset, WRITE_DATA_OFFSET), chunks.length);
}
