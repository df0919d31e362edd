import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../../lib/errors.ts';
import type { CreateContextKind } from '../../../../lib/wire/smb2/contexts/context-kind.ts';
import { type CreateContext, createContexts } from '../../../../lib/wire/smb2/contexts/create-context.ts';
import { hex, refusesShort, survivesLies, survivesTruncation } from '../codec-laws.ts';

interface KnownContext<T, I> {
  /** For the title. */
  readonly title: string;
  readonly name: string;
  /** Its data as hex. */
  readonly data: string;
  readonly value: T & I;
  /** Bytes without which it cannot be read. Default: all of them. */
  readonly least?: number;
  readonly arbitrary?: fc.Arbitrary<T & I>;
}

/** The laws of every kind of context: known bytes both ways, in company, twice, round trip, truncations, lies. */
export function describeContext<T, I>(kind: CreateContextKind<T, I>, known: KnownContext<T, I>): void {
  const { title, name, value, arbitrary } = known;
  const data = hex(known.data);
  const of: (value: I) => CreateContext = kind.of;
  const decode = (bytes: Uint8Array) => kind.in([{ name, data: bytes }]);

  describe(title, () => {
    it('has its name and writes the known bytes', () => {
      const made = of(value);
      expect([made.name, Buffer.from(made.data).toString('hex')]).to.deep.equal([
        name,
        Buffer.from(data).toString('hex'),
      ]);
    });

    it('finds and reads the known bytes among others, as they cross the wire', () => {
      const list = [
        { name: 'Othr', data: hex('0102') },
        of(value),
        { name: '\u00ff\u0001', data: hex('03') },
      ];
      const wire = new Uint8Array(createContexts.size(list));
      createContexts.write(wire, list);
      const back = createContexts.read(wire, undefined);
      expect(kind.in(back)).to.deep.equal(value);
      expect(back.map(context => context.name)).to.deep.equal(['Othr', name, '\u00ff\u0001']);
      expect(back[0], 'unknown ones are kept').to.deep.equal(list[0]);
    });

    it('is undefined where it is missing, and refused when given twice', () => {
      expect(kind.in([{ name: 'Othr', data }])).to.equal(undefined);
      expect(() => kind.in([of(value), of(value)])).to.throw(ProtocolError, /twice/);
    });

    it('refuses what is too short, and survives truncations and lies', () => {
      refusesShort(decode, data, known.least ?? data.length);
      survivesTruncation(decode, data);
      survivesLies(decode, data, 0);
    });

    if (arbitrary !== undefined) {
      it('reads back what it wrote', () => {
        const law = fc.property(arbitrary, given => {
          expect(kind.in([of(given)])).to.deep.equal(given);
        });
        fc.assert(law, { numRuns: 50 });
      });
    }
  });
}
