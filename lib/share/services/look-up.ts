import { type Observable, of, reduce } from 'rxjs';

import { One } from '../../operators/one.ts';
import type { Binding } from '../../rpc/binding.ts';
import { type LookedUp, lookUpNames, lookUpSids } from '../../rpc/lsarpc.ts';
import { encodeSid, type Sid } from '../../wire/dtyp/sid.ts';
import { SidNameUse } from '../../wire/rpce/lsarpc/lookup.ts';
import { LSARPC } from '../../wire/rpce/lsarpc/lsarpc.ts';
import type { Share } from '../share.ts';
import { operation, type VerbOptions } from '../verb.ts';
import { served } from './served.ts';

/** What a SID or a name belongs to ([MS-LSAT] 2.2.13). */
export type AccountType =
  | 'user'
  | 'group'
  | 'domain'
  | 'alias'
  | 'well-known-group'
  | 'deleted'
  | 'invalid'
  | 'unknown'
  | 'computer'
  | 'label';

/** Whom a SID or a name means. */
export interface Account {
  /** Missing where the server knows nobody of the name. */
  readonly sid: Sid | undefined;
  /** Without its domain where it was looked up, as given where it was asked for; missing where nobody has the SID. */
  readonly name: string | undefined;
  /** Empty for those that belong to none, as `Everyone`; missing where it is not known. */
  readonly domain: string | undefined;
  /** `unknown` where the server knows nobody. */
  readonly type: AccountType;
}

const TYPES = new Map<number, AccountType>([
  [SidNameUse.USER, 'user'],
  [SidNameUse.GROUP, 'group'],
  [SidNameUse.DOMAIN, 'domain'],
  [SidNameUse.ALIAS, 'alias'],
  [SidNameUse.WELL_KNOWN_GROUP, 'well-known-group'],
  [SidNameUse.DELETED_ACCOUNT, 'deleted'],
  [SidNameUse.INVALID, 'invalid'],
  [SidNameUse.COMPUTER, 'computer'],
  [SidNameUse.LABEL, 'label'],
]);

function typeOf(use: number): AccountType {
  return TYPES.get(use) ?? 'unknown';
}

/**
 * The names of SIDs, as the server of a mounted share knows them ([MS-LSAT] 3.1.4.10): one answer for each, in the
 * order asked. Nobody with a SID is no error, but an answer of type `unknown`. Any number of SIDs: a thousand travel
 * together.
 *
 * @throws {@link SmbError} `EACCES`, `ENOTSUP` (a server without this service); TypeError for what is no SID (at once)
 * @example
 * ```ts
 * const [owner] = await lookupSids(share, ['S-1-5-21-397955417-626881126-188441444-1010']);
 * console.log(owner?.domain, owner?.name, owner?.type);
 * ```
 */
export function lookupSids(share: Share, sids: readonly Sid[], options: VerbOptions = {}): One<Account[]> {
  for (const sid of sids) encodeSid(sid);
  // a server puts the SID itself, or a part of it, in place of a name that there is none
  const found = ({ use, sid, name, domain }: LookedUp): Account => {
    const type = typeOf(use);
    return { sid, name: type === 'unknown' ? undefined : name, domain, type };
  };
  return lookUp(share, 'lookupSids', sids, options, binding => lookUpSids(binding, sids), found);
}

/**
 * The SIDs of names, as the server of a mounted share knows them ([MS-LSAT] 3.1.4.6): one answer for each, in the
 * order asked. `DOMAIN\name`, `name@domain`, or a name alone. Nobody of a name is no error, but an answer of type
 * `unknown`. Any number of names: a thousand travel together.
 *
 * @throws {@link SmbError} `EACCES`, `ENOTSUP` (a server without this service)
 * @example
 * ```ts
 * const [ann, admins] = await lookupNames(share, ['ann', 'BUILTIN\\Administrators']);
 * console.log(ann?.sid, admins?.sid); // 'S-1-5-21-...', 'S-1-5-32-544'
 * ```
 */
export function lookupNames(
  share: Share,
  names: readonly string[],
  options: VerbOptions = {},
): One<Account[]> {
  const found = ({ use, sid, name, domain }: LookedUp): Account => {
    const type = typeOf(use);
    return { sid: type === 'unknown' ? undefined : sid, name, domain, type };
  };
  return lookUp(share, 'lookupNames', names, options, binding => lookUpNames(binding, names), found);
}

function lookUp(
  share: Share,
  syscall: string,
  asked: readonly string[],
  options: VerbOptions,
  work: (binding: Binding) => Observable<readonly LookedUp[]>,
  found: (answer: LookedUp) => Account,
): One<Account[]> {
  const name = { syscall };
  if (asked.length === 0) return One.of(operation(name, options, () => of([])));
  return served(share, name, options, LSARPC, binding =>
    work(binding).pipe(
      reduce((all: Account[], batch) => {
        for (const answer of batch) all.push(found(answer));
        return all;
      }, []),
    ),
  );
}
