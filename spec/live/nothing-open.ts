import { lastValueFrom } from 'rxjs';
import { setTimeout as sleep } from 'node:timers/promises';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { RELATED } from '../../lib/commands/plan.ts';
import type { SmbError } from '../../lib/errors.ts';
import { compound } from '../../lib/operators/compound.ts';
import type { Share } from '../../lib/share/share.ts';
import { AccessMask, CreateDisposition, ShareAccess } from '../../lib/wire/smb2/create.ts';
import type { LiveServer } from '../support/rxsmb-server.ts';
import type { SambaServer } from '../support/samba.ts';

const isRoot = process.getuid?.() === 0;

/**
 * Fails when a handle is left open: a second open of `path` (on the wire) that shares nothing is refused then.
 * smbd knows more than that, but tells only root. Our own server works at several requests at once, so that it may
 * still be at a CLOSE that came before.
 */
export async function nothingOpen(
  server: LiveServer | SambaServer,
  share: Share,
  path: string,
): Promise<void> {
  const alone = create(share.tree, {
    path,
    desiredAccess: AccessMask.READ_DATA | AccessMask.SYNCHRONIZE,
    shareAccess: ShareAccess.NONE,
    createDisposition: CreateDisposition.OPEN,
  });
  const opened = () => lastValueFrom(compound(alone, close(RELATED)));
  if (!('smbstatus' in server)) {
    const until = Date.now() + 5_000;
    while ((await refusal(opened())) === 'STATUS_SHARING_VIOLATION' && Date.now() < until) await sleep(10);
  }
  await opened();
  if (!isRoot || !('smbstatus' in server)) return;
  const open = Object.values((await server.smbstatus()).open_files).map(({ filename }) => filename);
  if (open.length > 0) throw new Error(`open on the server: ${open.join(', ')}`);
}

async function refusal(opened: Promise<unknown>): Promise<string | undefined> {
  return opened.then(
    () => undefined,
    (error: unknown) => (error as SmbError).status,
  );
}

/** Waits until no client is connected any more. */
export async function nobodyConnected(server: SambaServer): Promise<void> {
  const until = Date.now() + 5_000;
  while (server.childPids().length > 0) {
    if (Date.now() > until) throw new Error(`connected: ${server.childPids().join(', ')}`);
    await sleep(10);
  }
}
