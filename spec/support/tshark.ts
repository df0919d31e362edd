import { join } from 'node:path';
import { output } from './process.ts';
import { freshFolder } from './temp.ts';

/** A path for a capture, in a folder that is removed after the run; give it to `RXSMB_PCAP`. */
export function pcapFile(): string {
  return join(freshFolder('pcap'), 'capture.pcap');
}

/** The frames that tshark cannot make sense of, one line each; a correct client gives none. */
export async function malformedFrames(file: string): Promise<string[]> {
  return lines(await tshark(file, ['-Y', '_ws.malformed']));
}

/**
 * Values of dissector fields, one row for each frame that `filter` keeps.
 * A field that occurs several times in a frame (a compound) gives its values separated by commas.
 *
 * @param filter a display filter, for instance `smb2.cmd == 8 && smb2.flags.response == 0`; empty keeps all
 * @param keys lines as `RXSMB_KEYLOG` gets them: what is sealed under these keys is read too
 */
export async function fields<const F extends readonly string[]>(
  file: string,
  filter: string,
  names: F,
  keys: readonly string[] = [],
): Promise<{ [K in keyof F]: string }[]> {
  const rows = await tshark(file, [
    ...keys.flatMap(line => ['-o', `uat:smb2_seskey_list:${line}`]),
    ...(filter === '' ? [] : ['-Y', filter]),
    '-T',
    'fields',
    '-E',
    'separator=/t',
    ...names.flatMap(name => ['-e', name]),
  ]);
  return lines(rows).map(row => row.split('\t') as unknown as { [K in keyof F]: string });
}

function tshark(file: string, args: readonly string[]): Promise<string> {
  // -n: no names are looked up. Root would otherwise be warned about its scripts.
  return output('tshark', ['-n', '-r', file, ...args], { timeout: 120_000 });
}

function lines(text: string): string[] {
  return text.split('\n').filter(line => line.trim() !== '');
}
