import { CloseRequest, CloseResponse as Codec, type CloseResponse as Fields } from '../wire/smb2/close.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import type { Plan } from './plan.ts';

/** What CLOSE can be told. */
export interface CloseOptions {
  /** `CloseFlags.POSTQUERY_ATTRIB` asks for the attributes as they are after the close. Default 0. */
  readonly flags?: number | undefined;
}

/** The fields of [MS-SMB2] 2.2.16; zeros unless they were asked for. */
export interface CloseResponse extends Fields {
  readonly status: number;
}

/** The plan of CLOSE stands below its factory, because a chain closes what it leaves open. */
export function closePlan(options: CloseOptions, path: string | undefined): Plan<CloseResponse> {
  return {
    command: Command.CLOSE,
    path,
    steadfast: true,
    closes: true,
    encode: ({ fileId }) => ({ body: CloseRequest.encode({ ...options, fileId }, HEADER_SIZE) }),
    decode: ({ header, message }) => ({ status: header.status, ...Codec.decode(message, HEADER_SIZE) }),
  };
}
