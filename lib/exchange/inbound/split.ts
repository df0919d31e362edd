// [MS-SMB2] 3.2.5.1.9 Handling compounded responses
import { ProtocolError } from '../../errors.ts';
import { HEADER_SIZE, type Header, readHeader } from '../../wire/smb2/header.ts';

/** One message of a frame. */
export interface Element {
  readonly header: Header;
  readonly message: Uint8Array;
  readonly payload: Uint8Array | undefined;
}

/** Cuts a frame into its messages; none can see a neighbour's bytes. */
export function* split(frame: Uint8Array, payload: Uint8Array | undefined): Generator<Element> {
  for (let at = 0; ;) {
    const rest = frame.subarray(at);
    const header = readHeader(rest);
    const { nextCommand } = header;
    if (nextCommand === 0) {
      yield { header, message: rest, payload };
      return;
    }
    if (nextCommand % 8 !== 0 || nextCommand < HEADER_SIZE || nextCommand > rest.length - HEADER_SIZE) {
      throw new ProtocolError(`NextCommand ${nextCommand} does not lead to a message inside its frame`);
    }
    yield { header, message: rest.subarray(0, nextCommand), payload: undefined };
    at += nextCommand;
  }
}
