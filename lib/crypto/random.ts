import { randomBytes as nodeRandomBytes } from 'node:crypto';

/** Unguessable bytes: salts, client GUIDs, names of temporary files. */
export function randomBytes(count: number): Uint8Array {
  return nodeRandomBytes(count);
}
