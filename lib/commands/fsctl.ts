import type { ControlCode } from '../wire/fscc/control-code.ts';
import type { Answered } from './addressed.ts';
import { ioctlPlan } from './ioctl.ts';
import { Link, Pdu } from './pdu.ts';
import { RELATED } from './plan.ts';
import type { Open, Tree } from './target.ts';

/** What a control code answered. */
export interface FsctlResponse<O> extends Answered {
  /** Cut short where `status` is STATUS_BUFFER_OVERFLOW. */
  readonly output: O;
}

/** What may be said beside a control code's own fields. */
export interface FsctlOptions {
  /** Bytes of answer to make room for. Default: what the code usually needs. */
  readonly maxOutputResponse?: number | undefined;
}

/** For a handle or a tree a Pdu, for {@link RELATED} a Link. */
export type Fsctl<H, O> = H extends RELATED ? Link<FsctlResponse<O>> : Pdu<FsctlResponse<O>>;

/**
 * Sends a control code whose fields are known ([MS-FSCC] 2.3, [MS-SMB2] 2.2.31) to a handle, to the handle of the
 * element before it, or, for the codes that concern no file, to a tree. `ioctl` sends any other, as bytes.
 *
 * @param value what the code takes; `undefined` where that is nothing
 * @throws {@link SmbError} `ENOTSUP` where the server, or its file system, does not know the code
 * @example
 * ```ts
 * await using handle = await share.open('disk.img', 'r+');
 * await firstValueFrom(fsctl(handle, FSCTL_SET_COMPRESSION, { compressionState: CompressionFormat.DEFAULT }));
 * ```
 */
export function fsctl<H extends Open | Tree | RELATED, I, O>(
  target: H,
  code: ControlCode<I, O>,
  value: I,
  { maxOutputResponse = code.room }: FsctlOptions = {},
): Fsctl<H, O> {
  const { ctlCode, asks, patient } = code;
  const path = target === RELATED ? undefined : (target as Partial<Open>).path;
  const plan = ioctlPlan(
    { ctlCode, input: code.input.encode(value), maxOutputResponse },
    { path, patient, harmless: asks },
    bytes => code.output.decode(bytes),
  );
  return (target === RELATED ? new Link(plan) : new Pdu(target, plan)) as Fsctl<H, O>;
}
