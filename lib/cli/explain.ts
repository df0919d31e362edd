import { SmbError } from '../errors.ts';

/** What to do about a failure whose own message does not say it. */
const REMEDIES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'is the server on, and does it listen on that port?',
  EHOSTUNREACH: 'is the server on, and the network up?',
  ENETUNREACH: 'is the network up?',
  ENOTFOUND: 'is the name of the server right?',
  EAI_AGAIN: 'names cannot be resolved at the moment: try again later',
  ECONNRESET: 'the server or the network broke off: try again',
  ETIMEDOUT: 'try again, or allow more time with --timeout',
  EACCES: 'the user may not do this: ask the owner of the share',
  EPERM: 'the user may not do this: ask the owner of the share',
  EBUSY: 'somebody else has it open: try again later',
  ENOSPC: 'make room on the disk, or use another folder',
  EDQUOT: 'make room within the quota',
  EROFS: 'the share cannot be written to',
  ENOTEMPTY: 'to remove a folder with all it holds use rxsmb rm -r',
  ERR_SMB_AUTH: 'check user, password and domain',
};

/** What to do about an address that cannot be listened on. */
const LISTEN_REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there: use another --port',
  EADDRNOTAVAIL: 'that is no address of this machine: use another --host',
  EACCES: 'ports below 1024 are for administrators: use another --port',
};

/** A failure in one line: what, where, why, and what to do. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = '' } = error as NodeJS.ErrnoException;
  const words = [`${place(error)}${oneLine(error)}`];
  const remedy =
    code === 'EISDIR'
      ? folderRemedy(error)
      : (listenRemedy(error, code) ?? noFolderRemedy(error, code) ?? remedyOf(error, code));
  if (remedy !== undefined && !error.message.includes(': check ')) words.push(remedy);
  return words.join('; ');
}

function remedyOf(error: Error, code: string): string | undefined {
  if (!(error instanceof SmbError)) return REMEDIES[code];
  const isRoot = code === 'EBUSY' && error.outcome === 'not-sent';
  const unasked = code === 'ERR_SMB_AUTH' && error.status === undefined; // no account was refused: it is a ticket
  return isRoot || unasked ? undefined : REMEDIES[code];
}

function folderRemedy(error: Error): string {
  const removing = error instanceof SmbError && (error.syscall === 'rm' || error.syscall === 'unlink');
  if (removing) return 'to remove it with all it holds use rxsmb rm -r';
  const within = error instanceof SmbError && (error.syscall === 'cp' || error.syscall === 'copyfile');
  return within ? 'to copy a folder with all it holds use rxsmb cp -r' : 'to copy folders use rxsmb sync';
}

function listenRemedy(error: Error, code: string): string | undefined {
  return (error as NodeJS.ErrnoException).syscall === 'listen' ? LISTEN_REMEDIES[code] : undefined;
}

function noFolderRemedy(error: Error, code: string): string | undefined {
  const syncing = error instanceof SmbError && error.syscall === 'sync' && code === 'ENOTDIR';
  return syncing ? 'to copy one file use rxsmb get or rxsmb put' : undefined;
}

/** The path, unless the message has it. */
function place(error: Error): string {
  if (!(error instanceof SmbError) || error.path === undefined || error.path === '') return '';
  return error.message.includes(error.path) ? '' : `${error.path}: `;
}

function oneLine(error: Error): string {
  if (error instanceof AggregateError && error.message === '') {
    const [first] = error.errors as unknown[];
    return first instanceof Error ? oneLine(first) : String(first);
  }
  return error.message === '' ? error.name : error.message;
}
