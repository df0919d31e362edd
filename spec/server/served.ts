import { firstValueFrom } from 'rxjs';
import { create, type CreateResponse } from '../../lib/commands/create.ts';
import type { Tree } from '../../lib/commands/target.ts';
import type { SmbError } from '../../lib/errors.ts';
import { memory } from '../../lib/server/file-systems/memory.ts';
import type { MemoryFileSystem } from '../../lib/server/file-systems/memory/memory-file-system.ts';
import type { ServerOptions } from '../../lib/server/server-options.ts';
import { SmbServer } from '../../lib/server/smb-server.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import type { MountOptions } from '../../lib/target.ts';
import { AccessMask, CreateDisposition, ShareAccess } from '../../lib/wire/smb2/create.ts';

/** Who may log in to the servers of these specs. */
export const ACCOUNT = { username: 'alice', password: 'correct horse' } as const;

/** A server of a tree in memory. */
export interface Served extends AsyncDisposable {
  readonly server: SmbServer;
  readonly fs: MemoryFileSystem;
  /** One more client, without a network. */
  mount(options?: MountOptions): Promise<Share>;
}

/** Starts a server with one share, `t`; all clients and the server end with it. */
export async function served(
  tree: Parameters<typeof memory>[0] = {},
  options: Partial<ServerOptions> = {},
): Promise<Served> {
  const fs = memory(tree);
  const users = { [ACCOUNT.username]: ACCOUNT.password };
  const server = await SmbServer.listen({ shares: { t: fs }, users, ...options });
  const shares: Share[] = [];
  return {
    server,
    fs,
    async mount(more = {}) {
      const share = await mount({ host: 'test', share: 't', ...ACCOUNT, transport: server.connect, ...more });
      shares.push(share);
      return share;
    },
    async [Symbol.asyncDispose]() {
      for (const share of shares) await share.close().catch(() => undefined);
      await server.close();
    },
  };
}

/** What an open asks for; the rest is: everything allowed, open what exists. */
export interface Asked {
  readonly access?: number;
  readonly sharing?: number;
  readonly disposition?: CreateDisposition;
  readonly options?: number;
  readonly attributes?: number;
}

export const ALL_SHARING = ShareAccess.READ | ShareAccess.WRITE | ShareAccess.DELETE;

/** One CREATE. */
export function open(tree: Tree, path: string, asked: Asked = {}): Promise<CreateResponse> {
  return firstValueFrom(
    create(tree, {
      path,
      desiredAccess: asked.access ?? AccessMask.MAXIMUM_ALLOWED,
      shareAccess: asked.sharing ?? ALL_SHARING,
      createDisposition: asked.disposition ?? CreateDisposition.OPEN,
      createOptions: asked.options ?? 0,
      fileAttributes: asked.attributes ?? 0,
    }),
  );
}

/** The status that a request is refused with, or `STATUS_SUCCESS`. */
export async function statusOf(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return 'STATUS_SUCCESS';
  } catch (error) {
    return (error as SmbError).status ?? String(error);
  }
}
