import { expect } from 'chai';
import { chart } from '../../bench/chart.ts';
import { noTraffic } from '../../bench/counting.ts';
import { BY_HAND, page } from '../../bench/page.ts';
import type { Results } from '../../bench/rows.ts';
import { lines, summary } from '../../bench/terminal.ts';
import { verdicts } from '../../bench/marks.ts';

const LAP = { seconds: 2, cpu: 1, peak: 77 };
const SIGNED = { ...noTraffic(), requests: 100, signed: 98, inFlight: 8 };
const RESULTS: Results = {
  rounds: 5,
  setting: ['a machine'],
  missing: ['walk'],
  rows: [
    {
      name: 'read 1 GiB',
      bytes: 1024 ** 3,
      marks: [{ peer: 'rclone', ratio: 5 }],
      ours: LAP,
      traffic: SIGNED,
      peers: [
        { name: 'rclone, 4', lap: { ...LAP, seconds: 8 }, ratio: 4, traffic: { ...SIGNED, signed: 0 } },
      ],
    },
  ],
  programs: [
    { name: 'stream', count: 1, seconds: 3, firstHalf: 20, secondHalf: 21, p50: 0.1, p99: 2, max: 12 },
  ],
  copies: [{ name: 'copies: read', count: 1, moved: 1, ciphered: 1, unknown: 0, most: 2 }],
  trials: [
    {
      name: 'a-client',
      version: '1.2.3',
      signed: 'STATUS_ACCESS_DENIED',
      plain: 'wrong | bytes',
      read: 1.25,
      write: 2,
      list: 3,
      download: 4,
    },
  ],
};

describe('bench: the page', () => {
  const made = page(RESULTS, '');

  it('has each work with its figures, what the peer did without, and what came of the mark', () => {
    expect(made).to.include(
      '| read 1 GiB | rclone, 4 (unprotected) | 2.00 s | 8.00 s | **4.00** | missed: 5 x | 537 |',
    );
    expect(made).to.include('| stream | 3.0 | 20 | 21 | reached: 64 MiB, flat | 0.1 ms | 2.0 ms | 12.0 ms |');
    expect(made).to.include('| copies: read | 2.00 | 1.00 | 0 | reached: 2 a byte |');
  });

  it('begins with the marks, names the missed ones and what was not measured', () => {
    expect(made).to.include(
      '**3 of 4 marks are reached.** Missed:\n\n- read 1 GiB / rclone, 4: 4.00 x, the mark is 5 x',
    );
    expect(made).to.include('Not measured in this run: walk.');
  });

  it('tells what the clients from npm did, or why they were not tried', () => {
    expect(made).to.include(
      '| a-client 1.2.3 | STATUS_ACCESS_DENIED | wrong \\| bytes | 1.3 | 2.0 | 3.0 | 4.0 |',
    );
    expect(page({ ...RESULTS, untried: 'no registry' }, '')).to.include(
      'Not tried in this run: no registry.',
    );
  });

  it('keeps what was written by hand, run after run', () => {
    const edited = made.replace('Nobody has written it down yet.', 'The server does.');
    const again = page({ ...RESULTS, rounds: 7 }, edited);
    expect(again).to.include('medians of 7');
    expect(again.slice(again.indexOf(BY_HAND))).to.equal(edited.slice(edited.indexOf(BY_HAND)));
    expect(again).to.match(/The server does\.\n$/);
  });

  it('has a bar for each peer in its chart', () => {
    expect(chart(RESULTS.rows).match(/<rect x="330"/g)).to.have.length(1);
  });

  it('says the same in the terminal', () => {
    const [ours = '', peer = ''] = RESULTS.rows.map(lines).join('\n').split('\n');
    expect(ours.split(/ {2,}/)).to.deep.equal(['read 1 GiB', 'rxsmb', '2.00 s', '537', '1.00', '77', '8']);
    expect(peer.trim().split(/ {2,}/)).to.include.members(['rclone, 4', '8.00 s', 'missed: 5 x']);
    expect(summary(verdicts(RESULTS))).to.match(/^3 of 4 marks reached\n {2}missed: read 1 GiB/);
  });
});
