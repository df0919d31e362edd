import { SecurityDescriptor } from '../wire/dtyp/security-descriptor.ts';
import type { InformationClass } from '../wire/fscc/information-class.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { InfoType } from '../wire/smb2/query-info.ts';
import { SetInfoRequest, SetInfoResponse } from '../wire/smb2/set-info.ts';
import { type Addressed, addressed, type Answered, pathOf } from './addressed.ts';
import type { RELATED } from './plan.ts';
import type { Open } from './target.ts';

/**
 * Changes what an information class describes ([MS-SMB2] 2.2.39): times and attributes, size, name,
 * disposition and more; or the parts of the security descriptor named by `SecurityInformation` flags, which must be
 * in the one that is given.
 *
 * @throws {@link SmbError} `ENOTSUP` where the server does not know the class, and the refusals of the change
 * @example
 * ```ts
 * setInfo(handle, FileEndOfFileInformation, { endOfFile: 0n }).subscribe();
 * setInfo(handle, SecurityInformation.DACL, parseSddl('D:P(A;;FA;;;BA)')).subscribe();
 * ```
 */
export function setInfo<H extends Open | RELATED>(
  handle: H,
  what: number,
  value: Partial<SecurityDescriptor>,
): Addressed<H, Answered>;
export function setInfo<H extends Open | RELATED, I>(
  handle: H,
  what: InformationClass<unknown, I>,
  value: I,
): Addressed<H, Answered>;
export function setInfo<H extends Open | RELATED>(
  handle: H,
  what: number | InformationClass<unknown, unknown>,
  value: unknown,
): Addressed<H, Answered> {
  return addressed(handle, {
    command: Command.SET_INFO,
    path: pathOf(handle),
    encode({ fileId }) {
      const fields =
        typeof what === 'number'
          ? {
              infoType: InfoType.SECURITY,
              additionalInformation: what,
              buffer: SecurityDescriptor.encode(value as Partial<SecurityDescriptor>),
            }
          : { infoType: what.infoType, fileInfoClass: what.infoClass, buffer: what.codec.encode(value) };
      return {
        body: SetInfoRequest.encode({ ...fields, fileId }, HEADER_SIZE),
        weight: fields.buffer.length,
      };
    },
    decode({ header, message }) {
      SetInfoResponse.decode(message, HEADER_SIZE);
      return { status: header.status };
    },
  });
}
