import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { OplockBreakAcknowledgment, OplockBreakResponse as Codec } from '../wire/smb2/oplock-break.ts';
import type { OplockLevel } from '../wire/smb2/oplock-level.ts';
import type { Answered } from './addressed.ts';
import { Pdu } from './pdu.ts';
import type { Open } from './target.ts';

/** The fields of [MS-SMB2] 2.2.24.1. */
export interface OplockBreakOptions {
  /** What is kept: `II` or `NONE`, at most what the server's notice left. */
  readonly oplockLevel: OplockLevel;
}

/** The fields of [MS-SMB2] 2.2.25.1. */
export interface OplockBreakResponse extends Answered {
  readonly oplockLevel: OplockLevel;
}

/**
 * Acknowledges that the server wants an oplock back ([MS-SMB2] 2.2.24.1): whoever opens the file meanwhile waits for
 * this. Once sent it happens, unsubscribed or not. The oplocks of `share.open` are acknowledged by themselves.
 *
 * @throws {@link SmbError} when nothing was to be acknowledged
 * @example
 * ```ts
 * oplockBreak(handle, { oplockLevel: OplockLevel.II }).subscribe();
 * ```
 */
export function oplockBreak(handle: Open, { oplockLevel }: OplockBreakOptions): Pdu<OplockBreakResponse> {
  return new Pdu(handle, {
    command: Command.OPLOCK_BREAK,
    path: handle.path,
    steadfast: true,
    encode: ({ fileId }) => ({
      body: OplockBreakAcknowledgment.encode({ oplockLevel, fileId }, HEADER_SIZE),
    }),
    decode: ({ header, message }) => ({
      status: header.status,
      oplockLevel: Codec.decode(message, HEADER_SIZE).oplockLevel,
    }),
  });
}
