import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { EMPTY, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { Lease, type LeaseBreak, leaseBits, type OnLeaseBreak } from '../../lib/session/lease.ts';
import { told } from '../commands/answered.ts';

const R = leaseBits('r');
const RH = leaseBits('rh');
const RWH = leaseBits('rwh');

/** A lease of all three, with what it acknowledged. */
function granted(onBreak?: OnLeaseBreak, epoch?: number) {
  const lease = new Lease('file', onBreak);
  const acknowledged: number[] = [];
  const acknowledge = (state: number) =>
    new Observable<never>(subscriber => {
      acknowledged.push(state);
      subscriber.complete();
    });
  lease.grant({ state: RWH, epoch }, acknowledge);
  return { lease, acknowledged, breaks: told(lease.breaks$) };
}

describe('session: lease', () => {
  it('tells its state in letters', () => {
    const lease = new Lease('file');
    expect(lease.state).to.equal('');
    for (const [bits, letters] of [
      [1, 'r'],
      [3, 'rh'],
      [5, 'rw'],
      [7, 'rwh'],
      [0xff00, ''],
    ] as const) {
      lease.grant({ state: bits }, () => EMPTY);
      expect(lease.state).to.equal(letters);
    }
  });

  it('shrinks at once, tells it, and acknowledges what the server waits for', () => {
    const { lease, acknowledged, breaks } = granted();
    lease.break({ state: RH }, true);
    expect(lease.state).to.equal('rh');
    lease.break({ state: 0 }, false);
    expect(breaks.values).to.deep.equal([
      { lease, from: 'rwh', to: 'rh', waiting: true },
      { lease, from: 'rh', to: '', waiting: false },
    ]);
    expect(acknowledged).to.deep.equal([RH]);
  });

  it('acknowledges after the work that a break brings', () => {
    const work = new Subject<void>();
    const seen: LeaseBreak[] = [];
    const { lease, acknowledged } = granted(broken => {
      seen.push(broken);
      return work;
    });
    lease.break({ state: R }, true);
    expect([seen.map(({ from, to }) => [from, to]), acknowledged]).to.deep.equal([[['rwh', 'r']], []]);
    work.next();
    expect(acknowledged).to.deep.equal([]);
    work.complete();
    expect(acknowledged).to.deep.equal([R]);
  });

  it('does not wait for work without an end any longer than 20 s', () => {
    new TestScheduler((actual, expected) => {
      expect(actual).to.deep.equal(expected);
    }).run(({ expectObservable }) => {
      const moment = new Observable<string>(subscriber => {
        const lease = new Lease('file', () => NEVER);
        lease.grant({ state: RWH }, () => {
          subscriber.next('a');
          return EMPTY;
        });
        lease.break({ state: R }, true);
      });
      expectObservable(moment).toBe('20s a');
    });
  });

  for (const [how, onBreak] of [
    ['errors', () => throwError(() => new Error('work'))],
    ['rejects', () => Promise.reject(new Error('work'))],
    [
      'throws',
      (): undefined => {
        throw new Error('work');
      },
    ],
  ] as const) {
    it(`acknowledges even if the work ${how}, and keeps why`, async () => {
      const { lease, acknowledged } = granted(onBreak);
      expect(lease.failure).to.equal(undefined);
      lease.break({ state: R }, true);
      while (acknowledged.length === 0) await setImmediate();
      expect(acknowledged).to.deep.equal([R]);
      expect(lease.failure?.error).to.include({ message: 'work' });
      lease.break({ state: 0 }, true);
      while (acknowledged.length === 1) await setImmediate();
      expect([lease.state, acknowledged], 'the next break is one, too').to.deep.equal(['', [R, 0]]);
    });
  }

  it('may keep nothing when its acknowledgement is refused', () => {
    const lease = new Lease('file');
    lease.grant({ state: RWH }, () => throwError(() => new Error('too late')));
    lease.break({ state: RH }, true);
    expect(lease.state).to.equal('');
  });

  it('takes nothing from a notice that is older than what it knows', () => {
    const { lease, acknowledged } = granted(undefined, 0xffff);
    lease.break({ state: RH, epoch: 0 }, true); // epochs wrap
    expect(lease.state).to.equal('rh');
    lease.break({ state: 0, epoch: 0xffff }, true);
    lease.break({ state: 0, epoch: 0 }, false);
    expect(lease.state).to.equal('rh');
    expect(acknowledged, 'whoever waits is answered all the same').to.deep.equal([RH, 0]);
    lease.break({ state: R, epoch: 1 }, true);
    expect(lease.state).to.equal('r');
  });

  it('is never given anything by a break', () => {
    const lease = new Lease('file');
    lease.grant({ state: R }, () => EMPTY);
    lease.break({ state: RWH }, false);
    expect(lease.state).to.equal('r');
  });

  it('keeps a notice that overtakes the grant', () => {
    const lease = new Lease('file');
    const { values } = told(lease.breaks$);
    lease.break({ state: R }, true);
    expect([lease.state, values]).to.deep.equal(['', []]);
    const acknowledged: number[] = [];
    lease.grant({ state: RWH }, state => {
      acknowledged.push(state);
      return of(undefined);
    });
    expect([lease.state, acknowledged]).to.deep.equal(['r', [R]]);
    expect(values.map(({ from, to }) => [from, to])).to.deep.equal([['rwh', 'r']]);
  });

  it('acknowledges nothing once its handle is closed', () => {
    const work = new Subject<void>();
    const { lease, acknowledged, breaks } = granted(() => work);
    lease.break({ state: R }, true);
    lease.end();
    work.complete();
    expect([acknowledged, lease.state, breaks.ends]).to.deep.equal([[], '', ['complete']]);
  });
});
