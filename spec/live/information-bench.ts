/** What the rows of the table of information classes work on: one file of a share, seen from both sides. */
import { expect } from 'chai';
import { type BigIntStats, linkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { from, lastValueFrom, type ObservableInput } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { queryDirectory } from '../../lib/commands/query-directory.ts';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { setInfo } from '../../lib/commands/set-info.ts';
import type { Open } from '../../lib/commands/target.ts';
import type { Share } from '../../lib/share/share.ts';
import { filetimeFromNs } from '../../lib/wire/dtyp/filetime.ts';
import type { DirectoryClass, InformationClass } from '../../lib/wire/fscc/public.ts';
import { CreateDisposition, FileAttributes, ShareAccess } from '../../lib/wire/smb2/create.ts';
import type { SambaServer } from '../support/samba.ts';
import { failure } from './failure.ts';

/** Everything that Windows calls full control. */
export const FULL = 0x001f_01ff;
const READ = 0x0012_0089;
export const CONTENT = 'twelve bytes';
export const NAME = 'A long name.text';

/** Where a table of rows is tried: a folder with one file, which has a second name, an attribute and a stream. */
export class Bench {
  readonly server: SambaServer;
  readonly share: Share;
  /** The folder, on the wire. */
  readonly folder: string;
  #files = 0;

  constructor(server: SambaServer, share: Share, folder: string) {
    this.server = server;
    this.share = share;
    this.folder = folder;
  }

  async prepare(): Promise<void> {
    await this.share.mkdir(this.folder);
    writeFileSync(this.disk(NAME), '', { mode: 0o644 });
    linkSync(this.disk(NAME), this.disk('second'));
    await this.share.setXattr(`${this.folder}/${NAME}`, 'Comment', 'x');
    await this.share.writeFile(`${this.folder}/${NAME}`, 'abc', { stream: 'Zone' });
    writeFileSync(this.disk(NAME), CONTENT);
  }

  disk(name: string): string {
    return join(this.server.path, this.folder, name);
  }

  stat(name = NAME): BigIntStats {
    return statSync(this.disk(name), { bigint: true });
  }

  /** What smbclient says of the file, its whole answer. */
  allinfo(name = NAME): Promise<string> {
    return this.server.smbclient(`allinfo "${this.folder}\\${name}"`);
  }

  /** The name of a file of its own for a row that changes one. */
  fresh(): string {
    const name = `changed-${this.#files++}`;
    writeFileSync(this.disk(name), CONTENT);
    return name;
  }

  /** Opens what `name` means in the folder, or the folder itself, works, closes. */
  async opened<T>(
    name: string,
    work: (handle: Open) => ObservableInput<T>,
    desiredAccess = FULL,
  ): Promise<T> {
    const { handle } = await lastValueFrom(
      create(this.share.tree, {
        path: name === '' ? this.folder : `${this.folder}\\${name}`,
        desiredAccess,
        shareAccess: ShareAccess.READ | ShareAccess.WRITE | ShareAccess.DELETE,
        createDisposition: CreateDisposition.OPEN,
      }),
    );
    try {
      return await lastValueFrom(from(work(handle)));
    } finally {
      await lastValueFrom(close(handle));
    }
  }

  async query<T>(what: InformationClass<T, never>, name = NAME): Promise<T> {
    return (await this.opened(name, handle => queryInfo(handle, what))).information;
  }

  async list<E>(what: DirectoryClass<E, never>): Promise<readonly E[]> {
    const fileInformationClass = what;
    return (await this.opened('', handle => queryDirectory(handle, { fileInformationClass }), READ)).entries;
  }
}

/** One way to use one class. */
export interface Row {
  readonly name: string;
  readonly title: string;
  run(bench: Bench): Promise<unknown>;
}

/** The server tells it, and it is right. */
export function told<T>(what: InformationClass<T, never>, check: (value: T, bench: Bench) => unknown): Row {
  const run = async (bench: Bench) => check(await bench.query(what), bench);
  return { name: what.name, title: 'is told', run };
}

/** The server tells it of each entry of a folder, `.` and `..` first. */
export function listed<E extends { readonly fileName: string }>(
  what: DirectoryClass<E, never>,
  check: (entry: E, bench: Bench) => unknown,
): Row {
  const run = async (bench: Bench) => {
    const entries = await bench.list(what);
    const names = entries.map(({ fileName }) => fileName);
    expect(names).to.include.members(['.', '..', NAME, 'second']);
    for (const entry of entries) {
      if (entry.fileName === NAME || entry.fileName === 'second') await check(entry, bench);
    }
  };
  return { name: what.name, title: 'is listed', run };
}

/** The server takes it, and the disk shows it. */
export function taken<I>(
  what: InformationClass<unknown, I>,
  value: (bench: Bench, name: string) => I,
  check: (bench: Bench, name: string) => unknown,
): Row {
  const run = async (bench: Bench) => {
    const name = bench.fresh();
    await bench.opened(name, handle => setInfo(handle, what, value(bench, name)));
    await check(bench, name);
  };
  return { name: what.name, title: 'is set', run };
}

/** Samba has not got it: a query or a listing is an ENOTSUP. */
export function notTold(what: InformationClass<unknown, never> | DirectoryClass<unknown, never>): Row {
  const run = async (bench: Bench) => {
    const asked = 'codec' in what ? bench.query(what) : bench.list(what);
    const command = 'codec' in what ? 'QUERY_INFO' : 'QUERY_DIRECTORY';
    expect(await failure(asked)).to.include({ code: 'ENOTSUP', command });
  };
  return { name: what.name, title: 'is not told by Samba', run };
}

/** Samba does not take it; with ENOTSUP unless said otherwise. */
export function notTaken<I>(what: InformationClass<unknown, I>, value: I, code = 'ENOTSUP'): Row {
  const run = async (bench: Bench) => {
    const name = bench.fresh();
    const setting = bench.opened(name, handle => setInfo(handle, what, value));
    expect(await failure(setting)).to.include({ code, command: 'SET_INFO' });
    expect(bench.stat(name).size).to.equal(BigInt(CONTENT.length));
  };
  return { name: what.name, title: 'is not taken by Samba', run };
}

/** The times of a file, as the disk has them. Samba takes the time of the last write for that of any change. */
export function timesOf({ birthtimeNs, atimeNs, mtimeNs }: BigIntStats) {
  return {
    creationTime: filetimeFromNs(birthtimeNs),
    lastAccessTime: filetimeFromNs(atimeNs),
    lastWriteTime: filetimeFromNs(mtimeNs),
    changeTime: filetimeFromNs(mtimeNs),
  };
}

/** Sizes of a file, as the disk has them. */
export function sizesOf({ size, blocks }: BigIntStats) {
  return { endOfFile: size, allocationSize: blocks * 512n };
}

/** What all listings of files but those of names tell. */
export function entryOf(stats: BigIntStats) {
  return { ...timesOf(stats), ...sizesOf(stats), fileAttributes: FileAttributes.ARCHIVE };
}
