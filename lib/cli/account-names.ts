import type { Share } from '../share/share.ts';
import type { Sid } from '../share/security-words.ts';

/** How to show a SID: its name where one is known, else itself. */
export type Naming = (sid: Sid) => string;

/** The names of some SIDs, asked for together; those that nobody has stay as they are. */
export async function namesOf(share: Share, sids: readonly Sid[], signal: AbortSignal): Promise<Naming> {
  const { lookupSids } = await import('./client.ts');
  const accounts = await lookupSids(share, [...new Set(sids)], { signal });
  const names = new Map<Sid, string>();
  for (const { sid, name, domain } of accounts) {
    if (sid === undefined || name === undefined || name === '') continue;
    names.set(sid, domain === undefined || domain === '' ? name : `${domain}\\${name}`);
  }
  return sid => names.get(sid) ?? sid;
}
