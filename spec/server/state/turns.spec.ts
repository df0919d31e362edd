import { expect } from 'chai';
import { Turns } from '../../../lib/server/state/turns.ts';

describe('Turns', () => {
  /** Work that ends when it is told to, and says when it begins and ends. */
  function work(log: string[], name: string) {
    let finish: () => void = () => undefined;
    const end = new Promise<void>(resolve => (finish = resolve));
    const run = async () => {
      log.push(`${name} begins`);
      await end;
      log.push(`${name} ends`);
      return name;
    };
    return { run, finish: () => finish() };
  }
  const idle = () => new Promise(resolve => setImmediate(resolve));

  it('lets work on different names run beside each other', async () => {
    const [turns, log] = [new Turns(), [] as string[]];
    const [a, b] = [work(log, 'a'), work(log, 'b')];
    const both = [turns.on('a', a.run), turns.on('b', b.run)];
    await idle();
    expect(log).to.deep.equal(['a begins', 'b begins']);
    a.finish();
    b.finish();
    expect(await Promise.all(both)).to.deep.equal(['a', 'b']);
  });

  it('keeps the order on one name', async () => {
    const [turns, log] = [new Turns(), [] as string[]];
    const [one, two] = [work(log, 'one'), work(log, 'two')];
    const both = [turns.on('a', one.run), turns.on('a', two.run)];
    await idle();
    expect(log).to.deep.equal(['one begins']);
    one.finish();
    two.finish();
    await Promise.all(both);
    expect(log).to.deep.equal(['one begins', 'one ends', 'two begins', 'two ends']);
  });

  it('keeps everybody waiting for who must be alone, and him for everybody', async () => {
    const [turns, log] = [new Turns(), [] as string[]];
    const [before, alone, after] = [work(log, 'before'), work(log, 'alone'), work(log, 'after')];
    const all = [turns.on('a', before.run), turns.alone(alone.run), turns.on('b', after.run)];
    await idle();
    expect(log).to.deep.equal(['before begins']);
    before.finish();
    await idle();
    expect(log).to.deep.equal(['before begins', 'before ends', 'alone begins']);
    alone.finish();
    after.finish();
    await Promise.all(all);
    expect(log.slice(3)).to.deep.equal(['alone ends', 'after begins', 'after ends']);
  });

  it('goes on after work that failed', async () => {
    const turns = new Turns();
    const failed = turns.on('a', () => Promise.reject(new Error('no')));
    const alone = turns.alone(() => Promise.reject(new Error('no')));
    const next = turns.on('a', () => Promise.resolve('done'));
    expect(await failed.catch(() => 'failed')).to.equal('failed');
    expect(await alone.catch(() => 'failed')).to.equal('failed');
    expect(await next).to.equal('done');
  });
});
