// [MS-SMB2] 2.2.13.2.5 SMB2_CREATE_QUERY_MAXIMAL_ACCESS_REQUEST, 2.2.14.2.5 its RESPONSE
import { filetime } from '../../dtyp/filetime.ts';
import { must, u32 } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { type AnsweredContext, contextKind } from './context-kind.ts';
import { CreateContextName } from './create-context.ts';

const NAME = CreateContextName.QUERY_MAXIMAL_ACCESS_REQUEST;

/** What the client says. */
export interface MaximalAccessQuery {
  /** Ticks since 1601: the server may stay silent where nothing has changed since. Left out, the data are empty. */
  readonly timestamp?: bigint | undefined;
}

/** What the server says. */
export interface MaximalAccess {
  /** NTSTATUS of the query; only with success does `maximalAccess` count. */
  readonly queryStatus: number;
  /** Bits of `AccessMask`: all that the user may do with the file. */
  readonly maximalAccess: number;
}

const query = struct('SMB2_CREATE_QUERY_MAXIMAL_ACCESS_REQUEST', undefined, { timestamp: must(filetime) });

/**
 * Asks what the user may do with the file at most. Servers may leave the answer out: nothing should depend on it.
 *
 * @example
 * ```ts
 * const createContexts = [QueryMaximalAccess.request.of()];
 * create(share.tree, { ...options, createContexts }).subscribe(response => {
 *   const rights = QueryMaximalAccess.response.in(response.createContexts)?.maximalAccess;
 * });
 * ```
 */
export const QueryMaximalAccess: AnsweredContext<MaximalAccessQuery, MaximalAccess> = {
  request: contextKind<MaximalAccessQuery>(NAME, {
    name: query.name,
    encode: ({ timestamp }) => (timestamp === undefined ? new Uint8Array(0) : query.encode({ timestamp })),
    decode: data => (data.length === 0 ? {} : query.decode(data)),
  }),
  response: contextKind<MaximalAccess>(
    NAME,
    struct('SMB2_CREATE_QUERY_MAXIMAL_ACCESS_RESPONSE', undefined, {
      queryStatus: must(u32),
      maximalAccess: must(u32),
    }),
  ),
};
