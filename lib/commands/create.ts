import { Command } from '../wire/smb2/command.ts';
import {
  CreateDisposition,
  CreateOptions as Options,
  CreateRequest,
  type CreateRequestInput,
  CreateResponse as Codec,
  type CreateResponse as Fields,
} from '../wire/smb2/create.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { fitting } from '../wire/names.ts';
import type { Answered } from './addressed.ts';
import { OpenHandle } from './open-handle.ts';
import { Pdu } from './pdu.ts';
import { stopOf } from './stopped-on-symlink.ts';
import type { Open, Tree } from './target.ts';

/** The fields of [MS-SMB2] 2.2.13; `path` as it goes to the wire: `\` separates, none in front. */
export interface CreateOptions extends Omit<CreateRequestInput, 'name'> {
  readonly path: string;
}

/** What the server opened, with the fields of [MS-SMB2] 2.2.14. */
export interface CreateResponse extends Answered, Fields {
  /** For the commands that work on it; nobody closes it for you, unless `usingHandle` or `compound` does. */
  readonly handle: Open;
}

/**
 * Opens or creates a file, folder or pipe ([MS-SMB2] 2.2.13). If it is unsubscribed before the answer, the
 * handle of a late success is closed.
 *
 * @throws {@link SmbError} `ENOENT`, `EEXIST`, `EACCES`, `EBUSY` (a sharing violation), `ELOOP` (a symbolic link,
 *   which `detail` describes), `ENAMETOOLONG` (no request can hold the path) and others
 * @example
 * ```ts
 * import { AccessMask, close, create, CreateDisposition, mount } from 'rxsmb';
 * import { switchMap } from 'rxjs';
 *
 * const desiredAccess = AccessMask.GENERIC_READ;
 * mount('smb://server/share').use(share =>
 *   create(share.tree, { path: 'a\\b.txt', desiredAccess, createDisposition: CreateDisposition.OPEN }).pipe(
 *     switchMap(({ handle }) => close(handle)),
 *   ),
 * );
 * ```
 */
export function create(tree: Tree, options: CreateOptions): Pdu<CreateResponse> {
  const { path, ...fields } = options;
  const { createDisposition, createOptions = 0 } = fields;
  const deletes = (createOptions & Options.DELETE_ON_CLOSE) !== 0;
  return new Pdu(tree, {
    command: Command.CREATE,
    path,
    opens: true,
    harmless: createDisposition === CreateDisposition.OPEN && !deletes,
    explain: reply => stopOf(path, reply),
    encode({ dfsPrefix }) {
      // [MS-SMB2] 3.2.4.3: on a share of a namespace the name begins with server and share
      const name = dfsPrefix === undefined ? path : path === '' ? dfsPrefix : `${dfsPrefix}\\${path}`;
      return {
        // folders may lie deeper than any path can say
        body: CreateRequest.encode({ ...fields, name: fitting(name, path) }, HEADER_SIZE),
        dfs: dfsPrefix !== undefined,
      };
    },
    decode({ header, message }) {
      const response = Codec.decode(message, HEADER_SIZE);
      return { status: header.status, ...response, handle: new OpenHandle(tree, response.fileId, path) };
    },
  });
}
