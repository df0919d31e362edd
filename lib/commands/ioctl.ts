import { NtStatus } from '../wire/erref/ntstatus.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { IoctlRequest, IoctlResponse as Codec } from '../wire/smb2/ioctl.ts';
import type { Answered } from './addressed.ts';
import { Link, Pdu } from './pdu.ts';
import { type Plan, RELATED } from './plan.ts';
import type { Open, Tree } from './target.ts';

/** The fields of [MS-SMB2] 2.2.31. */
export interface IoctlOptions {
  readonly ctlCode: number;
  readonly input?: Uint8Array | undefined;
  /** Bytes of answer to make room for. Default 64 KiB. */
  readonly maxOutputResponse?: number | undefined;
  /** `IoctlFlags.IS_FSCTL` unless given. */
  readonly flags?: number | undefined;
}

/** What the server answered. */
export interface IoctlResponse extends Answered {
  /** A view; cut short where `status` is STATUS_BUFFER_OVERFLOW. */
  readonly output: Uint8Array;
}

const IS_FSCTL = 1;

/**
 * Sends a control code ([MS-SMB2] 2.2.31) to a handle, to the handle of the element before it, or, for the
 * codes that concern no file, to a tree.
 *
 * @example
 * ```ts
 * ioctl(handle, { ctlCode: 0x001401d4 }).subscribe(({ output }) => {});
 * ```
 */
export function ioctl<H extends Open | Tree | RELATED>(
  target: H,
  options: IoctlOptions,
): H extends RELATED ? Link<IoctlResponse> : Pdu<IoctlResponse> {
  const path = target === RELATED ? undefined : (target as Partial<Open>).path;
  const plan = ioctlPlan(options, { path });
  const made = target === RELATED ? new Link(plan) : new Pdu(target, plan);
  return made as H extends RELATED ? Link<IoctlResponse> : Pdu<IoctlResponse>;
}

/** The plan alone, with what a special caller adds. */
export function ioctlPlan(
  { ctlCode, input, maxOutputResponse = 65_536, flags = IS_FSCTL }: IoctlOptions,
  more: Partial<Plan<IoctlResponse>>,
): Plan<IoctlResponse> {
  return {
    command: Command.IOCTL,
    answers: [NtStatus.STATUS_BUFFER_OVERFLOW],
    ...more,
    encode: ({ fileId }) => ({
      body: IoctlRequest.encode({ ctlCode, flags, maxOutputResponse, input, fileId }, HEADER_SIZE),
      weight: Math.max(input?.length ?? 0, maxOutputResponse),
    }),
    decode({ header, message }) {
      const { output } = Codec.decode(message, HEADER_SIZE);
      return { status: header.status, output };
    },
  };
}
