import { expect } from 'chai';
import { lastValueFrom, map, take, toArray } from 'rxjs';
import type { Tree } from '../../lib/commands/target.ts';
import { SmbError } from '../../lib/errors.ts';
import { list } from '../../lib/operators/list.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { QueryDirectoryRequest } from '../../lib/wire/smb2/query-directory.ts';
import { answers } from '../support/script-answers.ts';
import { rig } from '../support/script-rig.ts';
import { type Received, ScriptServer } from '../support/script-server.ts';
import { turn } from './counting.ts';
import { serve } from './folders.ts';

const names = (tree: Tree, path = '') =>
  lastValueFrom(
    list(tree, path).pipe(
      map(entries => entries.map(({ fileName }) => fileName)),
      toArray(),
    ),
  );

const files = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, at]));

async function failure(work: PromiseLike<unknown>): Promise<SmbError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SmbError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('list', () => {
  let server: ScriptServer;

  beforeEach(() => {
    server = new ScriptServer();
  });

  afterEach(() => {
    expect(server.violation).to.equal(undefined);
    expect([...server.handles], 'handles left open').to.deep.equal([]);
  });

  it('takes one round trip and a CLOSE for a small folder, dots left out', async () => {
    const { tree } = await rig(server);
    serve(server, { a: 1, b: {} });
    expect(await names(tree)).to.deep.equal([['a', 'b']]);
    expect(server.frames).to.have.lengthOf(2);
    expect(server.requests.map(({ header }) => header.command)).to.deep.equal([
      Command.CREATE,
      Command.QUERY_DIRECTORY,
      Command.QUERY_DIRECTORY,
      Command.CLOSE,
    ]);
  });

  it('gives one array per reply, all of them, and never an empty one', async () => {
    const { tree } = await rig(server);
    serve(server, files(11), { batch: 3 });
    const arrays = await names(tree);
    expect(arrays.map(({ length }) => length)).to.deep.equal([1, 3, 3, 3, 1]);
    expect(arrays.flat()).to.deep.equal(Object.keys(files(11)));
  });

  it('gives nothing for an empty folder, whose server may say so in two ways', async () => {
    const { tree } = await rig(server);
    serve(server, {});
    expect(await names(tree)).to.deep.equal([]);
    server.on(Command.QUERY_DIRECTORY, answers.refused(NtStatus.STATUS_NO_SUCH_FILE));
    expect(await names(tree)).to.deep.equal([]);
  });

  it('is complete only when the server has said so and CLOSE was answered', async () => {
    const { tree } = await rig(server);
    serve(server, { a: 1 });
    server.on(Command.CLOSE, () => undefined);
    const told: string[] = [];
    list(tree, '').subscribe({ next: () => told.push('next'), complete: () => told.push('complete') });
    await turn();
    expect(told).to.deep.equal(['next']);
    server.answer(server.got(Command.CLOSE)[0]!, answers.closed());
    expect(told).to.deep.equal(['next', 'complete']);
  });

  it('tells the entries even where CLOSE is refused', async () => {
    const { tree } = await rig(server);
    serve(server, { a: 1 });
    server.on(Command.CLOSE, answers.refused(NtStatus.STATUS_FILE_CLOSED));
    expect(await names(tree)).to.deep.equal([['a']]);
    server.handles.clear();
  });

  it('hands a pattern to the server, and stops where the only match comes again and again', async () => {
    const { tree } = await rig(server);
    server.on(Command.QUERY_DIRECTORY, answers.entries('one'));
    const found = await lastValueFrom(list(tree, '', { pattern: 'one' }).pipe(toArray()));
    expect(found.flat()).to.have.lengthOf(1);
    const asked = server.got(Command.QUERY_DIRECTORY).map(request => request.read(QueryDirectoryRequest));
    expect(asked.map(({ fileName }) => fileName)).to.deep.equal(['one', 'one']);
  });

  it('asks for one reply more than a loop takes, and closes when the loop is left', async () => {
    const { tree } = await rig(server);
    const served = serve(server, files(100), { batch: 1, dots: false });
    let taken = 0;
    for await (const entries of list(tree, '')) {
      expect(entries).to.have.lengthOf(1);
      await turn();
      expect(served.queries).to.be.at.most(++taken + 2);
      if (taken === 5) break;
    }
    await turn();
    expect(served.queries).to.be.at.most(7);
  });

  it('is pushed without a bounded consumer', async () => {
    const { tree } = await rig(server);
    serve(server, files(5_000), { batch: 10 });
    expect((await names(tree)).flat()).to.have.lengthOf(5_000);
  });

  it('closes what a late CREATE brings after an unsubscribe', async () => {
    const { tree } = await rig(server);
    serve(server, { a: 1 });
    const held: Received[] = [];
    const usual = answers.created();
    server.on(Command.CREATE, request => {
      held.push(request);
      return new Promise(() => undefined);
    });
    server.on(Command.QUERY_DIRECTORY, () => new Promise(() => undefined));
    const subscription = list(tree, '').subscribe();
    subscription.unsubscribe();
    await turn();
    expect(server.got(Command.CANCEL)).to.have.lengthOf(3);
    server.answer(held[0]!, usual);
    for (const request of server.got(Command.QUERY_DIRECTORY)) server.answer(request, answers.entries('a'));
    await turn();
    expect(server.got(Command.CLOSE)).to.have.lengthOf(1);
  });

  it('closes after take(1), while a further query is under way', async () => {
    const { tree } = await rig(server);
    serve(server, files(50), { batch: 2 });
    const some = await lastValueFrom(list(tree, '').pipe(take(1), toArray()));
    expect(some).to.have.lengthOf(1);
    await turn();
    expect(server.got(Command.CLOSE)).to.have.lengthOf(1);
  });

  for (const [status, code] of [
    [NtStatus.STATUS_OBJECT_NAME_NOT_FOUND, 'ENOENT'],
    [NtStatus.STATUS_NOT_A_DIRECTORY, 'ENOTDIR'],
    [NtStatus.STATUS_ACCESS_DENIED, 'EACCES'],
  ] as const) {
    it(`fails with ${code}`, async () => {
      const { tree } = await rig(server);
      server.on(Command.CREATE, answers.refused(status));
      const error = await failure(names(tree, 'a\\b'));
      expect(error).to.include({ code, command: 'CREATE', path: 'a\\b', outcome: 'refused' });
      expect(server.got(Command.CLOSE)).to.have.lengthOf(0);
    });
  }

  it('fails, and closes, when a later reply is an error or makes no sense', async () => {
    const { tree } = await rig(server);
    serve(server, files(10), { batch: 2 });
    server.on(
      Command.QUERY_DIRECTORY,
      answers.entries('a'),
      answers.entries('b'),
      answers.refused(NtStatus.STATUS_INSUFFICIENT_RESOURCES),
    );
    const error = await failure(names(tree));
    expect(error.status).to.equal('STATUS_INSUFFICIENT_RESOURCES');
    await turn();
    expect(server.got(Command.CLOSE)).to.have.lengthOf(1);
  });

  it('fails when the first queries are refused, and closes what CREATE brought', async () => {
    const { tree } = await rig(server);
    server.on(Command.QUERY_DIRECTORY, answers.refused(NtStatus.STATUS_ACCESS_DENIED));
    expect((await failure(names(tree))).code).to.equal('EACCES');
    await turn();
    expect(server.got(Command.CLOSE)).to.have.lengthOf(1);
  });

  it('works on a server that grants few credits, and on one without large requests', async () => {
    const small = new ScriptServer();
    small.maxCredits = 2;
    const few = await rig(small, { credits: 1 });
    serve(small, files(300), { batch: 7 });
    expect((await names(few.tree)).flat()).to.have.lengthOf(300);
    expect([...small.handles]).to.deep.equal([]);
    expect(small.violation).to.equal(undefined);
    const { tree } = await rig(server, { multiCredit: false });
    serve(server, files(300), { batch: 7 });
    expect((await names(tree)).flat()).to.have.lengthOf(300);
    const lengths = server
      .got(Command.QUERY_DIRECTORY)
      .map(request => request.read(QueryDirectoryRequest).outputBufferLength);
    expect(Math.max(...lengths)).to.equal(65_536);
  });
});
