import { expect } from 'chai';
import { createWriteStream, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { onReply } from '../../../lib/server/script/on.ts';
import { alter } from '../../../lib/server/script/replies.ts';
import type { ServerScript } from '../../../lib/server/script/script.ts';
import type { Share } from '../../../lib/share/share.ts';
import { tempName } from '../../../lib/share/temp-name.ts';
import type { SyncOptions } from '../../../lib/sync/sync-options.ts';
import { FileIdBothDirectoryInformation } from '../../../lib/wire/fscc/file-id-both-directory-information.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { FileAttributes } from '../../../lib/wire/smb2/file-attributes.ts';
import { HEADER_SIZE } from '../../../lib/wire/smb2/header.ts';
import { QueryDirectoryResponse } from '../../../lib/wire/smb2/query-directory.ts';
import { swapping } from '../../server/file-systems/swapping.ts';
import { type Served, served } from '../../server/served.ts';
import { collect, doneOf, errors } from '../../sync/collect.ts';
import { manifest } from '../../support/compare-trees.ts';
import { freshFolder } from '../../support/temp.ts';

/** Names on the wire that no file of a folder can have. */
const IMPOSSIBLE = [
  '',
  '..\\escaped',
  '..\\..\\escaped',
  '..\\..\\..\\canary.txt',
  '../escaped',
  '../../../canary.txt',
  '/tmp/rxsmb-escaped',
  '\\escaped',
  'sub\\..\\..\\escaped',
  '\\\\server\\share\\escaped',
  'C:\\escaped',
  'nul\0escaped',
  '..\\',
  '.\\good.txt',
];
/** Names that are strange, and names all the same: of one file in that very folder, at least on this system. */
const STRANGE = [
  '..\uf026..\uf026escaped', // backslashes as macOS writes them
  '\uf026escaped',
  'C\uf022',
  'good.txt\uf022stream',
  '..\uf029',
  '.\uf029.',
  '\uf029',
  'CON',
  'NUL.txt',
  'COM1',
  '-rf',
  '~',
  '$HOME',
  'e\u0301',
  '\u00e9',
  'x'.repeat(200),
];

const listed = (names: readonly string[], fileAttributes: number) =>
  names.map(fileName => ({ fileName, fileAttributes, endOfFile: 5n, creationTime: 1n, lastWriteTime: 1n }));

/** Adds entries to every listing that has entries. */
function lying(evil: readonly { fileName: string }[]): ServerScript {
  const { QUERY_DIRECTORY } = Command;
  return onReply(
    QUERY_DIRECTORY,
    alter(({ status, body }) => {
      if (status !== 0) return {};
      const message = Buffer.concat([Buffer.alloc(HEADER_SIZE), body]);
      const told = QueryDirectoryResponse.decode(message, HEADER_SIZE).outputBuffer;
      const entries = [...evil, ...FileIdBothDirectoryInformation.decodeAll(told)];
      const outputBuffer = FileIdBothDirectoryInformation.encodeAll(entries);
      return { body: QueryDirectoryResponse.encode({ outputBuffer }, HEADER_SIZE) };
    }),
  );
}

/** A destination amid things that must stay as they are. */
function cage() {
  const root = freshFolder('names');
  const dst = join(root, 'a', 'b', 'dst');
  mkdirSync(dst, { recursive: true });
  writeFileSync(join(root, 'canary.txt'), 'alive');
  mkdirSync(join(root, 'outside'));
  writeFileSync(join(root, 'outside', 'good.txt'), 'precious');
  const around = () =>
    [...manifest(root)]
      .filter(([path]) => !/^a\/b\/(dst|spare|lure)/.test(path))
      .map(([path, { kind, size, content }]) => [path, kind, size, content]);
  const before = around();
  return {
    root,
    dst,
    untouched() {
      expect(around()).to.deep.equal(before);
    },
  };
}

describe('names of a hostile server', () => {
  let world: Served;
  let share: Share;

  async function lie(script: ServerScript, tree: Parameters<typeof served>[0] = { 'good.txt': 'good!' }) {
    world = await served(tree, { script });
    share = await world.mount();
  }
  const download = (dst: string, options?: SyncOptions) => collect({ share }, dst, options);

  afterEach(() => world[Symbol.asyncDispose]());

  for (const [kind, attributes] of [
    ['files', FileAttributes.NORMAL],
    ['folders', FileAttributes.DIRECTORY],
  ] as const) {
    it(`that no file can have are refused as ${kind}, each told, and the rest is synchronised`, async () => {
      await lie(lying(listed(IMPOSSIBLE, attributes)));
      for (const options of [{}, { delete: true }, { checksum: true }]) {
        const { dst, untouched } = cage();
        const events = await download(dst, options);
        const told = errors(events);
        expect(told).to.have.lengthOf(new Set(told).size);
        expect(told.every(line => line.startsWith('ERR_SMB_UNSAFE_NAME '))).to.equal(true);
        expect(told.length).to.be.at.least(new Set(IMPOSSIBLE.map(shown)).size);
        expect(readdirSync(dst)).to.deep.equal(['good.txt']);
        expect(doneOf(events)).to.include({ transferred: 1 });
        untouched();
      }
    });
  }

  it('that are only strange stay in the folder, or are errors of their own', async () => {
    await lie(lying(listed(STRANGE, FileAttributes.NORMAL)));
    const { dst, untouched } = cage();
    const events = await download(dst);
    expect(readdirSync(dst)).to.deep.equal(['good.txt']);
    // none of them is there when it is read: all that was listed is told
    expect(errors(events)).to.have.lengthOf(STRANGE.length);
    untouched();
  });

  it('are one part of a path for whoever lists: join() leads nowhere else', async () => {
    await lie(
      lying([...listed(IMPOSSIBLE, FileAttributes.NORMAL), ...listed(STRANGE, FileAttributes.NORMAL)]),
    );
    const names = [
      ...(await share.readdir('')),
      ...(await share.readdir('', { withFileTypes: true })).map(({ name }) => name),
      ...(await share.readdir('', { recursive: true })),
    ];
    for await (const { name } of await share.opendir('')) names.push(name);
    for await (const { name, path } of share.walk('')) names.push(name, path);
    expect(names.length).to.be.above(5 * (IMPOSSIBLE.length + STRANGE.length));
    for (const name of names) {
      expect(join('/folder', name), JSON.stringify(name)).to.equal(`/folder/${name}`);
      expect(name).to.not.match(/[/\0]|^\.{0,2}$/);
    }
    expect(names).to.include('good.txt');
  });

  it('are told by a walk that would have to enter them, which goes on', async () => {
    await lie(lying(listed(['..\\up', 'in/side', ''], FileAttributes.DIRECTORY)), {
      'good.txt': 'good!',
      sub: { 'x.txt': 'x' },
    });
    const failed: unknown[] = [];
    const found: string[] = [];
    for await (const { path } of share.walk('', { onError: error => failed.push(error) })) found.push(path);
    expect(found).to.include.members(['good.txt', 'sub/x.txt', '..\ufffdup', 'in\ufffdside', '\ufffd']);
    expect(failed).to.have.lengthOf(6);
    for (const error of failed) expect(error).to.include({ code: 'ERR_SMB_UNSAFE_NAME', syscall: 'scandir' });
  });

  it('cannot lead a program that copies by streams out of its folder', async () => {
    await lie(lying(listed(IMPOSSIBLE, FileAttributes.NORMAL)));
    const { dst, untouched } = cage();
    const failed: unknown[] = [];
    for await (const entry of await share.opendir('')) {
      if (!entry.isFile()) continue;
      await pipeline(share.createReadStream(entry.name), createWriteStream(join(dst, entry.name))).catch(
        (error: unknown) => failed.push(error),
      );
    }
    expect(failed).to.have.lengthOf(IMPOSSIBLE.length);
    expect(readFileSync(join(dst, 'good.txt'), 'utf8')).to.equal('good!');
    untouched();
  });

  it('may be those of temporary files: they are copied by nobody, and ours are others', async () => {
    const temps = Array.from({ length: 3 }, () => tempName());
    await lie(lying(listed(temps, FileAttributes.NORMAL)));
    const { dst, untouched } = cage();
    expect(doneOf(await download(dst))).to.include({ transferred: 1, errors: 0 });
    expect(readdirSync(dst)).to.deep.equal(['good.txt']);
    untouched();
  });

  it('may be twins: what the disk tells apart stays apart, what is listed twice is written once', async () => {
    await lie(lying(listed(['GOOD.TXT', 'GOOD.TXT'], FileAttributes.NORMAL)), {
      'good.txt': 'good!',
      '\u00e9': 'composed',
      'e\u0301': 'apart',
    });
    const { dst, untouched } = cage();
    const twins = [...new Set(await share.readdir(''))].sort();
    expect(errors(await download(dst))).to.deep.equal([]);
    expect(readdirSync(dst).sort()).to.deep.equal(twins);
    untouched();
  });

  describe('below links of the destination', () => {
    it('touch nothing that the links lead to', async () => {
      await lie(lying([]), { sub: { 'good.txt': 'evil' }, deep: { sub: { 'good.txt': 'evil' } } });
      for (const options of [{}, { delete: true }]) {
        const { root, dst, untouched } = cage();
        symlinkSync(join(root, 'outside'), join(dst, 'sub'));
        mkdirSync(join(dst, 'deep'));
        symlinkSync(join('..', '..', '..', '..', 'outside'), join(dst, 'deep', 'sub'));
        const events = await download(dst, options);
        if (!('delete' in options)) expect(errors(events)).to.have.members(['EEXIST sub', 'EEXIST deep/sub']);
        untouched();
      }
    });

    it('touch nothing either while folder and link change places all the time', async function () {
      this.timeout(60_000);
      const files = Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [`f${index}`, `evil ${index}`]),
      );
      // small ones are written in one go, large ones by many calls that others may come between
      const large = Object.fromEntries(
        Array.from({ length: 6 }, (_, index) => [`large${index}`, 'evil'.repeat(100_000)]),
      );
      await lie(lying([]), { swap: { ...files, ...large, 'good.txt': 'evil' } });
      const { root, dst, untouched } = cage();
      symlinkSync(join(root, 'outside'), join(root, 'a', 'b', 'lure'));
      mkdirSync(join(dst, 'swap'));
      const stop = swapping(join(dst, 'swap'), join(root, 'a', 'b', 'lure'), join(root, 'a', 'b', 'spare'));
      let written = 0;
      let refused = 0;
      try {
        for (let turn = 0; turn < 25; turn++) {
          const events = await download(dst, { checksum: true });
          written += doneOf(events).transferred;
          refused += doneOf(events).errors;
          for (const line of errors(events)) expect(line).to.match(/^(ENOTDIR|ENOENT|EEXIST) swap/);
        }
      } finally {
        await stop();
      }
      untouched();
      expect(written + refused).to.be.above(0);
      expect(refused, 'the swapping was met').to.be.above(0);
    });
  });

  describe('of this side', () => {
    it('that are no text are told, and never taken for gone', async () => {
      await lie(lying([]), {});
      const { dst: src } = cage();
      writeFileSync(Buffer.concat([Buffer.from(`${src}/bad`), Buffer.of(0xff, 0xfe)]), 'x');
      writeFileSync(join(src, 'bad\ufffd\ufffd'), 'an honest one');
      writeFileSync(join(src, 'fine'), 'x');
      const events = await collect(src, { share });
      expect(errors(events)).to.deep.equal(['ERR_SMB_UNSAFE_NAME bad\ufffd\ufffd']);
      expect((await share.readdir('')).sort()).to.deep.equal(['bad\ufffd\ufffd', 'fine']);
      // and it is not deleted for having no counterpart
      await collect({ share }, src, { delete: true });
      expect(readdirSync(src, 'buffer')).to.have.lengthOf(3);
    });

    it('that would come back as others are told: a private-use character is not the one that it stands for', async () => {
      await lie(lying([]), {});
      const { dst: src } = cage();
      writeFileSync(join(src, 'a:b'), 'colon');
      writeFileSync(join(src, 'a\uf022b'), 'private');
      const events = await collect(src, { share }, { delete: true });
      expect(errors(events)).to.deep.equal(['ERR_SMB_UNSAFE_NAME a\uf022b']);
      expect(await share.readdir('')).to.deep.equal(['a:b']);
      expect(await share.readFile('a:b', 'utf8')).to.equal('colon');
    });

    it('that SMB forbids come back as they are', async () => {
      await lie(lying([]), {});
      const { dst: src } = cage();
      const names = [
        'a\\b',
        '..\\up',
        'q?',
        'star*',
        'pipe|',
        'end.',
        'end ',
        'c:d',
        '"quoted"',
        '<tag>',
        '\u0001',
      ];
      for (const name of names) writeFileSync(join(src, name), name);
      expect(errors(await collect(src, { share }))).to.deep.equal([]);
      const { dst: back } = cage();
      expect(errors(await download(back))).to.deep.equal([]);
      expect(readdirSync(back).sort()).to.deep.equal(names.sort());
      for (const name of names) expect(readFileSync(join(back, name), 'utf8')).to.equal(name);
    });
  });
});

/** As an event has it. */
function shown(name: string): string {
  return name === '' ? '\ufffd' : name.replaceAll(/[\\/\0]/g, '\ufffd');
}
