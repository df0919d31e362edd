import type { InformationClass } from '../wire/fscc/information-class.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { SetInfoRequest, SetInfoResponse } from '../wire/smb2/set-info.ts';
import { type Addressed, addressed, type Answered, pathOf } from './addressed.ts';
import type { RELATED } from './plan.ts';
import type { Open } from './target.ts';

/**
 * Changes what an information class describes ([MS-SMB2] 2.2.39): times and attributes, size, name,
 * disposition and more.
 *
 * @throws {@link SmbError} `ENOTSUP` where the server does not know the class, and the refusals of the change
 * @example
 * ```ts
 * setInfo(handle, FileEndOfFileInformation, { endOfFile: 0n }).subscribe();
 * ```
 */
export function setInfo<H extends Open | RELATED, I>(
  handle: H,
  what: InformationClass<unknown, I>,
  value: I,
): Addressed<H, Answered> {
  return addressed(handle, {
    command: Command.SET_INFO,
    path: pathOf(handle),
    encode({ fileId }) {
      const buffer = what.codec.encode(value);
      const { infoType, infoClass: fileInfoClass } = what;
      return {
        body: SetInfoRequest.encode({ infoType, fileInfoClass, buffer, fileId }, HEADER_SIZE),
        weight: buffer.length,
      };
    },
    decode({ header, message }) {
      SetInfoResponse.decode(message, HEADER_SIZE);
      return { status: header.status };
    },
  });
}
