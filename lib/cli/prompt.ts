import { closeSync, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';

import { Interrupted } from './interrupted.ts';
import type { Sink } from './output.ts';

/** A terminal to read from. */
export interface Terminal extends NodeJS.ReadableStream {
  setRawMode(raw: boolean): unknown;
  destroy?(): unknown;
}

/** Where somebody can be asked. */
export interface Asking {
  /** Standard input, if it is a terminal. */
  readonly terminal: Terminal | undefined;
  readonly stderr: Sink;
}

/** Whether somebody sits there who could answer. */
export function canAsk({ terminal, stderr }: Asking): boolean {
  return terminal !== undefined || stderr.isTTY === true;
}

/**
 * Asks on the terminal, without an echo. Where standard input is data (`put -`), the terminal itself is opened.
 *
 * @throws {Interrupted} at Ctrl-C and at the end of input
 */
export async function askPassword(asking: Asking, question: string): Promise<string> {
  const { stderr } = asking;
  const fd = asking.terminal === undefined ? openSync('/dev/tty', 'r+') : undefined;
  const terminal: Terminal = asking.terminal ?? new ReadStream(fd ?? 0);
  stderr.write(question);
  terminal.setRawMode(true);
  try {
    return await readSecret(terminal);
  } finally {
    terminal.setRawMode(false);
    terminal.pause();
    stderr.write('\n');
    if (fd !== undefined) {
      terminal.destroy?.();
      closeQuietly(fd);
    }
  }
}

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_U = '\x15';
const ERASE = new Set(['\x7f', '\b']);

/** A line from a terminal in raw mode, where the usual keys are ours to heed. */
export function readSecret(terminal: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let secret: string[] = [];
    const decoder = new TextDecoder();
    const finish = (end: () => void) => {
      terminal.off('data', take);
      terminal.off('end', stop);
      terminal.off('error', stop);
      end();
    };
    const stop = () => {
      finish(() => {
        reject(new Interrupted('SIGINT'));
      });
    };
    const take = (piece: Buffer | string) => {
      const text = typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
      for (const key of text) {
        if (key === '\r' || key === '\n') {
          finish(() => {
            resolve(secret.join(''));
          });
          return;
        }
        if (key === CTRL_C || key === CTRL_D) {
          stop();
          return;
        }
        if (ERASE.has(key)) secret.pop();
        else if (key === CTRL_U) secret = [];
        else secret.push(key);
      }
    };
    terminal.on('data', take);
    terminal.on('end', stop);
    terminal.on('error', stop);
    terminal.resume();
  });
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // the stream has closed it
  }
}
