import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Command } from '../../wire/smb2/command.ts';
import { Refused } from '../refused.ts';
import { changeNotify } from './change-notify.ts';
import { close } from './close.ts';
import { create } from './create.ts';
import { echo } from './echo.ts';
import { flush } from './flush.ts';
import type { Handler } from './handler.ts';
import { ioctl } from './ioctl.ts';
import { lock } from './lock.ts';
import { logoff } from './logoff.ts';
import { negotiate } from './negotiate.ts';
import { oplockBreak } from './oplock-break.ts';
import { queryDirectory } from './query-directory.ts';
import { queryInfo } from './query-info.ts';
import { read } from './read.ts';
import { sessionSetup } from './session-setup.ts';
import { setInfo } from './set-info.ts';
import { treeConnect } from './tree-connect.ts';
import { treeDisconnect } from './tree-disconnect.ts';
import { write } from './write.ts';

const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [Command.NEGOTIATE, negotiate],
  [Command.SESSION_SETUP, sessionSetup],
  [Command.LOGOFF, logoff],
  [Command.TREE_CONNECT, treeConnect],
  [Command.TREE_DISCONNECT, treeDisconnect],
  [Command.CREATE, create],
  [Command.CLOSE, close],
  [Command.FLUSH, flush],
  [Command.READ, read],
  [Command.WRITE, write],
  [Command.LOCK, lock],
  [Command.IOCTL, ioctl],
  [Command.ECHO, echo],
  [Command.QUERY_DIRECTORY, queryDirectory],
  [Command.QUERY_INFO, queryInfo],
  [Command.SET_INFO, setInfo],
  [Command.OPLOCK_BREAK, oplockBreak],
  [Command.CHANGE_NOTIFY, changeNotify],
]);

/** Who answers a command. */
export function handlerOf(command: number): Handler {
  return HANDLERS.get(command) ?? refuse;
}

function refuse(): never {
  throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
}
