import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';

const GIB = 1024 ** 3;
/** What the material, the copies and the servers take. */
const ROOM = 4 * GIB;
const TMPFS = 0x0102_1994;

/** Puts temporary files into memory where there is room, and fails where there is none anywhere. */
export function chooseFolder(): void {
  if (existsSync('/dev/shm') && room('/dev/shm') >= ROOM) process.env['TMPDIR'] = '/dev/shm';
  if (room(tmpdir()) >= ROOM) return;
  throw new Error(
    `the bench needs ${ROOM / GIB} GiB in ${tmpdir()}: make room, or set TMPDIR to another folder`,
  );
}

function room(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Who was compared, in which version, and on what machine. */
export function setting(): string[] {
  const first = (command: string, ...args: readonly string[]) =>
    execFileSync(command, args).toString().trim().split('\n')[0] ?? '';
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const processors = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'processor'}`;
  const files = statfsSync(tmpdir()).type === TMPFS ? 'files on tmpfs' : 'files on a disk';
  return [
    `rxsmb ${version}, Node ${process.version}`,
    `smbd: ${first('smbd', '--version')}`,
    `smbclient: ${first('smbclient', '--version')}`,
    `rclone: ${first('rclone', 'version')}`,
    `${processors}, ${(totalmem() / GIB).toFixed(0)} GiB, Linux ${release()}; server and clients on the same machine, ${files}`,
  ];
}
