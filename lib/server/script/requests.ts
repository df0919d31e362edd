// What can be done to a request before the server sees it
import type { Sabotage, ScriptedAnswer, ScriptedRequest } from './script.ts';

/**
 * Answers in the server's stead.
 * @param answer what to say, or what makes it of the request
 *
 * @example
 * ```ts
 * script: onRequest(Command.CREATE, answer({ status: NtStatus.STATUS_SHARING_VIOLATION }))
 * ```
 */
export function answer(
  answer: ScriptedAnswer | ((request: ScriptedRequest) => ScriptedAnswer),
): Sabotage<ScriptedRequest> {
  return () => request => {
    request.answer(typeof answer === 'function' ? answer(request) : answer);
  };
}

/**
 * Sends STATUS_PENDING first, whatever comes after it.
 *
 * @example
 * ```ts
 * script: onRequest(Command.READ, pendingFirst(), delay(50))
 * ```
 */
export function pendingFirst(): Sabotage<ScriptedRequest> {
  return () => (request, next) => {
    request.pend();
    next(request);
  };
}
