import { all } from '../../../lib/server/script/on.ts';
import type { ScriptedReply, ScriptedRequest, ServerScript } from '../../../lib/server/script/script.ts';
import type { Share } from '../../../lib/share/share.ts';
import type { MountOptions } from '../../../lib/target.ts';
import { pattern } from '../../transport/recording-sink.ts';
import { type Served, served } from '../served.ts';

/** Bytes of the file `data`. */
export const SIZE = 100_000;
export const DATA = pattern(SIZE);
/** READs in which {@link whole} gets it. */
export const READS = 5;

/** Deadlines that a spec can wait for. */
const IMPATIENT = { connect: 2_000, silence: 300, idle: 0 } as const;

/** What came, and what left after the script was done with it. */
export interface Traffic {
  readonly requests: ScriptedRequest[];
  readonly replies: ScriptedReply[];
  readonly frames: Uint8Array[];
  readonly violations: string[];
}

export interface Sabotaged extends Served {
  readonly share: Share;
  readonly traffic: Traffic;
}

/** A mounted share with the file `data`, on a server with a script. */
export async function sabotaged(script: ServerScript, more: MountOptions = {}): Promise<Sabotaged> {
  const traffic: Traffic = { requests: [], replies: [], frames: [], violations: [] };
  const world = await served({ data: DATA }, { script: all(script, recorder(traffic)) });
  try {
    const share = await world.mount({ timeouts: IMPATIENT, ...more });
    return { ...world, share, traffic };
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

function recorder(traffic: Traffic): ServerScript {
  return () => ({
    request(request, next) {
      traffic.requests.push(request);
      next(request);
    },
    reply(reply, next) {
      traffic.replies.push(reply);
      next(reply);
    },
    frame(bytes, next) {
      traffic.frames.push(bytes);
      next(bytes);
    },
    violation(error) {
      traffic.violations.push(error.message);
    },
  });
}

/** The file, by READs that are all under way at once. */
export async function whole(share: Share): Promise<Buffer> {
  const handle = await share.open('data', 'r');
  const length = SIZE / READS;
  const parts = Array.from({ length: READS }, async (_, part) => {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await handle.read(bytes, 0, length, part * length);
    return bytes.subarray(0, bytesRead);
  });
  return Buffer.concat(await Promise.all(parts));
}

/** Commands of what came or left. */
export function commandsOf(items: readonly (ScriptedRequest | ScriptedReply)[]): string[] {
  return items.map(item => ('request' in item ? item.request.command : item.command));
}
