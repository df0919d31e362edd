import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { type Contestant, lap, median } from '../../bench/measure.ts';

const node = (code: string, more: Partial<Contestant> = {}): Contestant => ({
  name: 'someone',
  command: process.execPath,
  args: ['-e', code],
  ...more,
});
const fault = (contestant: Contestant) =>
  lap(contestant, true).then(
    () => 'none',
    (error: unknown) => (error as Error).message,
  );

describe('bench: a lap', function () {
  this.timeout(30_000);

  it('takes a whole process, with the right bytes', async () => {
    const sha256 = createHash('sha256').update('abc').digest('hex');
    const { seconds, cpu, peak } = await lap(node("process.stdout.write('abc')", { sha256 }), true);
    expect([seconds >= 0, cpu >= 0]).to.deep.equal([true, true]);
    expect(peak).to.be.above(10);
    expect(await fault(node("process.stdout.write('abd')", { sha256 }))).to.equal('someone: wrong bytes');
  });

  it('fails with who fails, lists too little, or leaves the wrong things behind', async () => {
    expect(await fault(node("console.error('no such share'); process.exit(3)"))).to.match(/with 3: no such/);
    expect(await fault(node("console.log('a')", { lines: 2 }))).to.equal('someone: 1 lines instead of 2');
    const check = () => {
      throw new Error('another tree');
    };
    expect(await fault(node('', { check }))).to.equal('another tree');
  });

  it('counts for the middle', () => {
    expect(median([9, 1, 5])).to.equal(5);
    expect(median([1, 2, 4, 100])).to.equal(3);
  });
});
