// [MS-SMB2] 2.2.1 Command

/** The SMB2 commands by their numbers on the wire. */
export const Command = {
  NEGOTIATE: 0,
  SESSION_SETUP: 1,
  LOGOFF: 2,
  TREE_CONNECT: 3,
  TREE_DISCONNECT: 4,
  CREATE: 5,
  CLOSE: 6,
  FLUSH: 7,
  READ: 8,
  WRITE: 9,
  LOCK: 10,
  IOCTL: 11,
  CANCEL: 12,
  ECHO: 13,
  QUERY_DIRECTORY: 14,
  CHANGE_NOTIFY: 15,
  QUERY_INFO: 16,
  SET_INFO: 17,
  OPLOCK_BREAK: 18,
} as const;
export type Command = (typeof Command)[keyof typeof Command];

/** What a command is called; a number that the protocol does not know is shown in hex. */
export function commandName(command: number): string {
  return NAMES[command] ?? `0x${command.toString(16).padStart(4, '0')}`;
}

const NAMES: readonly (string | undefined)[] = Object.keys(Command);
