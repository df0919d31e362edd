import { expect } from 'chai';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUnfinished, leftovers, useBench } from '../cli/bench.ts';
import { bundled } from '../cli/bundle.ts';
import { run, type RunningChild, type RunOptions } from '../support/process.ts';
import { FaultProxy } from '../support/proxy.ts';
import { nobodyConnected } from './nothing-open.ts';

const MIB = 1024 * 1024;

describe('rxsmb, the command,', function () {
  this.timeout(60_000);
  const bench = useBench();

  describe('is interrupted', () => {
    const WAIT_MAX = 20_000;

    async function interrupt(args: readonly string[], ready: () => boolean, options: RunOptions = {}) {
      let child: RunningChild | undefined;
      const running = bench.rxsmb(args, {
        ...options,
        timeout: 40_000,
        onStart: started => (child = started),
      });
      const until = Date.now() + WAIT_MAX;
      while (!ready() && Date.now() < until) await sleep(5);
      expect(ready(), 'under way').to.equal(true);
      const at = Date.now();
      child?.kill('SIGINT');
      const result = await running;
      expect(Date.now() - at, 'ms to end').to.be.below(8_000);
      expect(result.code, result.stderr).to.equal(130);
      expect(result.stderr).to.not.include('    at ');
    }
    const begun = (folder: string) => () => existsSync(folder) && readdirSync(folder).some(isUnfinished);
    it('in get, and leaves nothing behind', async () => {
      await using proxy = await FaultProxy.start(bench.samba.port, { down: { delay: 5 } });
      writeFileSync(bench.onServer('big'), Buffer.alloc(512 * MIB));
      await interrupt(
        ['get', bench.url('big', 'share', proxy.port), join(bench.local, 'big')],
        begun(bench.local),
      );
      expect(readdirSync(bench.local)).to.deep.equal([]);
      await nobodyConnected(bench.samba);
    });

    it('in put, and leaves nothing behind', async () => {
      async function* slow() {
        for (;;) {
          yield Buffer.alloc(MIB);
          await sleep(20);
        }
      }
      await interrupt(['put', '-', bench.url('big')], begun(bench.onServer('')), { stdin: slow() });
      expect(readdirSync(bench.onServer(''))).to.deep.equal([]);
      await nobodyConnected(bench.samba);
    });

    it('in sync, in either direction, and leaves nothing unfinished behind', async () => {
      const sizes = [256 * MIB, 256 * MIB];
      for (const [index, size] of sizes.entries())
        writeFileSync(bench.onServer(`big-${index}`), Buffer.alloc(size));
      await using proxy = await FaultProxy.start(bench.samba.port, { down: { delay: 5 }, up: { delay: 5 } });
      const here = join(bench.local, 'tree');
      await interrupt(['sync', bench.url('', 'share', proxy.port), here], begun(here));
      expect(leftovers(here)).to.deep.equal([]);
      const there = bench.onServer('', 'other');
      await interrupt(['sync', bench.onServer(''), bench.url('', 'other', proxy.port)], begun(there));
      expect(leftovers(there)).to.deep.equal([]);
      await nobodyConnected(bench.samba);
    });

    it('in cat, while nobody reads', async () => {
      writeFileSync(bench.onServer('big'), Buffer.alloc(64 * MIB));
      const command = `${process.execPath} ${await bundled()} cat '${bench.url('big')}' & pid=$!; sleep 2; kill -INT $pid; wait $pid; echo "code $?" >&2`;
      const held = await run('bash', ['-c', `set -m; { ${command}; } | sleep 4`], {
        env: { RXSMB_PASSWORD: bench.samba.password },
      });
      expect(held.stderr).to.include('code 130');
      await nobodyConnected(bench.samba);
    });
  });
});
