import { SmbError } from '../../errors.ts';
import {
  aceWords,
  type DomainOptions,
  listWords,
  parseSddl,
  type SecurityDescriptor,
  SecurityInformation,
  toSddl,
} from '../../share/security-words.ts';
import { columns } from '../columns.ts';
import { locate } from '../location.ts';
import type { Output } from '../output.ts';
import { forEach } from '../several.ts';
import { UsageError } from '../usage-error.ts';
import { verb } from '../verb.ts';

export const acl = verb({
  name: 'acl',
  group: 'windows',
  summary: 'show who may do what with a file or folder, or set it from SDDL',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: {
    sddl: { type: 'boolean', help: 'show the security descriptor as SDDL' },
    set: { type: 'string', value: 'SDDL', help: 'set the parts that SDDL has: O: G: D: S:' },
    audit: { type: 'boolean', help: 'the audit list too, which needs a privilege of the account' },
    'domain-sid': { type: 'string', value: 'SID', help: 'whose DA, DU, LA and the like are meant' },
  },
  notes: `Rights are full, modify, read and so on, or the letters of SDDL. An entry concerns what it stands
on, and below it files and folders where these words stand behind it.
Example: rxsmb acl --set 'D:P(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;AU)' smb://server/share/folder`,
  async run({ args, flags, shares, out, messages, signal }) {
    const locations = args.map(locate);
    const names = { domain: flags['domain-sid'] };
    const wanted = flags.set === undefined ? undefined : parsed(flags.set, names);
    const { OWNER, GROUP, DACL, SACL } = SecurityInformation;
    const parts = OWNER | GROUP | DACL | (flags.audit === true ? SACL : 0);
    let first = true;
    await forEach(locations, messages, 'file', async location => {
      const share = await shares.of(location);
      const { path } = location;
      if (wanted !== undefined) {
        await share.setSecurity(path, wanted, undefined, { signal });
        if (flags.json) await out.json({ path, set: toSddl(wanted) });
        else if (flags.verbose) messages.say(`set ${toSddl(wanted)} on ${path === '' ? '/' : path}`);
        return;
      }
      const descriptor = await share.getSecurity(path, parts, { signal });
      if (flags.json) await out.json(record(path, descriptor, names));
      else if (flags.sddl) await out.line(toSddl(descriptor, names));
      else {
        if (!first) await out.line('');
        first = false;
        await print(out, path, descriptor);
      }
    });
  },
});

/** Before anything is asked of a server. */
function parsed(text: string, names: DomainOptions): SecurityDescriptor {
  try {
    return parseSddl(text, names);
  } catch (error) {
    if (error instanceof SmbError) throw new UsageError(`--set: ${error.message}`);
    throw error;
  }
}

async function print(out: Output, path: string, descriptor: SecurityDescriptor): Promise<void> {
  const { owner = '-', group = '-', dacl, sacl } = descriptor;
  await out.line(` Path: ${out.name(path === '' ? '/' : path)}`);
  await out.line(`Owner: ${owner}`);
  await out.line(`Group: ${group}`);
  for (const words of listWords(descriptor)) await out.line(` List: ${words}`);
  const rows = [...(dacl?.aces ?? []), ...(sacl?.aces ?? [])].map(ace => {
    const { type, sid = '-', rights, flags } = aceWords(ace);
    return [`  ${type}`, sid, rights, flags.join(', ')];
  });
  for (const line of columns(rows, 'left')) await out.line(line);
}

function record(path: string, descriptor: SecurityDescriptor, names: DomainOptions): Record<string, unknown> {
  const { owner, group, dacl, sacl, control } = descriptor;
  const entries = (list: typeof dacl) =>
    list === undefined ? undefined : (list?.aces.map(aceWords) ?? null);
  return {
    path,
    owner,
    group,
    control,
    dacl: entries(dacl),
    sacl: entries(sacl),
    sddl: textOf(descriptor, names),
  };
}

/** Conditions have none yet: then the entries have to do. */
function textOf(descriptor: SecurityDescriptor, names: DomainOptions): string | undefined {
  try {
    return toSddl(descriptor, names);
  } catch (error) {
    if (error instanceof SmbError && error.code === 'ENOTSUP') return undefined;
    throw error;
  }
}
