import { join } from 'node:path';
import { expect } from 'chai';
import { run } from './support/process.ts';

const SCRIPT = join(import.meta.dirname, '..', 'scripts', 'footprint.mjs');

describe('the footprint', function () {
  this.timeout(60_000);

  it('stays within its limits, and rare status names are no part of a start', async () => {
    const { code, stdout, stderr } = await run(process.execPath, [SCRIPT]);
    expect(stderr).to.equal('');
    expect(code, stdout).to.equal(0);
    const rows = [...stdout.matchAll(/^(\S.*?) {2,}(\d+) +(\d+) +(\d+)$/gm)].map(([, name, ...numbers]) => ({
      name,
      numbers: numbers.map(Number),
    }));
    expect(rows.map(({ name }) => name)).to.deep.equal(['core', 'import { mount }', 'everything']);
    for (const { numbers } of rows) {
      const [start, demand, limit] = numbers as [number, number, number];
      expect(start).to.be.above(0).and.at.most(limit);
      expect(demand).to.be.above(10_000);
    }
  });
});
