import { SmbError } from '../../../lib/errors.ts';
import { type Volume, volumeOf } from '../../../lib/share/volume.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { CreateOptions, CreateRequest } from '../../../lib/wire/smb2/create.ts';
import { rig } from '../../support/script-rig.ts';
import { type Received, ScriptServer } from '../../support/script-server.ts';

/** A scripted server, and a share on it. */
export async function volumeRig(path = ''): Promise<{ server: ScriptServer; volume: Volume }> {
  const server = new ScriptServer();
  const { tree } = await rig(server);
  return { server, volume: volumeOf(tree, { path, mapNames: true }, () => undefined) };
}

/** The commands that came, one list a frame. */
export function frames(server: ScriptServer): number[][] {
  return server.frames.map((_, frame) =>
    server.requests.filter(request => request.frame === frame).map(({ header }) => header.command),
  );
}

/** The fields of the CREATEs that came. */
export function creates(server: ScriptServer): CreateRequest[] {
  return server.got(Command.CREATE).map(request => request.read(CreateRequest));
}

/** Whether a CREATE asks for the link itself, not for what it leads to. */
export function opensLink(request: Received): boolean {
  return (request.read(CreateRequest).createOptions & CreateOptions.OPEN_REPARSE_POINT) !== 0;
}

/** The SmbError that work ends in. */
export async function failure(work: PromiseLike<unknown>): Promise<SmbError> {
  let value: unknown;
  try {
    value = await work;
  } catch (error) {
    if (error instanceof SmbError) return error;
    throw error;
  }
  throw new Error(`it did not fail, but gave ${String(value)}`);
}
