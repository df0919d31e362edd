import { expect } from 'chai';
import { firstValueFrom, type Observable } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { flush } from '../../lib/commands/flush.ts';
import { RELATED } from '../../lib/commands/plan.ts';
import { queryDirectory } from '../../lib/commands/query-directory.ts';
import { read } from '../../lib/commands/read.ts';
import { write } from '../../lib/commands/write.ts';
import { SigningAlgorithm } from '../../lib/crypto/signing.ts';
import type { SmbError } from '../../lib/errors.ts';
import { compound } from '../../lib/operators/compound.ts';
import { CloseRequest } from '../../lib/wire/smb2/close.ts';
import { everyReply } from '../../lib/server/script/on.ts';
import { apart } from '../../lib/server/script/replies.ts';
import type { ServerScript } from '../../lib/server/script/script.ts';
import { Command, commandName } from '../../lib/wire/smb2/command.ts';
import { CreateDisposition, CreateOptions } from '../../lib/wire/smb2/create.ts';
import { RELATED_FILE_ID } from '../../lib/wire/smb2/file-id.ts';
import { HeaderFlags } from '../../lib/wire/smb2/header.ts';
import { QueryDirectoryRequest } from '../../lib/wire/smb2/query-directory.ts';
import type { Open, Tree } from '../../lib/commands/target.ts';
import { rig, SESSION_ID, TREE_ID } from '../support/script-rig.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { pattern } from '../transport/recording-sink.ts';
import { told } from './answered.ts';

const { CANCEL, CLOSE, CREATE, FLUSH, QUERY_DIRECTORY, READ } = Command;
const ACCESS_DENIED = 0xc000_0022;
const NOT_FOUND = 0xc000_0034;
const CANCELLED = 0xc000_0120;

function opening(tree: Tree) {
  return create(tree, { path: 'folder', desiredAccess: 1, createDisposition: CreateDisposition.OPEN });
}

/** The commands of each frame. */
function frames(server: ScriptServer): string[] {
  return server.frames.map((_, frame) =>
    server.requests
      .filter(request => request.frame === frame)
      .map(({ header }) => commandName(header.command))
      .join('+'),
  );
}

/** A folder of two entries, listed in one reply. */
function folder(...scripts: ServerScript[]): ScriptServer {
  return new ScriptServer(...scripts).on(QUERY_DIRECTORY, answers.entries('a', 'b'), answers.noMoreFiles());
}

