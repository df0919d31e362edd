import { SecurityDescriptor } from '../wire/dtyp/security-descriptor.ts';
import type { InformationClass } from '../wire/fscc/information-class.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { InfoType, QueryInfoRequest, QueryInfoResponse as Codec } from '../wire/smb2/query-info.ts';
import { type Addressed, addressed, type Answered, pathOf } from './addressed.ts';
import { checkRoom } from './check-room.ts';
import type { RELATED } from './plan.ts';
import type { Open } from './target.ts';

/** The fields of [MS-SMB2] 2.2.37 that the class does not settle. */
export interface QueryInfoOptions {
  /** Bytes of answer to make room for. Default 64 KiB. */
  readonly outputBufferLength?: number | undefined;
  readonly flags?: number | undefined;
  readonly input?: Uint8Array | undefined;
}

/** What the server told. */
export interface QueryInfoResponse<T> extends Answered {
  readonly information: T;
}

/**
 * Asks what the server knows of a handle ([MS-SMB2] 2.2.37): a file or file system information class, or the
 * parts of the security descriptor named by `SecurityInformation` flags.
 *
 * @throws {@link SmbError} `ENOTSUP` where the server does not know the class
 * @example
 * ```ts
 * queryInfo(handle, FileAllInformation).subscribe(({ information }) => information.standardInformation.endOfFile);
 * queryInfo(handle, SecurityInformation.OWNER).subscribe(({ information }) => information.owner);
 * ```
 */
export function queryInfo<H extends Open | RELATED>(
  handle: H,
  what: number,
  options?: QueryInfoOptions,
): Addressed<H, QueryInfoResponse<SecurityDescriptor>>;
export function queryInfo<H extends Open | RELATED, T>(
  handle: H,
  what: InformationClass<T, never>,
  options?: QueryInfoOptions,
): Addressed<H, QueryInfoResponse<T>>;
export function queryInfo<H extends Open | RELATED>(
  handle: H,
  what: number | InformationClass<unknown, never>,
  { outputBufferLength = 65_536, flags, input }: QueryInfoOptions = {},
): Addressed<H, QueryInfoResponse<unknown>> {
  const subject =
    typeof what === 'number'
      ? { infoType: InfoType.SECURITY, additionalInformation: what }
      : { infoType: what.infoType, fileInfoClass: what.infoClass };
  return addressed(handle, {
    command: Command.QUERY_INFO,
    path: pathOf(handle),
    harmless: true,
    encode: ({ fileId }) => ({
      body: QueryInfoRequest.encode(
        { ...subject, outputBufferLength, flags, fileId, inputBuffer: input },
        HEADER_SIZE,
      ),
      weight: Math.max(outputBufferLength, input?.length ?? 0),
    }),
    decode({ header, message }) {
      const { outputBuffer } = Codec.decode(message, HEADER_SIZE);
      checkRoom('QUERY_INFO', outputBuffer, outputBufferLength);
      const information =
        typeof what === 'number' ? SecurityDescriptor.decode(outputBuffer) : what.codec.decode(outputBuffer);
      return { status: header.status, information };
    },
  });
}
