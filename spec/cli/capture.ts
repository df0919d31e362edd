import { PassThrough, Writable } from 'node:stream';
import { program } from '../../lib/cli/program.ts';
import type { Sink } from '../../lib/cli/output.ts';
import { VERBS } from '../../lib/cli/verbs.ts';

/** A stream that keeps what is written to it. */
export class Captured extends Writable {
  readonly isTTY: boolean;
  readonly columns = 80;
  readonly #pieces: Buffer[] = [];

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString();
  }

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.#pieces.push(piece);
    done();
  }
}

/** What a command line left behind. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Capture {
  readonly isTTY?: boolean;
  readonly stdout?: Sink;
  /** Interrupts the command. */
  readonly signal?: AbortSignal;
}

/** Runs the command line within this process. */
export async function rxsmb(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { isTTY = false, stdout = new Captured(isTTY), signal = new AbortController().signal }: Capture = {},
): Promise<Ran> {
  const stderr = new Captured();
  const code = await program(VERBS, argv, {
    input: () => new PassThrough(),
    terminal: undefined,
    stdout,
    stderr,
    env,
    signal,
  });
  return { code, stdout: stdout instanceof Captured ? stdout.text : '', stderr: stderr.text };
}
