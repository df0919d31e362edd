// [MS-FSCC] 2.1.10 128-bit file ID
import type { Field } from '../fields.ts';

/** 16 bytes as one number, little-endian; what has 64 bits only has the same number. Omitted means 0n. */
export const fileId128: Field<bigint> = {
  size: 16,
  fallback: 0n,
  read: (view, at) => view.getBigUint64(at, true) | (view.getBigUint64(at + 8, true) << 64n),
  write(view, at, value) {
    view.setBigUint64(at, BigInt.asUintN(64, value), true);
    view.setBigUint64(at + 8, value >> 64n, true);
  },
};
