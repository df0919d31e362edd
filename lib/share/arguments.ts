/** The error of an argument of the wrong kind, as Node's functions throw it. */
export function wrongType(name: string, wanted: string, given: unknown): TypeError {
  const message = `${name} must be ${wanted}, not ${kindOf(given)}`;
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

/** The error of an argument of the right kind that means nothing. */
export function wrongValue(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}

/** The error of a number, or a time, that cannot be. */
export function outOfRange(name: string, wanted: string, given: unknown): RangeError {
  const message = `${name} must be ${wanted}, not ${String(given)}`;
  return Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}

/** @throws TypeError `ERR_INVALID_ARG_TYPE` */
export function checkText(name: string, value: unknown): void {
  if (typeof value !== 'string') throw wrongType(name, 'a string', value);
}

/** @throws TypeError `ERR_INVALID_ARG_TYPE` */
export function checkObject(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw wrongType(name, 'an object', value);
}

/**
 * Options none of which may be overlooked: a misspelt one would mean the whole file.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`
 */
export function checkKeys(name: string, value: object, known: readonly string[]): void {
  checkObject(name, value);
  const other = Object.keys(value).find(key => !known.includes(key));
  if (other !== undefined)
    throw wrongValue(`'${other}' is no part of ${name}: it must be of ${known.join(', ')}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value;
}
