import { expect } from 'chai';
import { connect } from 'node:net';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { firstValueFrom } from 'rxjs';
import { compound } from '../../lib/operators/compound.ts';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { echo } from '../../lib/commands/echo.ts';
import { OpenHandle } from '../../lib/commands/open-handle.ts';
import { read } from '../../lib/commands/read.ts';
import { RELATED } from '../../lib/commands/plan.ts';
import { memory } from '../../lib/server/file-systems/memory.ts';
import { serve } from '../../lib/server/serve.ts';
import type { ServerOptions } from '../../lib/server/server-options.ts';
import { SmbServer } from '../../lib/server/smb-server.ts';
import { mount } from '../../lib/share/mount.ts';
import { AccessMask, CreateDisposition, ShareAccess } from '../../lib/wire/smb2/create.ts';
import { DIALECT_NAMES } from '../../lib/wire/smb2/dialect-name.ts';
import { failure, reason } from '../live/failure.ts';
import { freePort } from '../support/ports.ts';
import { ACCOUNT, open, type Served, served, statusOf } from './served.ts';

describe('SmbServer', () => {
  let world: Served;

  afterEach(() => world[Symbol.asyncDispose]());

  for (const dialect of DIALECT_NAMES) {
    for (const way of ['over TCP', 'without a port'] as const) {
      it(`serves a client of ${dialect} ${way}, signed`, async () => {
        world = await served({ 'a.txt': 'hello' });
        const dialects = { min: dialect, max: dialect };
        const share =
          way === 'over TCP'
            ? await mount(world.server.url('t'), { password: ACCOUNT.password, dialects })
            : await world.mount({ dialects });
        expect(share.info).to.include({ dialect, signed: true });
        const handle = await share.open('a.txt', 'r+');
        await handle.write(Buffer.from('J'), 0, 1, 0);
        const bytes = Buffer.alloc(5);
        expect((await handle.read(bytes, 0, 5, 0)).bytesRead).to.equal(5);
        expect(bytes.toString()).to.equal('Jello');
        await handle.close();
        await share.close();
      });
    }
  }

  it('speaks no dialect beyond its range', async () => {
    world = await served({}, { dialects: { min: '2.1', max: '3.0' } });
    expect((await world.mount()).info.dialect).to.equal('3.0');
    expect(await failure(world.mount({ dialects: { min: '3.0.2' } }))).to.include({
      code: 'ERR_SMB_DIALECT',
    });
    expect(await failure(world.mount({ dialects: { max: '2.0.2' } }))).to.include({
      code: 'ERR_SMB_DIALECT',
    });
  });

  describe('lets in', () => {
    it('nobody with a wrong password or name, and tells them nothing that differs', async () => {
      world = await served();
      const wrong = await failure(world.mount({ password: 'wrong' }));
      const unknown = await failure(world.mount({ username: 'bob' }));
      for (const error of [wrong, unknown]) {
        expect(error).to.include({ code: 'ERR_SMB_AUTH', status: 'STATUS_LOGON_FAILURE' });
      }
    });

    it('nobody without a name, unless told to', async () => {
      world = await served();
      expect(await failure(world.mount({ auth: 'anonymous' }))).to.include({ code: 'ERR_SMB_AUTH' });
    });

    it('nobody, when told to', async () => {
      world = await served({ 'a.txt': 'a' }, { anonymous: true, users: {} });
      const share = await world.mount({ auth: 'anonymous', username: undefined, password: undefined });
      expect(share.info.signed).to.equal(false);
      await open(share.tree, 'a.txt');
    });

    it('a user in any case of the name, from any domain', async () => {
      world = await served();
      await world.mount({ username: 'ALICE', domain: 'SOMEWHERE' });
    });
  });

  it('signs only for clients that want it, where signing is not required', async () => {
    world = await served({}, { signing: 'if-required' });
    expect((await world.mount({ signing: 'off' })).info.signed).to.equal(false);
    expect((await world.mount()).info.signed).to.equal(true);
    const strict = await served();
    expect(await failure(strict.mount({ signing: 'off' }))).to.include({ code: 'ERR_SMB_SIGNATURE' });
    await strict[Symbol.asyncDispose]();
  });

  it('signs by GMAC with 3.1.1', async () => {
    world = await served();
    expect((await world.mount()).info.signingAlgorithm).to.equal('AES_GMAC');
  });

  it('answers compounds in one frame, and fails what follows a failure with it', async () => {
    world = await served({ 'a.txt': 'hello' });
    const { tree } = await world.mount();
    const opening = (path: string) =>
      create(tree, {
        path,
        desiredAccess: AccessMask.READ_DATA,
        shareAccess: ShareAccess.READ,
        createDisposition: CreateDisposition.OPEN,
      });
    const [, { data }] = await firstValueFrom(
      compound(opening('a.txt'), read(RELATED, { offset: 0n, length: 100 }), close(RELATED)),
    );
    expect(Buffer.from(data).toString()).to.equal('hello');
    const failed = await failure(
      firstValueFrom(compound(opening('none'), read(RELATED, { offset: 0n, length: 1 }), close(RELATED))),
    );
    expect(failed).to.include({ code: 'ENOENT', index: 0 });
  });

  it('knows no handle that was closed, nor one of another client', async () => {
    world = await served({ 'a.txt': 'hello' });
    const [one, two] = [await world.mount(), await world.mount()];
    const { handle, fileId } = await open(one.tree, 'a.txt');
    await firstValueFrom(close(handle));
    expect(await statusOf(firstValueFrom(close(handle)))).to.equal('STATUS_FILE_CLOSED');
    const again = await open(one.tree, 'a.txt');
    expect(again.fileId).to.not.deep.equal(fileId);
    const theirs = await open(two.tree, 'a.txt');
    const stolen = new OpenHandle(one.tree, theirs.fileId, 'a.txt');
    expect(await statusOf(firstValueFrom(close(stolen)))).to.equal('STATUS_FILE_CLOSED');
    await firstValueFrom(close(theirs.handle));
  });

  it('answers ECHO', async () => {
    world = await served();
    const share = await world.mount();
    expect((await firstValueFrom(echo(share.connection))).status).to.equal(0);
  });

  it('knows no share that it was not given', async () => {
    world = await served();
    expect(await failure(world.mount({ share: 'none' }))).to.include({ status: 'STATUS_BAD_NETWORK_NAME' });
    await world.mount({ share: 'T' });
  });

  it('hangs up on who speaks something else', async () => {
    world = await served();
    const socket = connect(world.server.port, world.server.host);
    socket.end('GET / HTTP/1.1\r\n\r\n');
    await once(socket, 'close');
    await world.mount(); // others do not notice
  });

  describe('closed', () => {
    it('hangs up on its clients and frees its port', async () => {
      world = await served();
      const { port } = world.server;
      const share = await mount(world.server.url('t'), { password: ACCOUNT.password });
      await world.server.close();
      await share.closed.catch(() => undefined);
      const next = await SmbServer.listen({ shares: { t: memory() }, anonymous: true, port });
      expect(next.port).to.equal(port);
      await next.close();
      await world.server.close();
    });

    it('is what `await using` and unsubscribing do', async () => {
      world = await served();
      const port = await freePort();
      const options = { shares: { t: memory() }, users: { a: 'b' }, port };
      for (let round = 0; round < 2; round++) {
        const running = await new Promise<{ server: SmbServer; stop: () => void }>((resolve, reject) => {
          const subscription = serve(options).subscribe({
            next: server => {
              resolve({ server, stop: () => subscription.unsubscribe() });
            },
            error: reject,
          });
        });
        const client = connect(port, '127.0.0.1').resume();
        await once(client, 'connect');
        const over = once(client, 'close');
        running.stop();
        await over;
        await running.server.close();
        {
          await using server = await SmbServer.listen(options);
          expect(server.port).to.equal(port);
        }
      }
    });
  });

  it('tells errors of listening as node:net does', async () => {
    world = await served();
    const { port } = world.server;
    const taken = SmbServer.listen({ shares: { t: memory() }, anonymous: true, port });
    expect(await reason(taken)).to.include({ code: 'EADDRINUSE' });
    const serving = firstValueFrom(serve({ shares: { t: memory() }, anonymous: true, port }));
    expect(await reason(serving)).to.include({ code: 'EADDRINUSE' });
  });

  it('shows no password', async () => {
    world = await served();
    await world.mount();
    expect(inspect(world.server, { depth: 10, showHidden: true })).to.not.include(ACCOUNT.password);
  });

  it('gives URLs that mount takes', async () => {
    world = await served();
    expect(world.server.url('t')).to.equal(`smb://alice@127.0.0.1:${world.server.port}/t`);
    expect(() => world.server.url('none')).to.throw("there is no share 'none', only t");
  });

  describe('refuses', () => {
    const shares = { t: memory() };
    const bad: readonly (readonly [string, unknown, string])[] = [
      ['no share', { shares: {}, anonymous: true }, 'names nothing to serve'],
      ['nobody who could log in', { shares }, 'Nobody could log in'],
      ['an option that there is not', { shares, anonymous: true, sigining: 'off' }, "no option 'sigining'"],
      ['signing that is off', { shares, anonymous: true, signing: 'off' }, "'required' or 'if-required'"],
      ['a share without a file system', { shares: { t: {} }, anonymous: true }, 'needs a file system'],
      ['a share with a bad name', { shares: { 'a/b': memory() }, anonymous: true }, 'cannot be the name'],
      ["the server's own share", { shares: { ipc$: memory() }, anonymous: true }, "server's own"],
      ['a dialect that there is not', { shares, anonymous: true, dialects: { min: '1.0' } }, 'dialects.min'],
      ['no credits', { shares, anonymous: true, credits: 0 }, 'credits'],
    ];
    for (const [what, options, message] of bad) {
      it(what, async () => {
        world = await served();
        const error = await failure(SmbServer.listen(options as ServerOptions));
        expect(error).to.include({ code: 'ERR_SMB_OPTION' });
        expect(error.message).to.include(message);
      });
    }
  });
});
