import { expect } from 'chai';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { list } from '../../../lib/operators/list.ts';
import { walk } from '../../../lib/operators/walk.ts';
import { stat } from '../../../lib/share/verbs/stat.ts';
import { volumeOf } from '../../../lib/share/volume.ts';
import { FileIdBothDirectoryInformation } from '../../../lib/wire/fscc/file-id-both-directory-information.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { CreateRequest } from '../../../lib/wire/smb2/create.ts';
import { ErrorResponse } from '../../../lib/wire/smb2/error.ts';
import { FileAttributes } from '../../../lib/wire/smb2/file-attributes.ts';
import { HEADER_SIZE } from '../../../lib/wire/smb2/header.ts';
import { QueryDirectoryResponse } from '../../../lib/wire/smb2/query-directory.ts';
import { SymbolicLinkError } from '../../../lib/wire/smb2/symbolic-link-error.ts';
import { failure } from '../../live/failure.ts';
import { rig } from '../../support/script-rig.ts';
import { type Answer, answers, ScriptServer } from '../../support/script-server.ts';

const { CREATE, QUERY_DIRECTORY } = Command;

/** One reply of a listing; all of its entries have this number, unless it is 0. */
function reply(names: readonly string[], fileId = 0n): Answer {
  const outputBuffer = FileIdBothDirectoryInformation.encodeAll(
    names.map(fileName => ({ fileName, fileId })),
  );
  return { body: QueryDirectoryResponse.encode({ outputBuffer }, HEADER_SIZE) };
}

