import { connect } from 'node:net';

import { SmbError } from '../../errors.ts';
import { type Finding, found } from './finding.ts';
import type { Patient } from './patient.ts';
import { remedyFor } from './remedy.ts';

/** Whether anybody answers there. */
export async function portOf({ location: { target }, timeout, signal }: Patient): Promise<Finding> {
  const { host, port } = target;
  const started = performance.now();
  try {
    await new Promise<void>((resolve, reject) => {
      const socket = connect({ host, port, signal, timeout });
      socket.once('connect', () => {
        socket.destroy();
        resolve();
      });
      socket.once('timeout', () => {
        socket.destroy(timedOut(timeout));
      });
      socket.once('error', reject);
    });
  } catch (error) {
    signal.throwIfAborted();
    const { code = 'ECONNREFUSED', message } = error as NodeJS.ErrnoException;
    const failure = new SmbError({
      code,
      message: `port ${port} of ${host} does not answer: ${message === '' ? code : message}`,
      syscall: 'connect',
      cause: error,
    });
    return found.failed('port', failure, remedyFor('port', failure));
  }
  return found.ok('port', `${port} of ${host} answers after ${Math.ceil(performance.now() - started)} ms`);
}

function timedOut(timeout: number): Error {
  return Object.assign(new Error(`no answer within ${timeout / 1000} s`), { code: 'ETIMEDOUT' });
}
