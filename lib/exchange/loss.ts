import { AbortError, SmbError } from '../errors.ts';
import { commandName } from '../wire/smb2/command.ts';
import type { Chain } from './ledger.ts';

/** The link's failure as one chain sees it. */
export function lost(chain: Chain, cause: SmbError | AbortError): Error {
  if (cause instanceof AbortError) return cause;
  const outcome = chain.state === 'queued' ? 'not-sent' : 'unknown';
  return cause.with({ command: commandOf(chain), outcome, fatal: true, cause });
}

/** The command that a chain waits for. */
export function commandOf(chain: Chain): string | undefined {
  const entry = chain.entries.find(({ state }) => state !== 'answered') ?? chain.entries[0];
  return entry && commandName(entry.request.command);
}

/** The end that was asked for, as those see it who still waited. */
export function closedByUs(): SmbError {
  return new SmbError({
    code: 'ERR_SMB_CLOSED',
    message: 'the share was closed',
    outcome: 'not-sent',
    fatal: true,
  });
}

/** What users are told of a pipe that broke: the system's code, and what it said as the cause. */
export function toLoss(error: Error): SmbError | AbortError {
  if (error instanceof SmbError || error instanceof AbortError) return error;
  const { code: given } = error as { readonly code?: unknown };
  const code = typeof given === 'string' ? given : 'ECONNRESET'; // a DOMException has a number there
  const message = `the connection failed: ${error.message}`;
  return new SmbError({ code, message, outcome: 'unknown', fatal: true, cause: error });
}
