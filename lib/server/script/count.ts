/** @throws {RangeError} ERR_OUT_OF_RANGE: a script that counts wrong would do nothing, and its spec prove nothing */
export function count(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw Object.assign(new RangeError(`${name} must be a whole number from ${least} on, not ${value}`), {
    code: 'ERR_OUT_OF_RANGE',
  });
}
