import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUnfinished, useBench } from '../cli/bench.ts';
import { freePort } from '../support/ports.ts';
import { FaultProxy } from '../support/proxy.ts';
import { startSamba } from '../support/samba.ts';

const MIB = 1024 * 1024;

describe('rxsmb, the command,', function () {
  this.timeout(60_000);
  const bench = useBench();

  describe('fails', () => {
    it('with 7 for a wrong password, which it does not repeat', async () => {
      const said = await bench.fails(7, ['ls', bench.url()], { env: { RXSMB_PASSWORD: 'wrong-Secret' } });
      expect(said).to.include('check user, password').and.not.include('wrong-Secret');
    });

    it('with 3 for a missing share, 3 for a missing folder, 4 for a missing file', async () => {
      expect(await bench.fails(3, ['ls', bench.url('', 'nowhere')])).to.include('nowhere');
      for (const verb of ['ls', 'find', 'df']) {
        expect(await bench.fails(3, [verb, bench.url('no/where')])).to.include('no/where');
      }
      writeFileSync(join(bench.local, 'f'), '');
      await bench.fails(3, ['put', join(bench.local, 'f'), bench.url('no/where')]);
      const folder = `${bench.url('no')}/`;
      expect(await bench.fails(3, ['put', join(bench.local, 'f'), folder])).to.include('folder no ');
      writeFileSync(bench.onServer('f'), '');
      expect(await bench.fails(3, ['mv', bench.url('f'), folder])).to.include('folder no ');
      await bench.fails(3, ['mkdir', bench.url('no/where')]);
      expect(await bench.fails(4, ['cat', bench.url('nothing')])).to.include('nothing');
      await bench.fails(4, ['get', bench.url('nothing'), join(bench.local, 'g')]);
      await bench.fails(3, ['get', bench.url('nothing'), join(bench.local, 'no', 'where')]);
      await bench.fails(4, ['stat', bench.url('nothing')]);
      await bench.fails(4, ['rm', bench.url('nothing')]);
      await bench.fails(4, ['mv', bench.url('nothing'), bench.url('something')]);
      await bench.fails(4, ['put', join(bench.local, 'nothing'), bench.url('f')]);
      expect(readdirSync(bench.local)).to.deep.equal(['f']);
    });

    it('with 6 where some of several failed, and does the rest', async () => {
      writeFileSync(bench.onServer('a'), 'a');
      writeFileSync(bench.onServer('b'), 'b');
      const { code, stdout, stderr } = await bench.rxsmb([
        'cat',
        bench.url('a'),
        bench.url('nothing'),
        bench.url('b'),
      ]);
      expect({ code, stdout }).to.deep.equal({ code: 6, stdout: 'ab' });
      expect(stderr).to.match(/^rxsmb: cat: .*nothing.*\n$/);
      expect((await bench.rxsmb(['rm', bench.url('x'), bench.url('y')])).code).to.equal(4);
    });

    it('with 1 where the user may not, or a folder is in the way', async () => {
      writeFileSync(join(bench.local, 'f'), 'x');
      await bench.fails(1, ['put', join(bench.local, 'f'), bench.url('f', 'readonly')]);
      await bench.fails(1, ['mkdir', bench.url('a', 'readonly')]);
      mkdirSync(bench.onServer('full'));
      expect(await bench.fails(1, ['rm', bench.url('full')])).to.include('rm -r');
      await bench.fails(1, ['mkdir', bench.url('full')]);
    });

    it('with 7 for a closed port, at once', async () => {
      const port = await freePort();
      const started = Date.now();
      expect(await bench.fails(7, ['ls', bench.url('', 'share', port)]))
        .to.include('ECONNREFUSED')
        .and.include(String(port));
      expect(Date.now() - started).to.be.below(5_000);
    });

    it('with 7 for a server that only speaks SMB1', async () => {
      const old = await startSamba({ minProtocol: 'NT1', maxProtocol: 'NT1' });
      try {
        await bench.fails(7, ['ls', bench.url('', 'share', old.port)], { timeout: 15_000 });
      } finally {
        await old.stop();
      }
    });

    it('with 7 for something that is no SMB server, 5 for one that falls silent, in time', async () => {
      writeFileSync(bench.onServer('f'), Buffer.alloc(8 * MIB));
      await using proxy = await FaultProxy.start(bench.samba.port, { down: { stallAfter: 0 } });
      const mute = ['ls', '--timeout', '2', bench.url('', 'share', proxy.port)];
      await bench.fails(7, mute, { timeout: 15_000 });
      proxy.faults = { down: { stallAfter: 2 * MIB } };
      const stalled = ['get', '--timeout', '2', bench.url('f', 'share', proxy.port), join(bench.local, 'f')];
      await bench.fails(5, stalled, { timeout: 25_000 });
      expect(readdirSync(bench.local)).to.deep.equal([]);
    });

    for (const verb of ['get', 'cat', 'put', 'sync'] as const) {
      it(`with 5 when the server is killed in the middle of ${verb}`, async () => {
        const victim = await startSamba();
        try {
          const at = (path: string) => victim.url('share', { path }).replace(/:[^:@/]*@/, '@');
          writeFileSync(join(victim.path, 'f'), Buffer.alloc(64 * MIB, 'x'));
          writeFileSync(join(bench.local, 'f'), Buffer.alloc(64 * MIB, 'x'));
          const to = join(bench.local, 'to');
          await using proxy = await FaultProxy.start(victim.port);
          const through = (path: string) => at(path).replace(`:${victim.port}`, `:${proxy.port}`);
          const args = {
            get: ['get', through('f'), to],
            cat: ['cat', through('f')],
            put: ['put', join(bench.local, 'f'), through('to')],
            sync: ['sync', through(''), to],
          }[verb];
          const running = bench.rxsmb(args, { timeout: 30_000, onStdout: () => undefined });
          while (proxy.bytesDown + proxy.bytesUp < 4 * MIB) await sleep(2);
          for (const pid of victim.childPids()) process.kill(pid, 'SIGKILL');
          proxy.cut();
          const { code, stderr } = await running;
          expect(code, stderr).to.equal(5);
          expect(stderr).to.match(/^rxsmb: \w+: .*\n$/);
          expect(existsSync(to) ? readdirSync(to) : []).to.deep.equal([]);
          expect(existsSync(join(victim.path, 'to'))).to.equal(false);
          expect(readdirSync(bench.local).filter(isUnfinished)).to.deep.equal([]);
        } finally {
          await victim.stop();
        }
      });
    }

    it('with a stack only for NODE_DEBUG', async () => {
      const { stderr } = await bench.rxsmb(['cat', bench.url('nothing')], { env: { NODE_DEBUG: 'rxsmb' } });
      expect(stderr).to.match(/^rxsmb: cat: .*nothing.*\n_?SmbError: [^]*\n {4}at /m);
    });
  });
});
