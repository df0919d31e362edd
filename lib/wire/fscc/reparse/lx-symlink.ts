// [MS-FSCC] 2.1.2.7 LX SYMLINK REPARSE_DATA_BUFFER
import { ProtocolError } from '../../../errors.ts';
import { u32 } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { bytes } from '../../tails.ts';
import type { Codec } from '../information-class.ts';

/** A symbolic link of Linux in Windows (WSL). */
export interface LxSymlink {
  readonly kind: 'wsl-symlink';
  /** As Linux wrote it. */
  readonly target: string;
}

const NAME = 'LX SYMLINK REPARSE_DATA_BUFFER';
const VERSION = 2;
const Fields = struct(NAME, undefined, { version: u32, target: bytes });

/** The data behind the head of a reparse point whose tag is LX_SYMLINK; its text is UTF-8. */
export const lxSymlink: Codec<LxSymlink> = {
  encode: ({ target }) => Fields.encode({ version: VERSION, target: Buffer.from(target, 'utf8') }),
  decode(data) {
    const { version, target } = Fields.decode(data);
    if (version !== VERSION) throw new ProtocolError(`${NAME}: there is no version ${version}`);
    const text = Buffer.from(target.buffer, target.byteOffset, target.length).toString('utf8');
    return { kind: 'wsl-symlink', target: text };
  },
};
