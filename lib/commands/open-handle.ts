import type { FileId } from '../wire/smb2/file-id.ts';
import type { Address, Open, Tree } from './target.ts';

/** An open file, folder or pipe, as CREATE gives it. */
export class OpenHandle implements Open {
  readonly tree: Tree;
  readonly fileId: FileId;
  readonly path: string | undefined;

  constructor(tree: Tree, fileId: FileId, path?: string) {
    this.tree = tree;
    this.fileId = fileId;
    this.path = path;
  }

  address(): Address {
    // every request asks, and a spread costs ten times as much
    const { exchange, sessionId, treeId, limits, sealed, dfsPrefix } = this.tree.address();
    return { exchange, sessionId, treeId, limits, sealed, dfsPrefix, fileId: this.fileId };
  }
}
