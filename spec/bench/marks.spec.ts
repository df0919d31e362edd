import { expect } from 'chai';
import { noTraffic } from '../../bench/counting.ts';
import { copiesVerdict, delayVerdict, memoryVerdict, verdictOn, verdicts } from '../../bench/marks.ts';
import type { CopyRow, Row, Steady } from '../../bench/rows.ts';

const LAP = { seconds: 1, cpu: 1, peak: 50 };
const peer = (name: string, ratio: number) => ({ name, lap: LAP, ratio, traffic: noTraffic() });
const row = (marks: Row['marks'], ...peers: Row['peers']): Row => ({
  name: 'work',
  marks,
  ours: LAP,
  traffic: noTraffic(),
  peers,
});
const STEADY: Steady = {
  name: 'stream',
  count: 1,
  seconds: 1,
  firstHalf: 60,
  secondHalf: 64,
  p50: 0,
  p99: 10,
  max: 99,
};
const COPY: CopyRow = { name: 'copies', count: 1, moved: 1, ciphered: 1, unknown: 0, most: 2 };

describe('bench: marks', () => {
  it('are reached at the ratio that they ask for, not below it', () => {
    const marks = [{ peer: 'smbclient', ratio: 1.3 }];
    expect(verdictOn(row(marks, peer('smbclient', 1.3)), 'smbclient')).to.include({ reached: true });
    expect(verdictOn(row(marks, peer('smbclient', 1.29)), 'smbclient')).to.include({ reached: false });
  });

  it('are decided by the better of two runs of the same peer, and only once', () => {
    const both = row([{ peer: 'rclone', ratio: 5 }], peer('rclone, 4', 4.9), peer('rclone, 16', 9));
    expect(verdictOn(both, 'rclone, 4')).to.include({ reached: false, found: '4.90 x' });
    expect(verdictOn(both, 'rclone, 16')).to.equal(undefined);
    expect(verdicts({ rows: [both], programs: [], copies: [] })).to.have.length(1);
  });

  it('ask nothing of a peer that has none', () => {
    expect(verdictOn(row([], peer('rclone, 4', 0.1)), 'rclone, 4')).to.equal(undefined);
  });

  it('hold memory to 64 MiB in both halves, and to being flat', () => {
    expect(memoryVerdict(STEADY).reached).to.equal(true);
    expect(memoryVerdict({ ...STEADY, secondHalf: 65 }).reached).to.equal(false);
    expect(memoryVerdict({ ...STEADY, firstHalf: 65 }).reached).to.equal(false);
    expect(memoryVerdict({ ...STEADY, firstHalf: 20, secondHalf: 40 }).reached).to.equal(false);
  });

  it('hold the event loop to 10 ms', () => {
    expect(delayVerdict(STEADY).reached).to.equal(true);
    expect(delayVerdict({ ...STEADY, p99: 10.1 }).reached).to.equal(false);
  });

  it("count the cipher's copies, and forgive headers but no byte of unknown origin", () => {
    expect(copiesVerdict({ ...COPY, moved: 1.001 }).reached).to.equal(true);
    expect(copiesVerdict({ ...COPY, moved: 2 }).reached).to.equal(false);
    expect(copiesVerdict({ ...COPY, most: 0 }).reached).to.equal(false);
    expect(copiesVerdict({ ...COPY, unknown: 1 }).reached).to.equal(false);
  });
});
