import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Command } from '../../wire/smb2/command.ts';
import { type FileId, RELATED_FILE_ID } from '../../wire/smb2/file-id.ts';
import { HeaderFlags } from '../../wire/smb2/header.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';
import type { Open } from '../state/open.ts';
import type { Session } from '../state/session.ts';
import type { DiskShare } from '../state/share.ts';
import type { Tree } from '../state/tree.ts';
import type { Link } from './link.ts';
import type { Message, RequestCodec } from './message.ts';

/** What the elements of one compound know of each other. */
export interface Chain {
  /** How many they are. */
  readonly size: number;
  /** How many of them have come up. */
  length: number;
  sessionId: bigint;
  treeId: number;
  fileId: FileId;
  /** Whose key has opened it; what answers it is sealed too. */
  readonly sealedBy: Session | undefined;
  /** How the element before ended. */
  status: number;
}

/** A chain that has not begun. */
export function newChain(size: number, sealedBy: Session | undefined): Chain {
  return { size, sealedBy, length: 0, sessionId: 0n, treeId: 0, fileId: RELATED_FILE_ID, status: 0 };
}

/** One request on its way through the server. */
export class Call {
  readonly link: Link;
  readonly message: Message;
  readonly chain: Chain;
  /** Its place in its compound. */
  readonly index: number;
  /** Set once an interim reply was sent. */
  asyncId: bigint | undefined;
  readonly #pend: (call: Call) => void;
  readonly #abort = new AbortController();
  #session: Session | undefined;
  #tree: Tree | undefined;

  /** @param pend sends the interim reply */
  constructor(link: Link, message: Message, chain: Chain, pend: (call: Call) => void) {
    this.link = link;
    this.message = message;
    this.chain = chain;
    this.index = chain.length++;
    this.#pend = pend;
  }

  /** Its body. @throws {ProtocolError} */
  read<T>(codec: RequestCodec<T>): T {
    return this.message.read(codec);
  }

  get related(): boolean {
    return this.message.has(HeaderFlags.RELATED_OPERATIONS);
  }

  get isCancel(): boolean {
    return this.message.header.command === Command.CANCEL;
  }

  /**
   * 3.3.5.2.7.2: what follows an element that brought no open fails with it. Once there is one, it goes on, as it does
   * with Windows and Samba: a READ behind a WRITE that was refused is answered.
   */
  get doomed(): boolean {
    const { status, fileId } = this.chain;
    if (fileId !== RELATED_FILE_ID) return false;
    // a warning (there was more than fitted) stops no chain; a link does, as nothing was opened
    const failed = status >>> 30 === 3 || status === NtStatus.STATUS_STOPPED_ON_SYMLINK;
    return this.related && failed;
  }

  /** The client gave up (CANCEL), or is gone. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  cancel(): void {
    this.#abort.abort(new Refused(NtStatus.STATUS_CANCELLED));
  }

  /** Tells the client that this takes longer; may be called more than once. */
  pending(): void {
    if (this.asyncId === undefined) this.#pend(this);
  }

  /**
   * Waits for something that may take longer than the client wants to wait.
   * @throws {Refused} STATUS_CANCELLED when the client gives up; STATUS_INTERNAL_ERROR where others of its compound
   *   stand behind it, which would wait as well (3.3.5.2.7)
   */
  async waitFor<T>(work: Promise<T>): Promise<T> {
    if (this.index < this.chain.size - 1) throw new Refused(NtStatus.STATUS_INTERNAL_ERROR);
    this.pending();
    const { signal } = this;
    let cancelled: (() => void) | undefined;
    const end = new Promise<never>((_, reject) => {
      cancelled = () => {
        reject(new Refused(NtStatus.STATUS_CANCELLED));
      };
      if (signal.aborted) cancelled();
      signal.addEventListener('abort', cancelled, { once: true });
    });
    try {
      return await Promise.race([work, end]);
    } finally {
      if (cancelled) signal.removeEventListener('abort', cancelled);
    }
  }

  /** Whose request it was when it came, if anybody's. */
  get entered(): Session | undefined {
    return this.#session;
  }

  /** Whose request it is; there is one wherever a command needs one. */
  get session(): Session {
    if (this.#session === undefined) throw new Refused(NtStatus.STATUS_USER_SESSION_DELETED);
    return this.#session;
  }

  /** In which share. */
  get tree(): Tree {
    if (this.#tree === undefined) throw new Refused(NtStatus.STATUS_NETWORK_NAME_DELETED);
    return this.#tree;
  }

  /** The share, where it has files. */
  get disk(): DiskShare {
    const { share } = this.tree;
    if (share.kind !== 'disk') throw new Refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
    return share;
  }

  /** Called before the command, by the checks of the connection. */
  enter(session: Session | undefined, tree: Tree | undefined): void {
    this.#session = session;
    this.#tree = tree;
  }

  /**
   * The open that a FileId means: in a related compound the one of the elements before.
   * @throws {Refused} STATUS_FILE_CLOSED
   */
  open(fileId: FileId): Open {
    const meant = this.related ? this.chain.fileId : fileId;
    const open = this.session.opens.get(meant.volatile);
    const known = open?.fileId.persistent === meant.persistent && open.tree === this.tree;
    if (!known) throw new Refused(NtStatus.STATUS_FILE_CLOSED);
    this.chain.fileId = meant;
    return open;
  }

  /** The same, for commands that pipes do not know. */
  file(fileId: FileId): FileOpen {
    const open = this.open(fileId);
    if (open.kind !== 'file') throw new Refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
    return open;
  }

  /**
   * The same, where the open must have one of these rights.
   * @throws {Refused} STATUS_ACCESS_DENIED
   */
  granted(fileId: FileId, access: number): FileOpen {
    const open = this.file(fileId);
    if ((open.grantedAccess & access) === 0) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
    return open;
  }
}
