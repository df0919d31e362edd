import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { statusError } from '../wire/erref/status-error.ts';
import { viewOf, within } from '../wire/fields.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { FSCTL_SRV_COPYCHUNK, FSCTL_SRV_COPYCHUNK_WRITE } from '../wire/smb2/fsctl-srv-copychunk.ts';
import { IoctlRequest, IoctlResponse as Codec } from '../wire/smb2/ioctl.ts';
import type { Answered } from './addressed.ts';
import { checkRoom } from './check-room.ts';
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
  /**
   * A view; cut short where `status` is STATUS_BUFFER_OVERFLOW, the server's limits where FSCTL_SRV_COPYCHUNK was
   * refused with STATUS_INVALID_PARAMETER.
   */
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

/** The plan alone, with what a special caller adds, and what the answer's bytes mean to him. */
export function ioctlPlan(options: IoctlOptions, more: Partial<Plan<IoctlResponse>>): Plan<IoctlResponse>;
export function ioctlPlan<O>(
  options: IoctlOptions,
  more: Omit<Partial<Plan<never>>, 'encode' | 'decode'>,
  read: (output: Uint8Array) => O,
): Plan<Answered & { readonly output: O }>;
export function ioctlPlan<O>(
  { ctlCode, input, maxOutputResponse = 65_536, flags = IS_FSCTL }: IoctlOptions,
  more: Partial<Plan<Answered & { readonly output: O | Uint8Array }>>,
  read: (output: Uint8Array) => O | Uint8Array = output => output,
): Plan<Answered & { readonly output: O | Uint8Array }> {
  return {
    command: Command.IOCTL,
    answers: TELLS_LIMITS.has(ctlCode) ? [...CUT_SHORT, NtStatus.STATUS_INVALID_PARAMETER] : CUT_SHORT,
    ...more,
    encode: ({ fileId }) => ({
      body: IoctlRequest.encode({ ctlCode, flags, maxOutputResponse, input, fileId }, HEADER_SIZE),
      weight: Math.max(input?.length ?? 0, maxOutputResponse),
    }),
    decode({ header, message }) {
      const { status } = header;
      // the status alone does not say it: INVALID_PARAMETER may come with the limits of FSCTL_SRV_COPYCHUNK, or bare
      if (status !== NtStatus.STATUS_SUCCESS && isErrorBody(message)) {
        throw statusError(status, { command: 'IOCTL', path: more.path });
      }
      const { output } = Codec.decode(message, HEADER_SIZE);
      checkRoom('IOCTL', output, maxOutputResponse);
      return { status, output: read(output) };
    },
  };
}

const CUT_SHORT: readonly number[] = [NtStatus.STATUS_BUFFER_OVERFLOW];

/** Codes whose refusal has a body that tells what the server would take ([MS-SMB2] 3.3.5.15.6.2). */
const TELLS_LIMITS: ReadonlySet<number> = new Set([
  FSCTL_SRV_COPYCHUNK.ctlCode,
  FSCTL_SRV_COPYCHUNK_WRITE.ctlCode,
]);

function isErrorBody(message: Uint8Array): boolean {
  return viewOf(within(message, HEADER_SIZE, 2, 'SMB2 IOCTL Response')).getUint16(0, true) === ERROR_SIZE;
}

/** StructureSize of an SMB2 ERROR Response. */
const ERROR_SIZE = 9;
