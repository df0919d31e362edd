import { expect } from 'chai';
import { Messages } from '../../lib/cli/messages.ts';
import { Progress } from '../../lib/cli/progress.ts';
import { Captured } from './capture.ts';

const MIB = 1024 * 1024;
const WIPE = '\r\x1b[K';

function display(isTTY: boolean, label: string, total?: number) {
  const sink = new Captured(isTTY);
  const messages = new Messages(sink, 'get', false);
  let now = 1_000;
  const progress = new Progress(messages, label, total, { now: () => now });
  const at = (ms: number, done: number) => {
    now = 1_000 + ms;
    progress.update(done);
  };
  return { sink, messages, progress, at };
}

describe('Progress', () => {
  it('writes plain lines where there is no terminal, one a second', () => {
    const { sink, progress, at } = display(false, 'big.iso', 100 * MIB);
    for (let ms = 0; ms <= 2_500; ms += 50) at(ms, (ms / 2_500) * 50 * MIB);
    expect(sink.text).to.equal(
      'big.iso: 20%, 20.0 MiB of 100.0 MiB, 20.0 MiB/s, ETA 4s\n' +
        'big.iso: 40%, 40.0 MiB of 100.0 MiB, 20.0 MiB/s, ETA 3s\n',
    );
    at(5_000, 100 * MIB);
    progress.end();
    expect(sink.text).to.match(/big\.iso: 100\.0 MiB in 5\.0s, 20\.0 MiB\/s\n$/);
    expect(sink.text).to.not.include('\x1b');
  });

  it('draws a bar on a terminal, and wipes it at the end', () => {
    const { sink, progress, at } = display(true, 'a', 100 * MIB);
    at(1_000, 50 * MIB);
    const bar = `[${'#'.repeat(12)}${'-'.repeat(12)}]`;
    const line = `a: ${bar} 50%, 50.0 MiB of 100.0 MiB, 50.0 MiB/s, ETA 1s`;
    expect(sink.text).to.equal(WIPE + line);
    progress.end();
    expect(sink.text).to.equal(`${WIPE}${line}${WIPE}a: 50.0 MiB in 1.0s, 50.0 MiB/s\n`);
  });

  it('never draws a line that is wider than the terminal', () => {
    const { sink, at } = display(true, 'x'.repeat(300), 100 * MIB);
    at(1_000, 50 * MIB);
    expect(sink.text.replace(WIPE, '').length).to.be.below(80);
    expect(sink.text).to.match(/ETA 1s$/);
  });

  it('gets out of the way of a message', () => {
    const { sink, messages, at } = display(true, 'f', 100);
    at(1_000, 50);
    messages.say('something happened');
    expect(sink.text.endsWith(`${WIPE}rxsmb: get: something happened\n`)).to.equal(true);
  });

  it('makes names harmless', () => {
    const { sink, at } = display(false, 'a\x1b[2Jb\n', 100);
    at(1_000, 50);
    expect(sink.text).to.match(/^a\\033\[2Jb\\n: 50%/);
  });

  it('does without a total, as for standard input', () => {
    const { sink, at } = display(false, '-');
    at(1_000, 5 * MIB);
    expect(sink.text).to.equal('-: 5.0 MiB, 5.0 MiB/s\n');
  });

  it('shows the rate of the last seconds, not of the whole', () => {
    const { sink, at } = display(false, 'f', 1_000 * MIB);
    for (let second = 1; second <= 10; second++) at(second * 1_000, second * 10 * MIB);
    for (let second = 11; second <= 20; second++) at(second * 1_000, 100 * MIB);
    expect(sink.text.trimEnd().split('\n').at(-1)).to.equal('f: 10%, 100.0 MiB of 1000.0 MiB, 0 B/s, ETA -');
  });

  it('is complete at once where there is nothing to do', () => {
    const { sink, at } = display(false, 'empty', 0);
    at(1_000, 0);
    expect(sink.text).to.include('100%, 0 B of 0 B');
  });
});
