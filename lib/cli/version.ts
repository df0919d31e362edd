import { readFileSync } from 'node:fs';

/** The version of this package. */
export function version(): string {
  // two folders up from lib/cli as well as from dist/bin, where the bundle lies
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
