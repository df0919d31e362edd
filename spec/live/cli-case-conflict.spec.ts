import { expect } from 'chai';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { objects, useBench } from '../cli/bench.ts';

describe('live: rxsmb sync --case-conflict', function () {
  this.timeout(60_000);
  const bench = useBench();

  beforeEach(() => {
    writeFileSync(join(bench.local, 'Note'), 'one');
    writeFileSync(join(bench.local, 'note'), 'two!');
  });

  it('reports what would meet in one name, by default', async () => {
    const result = await bench.rxsmb(['sync', '--json', bench.local, bench.url()]);
    expect(result.code).to.equal(6);
    expect(result.stderr).to.contain("'Note'");
    expect(objects(result.stdout)).to.deep.include({ path: 'Note', size: 3, type: 'transferred' });
    expect(readdirSync(bench.onServer(''))).to.deep.equal(['Note']);
  });

  it('leaves it out, or gives it another name', async () => {
    const skipped = await bench.rxsmb(['sync', '--case-conflict', 'skip', bench.local, bench.url()]);
    expect(skipped.code).to.equal(0);
    expect(skipped.stderr).to.contain('note: left out');
    await bench.done('sync', '--case-conflict', 'rename', bench.local, bench.url());
    expect(readFileSync(bench.onServer('note (2)'), 'utf8')).to.equal('two!');
    await bench.fails(2, ['sync', '--case-conflict', 'keep', bench.local, bench.url()]);
  });
});
