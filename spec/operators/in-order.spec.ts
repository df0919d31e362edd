import { expect } from 'chai';
import fc from 'fast-check';
import { from, map, type Observable, Subject, take } from 'rxjs';
import { SmbError } from '../../lib/errors.ts';
import { demanding, Gate } from '../../lib/operators/demand.ts';
import { iterate } from '../../lib/operators/flow.ts';
import { inOrder, type Piece } from '../../lib/operators/in-order.ts';
import { Counting, turn } from './counting.ts';
import { marbles } from './marbles.ts';

const MANY = 1_000_000;

const piece = (offset: number, data: string): Piece<string> => ({ offset, data });

/** What comes out; errors by their code. */
function record(source: Observable<string>): unknown[] {
  const got: unknown[] = [];
  source.subscribe({
    next: value => got.push(value),
    error: error => got.push(error instanceof SmbError ? error.code : error),
    complete: () => got.push('|'),
  });
  return got;
}

const ordered = (...pieces: readonly Piece<string>[]) => record(from(pieces).pipe(inOrder()));

describe('inOrder', () => {
  it('mirrors never, empty, one, many, error and never-ending', () => {
    const pieces = { a: piece(0, 'A'), b: piece(1, 'B'), c: piece(2, 'C') };
    const data = { a: 'A', b: 'B', c: 'C' };
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      for (const [marble, result, subs, unsub] of [
        ['-', '-', '^', undefined],
        ['--|', '--|', '^-!', undefined],
        ['--a|', '--a|', '^--!', undefined],
        ['--a-b-c|', '--a-b-c|', '^------!', undefined],
        ['--b-c-a----|', '------(abc)|', '^----------!', undefined],
        ['--#', '--#', '^-!', undefined],
        ['-b-#', '---#', '^--!', undefined],
        ['-b-a-', '---(ab)', '^', undefined],
        ['-a-b-', '-a--', '^-!', '--!'],
      ] as const) {
        const source = cold<Piece<string>>(marble, pieces);
        expectObservable(source.pipe(inOrder()), unsub).toBe(result, data);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }
    });
  });

  it('puts any permutation in order', () => {
    const split = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 30 });
    const permuted = split.chain(lengths => {
      let offset = 7;
      const pieces = lengths.map((length, index) => {
        offset += length;
        return piece(offset - length, String.fromCharCode(97 + (index % 26)).repeat(length));
      });
      return fc
        .shuffledSubarray(pieces, { minLength: pieces.length })
        .map(shuffled => ({ shuffled, whole: pieces.map(({ data }) => data) }));
    });
    fc.assert(
      fc.property(permuted, ({ shuffled, whole }) => {
        expect(record(from(shuffled).pipe(inOrder(7)))).to.deep.equal([...whole, '|']);
      }),
    );
  });

  it('emits the very views that came, and ignores empty ones', () => {
    const view = Buffer.from('ab');
    const got: Uint8Array[] = [];
    from([
      { offset: 9, data: Buffer.alloc(0) },
      { offset: 0, data: view },
    ])
      .pipe(inOrder())
      .subscribe(data => got.push(data));
    expect(got).to.have.length(1);
    expect(got[0]).to.equal(view);
  });

  it('makes an error of bytes that come twice', () => {
    expect(ordered(piece(0, 'ab'), piece(0, 'ab')), 'delivered').to.deep.equal(['ab', 'ERR_SMB_PROTOCOL']);
    expect(ordered(piece(2, 'c'), piece(2, 'c')), 'held').to.deep.equal(['ERR_SMB_PROTOCOL']);
    expect(ordered(piece(0, 'abc'), piece(1, 'b'))).to.deep.equal(['abc', 'ERR_SMB_PROTOCOL']);
    expect(ordered(piece(1, 'b'), piece(0, 'abc'))).to.deep.equal(['abc', 'ERR_SMB_PROTOCOL']);
    expect(record(from([piece(0, 'a')]).pipe(inOrder(4))), 'before the start').to.deep.equal([
      'ERR_SMB_PROTOCOL',
    ]);
  });

  it('makes an error of a hole, when the source has ended', () => {
    expect(ordered(piece(0, 'a'), piece(2, 'c'))).to.deep.equal(['a', 'ERR_SMB_TRUNCATED']);
    expect(ordered(piece(2, 'c'))).to.deep.equal(['ERR_SMB_TRUNCATED']);
    expect(record(from([piece(0, 'a')]).pipe(inOrder()))).to.deep.equal(['a', '|']);
  });

  it('lets its source go with an error of its own', () => {
    const source = new Subject<Piece<string>>();
    const got = record(source.pipe(inOrder()));
    source.next(piece(1, 'b'));
    source.next(piece(1, 'b'));
    expect([got, source.observed]).to.deep.equal([['ERR_SMB_PROTOCOL'], false]);
  });

  it('ends a source that does not stop by itself', () => {
    const counting = new Counting(1000);
    const pieces = (function* () {
      for (;;) yield piece(counting.produced++, 'x');
    })();
    expect(record(from(pieces).pipe(inOrder(), take(3)))).to.deep.equal(['x', 'x', 'x', '|']);
  });

  it('holds what a bounded consumer does not want yet, also at the end', () => {
    const gate = new Gate();
    const got: string[] = [];
    from([piece(1, 'b'), piece(0, 'a'), piece(2, 'c')])
      .pipe(inOrder())
      .subscribe(
        demanding<string>(gate, {
          next: value => {
            gate.shut();
            got.push(value);
          },
          complete: () => got.push('|'),
        }),
      );
    for (const expected of [[], ['a'], ['a', 'b'], ['a', 'b', 'c', '|']]) {
      expect(got).to.deep.equal(expected);
      gate.open();
    }
  });

  it('passes demand on to its source', async () => {
    const counting = new Counting();
    const pieces = counting.flow.pipe(
      map(n => piece(n % 2 === 0 ? n + 1 : n - 1, 'x')), // 1 0 3 2 5 4
      inOrder(),
    );
    let taken = 0;
    for await (const _ of iterate(pieces)) {
      await turn();
      expect(counting.produced).to.be.at.most(++taken + 2);
      if (taken === 20) break;
    }
  });

  it('orders a million pieces that come last first, for a consumer that opens its valve as it takes', () => {
    const backwards = (function* () {
      for (let offset = MANY; offset-- > 0;) yield piece(offset, 'x');
    })();
    const gate = new Gate(true);
    let count = 0;
    let complete = false;
    from(backwards)
      .pipe(inOrder())
      .subscribe(
        demanding<string>(gate, {
          next: () => {
            count++;
            gate.shut();
            gate.open();
          },
          complete: () => (complete = true),
        }),
      );
    expect([count, complete]).to.deep.equal([MANY, true]);
  });
});