describe('execute: chains', () => {
  it('fail with the name of a status that servers hardly ever send', async () => {
    const { tree } = await rig(new ScriptServer().on(FLUSH, answers.refused(0xc019_0011)));
    const error = await firstValueFrom(compound(opening(tree), flush(RELATED), close(RELATED))).catch(
      (error: unknown) => error as SmbError,
    );
    expect(error).to.include({ status: 'STATUS_CRM_PROTOCOL_NOT_FOUND', ntstatus: 0xc019_0011, index: 1 });
    expect(error).to.have.property('message').that.includes('(FLUSH: STATUS_CRM_PROTOCOL_NOT_FOUND)');
  });

  for (const signing of [undefined, SigningAlgorithm.AES_GMAC]) {
    for (const split of [false, true]) {
      const how = `${signing === undefined ? '' : 'signed, '}${split ? 'answered in frames of their own' : 'answered in one frame'}`;
      it(`travel in one frame and emit all responses once (${how})`, async () => {
        const server = split ? folder(everyReply(apart())) : folder();
        const { tree, ends } = await rig(server, signing === undefined ? {} : { signing });
        const { values, ends: end } = told(
          compound(opening(tree), queryDirectory(RELATED), flush(RELATED), close(RELATED)),
        );
        expect(frames(server)).to.deep.equal(['CREATE+QUERY_DIRECTORY+FLUSH+CLOSE']);
        expect(end).to.deep.equal(['complete']);
        const [[opened, listed, flushed, closed]] = values as [(typeof values)[0]];
        expect(opened.handle.path).to.equal('folder');
        expect(listed.entries.map(({ fileName }) => fileName)).to.deep.equal(['a', 'b']);
        expect([flushed.status, closed.status]).to.deep.equal([0, 0]);
        expect(server.handles.size).to.equal(0);
        expect(ends).to.deep.equal([]);
      });
    }
  }

  it('keep session and tree, and stand for the handle by ones alone', async () => {
    const server = folder();
    const { tree } = await rig(server);
    told(compound(opening(tree), queryDirectory(RELATED), close(RELATED)));
    const [first, second, third] = server.requests;
    for (const request of server.requests) {
      expect(request.header).to.include({ sessionId: SESSION_ID, treeId: TREE_ID });
    }
    expect(first!.header.flags & HeaderFlags.RELATED_OPERATIONS).to.equal(0);
    expect(second!.header.flags & HeaderFlags.RELATED_OPERATIONS).to.equal(4);
    expect(second!.read(QueryDirectoryRequest).fileId).to.deep.equal(RELATED_FILE_ID);
    expect(third!.read(CloseRequest).fileId).to.deep.equal(RELATED_FILE_ID);
  });

  it('may be of elements that have nothing to do with each other', async () => {
    const server = new ScriptServer();
    server.on(FLUSH, {}, answers.refused(ACCESS_DENIED));
    const { tree, open } = await rig(server);
    server.on(FLUSH, answers.usual);
    const { values } = told(compound(flush(open), close(open), opening(tree)));
    expect(frames(server)).to.deep.equal(['FLUSH+CLOSE+CREATE']);
    expect(server.requests.map(({ header: { flags } }) => flags)).to.deep.equal([0, 0, 0]);
    expect(values[0]?.map(({ status }) => status)).to.deep.equal([0, 0, 0]);
    expect(server.handles.size, 'a handle that was opened to be used').to.equal(1);
  });

  it('carry a payload in the middle', async () => {
    const server = new ScriptServer();
    const { tree } = await rig(server);
    const { values } = told(
      compound(opening(tree), write(RELATED, pattern(1003), { offset: 0 }), close(RELATED)),
    );
    expect(values[0]?.[1].count).to.equal(1003);
    expect(server.violation).to.equal(undefined);
  });

  it('may be read from, where the whole file comes in one frame', async () => {
    const server = new ScriptServer().on(READ, answers.data(pattern(100_000)));
    const { tree } = await rig(server);
    const { values } = told(
      compound(opening(tree), read(RELATED, { offset: 0, length: 200_000 }), close(RELATED)),
    );
    expect(Buffer.compare(values[0]![1].data, pattern(100_000))).to.equal(0);
    expect(server.handles.size).to.equal(0);
  });

  describe('that fail', () => {
    it('at the first element tell its error, and there is nothing to close', async () => {
      const server = folder().on(CREATE, answers.refused(NOT_FOUND));
      const { tree } = await rig(server);
      const { error } = told(compound(opening(tree), queryDirectory(RELATED), close(RELATED)));
      expect(error).to.include({ code: 'ENOENT', command: 'CREATE', path: 'folder', index: 0 });
      expect((error as SmbError).responses).to.deep.equal([]);
      expect(frames(server)).to.have.lengthOf(1);
    });

    it('in the middle tell the genuine error and the responses before it, and close what they opened', async () => {
      const server = new ScriptServer().on(QUERY_DIRECTORY, answers.refused(ACCESS_DENIED));
      const { tree } = await rig(server);
      const { error, ends } = told(compound(opening(tree), queryDirectory(RELATED), close(RELATED)));
      expect(error).to.include({ code: 'EACCES', command: 'QUERY_DIRECTORY', index: 1, outcome: 'refused' });
      expect((error as SmbError).responses).to.have.lengthOf(1);
      expect(ends).to.deep.equal(['error']);
      expect(frames(server)).to.deep.equal(['CREATE+QUERY_DIRECTORY+CLOSE', 'CLOSE']);
      expect(server.handles.size).to.equal(0);
    });

    it('without a CLOSE of their own close what they opened, too', async () => {
      const server = new ScriptServer().on(FLUSH, answers.refused(ACCESS_DENIED));
      const { tree } = await rig(server);
      expect(told(compound(opening(tree), flush(RELATED))).error).to.include({ index: 1 });
      expect(server.handles.size).to.equal(0);
    });

    it('only at CLOSE tell that, and close once more', async () => {
      const server = new ScriptServer().on(CLOSE, answers.refused(ACCESS_DENIED), answers.closed());
      const { tree } = await rig(server);
      expect(told(compound(opening(tree), flush(RELATED), close(RELATED))).error).to.include({
        command: 'CLOSE',
        index: 2,
      });
      expect(server.handles.size).to.equal(0);
    });

    it('leave what they closed alone', async () => {
      const server = folder().on(FLUSH, answers.refused(ACCESS_DENIED));
      const { tree, open } = await rig(server);
      // unrelated: the refusal of one does not touch the others
      expect(told(compound(close(open), flush(open))).error).to.include({ index: 1 });
      expect(frames(server)).to.deep.equal(['CLOSE+FLUSH']);
      expect(tree).not.to.equal(undefined);
    });
  });

  it('whose CLOSE only fails with the answer before it close alone, and succeed', async () => {
    for (const [command, answer, element] of [
      [QUERY_DIRECTORY, answers.noMoreFiles(), queryDirectory(RELATED)],
      [READ, answers.endOfFile(), read(RELATED, { offset: 0, length: 10 })],
    ] as const) {
      // a good server stops at an error, others at a warning too
      const server = new ScriptServer().on(command, answer).on(CLOSE, answer, answers.closed());
      if (command === READ) server.on(CLOSE, answers.closed());
      const { tree } = await rig(server);
      const { values, ends } = told(compound(opening(tree), element, close(RELATED)));
      expect(ends).to.deep.equal(['complete']);
      expect(values[0]?.map(({ status }) => status)).to.deep.equal([0, answer.status, 0]);
      expect(frames(server)).to.deep.equal([`CREATE+${commandName(command)}+CLOSE`, 'CLOSE']);
      expect(server.handles.size).to.equal(0);
    }
  });

  it('whose CLOSE fails so and then again tell that', async () => {
    const server = new ScriptServer()
      .on(QUERY_DIRECTORY, answers.noMoreFiles())
      .on(CLOSE, answers.refused(ACCESS_DENIED));
    const { tree } = await rig(server);
    const { error } = told(compound(opening(tree), queryDirectory(RELATED), close(RELATED)));
    expect(error).to.include({ command: 'CLOSE', code: 'EACCES' });
  });

  describe('that nobody waits for any longer', () => {
    /** A chain that is unsubscribed when its server has said nothing yet. */
    async function left() {
      const server = new ScriptServer();
      for (const command of [CREATE, FLUSH, CLOSE]) server.on(command, () => undefined);
      const { tree, exchange } = await rig(server);
      const taken = told(compound(opening(tree), flush(RELATED), close(RELATED)));
      taken.unsubscribe();
      const [created, flushed, closed] = server.requests.slice(0, 3);
      server.on(CLOSE, answers.closed());
      return { server, exchange, taken, created: created!, flushed: flushed!, closed: closed! };
    }

    it('ask for each element to stop but the CLOSE', async () => {
      const { server, created, flushed } = await left();
      expect(server.got(CANCEL).map(({ header: { messageId } }) => messageId)).to.deep.equal(
        [created, flushed].map(({ header: { messageId } }) => messageId),
      );
    });

    it('close what they opened and did not close', async () => {
      const { server, exchange, taken, created, flushed, closed } = await left();
      server.answer(created, answers.created());
      server.answer(flushed, { status: CANCELLED });
      expect(server.handles.size).to.equal(1);
      server.answer(closed, { status: CANCELLED });
      expect(server.handles.size).to.equal(0);
      expect([taken.values, taken.ends]).to.deep.equal([[], []]);
      expect(exchange.ledger.size).to.equal(0);
    });

    it('close nothing twice', async () => {
      const { server, created, flushed, closed } = await left();
      created.fileId = closed.fileId = { persistent: 5n, volatile: 5n };
      server.answer(created, answers.created({ fileId: { persistent: 5n, volatile: 5n } }));
      server.answer(flushed, { status: CANCELLED });
      server.answer(closed, answers.closed());
      expect(server.handles.size).to.equal(0);
      expect(server.got(CLOSE)).to.have.lengthOf(1);
    });

    it('close nothing that never was', async () => {
      const { server, created, flushed, closed } = await left();
      for (const request of [created, flushed, closed]) server.answer(request, { status: CANCELLED });
      expect(server.got(CLOSE)).to.have.lengthOf(1);
    });
  });

  describe('too dear for the server', () => {
    /** A server whose credits never reach for three elements at once. */
    async function poor(server: ScriptServer) {
      server.maxCredits = 2;
      return rig(server, { credits: 2 });
    }

    it('are taken apart, with the real handle in place of the ones', async () => {
      const server = folder();
      const { tree } = await poor(server);
      const { values, ends } = told(compound(opening(tree), queryDirectory(RELATED), close(RELATED)));
      expect(ends).to.deep.equal(['complete']);
      expect(values[0]?.[1].entries).to.have.lengthOf(2);
      expect(frames(server)).to.deep.equal(['CREATE', 'QUERY_DIRECTORY', 'CLOSE']);
      expect(server.requests.map(({ header: { flags } }) => flags)).to.deep.equal([0, 0, 0]);
      expect(server.requests[1]!.read(QueryDirectoryRequest).fileId).to.deep.equal(values[0]?.[0].fileId);
      expect(server.requests[2]!.read(CloseRequest).fileId).to.deep.equal(values[0]?.[0].fileId);
      expect(server.handles.size).to.equal(0);
    });

    it('keep the handle that a chain without a CREATE begins with', async () => {
      const server = folder();
      const { tree } = await poor(server);
      const {
        values: [opened],
      } = told(opening(tree));
      const { ends } = told(compound(queryDirectory(opened!.handle), flush(RELATED), close(RELATED)));
      expect(ends).to.deep.equal(['complete']);
      expect(frames(server)).to.deep.equal(['CREATE', 'QUERY_DIRECTORY', 'FLUSH', 'CLOSE']);
      expect(server.requests[3]!.read(CloseRequest).fileId).to.deep.equal(opened!.fileId);
      expect(server.handles.size).to.equal(0);
    });

    it('stop at a failure, with the same error, and close what they opened', async () => {
      const server = new ScriptServer().on(QUERY_DIRECTORY, answers.refused(ACCESS_DENIED));
      const { tree } = await poor(server);
      const { error } = told(
        compound(opening(tree), queryDirectory(RELATED), flush(RELATED), close(RELATED)),
      );
      expect(error).to.include({ code: 'EACCES', command: 'QUERY_DIRECTORY', index: 1 });
      expect((error as SmbError).responses).to.have.lengthOf(1);
      expect(frames(server)).to.deep.equal(['CREATE', 'QUERY_DIRECTORY', 'CLOSE']);
      expect(server.handles.size).to.equal(0);
    });

    it('go on after an answer that is a status', async () => {
      const server = new ScriptServer().on(QUERY_DIRECTORY, answers.noMoreFiles());
      const { tree } = await poor(server);
      const { values } = told(compound(opening(tree), queryDirectory(RELATED), close(RELATED)));
      expect(values[0]?.map(({ status }) => status)).to.deep.equal([0, 0x8000_0006, 0]);
      expect(server.handles.size).to.equal(0);
    });

    it('close what they opened when they are cancelled in the middle', async () => {
      for (const late of [answers.noMoreFiles(), { status: CANCELLED }]) {
        const server = new ScriptServer().on(QUERY_DIRECTORY, () => undefined);
        const { tree, exchange } = await poor(server);
        const taken = told(compound(opening(tree), queryDirectory(RELATED), close(RELATED)));
        expect(frames(server)).to.deep.equal(['CREATE', 'QUERY_DIRECTORY']);
        taken.unsubscribe();
        expect(server.got(CANCEL)).to.have.lengthOf(1);
        server.answer(server.got(QUERY_DIRECTORY)[0]!, late);
        expect(frames(server)).to.deep.equal(['CREATE', 'QUERY_DIRECTORY', 'CANCEL', 'CLOSE']);
        expect(server.handles.size).to.equal(0);
        expect([taken.values, taken.ends]).to.deep.equal([[], []]);
        expect(exchange.ledger.size).to.equal(0);
      }
    });

    it('close what they opened when they are cancelled before the next element could be sent', async () => {
      const server = new ScriptServer().on(CREATE, () => undefined).on(FLUSH, () => undefined);
      const { tree, open } = await poor(server);
      const taken = told(compound(opening(tree), queryDirectory(RELATED), close(RELATED)));
      const other = told(flush(open));
      server.answer(server.requests[0]!, { ...answers.created(), credits: 0 });
      expect(frames(server), 'no credit is left').to.deep.equal(['CREATE', 'FLUSH']);
      taken.unsubscribe();
      server.answer(server.requests[1]!, { ...answers.usual(server.requests[1]!), credits: 2 });
      expect(other.ends).to.deep.equal(['complete']);
      expect(frames(server)).to.deep.equal(['CREATE', 'FLUSH', 'CLOSE']);
      expect(server.handles.size).to.equal(0);
    });

    it('send nothing more when they are cancelled at their CREATE', async () => {
      const server = new ScriptServer().on(CREATE, () => undefined);
      const { tree } = await poor(server);
      told(compound(opening(tree), queryDirectory(RELATED), close(RELATED))).unsubscribe();
      server.answer(server.requests[0]!, answers.created());
      expect(frames(server)).to.deep.equal(['CREATE', 'CANCEL', 'CLOSE']);
      expect(server.handles.size).to.equal(0);
    });

    it('tell the loss of the link in the middle', async () => {
      const server = new ScriptServer().on(QUERY_DIRECTORY, () => undefined);
      const { tree } = await poor(server);
      const taken = told(compound(opening(tree), queryDirectory(RELATED), close(RELATED)));
      server.end();
      expect(taken.error).to.include({ code: 'ECONNRESET', command: 'QUERY_DIRECTORY', outcome: 'unknown' });
      expect(taken.ends).to.deep.equal(['error']);
    });
  });

  describe('that the link fails under', () => {
    const lose = async (chain: (tree: Tree, open: Open) => Observable<unknown>, credits = 64) => {
      const server = new ScriptServer();
      for (const command of [CREATE, READ, FLUSH, CLOSE]) server.on(command, () => undefined);
      const { tree, open } = await rig(server, { credits });
      const blocking = credits === 1 ? told(flush(open)) : undefined;
      const taken = told(chain(tree, open));
      server.end();
      blocking?.unsubscribe();
      const { outcome, retryable } = taken.error as SmbError;
      return [outcome, retryable];
    };
    const createDisposition = CreateDisposition.OPEN_IF;
    const making = (tree: Tree) => create(tree, { path: 'folder', desiredAccess: 1, createDisposition });

    it('may be repeated where they change nothing', async () => {
      expect(await lose(opening)).to.deep.equal(['unknown', true]);
      expect(await lose((_, open) => read(open, { offset: 0, length: 1 }))).to.deep.equal(['unknown', true]);
      const listing = (tree: Tree) => compound(opening(tree), queryDirectory(RELATED), close(RELATED));
      expect(await lose(listing)).to.deep.equal(['unknown', true]);
    });

    it('may not where the server may have acted', async () => {
      expect(await lose(making)).to.deep.equal(['unknown', false]);
      expect(await lose((_, open) => flush(open))).to.deep.equal(['unknown', false]);
      expect(await lose((_, open) => close(open)), 'the end of a write').to.deep.equal(['unknown', false]);
      const deleting = (tree: Tree) =>
        create(tree, {
          path: 'folder',
          desiredAccess: 1,
          createDisposition: CreateDisposition.OPEN,
          createOptions: CreateOptions.DELETE_ON_CLOSE,
        });
      expect(await lose(deleting)).to.deep.equal(['unknown', false]);
    });

    it('may be repeated where nothing was sent, unless they follow something', async () => {
      expect(await lose(making, 1)).to.deep.equal(['not-sent', true]);
      expect(await lose((_, open) => write(open, Buffer.from('x'), { offset: 0 }), 1)).to.deep.equal([
        'not-sent',
        false,
      ]);
    });
  });
});
