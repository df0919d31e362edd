import { expect } from 'chai';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { objects, useBench } from '../cli/bench.ts';
import type { RunningChild } from '../support/process.ts';

describe('rxsmb watch', function () {
  this.timeout(60_000);
  const bench = useBench();

  /** Watches until the output is enough, does what is to be seen once it is ready, then interrupts. */
  async function watching(args: readonly string[], act: () => void, enough: (stdout: string) => boolean) {
    let child: RunningChild | undefined;
    let stdout = '';
    const running = bench.rxsmb(['watch', '--json', ...args], {
      onStart: started => (child = started),
      onStdout: piece => (stdout += piece.toString()),
    });
    const until = async (done: () => boolean) => {
      const end = Date.now() + 30_000;
      while (!done() && Date.now() < end) await sleep(10);
      expect(done(), stdout).to.equal(true);
    };
    await until(() => stdout.includes('"ready"'));
    act();
    await until(() => enough(stdout));
    child?.kill('SIGINT');
    const { code, stderr } = await running;
    expect(code, stderr).to.equal(130);
    return objects(stdout);
  }

  it('tells what happens, and ends with 130 when it is interrupted', async () => {
    mkdirSync(bench.onServer('inbox'));
    const act = () => {
      writeFileSync(bench.onServer('inbox/a'), '1');
      renameSync(bench.onServer('inbox/a'), bench.onServer('inbox/b'));
      rmSync(bench.onServer('inbox/b'));
    };
    const events = await watching(['--names', bench.url('inbox')], act, text => text.includes('"removed"'));
    expect(events[0]).to.deep.equal({ type: 'ready', path: '' });
    expect(events).to.deep.include({ type: 'added', path: 'a' });
    expect(events.some(({ type }) => type === 'modified')).to.equal(false);
  });

  it('prints a line each', async () => {
    let child: RunningChild | undefined;
    let stdout = '';
    const running = bench.rxsmb(['watch', bench.url()], {
      onStart: started => (child = started),
      onStdout: piece => (stdout += piece.toString()),
    });
    const end = Date.now() + 30_000;
    for (let count = 0; !stdout.includes('\n') && Date.now() < end; count++) {
      writeFileSync(bench.onServer(`file ${count}`), '1');
      await sleep(50);
    }
    child?.kill('SIGINT');
    const { code, stderr } = await running;
    expect([code, stderr.includes('watching')]).to.deep.equal([130, true]);
    expect(stdout).to.match(/^\+ 'file \d+'$|^\+ file \d+$/m);
  });

  it('fails with 3 where the folder is missing', async () => {
    const { code, stderr } = await bench.rxsmb(['watch', bench.url('missing')]);
    expect([code, stderr]).to.deep.equal([3, stderr]);
    expect(stderr).to.contain('missing');
  });
});
