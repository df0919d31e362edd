// [MS-SMB2] 3.3.1.8 Per Session
import type { Acceptor } from '../../auth/acceptor.ts';
import type { Sealing } from '../../crypto/sealing.ts';
import type { Signer } from '../../crypto/signing.ts';
import type { Open } from './open.ts';
import type { Tree } from './tree.ts';

/** Who somebody is, on one connection. */
export class Session {
  readonly id: bigint;
  /** Logs it in, step by step; nobody once that is done. */
  acceptor: Acceptor | undefined;
  /** Ends it from anywhere: its requests are cancelled, its opens closed. */
  readonly dismiss: () => Promise<void>;
  /** The hash over its NEGOTIATE and SESSION_SETUP messages (3.1.1). */
  preauth: Uint8Array;
  /** It may do something: the login is complete. */
  valid = false;
  user = '';
  anonymous = false;
  signer: Signer | undefined;
  /** Every request must be signed. */
  signingRequired = false;
  /** Opens what the client seals, and seals what answers it. */
  sealing: Sealing | undefined;
  /** Every request must be sealed. */
  sealingRequired = false;
  readonly trees = new Map<number, Tree>();
  /** Its opens by the volatile part of their FileId. */
  readonly opens = new Map<bigint, Open>();
  #lastTree = 0;

  constructor(id: bigint, preauth: Uint8Array, dismiss: (session: Session) => Promise<void>) {
    this.id = id;
    this.preauth = preauth;
    this.dismiss = () => dismiss(this);
  }

  /** A TreeId that none of its trees has. */
  nextTreeId(): number {
    return ++this.#lastTree;
  }

  /** Leaves a share: what is open there is closed (3.3.5.8). */
  async leave(tree: Tree): Promise<void> {
    this.trees.delete(tree.id);
    for (const open of [...this.opens.values()]) {
      if (open.tree === tree) await this.close(open);
    }
  }

  /** Gives an open back. */
  async close(open: Open): Promise<void> {
    this.opens.delete(open.fileId.volatile);
    await open.close();
  }

  /** Ends it: all opens are closed, all trees left (3.3.5.6). */
  async end(): Promise<void> {
    this.valid = false;
    const opens = [...this.opens.values()];
    this.opens.clear();
    this.trees.clear();
    for (const open of opens) await open.close();
  }
}
