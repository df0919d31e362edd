import type { InformationClass } from '../../wire/fscc/information-class.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';

/** How a class is set. */
export interface Change {
  readonly infoClass: number;
  /** A right that the open must have. */
  readonly access: number;
  readonly apply: (open: FileOpen, buffer: Uint8Array) => Promise<void> | void;
}

/** Declares a class that can be set. */
export function change<T>(
  of: Pick<InformationClass<T, never>, 'infoClass'> & { readonly codec: { decode(bytes: Uint8Array): T } },
  access: number,
  apply: (open: FileOpen, value: T) => Promise<void> | void,
): Change {
  return {
    infoClass: of.infoClass,
    access,
    apply: (open, buffer) => apply(open, decoded(of.codec, buffer)),
  };
}

function decoded<T>(codec: { decode(bytes: Uint8Array): T }, buffer: Uint8Array): T {
  try {
    return codec.decode(buffer);
  } catch {
    throw new Refused(NtStatus.STATUS_INFO_LENGTH_MISMATCH);
  }
}
