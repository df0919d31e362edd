import { expect } from 'chai';
import { lastValueFrom, map, take, toArray } from 'rxjs';
import type { Tree } from '../../lib/commands/target.ts';
import { AbortError, SmbError } from '../../lib/errors.ts';
import { walk, type WalkOptions } from '../../lib/operators/walk.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { FileAttributes } from '../../lib/wire/smb2/create.ts';
import { answers } from '../support/script-answers.ts';
import { rig } from '../support/script-rig.ts';
import { type Received, ScriptServer } from '../support/script-server.ts';
import { turn } from './counting.ts';
import { type Folder, serve, Special } from './folders.ts';

const TREE: Folder = { a: { b: { c: 1 }, d: 2 }, e: {}, f: 3 };
const ALL = ['a', 'a\\b', 'a\\b\\c', 'a\\d', 'e', 'f'];

const found = (tree: Tree, options: WalkOptions = {}, path = '') =>
  lastValueFrom(
    walk(tree, path, options).pipe(
      map(item => item.path),
      toArray(),
    ),
  );

const link = (inside: Folder) =>
  new Special({ fileAttributes: FileAttributes.DIRECTORY | FileAttributes.REPARSE_POINT }, inside);

describe('walk', () => {
  let server: ScriptServer;
  let tree: Tree;

  beforeEach(async () => {
    server = new ScriptServer();
    ({ tree } = await rig(server));
  });

  afterEach(() => {
    expect(server.violation).to.equal(undefined);
    expect([...server.handles], 'handles left open').to.deep.equal([]);
  });

  it('finds everything below, with paths relative to the start', async () => {
    serve(server, TREE);
    expect((await found(tree)).sort()).to.deep.equal(ALL);
    expect((await found(tree, {}, 'a')).sort()).to.deep.equal(['b', 'b\\c', 'd']);
    expect(await found(tree, {}, 'e')).to.deep.equal([]);
  });

  it('tells depth, kind and the entry', async () => {
    serve(server, TREE);
    const items = await lastValueFrom(walk(tree, '').pipe(toArray()));
    const c = items.find(({ path }) => path === 'a\\b\\c');
    expect(c).to.include({ depth: 3, isDirectory: false });
    expect(c?.entry).to.include({ fileName: 'c', endOfFile: 1n });
    expect(items.find(({ path }) => path === 'a')).to.include({ depth: 1, isDirectory: true });
  });

  it('goes as deep as it is told', async () => {
    serve(server, TREE);
    expect((await found(tree, { depth: 1 })).sort()).to.deep.equal(['a', 'e', 'f']);
    expect((await found(tree, { depth: 2 })).sort()).to.deep.equal(['a', 'a\\b', 'a\\d', 'e', 'f']);
  });

  it('hides what filter refuses, yet descends; stays out of what descend refuses, yet tells of it', async () => {
    const served = serve(server, TREE);
    expect((await found(tree, { filter: ({ path }) => path !== 'a' })).sort()).to.deep.equal(ALL.slice(1));
    expect((await found(tree, { filter: item => !item.isDirectory })).sort()).to.deep.equal([
      'a\\b\\c',
      'a\\d',
      'f',
    ]);
    served.opened.length = 0;
    expect((await found(tree, { descend: ({ path }) => path !== 'a' })).sort()).to.deep.equal([
      'a',
      'e',
      'f',
    ]);
    expect(served.opened).to.deep.equal(['', 'e']);
  });

  for (const concurrency of [1, 4]) {
    it(`puts folders before or after what lies in them, ${concurrency} at once`, async () => {
      serve(server, TREE, { batch: 1 });
      const before = await found(tree, { concurrency });
      const after = await found(tree, { concurrency, order: 'post' });
      expect([...before].sort()).to.deep.equal(ALL);
      expect([...after].sort()).to.deep.equal(ALL);
      for (const path of ALL) {
        const parent = path.slice(0, Math.max(path.lastIndexOf('\\'), 0));
        if (parent === '') continue;
        expect(before.indexOf(parent), path).to.be.below(before.indexOf(path));
        expect(after.indexOf(parent), path).to.be.above(after.indexOf(path));
      }
    });
  }

  it('does not follow links, nor enter a folder that is its own ancestor', async () => {
    const below: Record<string, Folder | number | Special> = { x: 1 };
    const root: Folder = { a: below, link: link(TREE) };
    below['loop'] = new Special({}, below);
    below['up'] = new Special({}, root);
    const served = serve(server, root);
    expect((await found(tree)).sort()).to.deep.equal(['a', 'a\\loop', 'a\\up', 'a\\x', 'link']);
    expect(served.opened).to.deep.equal(['', 'a']);
    served.opened.length = 0;
    // the start's own number comes with its listing, as `.`
    expect((await found(tree, {}, 'a')).sort()).to.include.members(['loop', 'up', 'x']);
    expect(served.opened).to.not.include('a\\loop');
  });

  it('ends a loop that no number gives away', async () => {
    const loop: Record<string, Special> = {};
    loop['l'] = new Special({ fileId: 0n }, loop);
    serve(server, loop);
    const errors: SmbError[] = [];
    const paths = await found(tree, { onError: error => errors.push(error as SmbError) });
    expect(paths).to.have.lengthOf(256);
    expect(errors.map(({ code }) => code)).to.deep.equal(['ELOOP']);
    let error: unknown;
    await found(tree).catch((reason: unknown) => (error = reason));
    expect(error).to.include({ code: 'ELOOP' });
  });

  it('lists several folders at once, and no more than it may', async () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`d${at}`, { x: 1 }]));
    const served = serve(server, many, { batch: 2, slow: true });
    for (const concurrency of [1, 3]) {
      served.mostListed = 0;
      expect(await found(tree, { concurrency })).to.have.lengthOf(40);
      expect(served.mostListed).to.equal(concurrency);
    }
    await found(tree);
    expect(served.mostListed).to.be.above(3);
  });

  it('lists 32 at once by itself, and 8 once a folder is large, for the memory', async () => {
    const folders = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`d${at}`, { x: 1 }]));
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, at]));
    const few = serve(server, folders, { batch: 400, slow: true });
    expect(await found(tree)).to.have.lengthOf(80);
    expect(few.mostListed).to.equal(32);
    const many = serve(server, { ...folders, ...files }, { batch: 400, slow: true });
    expect(await found(tree)).to.have.lengthOf(380);
    expect(many.mostListed).to.equal(8);
  });

  it('has few folders open, however slowly a server closes them', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`d${at}`, { x: 1 }]));
    const served = serve(server, many);
    server.on(Command.CLOSE, () => turn().then(answers.closed));
    expect(await found(tree, { concurrency: 3 })).to.have.lengthOf(80);
    expect(served.mostOpen).to.be.within(3, 6);
  });

  it('closes several folders in one message, and is complete when all are closed', async () => {
    const many = Object.fromEntries(Array.from({ length: 31 }, (_, at) => [`d${at}`, { x: 1 }]));
    serve(server, many);
    const held: Received[] = [];
    server.on(Command.CLOSE, request => {
      held.push(request);
      return undefined;
    });
    const frames = server.frames.length;
    const told: string[] = [];
    walk(tree, '', { concurrency: 64 }).subscribe({ complete: () => told.push('complete') });
    await turn();
    expect(held).to.have.lengthOf(32);
    expect(server.frames.length - frames).to.equal(32 + 32 / 8);
    for (const [at, request] of held.entries()) {
      expect(told).to.deep.equal([]);
      // one that is refused keeps none of the others
      server.answer(request, at === 3 ? answers.refused(NtStatus.STATUS_FILE_CLOSED) : answers.closed());
    }
    expect(told).to.deep.equal(['complete']);
    server.handles.clear();
  });

  it('closes all of them one by one on a server that grants few credits, whatever it says of one', async () => {
    const small = new ScriptServer();
    small.maxCredits = 2;
    const few = await rig(small, { credits: 1 });
    serve(small, Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`d${at}`, { x: 1 }])));
    small.on(
      Command.CLOSE,
      answers.refused(NtStatus.STATUS_FILE_CLOSED),
      ...Array.from({ length: 9 }, () => answers.closed()),
    );
    expect(await found(few.tree)).to.have.lengthOf(18);
    expect(small.got(Command.CLOSE)).to.have.lengthOf(10);
    expect(small.violation).to.equal(undefined);
  });

  it('has closed a folder before it tells of it after all in it', async () => {
    serve(server, { a: { x: 1 }, b: { x: 1 } });
    for await (const { isDirectory } of walk(tree, '', { order: 'post' })) {
      if (isDirectory) expect(server.handles.size).to.be.below(2); // its neighbour at most
    }
  });

  describe('of a folder that cannot be read', () => {
    it('fails', async () => {
      serve(server, TREE, { refuse: ['a\\b'] });
      let error: unknown;
      await found(tree).catch((reason: unknown) => (error = reason));
      expect(error).to.be.instanceOf(SmbError).and.include({ code: 'EACCES', path: 'a\\b' });
    });

    it('tells onError, and goes on', async () => {
      serve(server, TREE, { refuse: ['a\\b'] });
      const told: [unknown, string][] = [];
      const paths = await found(tree, { order: 'post', onError: (...args) => told.push(args) });
      expect(paths.sort()).to.deep.equal(ALL.filter(path => path !== 'a\\b\\c'));
      expect(told).to.have.lengthOf(1);
      expect(told[0]![0]).to.include({ code: 'EACCES' });
      expect(told[0]![1]).to.equal('a\\b');
    });

    for (const [how, end] of [
      ['that is gone', new SmbError({ code: 'ECONNRESET', message: 'gone', fatal: true })],
      ['that was aborted', new AbortError(AbortSignal.abort())],
    ] as const) {
      it(`does not tell onError of a link ${how}: the walk fails`, async () => {
        serve(server, TREE);
        const told: unknown[] = [];
        let error: unknown;
        server.on(Command.QUERY_DIRECTORY, () => {
          server.end(end);
          return undefined;
        });
        await found(tree, { onError: reason => told.push(reason) }).catch(
          (reason: unknown) => (error = reason),
        );
        expect(error).to.include({ code: end.code });
        expect(told).to.deep.equal([]);
        server.handles.clear();
      });
    }
  });

  for (const name of ['filter', 'descend', 'onError'] as const) {
    it(`fails with what ${name} throws`, async () => {
      serve(server, TREE, { refuse: ['a\\b'] });
      const boom = new Error('boom');
      const thrower = () => {
        throw boom;
      };
      let error: unknown;
      await found(tree, { [name]: thrower }).catch((reason: unknown) => (error = reason));
      expect(error).to.equal(boom);
      await turn();
    });
  }

  it('closes what is open when it is left early', async () => {
    const deep = Object.fromEntries(
      Array.from({ length: 8 }, (_, at) => [
        `d${at}`,
        Object.fromEntries(Array.from({ length: 50 }, (__, n) => [`f${n}`, n])),
      ]),
    );
    serve(server, deep, { batch: 5 });
    for await (const item of walk(tree, '')) if (item.depth === 2) break;
    await lastValueFrom(walk(tree, '').pipe(take(20), toArray()));
    await turn();
    expect(server.handles.size).to.equal(0);
    expect(server.got(Command.CREATE).length).to.equal(server.got(Command.CLOSE).length);
  });

  it('asks no further than a loop takes', async () => {
    const files = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`f${at}`, at]));
    const served = serve(server, { a: files, b: files, c: files }, { batch: 10 });
    let taken = 0;
    for await (const item of walk(tree, '')) {
      expect(item.depth).to.be.within(1, 2);
      if (++taken === 40) break;
    }
    expect(served.queries).to.be.below(30);
  });

  it('refuses what makes no sense at once', () => {
    expect(() => walk(tree, '', { concurrency: 0 })).to.throw(RangeError);
    expect(() => walk(tree, '', { depth: 0 })).to.throw(RangeError);
    expect(() => walk(tree, '', { depth: NaN })).to.throw(RangeError);
    expect(server.requests).to.have.lengthOf(0);
  });
});
