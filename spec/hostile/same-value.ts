/** Whether two values are the same in all that they hold; views of bytes by their bytes, whatever class they are of. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (one instanceof Uint8Array) return other instanceof Uint8Array && Buffer.compare(one, other) === 0;
  if (one instanceof Date) return other instanceof Date && one.getTime() === other.getTime();
  if (one instanceof Map) {
    return (
      other instanceof Map &&
      isSameValue([...(one as Map<unknown, unknown>)], [...(other as Map<unknown, unknown>)])
    );
  }
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  if (keys.length !== others.length || Array.isArray(one) !== Array.isArray(other)) return false;
  return keys.every(
    key =>
      Object.hasOwn(other, key) &&
      isSameValue((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  );
}
