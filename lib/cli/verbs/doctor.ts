import { examine } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { exitCodeOf } from '../exit-code.ts';
import { wholeNumber } from '../flags.ts';
import { type Location, locate } from '../location.ts';
import type { Output } from '../output.ts';
import { harmless } from '../quote.ts';
import { SomeFailed } from '../some-failed.ts';
import { verb } from '../verb.ts';

const CONNECT_SECONDS = 10;

export const doctor = verb({
  name: 'doctor',
  group: 'server',
  summary: 'try everything from the port to the folder, and say what to do about it',
  usage: 'URL',
  arity: [1, 1],
  flags: { write: { type: 'boolean', help: 'also write a small file, read it back and remove it' } },
  notes: 'It tries port, dialect, signing, sealing, Kerberos, login, guest, share, list and write.',
  missing: 'folder',
  async run({ args, flags, shares, out, signal }) {
    const [location] = args.map(locate) as [Location];
    const findings = examine({
      location,
      signal,
      write: flags.write === true,
      kerberos: flags.kerberos === true || location.target.auth === 'kerberos',
      timeout: (wholeNumber('timeout', flags.timeout, 1) ?? CONNECT_SECONDS) * 1000,
      mount: options => shares.another(location, options ?? {}),
    });
    let failure: { readonly error: unknown } | undefined;
    for await (const finding of findings) {
      if (finding.result === 'failed') failure ??= { error: finding.error };
      await print(out, finding, flags.json === true);
    }
    if (failure !== undefined) throw new SomeFailed(exitCodeOf(failure.error, 'folder'));
  },
});

async function print(out: Output, finding: Finding, json: boolean): Promise<void> {
  const { check, result, detail, remedy } = finding;
  if (json) {
    await out.json({ check, result, detail, remedy });
    return;
  }
  await out.line(`${result.padEnd(8)} ${check.padEnd(8)} ${harmless(detail)}`);
  if (remedy !== undefined) await out.line(`${' '.repeat(18)}-> ${remedy}`);
}
