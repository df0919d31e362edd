import { expect } from 'chai';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, lastValueFrom, NEVER, retry, switchMap, take, tap, toArray } from 'rxjs';
import type { SmbError } from '../../lib/errors.ts';
import { retryTransient } from '../../lib/operators/retry-transient.ts';
import { mount } from '../../lib/share/mount.ts';
import { Share } from '../../lib/share/share.ts';
import { freePort } from '../support/ports.ts';
import { signalProcess } from '../support/proc.ts';
import { runNode } from '../support/process.ts';
import { FaultProxy } from '../support/proxy.ts';
import { type SambaServer, sharedSamba, startSamba } from '../support/samba.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { CONFIGURATIONS, isSigned } from './configurations.ts';
import { failure, reason } from './failure.ts';
import { nobodyConnected } from './nothing-open.ts';

const PROGRAM = join(import.meta.dirname, 'mount-and-close.ts');

const newest = CONFIGURATIONS[CONFIGURATIONS.length - 1]!;

describe('live: mount', function () {
  this.timeout(30_000);
  const capture = pcapFile();

  before(() => {
    process.env['RXSMB_PCAP'] = capture;
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  for (const configuration of CONFIGURATIONS) {
    describe(configuration.name, () => {
      let server: SambaServer;

      before(async () => {
        server = await sharedSamba(configuration.samba);
      });

      for (const signing of ['required', 'if-required', 'off'] as const) {
        const refused = signing === 'off' && configuration.mandatory;
        it(`${refused ? 'refuses' : 'works with'} signing: '${signing}'`, async () => {
          const mounting = mount(server.url(), { signing });
          if (refused) {
            expect(await failure(mounting)).to.include({
              code: 'ERR_SMB_SIGNATURE',
              syscall: 'mount',
              fatal: true,
            });
            return;
          }
          const share = await mounting;
          expect(share.info).to.include({
            dialect: configuration.dialect,
            signed: isSigned(configuration, signing),
            signingAlgorithm: configuration.algorithm,
            signingRequired: configuration.mandatory,
          });
          expect((await share.stat('/')).isDirectory()).to.equal(true);
          expect(await share.exists('no')).to.equal(false);
          await share.close();
        });
      }
    });
  }

  it('is one client for the server, however often one mount is made', async () => {
    const server = await sharedSamba();
    const mounting = mount(server.url());
    const [first, second, other] = [await mounting, await mounting, await mount(server.url())];
    const guids = [first, second, other].map(({ info }) => info.clientGuid);
    const sent = await fields(capture, 'smb2.cmd == 0 && smb2.flags.response == 0', ['smb2.client_guid']);
    expect(sent.slice(-3).map(([guid]) => guid)).to.deep.equal(guids);
    expect(second.info.clientGuid).to.equal(first.info.clientGuid);
    expect(other.info.clientGuid).to.not.equal(first.info.clientGuid);
    await Promise.all([first, second, other].map(share => share.close()));
  });

  it('speaks the dialects that the options leave', async () => {
    const server = await sharedSamba();
    for (const dialect of ['2.0.2', '2.1', '3.0', '3.0.2', '3.1.1'] as const) {
      const share = await mount(server.url(), { dialects: { min: dialect, max: dialect } });
      expect(share.info.dialect).to.equal(dialect);
      await share.close();
    }
  });

  describe('fails clearly', () => {
    let server: SambaServer;

    before(async () => {
      server = await sharedSamba();
    });

    it('with a wrong password, which is in no message', async () => {
      const error = await failure(mount(server.url(), { password: 'wr0ng-S3cret' }));
      expect(error).to.include({
        code: 'ERR_SMB_AUTH',
        status: 'STATUS_LOGON_FAILURE',
        syscall: 'mount',
        fatal: true,
      });
      expect(`${error.stack ?? ''} ${JSON.stringify(error)}`).not.to.include('S3cret');
    });

    it('with an unknown user', async () => {
      expect(await failure(mount(server.url(), { username: 'nobody-of-that-name' }))).to.include({
        code: 'ERR_SMB_AUTH',
      });
    });

    it('with an unknown share', async () => {
      const error = await failure(mount(server.url('nonesuch')));
      expect(error).to.include({
        code: 'ENOENT',
        status: 'STATUS_BAD_NETWORK_NAME',
        path: 'nonesuch',
        fatal: true,
      });
      expect(error.message).to.include("no share 'nonesuch'");
    });

    it('with a closed port', async () => {
      const error = await failure(mount(server.url(undefined, { port: await freePort() })));
      expect(error).to.include({ code: 'ECONNREFUSED', syscall: 'connect', outcome: 'not-sent' });
    });

    it('with a name that does not exist', async () => {
      const error = await failure(mount('smb://u:p@no-such-host.invalid/share'));
      expect(error.code).to.be.oneOf(['ENOTFOUND', 'EAI_AGAIN']);
    });

    it('with a server that is no SMB server, or says nothing', async () => {
      const talker = await listen(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      const url = `smb://u:p@127.0.0.1:${talker.port}/share`;
      expect((await failure(mount(url))).code).to.equal('ERR_SMB_DIALECT');
      talker.close();
      const mute = await listen(() => undefined);
      const silent = `smb://u:p@127.0.0.1:${mute.port}/share`;
      const ends: string[] = [];
      const patient = failure(mount(silent)).then(({ code }) => ends.push(code));
      const error = await failure(mount(silent, { timeouts: { silence: 200 } }));
      ends.push(error.code);
      expect(error).to.include({ code: 'ETIMEDOUT', syscall: 'mount', command: 'NEGOTIATE' });
      expect(ends, 'who is patient still waits').to.deep.equal(['ETIMEDOUT']);
      mute.close();
      await patient;
      expect(ends).to.have.lengthOf(2);
    });

    it('with a server that hangs up at once', async () => {
      const rude = await listen(socket => socket.destroy());
      const error = await failure(mount(`smb://u:p@127.0.0.1:${rude.port}/share`));
      expect(error.code).to.be.oneOf(['ERR_SMB_DIALECT', 'ECONNRESET', 'EPIPE']);
      rude.close();
    });

    it('with a server that speaks SMB1 only', async () => {
      const old = await sharedSamba({ minProtocol: 'NT1', maxProtocol: 'NT1' });
      const error = await failure(mount(old.url()));
      expect(error).to.include({ code: 'ERR_SMB_DIALECT', syscall: 'mount', fatal: true });
    });

    it('with no dialect in common', async () => {
      const modern = await sharedSamba(newest.samba);
      const error = await failure(mount(modern.url(), { dialects: { max: '2.1' } }));
      expect(error).to.include({ code: 'ERR_SMB_DIALECT', syscall: 'mount' });
    });

    it('with a share, or a server, that requires encryption, which is off', async () => {
      const required = { 'smb encrypt': 'required' };
      const share = await sharedSamba({ shares: { sealed: { settings: required }, open: {} } });
      const error = await failure(mount(share.url('sealed'), { encryption: 'off' }));
      expect(error).to.include({ syscall: 'mount', path: 'sealed', fatal: true });
      expect(error.message).to.include('requires encryption');
      await (await mount(share.url('open'))).close();
      const all = await sharedSamba({ global: required });
      const other = await failure(mount(all.url(), { encryption: 'off' }));
      expect(other).to.include({ syscall: 'mount', fatal: true });
      expect(other.message).to.include('encryption');
    });
  });

  describe('without an account', () => {
    const shares = { pub: { settings: { 'guest ok': true } } };

    it('works as nobody, on the oldest and the newest dialect', async () => {
      const server = await sharedSamba({ global: { 'map to guest': 'bad user' }, shares });
      for (const dialect of ['2.0.2', '3.1.1'] as const) {
        const share = await mount(server.url('pub', { credentials: false }), {
          auth: 'anonymous',
          dialects: { min: dialect, max: dialect },
        });
        expect(await share.readdir('/')).to.deep.equal([]);
        await share.close();
      }
    });

    it('refuses to be a guest unasked, and is one when asked', async () => {
      const server = await sharedSamba({ global: { 'map to guest': 'bad user' }, shares });
      const options = { username: 'stranger', password: 'x' };
      const error = await failure(mount(server.url('pub'), options));
      expect(error).to.include({ code: 'ERR_SMB_GUEST_REFUSED', syscall: 'mount', fatal: true });
      const share = await mount(server.url('pub'), { ...options, auth: 'guest' });
      expect(await share.readdir('/')).to.deep.equal([]);
      await share.close();
    });
  });

  describe('lives and ends', () => {
    let server: SambaServer;

    before(async () => {
      server = await startSamba();
    });

    afterEach(() => nobodyConnected(server));

    after(() => server.stop());

    it('asks for the password when it is needed', async () => {
      let asked = 0;
      const password = () => {
        asked++;
        return Promise.resolve(server.password);
      };
      const mounting = mount(server.url(undefined, { credentials: false }), {
        username: server.username,
        password,
      });
      expect(asked).to.equal(0);
      await (await mounting).close();
      await (await mounting).close();
      expect(asked).to.equal(2);
    });

    it('is the same as Share.mount', async () => {
      const share = await Share.mount(server.url());
      expect(share).to.be.instanceOf(Share);
      await share.close();
    });

    it('ends with the block of an await using', async () => {
      let closed: Promise<void>;
      {
        await using share = await mount(server.url());
        closed = share.closed;
        expect(await share.exists('/')).to.equal(true);
      }
      await closed;
    });

    it('closes once, however often it is told to', async () => {
      const share = await mount(server.url());
      await Promise.all([share.close(), share.close()]);
      await share.close();
      await share.closed;
    });

    it('explains why a share is closed after firstValueFrom', async () => {
      const share = await firstValueFrom(mount(server.url()));
      const error = await failure(share.stat('/'));
      expect(error).to.include({
        code: 'ERR_SMB_CLOSED',
        syscall: 'stat',
        path: '/',
        outcome: 'not-sent',
        fatal: true,
      });
      expect(error.message).to.include('firstValueFrom');
    });

    it('closes when it is unsubscribed', async () => {
      let share: Share | undefined;
      const mounted = new Promise<void>(resolve => {
        const subscription = mount(server.url()).subscribe(it => {
          share = it;
          setImmediate(() => {
            subscription.unsubscribe();
            resolve();
          });
        });
      });
      await mounted;
      await share?.closed;
    });

    it('completes use() after the logoff', async () => {
      const logoffs = () => fields(capture, 'smb2.cmd == 2 && smb2.flags.response == 1', ['smb2.nt_status']);
      const before = (await logoffs()).length;
      const answers = await lastValueFrom(
        mount(server.url())
          .use(share => share.readdir('/'))
          .pipe(toArray()),
      );
      expect(await logoffs()).to.have.lengthOf(before + 1);
      expect(answers).to.deep.equal([[]]);
    });

    it('closes when the work of use() throws, fails or is left', async () => {
      const boom = new Error('boom');
      const thrower = mount(server.url()).use(() => {
        throw boom;
      });
      expect(await reason(lastValueFrom(thrower))).to.equal(boom);
      expect(await failure(lastValueFrom(mount(server.url()).use(share => share.stat('no'))))).to.include({
        code: 'ENOENT',
        path: 'no',
      });
      await lastValueFrom(
        mount(server.url())
          .use(share => share.list('/'))
          .pipe(take(1)),
        { defaultValue: [] },
      );
      await firstValueFrom(mount(server.url()).use(() => [1, 2, 3]));
    });

    it('keeps mounts of one host apart', async () => {
      const [one, two] = await Promise.all([mount(server.url()), mount(server.url())]);
      expect(server.childPids()).to.have.lengthOf(2);
      await one.close();
      expect(await two.exists('/')).to.equal(true);
      await two.close();
    });

    it('leaves the process free to exit', async () => {
      const { code, stdout, stderr } = await runNode([PROGRAM, server.url()], {
        env: { RXSMB_PCAP: undefined }, // one writer a file
        timeout: 20_000,
      });
      expect(stderr).to.equal('');
      expect(stdout).to.equal('closed\n');
      expect(code).to.equal(0);
    });
  });

  describe('survives the loss of its server', () => {
    let server: SambaServer;

    before(async () => {
      server = await startSamba();
    });

    afterEach(() => nobodyConnected(server));

    after(() => server.stop());

    const killChild = (signal: NodeJS.Signals) => {
      for (const pid of server.childPids()) signalProcess(pid, signal);
    };

    it('mounts again by retry', async () => {
      let mounts = 0;
      const found = await firstValueFrom(
        mount(server.url()).pipe(
          tap(() => {
            if (++mounts === 1) killChild('SIGKILL');
          }),
          switchMap(share => (mounts === 1 ? NEVER : share.exists('/'))),
          retry(3),
        ),
      );
      expect(found).to.equal(true);
      expect(mounts).to.equal(2);
    });

    it('tells every pending operation first, then closed and the mount', async () => {
      const told: unknown[] = [];
      const ended = new Promise<unknown>(resolve => {
        mount(server.url()).subscribe({
          next: share => {
            share.closed.catch((error: unknown) => told.push(['closed', error]));
            killChild('SIGSTOP');
            for (const path of ['a', 'b']) {
              share.stat(path).subscribe({ error: (error: unknown) => told.push([path, error]) });
            }
            setImmediate(() => {
              killChild('SIGKILL');
            });
          },
          error: error => {
            told.push(['mount', error]);
            resolve(error);
          },
        });
      });
      expect(await ended).to.include({ code: 'ECONNRESET', fatal: true, syscall: 'mount' });
      await sleep(0);
      expect(told.map(entry => (entry as [string])[0]).slice(0, 2)).to.deep.equal(['a', 'b']);
      expect(told.map(entry => (entry as [string])[0])).to.have.members(['a', 'b', 'closed', 'mount']);
      expect((told[0] as [string, SmbError])[1]).to.include({
        code: 'ECONNRESET',
        syscall: 'stat',
        path: 'a',
        outcome: 'unknown',
        retryable: true, // a stat changes nothing
        fatal: true,
      });
    });

    it('mounts again by retryTransient, where nothing was changed', async () => {
      let mounts = 0;
      const names = await lastValueFrom(
        mount(server.url()).pipe(
          switchMap(share => {
            if (++mounts === 1) killChild('SIGSTOP');
            const listing = share.readdir('/');
            if (mounts === 1) setImmediate(killChild, 'SIGKILL');
            return listing;
          }),
          take(1),
          retryTransient({ delay: 1 }),
        ),
      );
      expect(names).to.deep.equal([]);
      expect(mounts).to.equal(2);
    });

    it('gives up a silent server within its time', async () => {
      const share = await mount(server.url(), { timeouts: { silence: 200 } });
      const patient = await mount(server.url());
      expect(await share.exists('x')).to.equal(false);
      killChild('SIGSTOP');
      const ends: string[] = [];
      const waiting = failure(patient.stat('x')).then(({ code }) => ends.push(code));
      const error = await failure(share.stat('x'));
      ends.push(error.code);
      expect(error).to.include({ code: 'ETIMEDOUT', syscall: 'stat', path: 'x', fatal: true });
      const late = await failure(share.stat('y'));
      expect(late).to.include({ code: 'ERR_SMB_CLOSED', outcome: 'not-sent', syscall: 'stat', path: 'y' });
      expect(late.message).to.include('silent').and.not.include('firstValueFrom');
      expect(late.cause)
        .to.equal(await failure(share.closed))
        .and.include({ code: 'ETIMEDOUT' });
      killChild('SIGKILL');
      await waiting;
      expect(ends, 'who is patient waits for the end').to.deep.equal(['ETIMEDOUT', 'ECONNRESET']);
      await Promise.all([share.close(), patient.close()]);
    });

    it('notices a silent server while it has nothing to do', async () => {
      const share = await mount(server.url(), { timeouts: { silence: 200, idle: 50 } });
      await sleep(300); // an ECHO now and then keeps it open
      expect(await share.exists('/')).to.equal(true);
      killChild('SIGSTOP');
      expect(await failure(share.closed)).to.include({ code: 'ETIMEDOUT', fatal: true });
      killChild('SIGKILL');
    });

    it('closes within its grace when the server has stopped', async () => {
      const share = await mount(server.url());
      killChild('SIGSTOP');
      await share.close();
      expect(server.childPids(), 'it is still there, and says nothing').to.have.lengthOf(1);
      killChild('SIGKILL');
    });
  });

  describe('is aborted by its signal', () => {
    let server: SambaServer;

    before(async () => {
      server = await sharedSamba();
    });

    const expectAborted = (error: unknown, signal: AbortSignal) => {
      expect(error).to.include({ name: 'AbortError', code: 'ABORT_ERR', cause: signal.reason as unknown });
    };

    it('before it begins', async () => {
      const signal = AbortSignal.abort('enough');
      expectAborted(await reason(mount(server.url(), { signal })), signal);
    });

    it('while it waits for the negotiation', async () => {
      const mute = await listen(() => undefined);
      const controller = new AbortController();
      const mounting = mount(`smb://u:p@127.0.0.1:${mute.port}/share`, { signal: controller.signal });
      const rejected = reason(mounting);
      await sleep(30);
      controller.abort();
      expectAborted(await rejected, controller.signal);
      mute.close();
    });

    it('while it asks for the password', async () => {
      const controller = new AbortController();
      const mounting = mount(server.url(), {
        signal: controller.signal,
        password: () => {
          controller.abort();
          return new Promise(() => undefined);
        },
      });
      expectAborted(await reason(mounting), controller.signal);
    });

    it('at any stage', async () => {
      await using proxy = await FaultProxy.start(server.port);
      let stages = 0;
      for (let stallAfter = 0; ; stallAfter += 90) {
        proxy.faults = { down: { stallAfter } };
        const controller = new AbortController();
        const { signal } = controller;
        const mounting = mount(server.url(undefined, { port: proxy.port }), { signal }).then(
          share => share,
          (error: unknown) => error,
        );
        // ever longer, so that a busy machine gets to the end, too
        await Promise.race([mounting, sleep(30 + stallAfter / 10)]);
        controller.abort(new Error('enough'));
        const outcome = await mounting;
        if (outcome instanceof Share) break;
        expectAborted(outcome, signal);
        stages++;
      }
      expect(stages).to.be.at.least(5);
    });

    it('when it is mounted: verbs and the mount end', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const share = await mount(server.url(), { signal });
      const verb = reason(share.stat('x').then());
      controller.abort();
      expectAborted(await verb, signal);
      expectAborted(await reason(share.closed), signal);
      expect(await failure(share.stat('y'))).to.include({ code: 'ERR_SMB_CLOSED' });
    });

    it('of one verb, which leaves the rest alone', async () => {
      const share = await mount(server.url());
      const controller = new AbortController();
      const { signal } = controller;
      const verb = reason(share.stat('/', { signal }).then());
      controller.abort();
      expectAborted(await verb, signal);
      expectAborted(await reason(share.readdir('/', { signal })), signal);
      expect(await share.exists('/')).to.equal(true);
      await share.close();
    });
  });
});

interface Listener {
  readonly port: number;
  close(): void;
}

async function listen(met: (socket: Socket) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server: Server = createServer(socket => {
    sockets.add(socket.on('error', () => undefined));
    met(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
