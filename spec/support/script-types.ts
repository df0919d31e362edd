import type { Alteration, ScriptedAnswer } from '../../lib/server/script/script.ts';
import type { FileId } from '../../lib/wire/smb2/file-id.ts';
import type { Header } from '../../lib/wire/smb2/header.ts';
import type { ScriptServer } from './script-server.ts';

/** One request as it came. */
export interface Received {
  readonly header: Header;
  /** A copy, from the header's first byte to the element's end. */
  readonly message: Uint8Array;
  /** Its frame in `server.frames`, and its place there. */
  readonly frame: number;
  readonly index: number;
  /** The FileId that it means: in a related compound, the one of the elements before it. */
  fileId: FileId;
  /** Its fields. */
  read<T>(codec: { decode(message: Uint8Array, at: number): T }): T;
}

/** One reply; what is left out is what a good server would say. */
export interface Answer extends Pick<Alteration, 'credits' | 'header' | 'signed'> {
  /** Default success. */
  readonly status?: number | undefined;
  /** Default the body of an ERROR response. */
  readonly body?: Uint8Array | undefined;
  /** Makes the reply asynchronous. */
  readonly asyncId?: bigint | undefined;
}

/** The same for the scripts of `rxsmb/server`. */
export function scripted({ asyncId, header, ...answer }: Answer): ScriptedAnswer {
  return { ...answer, header: { ...(asyncId === undefined ? {} : { asyncId }), ...header } };
}

/** Has the server answer by itself. */
export const SERVER = Symbol('the server itself');

/** What a script says to a request. */
export type Reaction = Answer | readonly Answer[] | Promise<Answer> | typeof SERVER | undefined;
/** One step of a script. */
export type Script = Answer | typeof SERVER | ((request: Received, server: ScriptServer) => Reaction);
