import { ProtocolError } from '../errors.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { WriteRequest, WriteResponse as Codec } from '../wire/smb2/write.ts';
import { type Addressed, addressed, type Answered, pathOf } from './addressed.ts';
import type { RELATED } from './plan.ts';
import type { Open } from './target.ts';

/** The fields of [MS-SMB2] 2.2.21. */
export interface WriteOptions {
  /** Bytes from the start of the file. */
  readonly offset: number | bigint;
  readonly flags?: number | undefined;
}

/** What was written. */
export interface WriteResponse extends Answered {
  /** Bytes; may be fewer than were sent. */
  readonly count: number;
}

/**
 * Writes at an offset ([MS-SMB2] 2.2.21). The payload is sent from the caller's memory, never copied: leave
 * it alone until the response is here.
 *
 * @param data one piece or several, together at most the server's maxWriteSize
 * @example
 * ```ts
 * write(handle, Buffer.from('hello'), { offset: 0 }).subscribe(({ count }) => {});
 * ```
 */
export function write<H extends Open | RELATED>(
  handle: H,
  data: Uint8Array | readonly Uint8Array[],
  options: WriteOptions,
): Addressed<H, WriteResponse> {
  const payload = data instanceof Uint8Array ? [data] : data;
  const length = payload.reduce((sum, part) => sum + part.length, 0);
  return addressed(handle, {
    command: Command.WRITE,
    path: pathOf(handle),
    encode: ({ fileId }) => ({
      body: WriteRequest.encode(
        { offset: BigInt(options.offset), length, flags: options.flags, fileId },
        HEADER_SIZE,
      ),
      payload,
      weight: length,
    }),
    decode({ header, message }) {
      const { count } = Codec.decode(message, HEADER_SIZE);
      if (count > length) throw new ProtocolError(`WRITE: the server took ${count} bytes of ${length}`);
      return { status: header.status, count };
    },
  });
}
