// A run of equal fixed-size elements, as in the dialects of 2.2.3 or the locks of 2.2.26
import { ProtocolError } from '../../errors.ts';
import { type Field, viewOf } from '../fields.ts';
import type { Tail } from '../tails.ts';

/** Elements one after another; their number comes from a `countOf` field, else they fill their region. */
export function array<T>(element: Field<T>): Tail<readonly T[]> {
  const { size } = element;
  return {
    tail: true,
    align: 1,
    fallback: [],
    size: value => value.length * size,
    count: value => value.length,
    write(target, value) {
      const view = viewOf(target);
      value.forEach((each, index) => element.write(view, index * size, each));
    },
    read(bytes, count = bytes.length / size) {
      if (!Number.isInteger(count) || count * size > bytes.length) {
        throw new ProtocolError(`${count} elements of ${size} bytes do not fit in ${bytes.length}`);
      }
      const view = viewOf(bytes);
      return Array.from({ length: count }, (_, index) => element.read(view, index * size));
    },
  };
}
