// [MS-LSAT] 3.1.4: SIDs to names and back
import { catchError, concat, concatMap, defer, EMPTY, ignoreElements, map, type Observable } from 'rxjs';

import { ProtocolError } from '../errors.ts';
import type { Sid } from '../wire/dtyp/sid.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { statusError } from '../wire/erref/status-error.ts';
import {
  CLIENT_REVISION,
  LSAP_LOOKUP_WKSTA,
  MOST_NAMES,
  type REFERENCED_DOMAIN_LIST,
  SidNameUse,
} from '../wire/rpce/lsarpc/lookup.ts';
import { LsarLookupNames3 } from '../wire/rpce/lsarpc/lsar-lookup-names3.ts';
import { LsarLookupSids2 } from '../wire/rpce/lsarpc/lsar-lookup-sids2.ts';
import {
  LsarClose,
  LsarOpenPolicy2,
  NO_ATTRIBUTES,
  POLICY_LOOKUP_NAMES,
} from '../wire/rpce/lsarpc/policy.ts';
import type { Binding } from './binding.ts';
import { inTurns } from './in-turns.ts';

/** What became of one look-up. */
export interface LookedUp {
  /** `SidNameUse` */
  readonly use: number;
  readonly sid: Sid | undefined;
  readonly name: string | undefined;
  readonly domain: string | undefined;
}

/** Some or all are known; none are. */
const ANSWERS: readonly number[] = [
  NtStatus.STATUS_SUCCESS,
  NtStatus.STATUS_SOME_NOT_MAPPED,
  NtStatus.STATUS_NONE_MAPPED,
];

const COMMON = {
  lookupLevel: LSAP_LOOKUP_WKSTA,
  mappedCount: 0,
  lookupOptions: 0,
  clientRevision: CLIENT_REVISION,
} as const;

/** The names of SIDs, in their order, one array for each thousand. */
export function lookUpSids(binding: Binding, sids: readonly Sid[]): Observable<readonly LookedUp[]> {
  const { name: command } = LsarLookupSids2;
  return withPolicy(binding, policyHandle =>
    inBatches(sids, batch =>
      binding
        .call(LsarLookupSids2, { policyHandle, sidEnumBuffer: batch, translatedNames: [], ...COMMON })
        .pipe(
          map(({ referencedDomains, translatedNames, status }) =>
            combine(command, batch, translatedNames, status).map(([sid, found]): LookedUp => {
              const { use = SidNameUse.UNKNOWN, domainIndex = -1, name } = found ?? {};
              const domain = domainOf(referencedDomains, domainIndex, command);
              return { use, sid, name: name ?? undefined, domain };
            }),
          ),
        ),
    ),
  );
}

/** The SIDs of names, in their order, one array for each thousand. */
export function lookUpNames(binding: Binding, names: readonly string[]): Observable<readonly LookedUp[]> {
  const { name: command } = LsarLookupNames3;
  return withPolicy(binding, policyHandle =>
    inBatches(names, batch =>
      binding
        .call(LsarLookupNames3, {
          policyHandle,
          count: batch.length,
          names: batch,
          translatedSids: [],
          ...COMMON,
        })
        .pipe(
          map(({ referencedDomains, translatedSids, status }) =>
            combine(command, batch, translatedSids, status).map(([name, found]): LookedUp => {
              const { use = SidNameUse.UNKNOWN, domainIndex = -1, sid } = found ?? {};
              const domain = domainOf(referencedDomains, domainIndex, command);
              return { use, sid: sid ?? undefined, name, domain };
            }),
          ),
        ),
    ),
  );
}

/** Opens the policy, works, closes it. After a failure the server closes it with the pipe. */
function withPolicy<T>(binding: Binding, work: (policy: Uint8Array) => Observable<T>): Observable<T> {
  return binding
    .call(LsarOpenPolicy2, {
      systemName: null,
      objectAttributes: NO_ATTRIBUTES,
      desiredAccess: POLICY_LOOKUP_NAMES,
    })
    .pipe(
      concatMap(({ policyHandle, status }) => {
        if (status !== NtStatus.STATUS_SUCCESS) throw statusError(status, { command: LsarOpenPolicy2.name });
        const closing = binding.call(LsarClose, { objectHandle: policyHandle });
        return concat(
          work(policyHandle),
          closing.pipe(
            ignoreElements(),
            catchError(() => EMPTY), // what was asked for is known
          ),
        );
      }),
    );
}

function inBatches<T, R>(all: readonly T[], work: (batch: readonly T[]) => Observable<R>): Observable<R> {
  return defer(() => {
    let at = 0;
    return inTurns(() => {
      if (at >= all.length) return undefined;
      const batch = all.slice(at, at + MOST_NAMES);
      at += MOST_NAMES;
      return work(batch);
    });
  });
}

/** What was asked for with what was found; where nothing is known a server may leave all answers out. */
function combine<T, R>(
  command: string,
  asked: readonly T[],
  found: readonly R[],
  status: number,
): readonly (readonly [T, R | undefined])[] {
  if (!ANSWERS.includes(status)) throw statusError(status, { command });
  const none = status === NtStatus.STATUS_NONE_MAPPED && found.length === 0;
  if (!none && found.length !== asked.length) {
    throw malformed(command, `${found.length} answers to ${asked.length} questions`);
  }
  return asked.map((each, index) => [each, found[index]]);
}

/** The name of the domain that an answer points at; a negative index means none. */
function domainOf(list: REFERENCED_DOMAIN_LIST | null, index: number, command: string): string | undefined {
  if (index < 0) return undefined;
  const domain = list?.domains[index];
  if (domain === undefined) throw malformed(command, `an answer in domain ${index}, which is not listed`);
  return domain.name ?? undefined;
}

function malformed(command: string, what: string): ProtocolError {
  return new ProtocolError(`${command}: ${what}`, { command, fatal: false });
}
