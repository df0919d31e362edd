import { NtStatus } from '../../wire/erref/ntstatus.ts';
import type { FileId } from '../../wire/smb2/file-id.ts';
import { Refused } from '../refused.ts';
import type { Host } from '../state/host.ts';
import { PipeOpen, type PipeService } from '../state/pipe-open.ts';
import type { Tree } from '../state/tree.ts';
import { srvsvc } from './srvsvc.ts';
import { wkssvc } from './wkssvc.ts';

/** The services there are, by the names of their pipes. */
const SERVICES: ReadonlyMap<string, (host: Host) => PipeService> = new Map<
  string,
  (host: Host) => PipeService
>([
  ['srvsvc', srvsvc],
  ['wkssvc', wkssvc],
]);

/**
 * Opens the pipe of a service.
 * @throws {Refused} STATUS_OBJECT_NAME_NOT_FOUND when there is none of that name
 */
export function openPipe(name: string, fileId: FileId, tree: Tree, host: Host): PipeOpen {
  const service = SERVICES.get(plain(name));
  if (service === undefined) throw new Refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
  return new PipeOpen(fileId, tree, service(host));
}

/** Whether there is a service of that name. */
export function isPipe(name: string): boolean {
  return SERVICES.has(plain(name));
}

/** `srvsvc`, `\srvsvc` and `\pipe\srvsvc` are the same. */
function plain(name: string): string {
  return name.replace(/^\\?(pipe\\)?/iu, '').toLowerCase();
}
