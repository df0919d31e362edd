import { expect } from 'chai';
import { checkOffset, stretchOf } from '../../lib/share/file-range.ts';
import { portionOf, positionOf } from '../../lib/share/portion.ts';

describe('share: file range', () => {
  it('has an inclusive end, which is the end of the file by default', () => {
    expect(stretchOf({})).to.deep.equal({ start: 0, stop: Infinity });
    expect(stretchOf({ start: 5 })).to.deep.equal({ start: 5, stop: Infinity });
    expect(stretchOf({ start: 5, end: 5 })).to.deep.equal({ start: 5, stop: 6 });
    expect(stretchOf({ end: Infinity })).to.deep.equal({ start: 0, stop: Infinity });
  });

  it('refuses what is no offset', () => {
    for (const bad of [-1, 1.5, NaN, 2 ** 53, -Infinity]) {
      for (const range of [{ start: bad }, { end: bad }]) {
        expect(() => stretchOf(range))
          .to.throw(RangeError)
          .with.property('code', 'ERR_OUT_OF_RANGE');
      }
    }
    expect(() => stretchOf({ start: Infinity })).to.throw(RangeError);
    expect(() => stretchOf({ start: 5, end: 4 })).to.throw(RangeError, 'start');
    for (const bad of ['1', 1n, null, {}]) {
      expect(() => checkOffset('x', bad))
        .to.throw(TypeError)
        .with.property('code', 'ERR_INVALID_ARG_TYPE');
    }
  });
});

describe('share: portion of a buffer', () => {
  const memory = new ArrayBuffer(100);
  const view = new Uint16Array(memory, 10, 20);

  it('is a view of the same memory, counted in bytes', () => {
    const place = (options: object) => {
      const { buffer, byteOffset, byteLength } = portionOf(view, options);
      expect(buffer).to.equal(memory);
      return [byteOffset, byteLength];
    };
    expect(place({})).to.deep.equal([10, 40]);
    expect(place({ offset: null, length: null })).to.deep.equal([10, 40]);
    expect(place({ offset: 3 })).to.deep.equal([13, 37]);
    expect(place({ offset: 40 })).to.deep.equal([50, 0]);
    expect(place({ offset: 3, length: 5 })).to.deep.equal([13, 5]);
    expect(place({ length: 0 })).to.deep.equal([10, 0]);
  });

  it('lies inside the buffer', () => {
    for (const bad of [
      { offset: 41 },
      { length: 41 },
      { offset: 39, length: 2 },
      { offset: -1 },
      { length: 0.5 },
    ]) {
      expect(() => portionOf(view, bad))
        .to.throw(RangeError)
        .with.property('code', 'ERR_OUT_OF_RANGE');
    }
  });

  it('has a position, or none', () => {
    for (const none of [undefined, null, -1, -1n]) expect(positionOf(none)).to.equal(undefined);
    expect(positionOf(0)).to.equal(0);
    expect(positionOf(5n * 2n ** 30n)).to.equal(5 * 2 ** 30);
    for (const bad of [-2, 1.5, 2n ** 53n, -5n]) expect(() => positionOf(bad)).to.throw(RangeError);
  });
});
