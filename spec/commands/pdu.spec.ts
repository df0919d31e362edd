import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { echo } from '../../lib/commands/echo.ts';
import { flush } from '../../lib/commands/flush.ts';
import { Link, Pdu } from '../../lib/commands/pdu.ts';
import { RELATED } from '../../lib/commands/plan.ts';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { SmbError } from '../../lib/errors.ts';
import { FileStandardInformation } from '../../lib/wire/fscc/file-standard-information.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { CreateDisposition } from '../../lib/wire/smb2/create.ts';
import { failure } from '../live/failure.ts';
import { rig } from '../support/script-rig.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { told } from './answered.ts';

const { CANCEL, CLOSE, CREATE, ECHO, FLUSH, QUERY_INFO } = Command;
const OPEN = { path: 'a\\b', desiredAccess: 1, createDisposition: CreateDisposition.OPEN } as const;

describe('pdu', () => {
  it('is cold: nothing is sent before it is subscribed, and each subscription is a request', async () => {
    const server = new ScriptServer();
    const { connection } = await rig(server);
    const pdu = echo(connection);
    expect(server.frames).to.deep.equal([]);
    expect(told(pdu).ends).to.deep.equal(['complete']);
    expect(told(pdu).ends).to.deep.equal(['complete']);
    expect(server.got(ECHO)).to.have.lengthOf(2);
  });

  it('asks where it goes when it is subscribed, not when it is made', async () => {
    const server = new ScriptServer();
    const { tree } = await rig(server);
    let treeId = 1;
    const pdu = create({ ...tree, address: () => ({ ...tree.address(), treeId }) }, OPEN);
    treeId = 2;
    told(pdu);
    treeId = 3;
    told(pdu);
    expect(server.requests.map(({ header }) => header.treeId)).to.deep.equal([2, 3]);
  });

  it('is an error where there is nowhere to go, or nothing to send', async () => {
    const { open, tree } = await rig(new ScriptServer());
    const gone = new SmbError({ code: 'ERR_SMB_CLOSED', message: 'gone' });
    const nowhere = {
      ...open,
      address: () => {
        throw gone;
      },
    };
    expect(told(flush(nowhere)).error).to.equal(gone);
    const tooLong = told(create(tree, { ...OPEN, path: 'x'.repeat(40_000) }));
    expect(tooLong.error).to.be.instanceOf(SmbError).and.include({ code: 'ENAMETOOLONG' });
  });

  it('emits its one response and completes, also where the answer takes its time', async () => {
    const server = new ScriptServer().on(ECHO, () => Promise.resolve(answers.echoed()));
    const { connection } = await rig(server);
    const taken = told(echo(connection));
    expect(taken.ends).to.deep.equal([]);
    await Promise.resolve();
    expect(taken.values).to.deep.equal([{ status: 0 }]);
    expect(taken.ends).to.deep.equal(['complete']);
  });

  it('tells a refusal with all that is known of it', async () => {
    const server = new ScriptServer();
    const { open, tree } = await rig(server);
    const cases = [
      [0xc000_0034, 'ENOENT', 'STATUS_OBJECT_NAME_NOT_FOUND'],
      [0xc000_0035, 'EEXIST', 'STATUS_OBJECT_NAME_COLLISION'],
      [0xc000_0022, 'EACCES', 'STATUS_ACCESS_DENIED'],
      [0xc000_0043, 'EBUSY', 'STATUS_SHARING_VIOLATION'],
    ] as const;
    for (const [ntstatus, code, status] of cases) {
      server.on(CREATE, answers.refused(ntstatus));
      const { error, ends, values } = told(create(tree, OPEN));
      expect(error).to.be.instanceOf(SmbError).and.to.include({
        code,
        status,
        ntstatus,
        command: 'CREATE',
        path: 'a\\b',
        outcome: 'refused',
        fatal: false,
      });
      expect((error as Error).message)
        .to.include(status)
        .and.to.include("'a\\b'");
      expect(ends).to.deep.equal(['error']);
      expect(values).to.deep.equal([]);
    }
    server.on(FLUSH, answers.refused(0xc000_0128)); // FILE_CLOSED
    expect(told(flush(open)).error).to.include({ command: 'FLUSH', path: 'folder\\file' });
  });

  it('tells an unknown status by its number', async () => {
    const server = new ScriptServer().on(ECHO, answers.refused(0xe123_4567));
    const { connection } = await rig(server);
    // the names of all statuses are loaded first
    const error = await failure(firstValueFrom(echo(connection)));
    expect(error).to.include({ code: 'ERR_SMB_STATUS', ntstatus: 0xe123_4567 });
    expect(error).to.have.property('message').that.includes('0xE1234567');
  });

  it('tells the loss of the link with its own command and path', async () => {
    const server = new ScriptServer().on(FLUSH, () => undefined);
    const { open } = await rig(server);
    const taken = told(flush(open));
    server.end();
    expect(taken.error).to.include({
      code: 'ECONNRESET',
      command: 'FLUSH',
      path: 'folder\\file',
      outcome: 'unknown',
      fatal: true,
    });
  });

  describe('a reply that cannot be read', () => {
    it('is an error of its command, then of all others, and ends the link', async () => {
      const order: string[] = [];
      for (const command of [CREATE, CLOSE, FLUSH, QUERY_INFO]) {
        const server = new ScriptServer().on(ECHO, () => undefined);
        const { tree, open, connection, ends } = await rig(server);
        server.on(command, { body: Uint8Array.of(0xff, 0xff, 0, 0, 0, 0, 0, 0) });
        const pdus = {
          [CREATE]: create(tree, OPEN),
          [CLOSE]: close(open),
          [FLUSH]: flush(open),
          [QUERY_INFO]: queryInfo(open, FileStandardInformation),
        };
        order.length = 0;
        echo(connection).subscribe({ error: () => order.push('other') });
        pdus[command].subscribe({
          error(error: unknown) {
            expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: true, outcome: 'unknown' });
            order.push('its own');
          },
        });
        expect(order, `command ${command}`).to.deep.equal(['its own', 'other']);
        expect(ends).to.have.lengthOf(1);
        expect(server.requests).to.have.lengthOf(2);
      }
    });

    it('is one too where only what is inside does not fit', async () => {
      const server = new ScriptServer().on(QUERY_INFO, answers.information(new Uint8Array(3)));
      const { open, ends } = await rig(server);
      const { error } = told(queryInfo(open, FileStandardInformation));
      expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'QUERY_INFO', path: 'folder\\file' });
      expect(ends).to.have.lengthOf(1);
    });

    it('leaves nothing to close where nobody waits for it any longer', async () => {
      const server = new ScriptServer().on(CREATE, () => undefined);
      const { tree, exchange } = await rig(server);
      const taken = told(create(tree, OPEN));
      taken.unsubscribe();
      server.answer(server.requests[0]!, { body: new Uint8Array(5) });
      expect(taken.ends).to.deep.equal([]);
      expect(exchange.ledger.size).to.equal(0);
      expect(server.got(CLOSE), 'no handle is known').to.deep.equal([]);
    });
  });

  describe('unsubscribed', () => {
    it('before it could be sent, it sends nothing', async () => {
      const server = new ScriptServer().on(ECHO, () => undefined);
      const { connection, tree } = await rig(server, { credits: 1 });
      told(echo(connection));
      const taken = told(create(tree, OPEN));
      taken.unsubscribe();
      server.answer(server.requests[0]!, { ...answers.echoed(), credits: 5 });
      expect(server.requests).to.have.lengthOf(1);
      expect(taken.ends).to.deep.equal([]);
    });

    it('after that, it asks the server to stop, and says nothing more', async () => {
      const server = new ScriptServer().on(FLUSH, () => undefined);
      const { open } = await rig(server);
      const taken = told(flush(open));
      taken.unsubscribe();
      expect(server.got(CANCEL)).to.have.lengthOf(1);
      server.answer(server.requests[0]!, answers.refused(0xc000_0120));
      expect([taken.values, taken.ends]).to.deep.equal([[], []]);
    });

    it('a CREATE that succeeds late is closed', async () => {
      const server = new ScriptServer().on(CREATE, () => undefined);
      const { tree, exchange, ends } = await rig(server);
      told(create(tree, OPEN)).unsubscribe();
      server.answer(server.requests[0]!, answers.created());
      expect(server.handles.size).to.equal(0);
      expect(server.got(CLOSE)).to.have.lengthOf(1);
      expect(exchange.ledger.size).to.equal(0);
      expect(ends).to.deep.equal([]);
    });

    it('a CREATE that fails late leaves nothing to close', async () => {
      const server = new ScriptServer().on(CREATE, () => undefined);
      const { tree } = await rig(server);
      told(create(tree, OPEN)).unsubscribe();
      server.answer(server.requests[0]!, answers.refused(0xc000_0120));
      expect(server.got(CLOSE)).to.deep.equal([]);
    });

    it('a CREATE that was given up for its silence is closed when it succeeds after all', async () => {
      const server = new ScriptServer().on(CREATE, () => undefined);
      const { tree, connection } = await rig(server, { silence: 150 });
      const taken = told(create(tree, OPEN));
      while (taken.ends.length === 0) {
        told(echo(connection));
        await new Promise(resolve => setTimeout(resolve, 10));
      }
      expect(taken.error).to.include({ code: 'ETIMEDOUT', command: 'CREATE', path: 'a\\b', fatal: false });
      server.answer(server.requests[0]!, answers.created());
      expect(server.handles.size).to.equal(0);
    });

    it('a CLOSE is not taken back', async () => {
      const server = new ScriptServer().on(CLOSE, () => undefined);
      const { open } = await rig(server);
      told(close(open)).unsubscribe();
      expect(server.got(CLOSE)).to.have.lengthOf(1);
      expect(server.got(CANCEL)).to.deep.equal([]);
    });
  });

  it('is a Link for RELATED, and a Pdu for a handle', async () => {
    const { open } = await rig(new ScriptServer());
    expect(close(open)).to.be.instanceOf(Pdu);
    expect(close(RELATED)).to.be.instanceOf(Link).and.not.to.be.instanceOf(Pdu);
    expect(queryInfo(RELATED, FileStandardInformation)).to.be.instanceOf(Link);
  });
});
