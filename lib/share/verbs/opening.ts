import { create, type CreateResponse } from '../../commands/create.ts';
import type { Pdu } from '../../commands/pdu.ts';
import { AccessMask, CreateDisposition, ShareAccess } from '../../wire/smb2/create.ts';
import { checkWritable } from '../read-only.ts';
import type { Volume } from '../volume.ts';

/** How a verb opens what it works on. */
export interface Opening {
  /** Bits of `AccessMask`, beside READ_ATTRIBUTES. */
  readonly access?: number | undefined;
  /** Bits of `CreateOptions`. */
  readonly options?: number | undefined;
  /** Default: it must be there. */
  readonly disposition?: CreateDisposition | undefined;
}

/** Opens a path of the wire so that nobody else is kept out. */
export function opening(
  volume: Volume,
  path: string,
  { access = 0, options, disposition = CreateDisposition.OPEN }: Opening = {},
): Pdu<CreateResponse> {
  const { tree, createContexts } = volume;
  checkWritable(volume, access, disposition);
  return create(tree, {
    path,
    desiredAccess: AccessMask.READ_ATTRIBUTES | access,
    shareAccess: ShareAccess.READ | ShareAccess.WRITE | ShareAccess.DELETE,
    createDisposition: disposition,
    createOptions: options,
    createContexts,
  });
}
