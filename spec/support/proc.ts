import { readdirSync, readFileSync } from 'node:fs';

/** A process as /proc shows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly ppid: number;
  /** The name the process gives itself, at most 15 characters. */
  readonly comm: string;
  readonly commandLine: readonly string[];
}

/** All running processes, zombies left out; none where there is no /proc. */
export function processes(): ProcessEntry[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names.filter(name => /^\d+$/.test(name)).flatMap(read);
}

function read(name: string): ProcessEntry[] {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
    const commandLine = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').slice(0, -1);
    const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || ppid === undefined) return [];
    const comm = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return [{ pid: Number(name), ppid: Number(ppid), comm, commandLine }];
  } catch {
    return []; // ended between the listing and the look
  }
}

/** Sends a signal to a process, or with a negative number to its group; false when it is gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
