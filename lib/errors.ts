import { getSystemErrorMap } from 'node:util';

/** What became of the request that failed: never sent, refused by the server, or nobody knows. */
export type Outcome = 'not-sent' | 'refused' | 'unknown';

/** Codes of failures that have no errno: each names its remedy in the message. */
export type SmbErrorCode =
  | 'ERR_SMB_AUTH'
  | 'ERR_SMB_SIGNATURE'
  | 'ERR_SMB_PROTOCOL'
  | 'ERR_SMB_DIALECT'
  | 'ERR_SMB_ENCRYPTION_REQUIRED'
  | 'ERR_SMB_GUEST_REFUSED'
  | 'ERR_SMB_CREDITS'
  | 'ERR_SMB_CLOSED'
  | 'ERR_SMB_TRUNCATED'
  | 'ERR_SMB_UNSAFE_NAME'
  | 'ERR_SMB_OPTION'
  | 'ERR_SMB_STATUS';

/** What an {@link SmbError} is made of; everything but `code` and `message` is optional. */
export interface SmbErrorInit {
  /** errno style (`ENOENT`) or `ERR_SMB_...`. */
  readonly code: string;
  readonly message: string;
  /** The verb that failed, as `node:fs` would name it. */
  readonly syscall?: string | undefined;
  readonly path?: string | undefined;
  readonly dest?: string | undefined;
  /**
   * NTSTATUS name, for instance `STATUS_OBJECT_NAME_NOT_FOUND`; of a call to a service also the name of a Win32 error
   * or an RPC fault.
   */
  readonly status?: string | undefined;
  /** NTSTATUS number. */
  readonly ntstatus?: number | undefined;
  /** The SMB2 command that was refused, for instance `CREATE`, or the call to a service, `NetrShareEnum`. */
  readonly command?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly retryable?: boolean | undefined;
  readonly fatal?: boolean | undefined;
  /** Position of the failed element in a compound. */
  readonly index?: number | undefined;
  /** The responses of a compound that arrived before the failure. */
  readonly responses?: readonly unknown[] | undefined;
  /** What the server told beside the status, decoded: for STATUS_STOPPED_ON_SYMLINK where the link leads to. */
  readonly detail?: unknown;
  readonly cause?: unknown;
}

/**
 * Every failure of this library, with the fields of Node's system errors and those of SMB.
 *
 * @example
 * ```ts
 * import { SmbError } from 'rxsmb';
 *
 * try {
 *   await share.stat('missing.txt');
 * } catch (error) {
 *   if (error instanceof SmbError && error.code === 'ENOENT') console.log(error.status);
 * }
 * ```
 */
export class SmbError extends Error {
  override readonly name: string = 'SmbError';
  readonly code: string;
  /** Negative system error number, where `code` is one of the system's. */
  declare readonly errno?: number;
  declare readonly syscall?: string;
  declare readonly path?: string;
  declare readonly dest?: string;
  declare readonly status?: string;
  declare readonly ntstatus?: number;
  declare readonly command?: string;
  /** `refused` means the server said no and did nothing; `unknown` that it may have acted. */
  readonly outcome: Outcome;
  /** Repeating the same verb is safe and may help. */
  readonly retryable: boolean;
  /** The share is gone: mount again, do not repeat the verb. */
  readonly fatal: boolean;
  declare readonly index?: number;
  /** Not shown by inspection, nor by `JSON.stringify`. */
  declare readonly responses?: readonly unknown[];
  /** Not shown by inspection, nor by `JSON.stringify`. */
  declare readonly detail?: unknown;

  constructor(init: SmbErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.outcome = init.outcome ?? 'refused';
    this.retryable = init.retryable ?? false;
    this.fatal = init.fatal ?? false;
    const errno = errnoOf(init.code);
    if (errno !== undefined) this.errno = errno;
    for (const key of OPTIONAL) {
      const value = init[key];
      if (value === undefined) continue;
      // they may hold what was read: whoever logs the error must not log that
      const enumerable = key !== 'responses' && key !== 'detail';
      Object.defineProperty(this, key, { value, enumerable, writable: true, configurable: true });
    }
  }

  /** The same failure seen from a higher floor: adds what that floor knows (verb, path). */
  with(more: Partial<SmbErrorInit>): SmbError {
    return sameStack(this, new SmbError({ ...factsOf(this), ...more }));
  }
}

const OPTIONAL = [
  'syscall',
  'path',
  'dest',
  'status',
  'ntstatus',
  'command',
  'index',
  'responses',
  'detail',
] as const;

/** The peer broke the protocol: the connection is over. Sections are of the Microsoft documents. */
export class ProtocolError extends SmbError {
  override readonly name: string = 'ProtocolError';

  constructor(message: string, more: Partial<SmbErrorInit> = {}) {
    super({ code: 'ERR_SMB_PROTOCOL', fatal: true, outcome: 'unknown', ...more, message });
  }

  override with(more: Partial<SmbErrorInit>): ProtocolError {
    const { message, ...facts } = { ...factsOf(this), ...more };
    return sameStack(this, new ProtocolError(message, facts));
  }
}

function factsOf(error: SmbError): SmbErrorInit {
  const { code, message, cause, outcome, retryable, fatal } = error;
  const optional = Object.fromEntries(OPTIONAL.map(key => [key, error[key]]));
  return { ...optional, code, message, cause, outcome, retryable, fatal };
}

/** Where it happened is where it was thrown first, not where a floor above named it. */
function sameStack<E extends SmbError>(error: SmbError, copy: E): E {
  if (error.stack !== undefined) copy.stack = error.stack.replace(error.message, () => copy.message);
  return copy;
}

/** What `AbortController.abort()` leads to, shaped as in Node. */
export class AbortError extends Error {
  override readonly name: string = 'AbortError';
  readonly code = 'ABORT_ERR';

  constructor(signal?: AbortSignal) {
    super('The operation was aborted', { cause: signal?.reason as unknown });
  }
}

let numbers: Map<string, number> | undefined;

function errnoOf(code: string): number | undefined {
  if (code.startsWith('ERR_')) return undefined;
  numbers ??= new Map(Array.from(getSystemErrorMap(), ([errno, [name]]) => [name, errno]));
  return numbers.get(code);
}