describe('a hostile server, in folders:', () => {
  let server: ScriptServer;

  beforeEach(() => {
    server = new ScriptServer();
  });

  /** How a listing fails, of which it gives one reply after another. */
  async function listing(answer: (turn: number) => Answer, most?: number) {
    const { tree, exchange } = await rig(server);
    let turn = 0;
    server.on(QUERY_DIRECTORY, () => answer(turn++));
    const error = await failure(lastValueFrom(list(tree, '', { most }).pipe(toArray())));
    expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'QUERY_DIRECTORY', fatal: false });
    await exchange.quiet(1_000);
    expect([...server.handles], 'handles left open').to.deep.equal([]);
    expect(exchange.open, 'the share is as good as before').to.equal(true);
    return { error, turns: server.got(QUERY_DIRECTORY).length };
  }

  it('the same reply for ever is a listing that goes round', async () => {
    const { error, turns } = await listing(() => reply(['a', 'b'], 5n));
    expect(error.message).to.include('goes round');
    expect(turns).to.equal(2);
  });

  it('so is a round of any length, found before it has been gone three times', async () => {
    for (const length of [2, 3, 7, 100, 1_000]) {
      server = new ScriptServer();
      const { error, turns } = await listing(turn => reply([`f${turn % length}`], 5n));
      expect(error.message).to.include('goes round');
      expect(turns).to.be.at.most(3 * length + 2);
    }
  });

  it('so are replies of nothing but . and .., which show nobody anything', async () => {
    const { turns } = await listing(() => reply(['.', '..'], 5n));
    expect(turns).to.equal(2);
  });

  it('ever new names end at a number of entries that no folder has', async () => {
    const { error, turns } = await listing(turn => reply([`a${turn}`, `b${turn}`]), 1_000);
    expect(error.message).to.include('has no end');
    expect(turns).to.equal(501);
  });

  it('does not take a folder for a round in which a file is removed and made anew', async () => {
    const { tree } = await rig(server);
    let turn = 0;
    server.on(QUERY_DIRECTORY, () => (turn < 10 ? reply(['same'], BigInt(++turn)) : answers.noMoreFiles()));
    const found = await lastValueFrom(list(tree, '').pipe(toArray()));
    expect(found.flat()).to.have.lengthOf(10);
  });

  it('folders in folders, longer together than any path, are an error of the deepest, and the walk goes on', async () => {
    const { tree } = await rig(server);
    let depth = 0;
    server.on(QUERY_DIRECTORY, request => {
      if (request.index === 2) return answers.noMoreFiles();
      const name = String.fromCharCode(0x61 + (depth++ % 26)).repeat(250);
      const entries = [{ fileName: name, fileAttributes: FileAttributes.DIRECTORY }];
      const outputBuffer = FileIdBothDirectoryInformation.encodeAll(entries);
      return { body: QueryDirectoryResponse.encode({ outputBuffer }, HEADER_SIZE) };
    });
    const errors: unknown[] = [];
    const found = await lastValueFrom(
      walk(tree, '', { onError: error => errors.push(error) }).pipe(toArray()),
    );
    expect(found).to.have.lengthOf(131);
    expect(errors).to.have.lengthOf(1);
    expect(errors[0]).to.include({ code: 'ENAMETOOLONG', outcome: 'not-sent' });
  });

  for (const [what, next] of [
    ['to itself', 0],
    ['backwards', 0xffff_ff98],
    ['past the end', 0x7fff_fff8],
    ['a step that is none', 4],
  ] as const) {
    it(`NextEntryOffset ${what} ends the connection, once`, async () => {
      const { tree, ends } = await rig(server);
      const two = FileIdBothDirectoryInformation.encodeAll([{ fileName: 'a' }, { fileName: 'b' }]);
      const outputBuffer = Uint8Array.from(two);
      const second = new DataView(outputBuffer.buffer).getUint32(0, true);
      // the second entry is to be the last: what stands there leads on
      new DataView(outputBuffer.buffer).setUint32(next === 0 ? 0 : second, next === 0 ? 1 : next, true);
      server.on(QUERY_DIRECTORY, { body: QueryDirectoryResponse.encode({ outputBuffer }, HEADER_SIZE) });
      const error = await failure(lastValueFrom(list(tree, '').pipe(toArray())));
      expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: true });
      expect(ends).to.have.lengthOf(1);
    });
  }

  describe('symbolic links', () => {
    /** Every CREATE is stopped at a part of its path, by a link that leads there. */
    async function stopped(path: string, stop: (name: string) => { link: string; to: string }) {
      const { tree, ends } = await rig(server);
      server.on(CREATE, request => {
        const { name } = request.read(CreateRequest);
        const { link, to } = stop(name);
        const errorData = SymbolicLinkError.encode({
          relative: true,
          substituteName: to,
          printName: to,
          unparsedPathLength: 2 * (name.length - link.length),
        });
        return {
          status: NtStatus.STATUS_STOPPED_ON_SYMLINK,
          body: ErrorResponse.encode({ errorData }, HEADER_SIZE),
        };
      });
      server.on(Command.QUERY_INFO, answers.refused(NtStatus.STATUS_STOPPED_ON_SYMLINK));
      const home = { host: 'nas', share: 'share' };
      const volume = volumeOf(tree, { path: '', mapNames: true, ...home }, () => undefined);
      const error = await failure(firstValueFrom(stat(volume, path)));
      expect(ends).to.deep.equal([]);
      const names = server.got(CREATE).map(request => request.read(CreateRequest).name);
      return { error, names };
    }

    it('to itself, and from one to the other and back, are ELOOP after 40', async () => {
      for (const to of [() => 'a', (link: string) => (link === 'a' ? 'b' : 'a')]) {
        server = new ScriptServer();
        const { error, names } = await stopped('a', name => ({ link: name, to: to(name) }));
        expect(error).to.include({ code: 'ELOOP', syscall: 'stat', path: 'a' });
        expect(names).to.have.lengthOf(41);
      }
    });

    it('that make the path a little longer each time are ELOOP, too', async () => {
      const { error, names } = await stopped('a', name => ({ link: name.split('\\')[0] ?? '', to: 'a\\a' }));
      expect(error).to.include({ code: 'ELOOP' });
      expect(names).to.have.lengthOf(41);
    });

    it('that make it so long that no request holds it end in ENAMETOOLONG, and nothing is sent', async () => {
      const long = Array.from({ length: 100 }, () => 'x'.repeat(250)).join('\\');
      const { error, names } = await stopped('a', () => ({ link: 'a', to: `a\\${long}` }));
      expect(error).to.include({ code: 'ENAMETOOLONG', syscall: 'stat', path: 'a' });
      expect(names.length).to.be.at.most(3);
      expect(Math.max(...names.map(({ length }) => length))).to.be.at.most(0x7fff);
    });
  });
});
