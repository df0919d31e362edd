/** Orders paths by their parts, so that all that lies in a folder stands together, behind it or before it. */
export function byParts(a: string, b: string, folder: 'first' | 'last'): number {
  const [one, other] = [partsOf(a), partsOf(b)];
  for (const [index, part] of one.entries()) {
    const against = other[index];
    if (against === undefined) return folder === 'first' ? 1 : -1;
    if (part !== against) return part < against ? -1 : 1;
  }
  return (one.length - other.length) * (folder === 'first' ? 1 : -1);
}

function partsOf(path: string): string[] {
  return path === '' ? [] : path.split('/');
}
