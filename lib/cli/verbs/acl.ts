import { SmbError } from '../../errors.ts';
import {
  type Ace,
  aceWords,
  type DomainOptions,
  listWords,
  parseSddl,
  type SecurityDescriptor,
  SecurityInformation,
  type Sid,
  toSddl,
} from '../../share/security-words.ts';
import { type Naming, namesOf } from '../account-names.ts';
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
    names: { type: 'boolean', help: 'with the names of accounts in place of their SIDs' },
    audit: { type: 'boolean', help: 'the audit list too, which needs a privilege of the account' },
    'domain-sid': { type: 'string', value: 'SID', help: 'whose DA, DU, LA and the like are meant' },
  },
  notes: `Rights are full, modify, read and so on, or the letters of SDDL. An entry concerns what it stands
on, and below it files and folders where these words stand behind it.
Example: rxsmb acl --set 'D:P(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;AU)' smb://server/share/folder`,
  async run({ args, flags, shares, out, messages, signal }) {
    const locations = args.map(locate);
    const domain = { domain: flags['domain-sid'] };
    if (flags.names === true && (flags.sddl === true || flags.set !== undefined)) {
      throw new UsageError('--names goes with neither --sddl, which knows SIDs alone, nor --set');
    }
    const wanted = flags.set === undefined ? undefined : parsed(flags.set, domain);
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
      const naming = flags.names ? await namesOf(share, sidsOf(descriptor), signal) : undefined;
      if (flags.json) await out.json(record(path, descriptor, domain, naming));
      else if (flags.sddl) await out.line(toSddl(descriptor, domain));
      else {
        if (!first) await out.line('');
        first = false;
        await print(out, path, descriptor, naming);
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

/** Everybody whom a descriptor mentions. */
function sidsOf({ owner, group, dacl, sacl }: SecurityDescriptor): Sid[] {
  const entries = [...(dacl?.aces ?? []), ...(sacl?.aces ?? [])].map(ace => aceWords(ace).sid);
  return [owner, group, ...entries].filter(sid => sid !== undefined);
}

async function print(
  out: Output,
  path: string,
  descriptor: SecurityDescriptor,
  naming: Naming = sid => sid,
): Promise<void> {
  const { owner, group, dacl, sacl } = descriptor;
  const show = (sid: Sid | undefined) => (sid === undefined ? '-' : out.name(naming(sid)));
  await out.line(` Path: ${out.name(path === '' ? '/' : path)}`);
  await out.line(`Owner: ${show(owner)}`);
  await out.line(`Group: ${show(group)}`);
  for (const words of listWords(descriptor)) await out.line(` List: ${words}`);
  const rows = [...(dacl?.aces ?? []), ...(sacl?.aces ?? [])].map(ace => {
    const { type, sid, rights, flags } = aceWords(ace);
    return [`  ${type}`, show(sid), rights, flags.join(', ')];
  });
  for (const line of columns(rows, 'left')) await out.line(line);
}

function record(
  path: string,
  descriptor: SecurityDescriptor,
  domain: DomainOptions,
  naming: Naming | undefined,
): Record<string, unknown> {
  const { owner, group, dacl, sacl, control } = descriptor;
  const named = (sid: Sid | undefined) => (sid === undefined ? undefined : naming?.(sid));
  const entry = (ace: Ace) => {
    const words = aceWords(ace);
    return { ...words, name: named(words.sid) };
  };
  const entries = (list: typeof dacl) => (list === undefined ? undefined : (list?.aces.map(entry) ?? null));
  return {
    path,
    owner,
    ownerName: named(owner),
    group,
    groupName: named(group),
    control,
    dacl: entries(dacl),
    sacl: entries(sacl),
    sddl: textOf(descriptor, domain),
  };
}

/** Conditions have none yet: then the entries have to do. */
function textOf(descriptor: SecurityDescriptor, domain: DomainOptions): string | undefined {
  try {
    return toSddl(descriptor, domain);
  } catch (error) {
    if (error instanceof SmbError && error.code === 'ENOTSUP') return undefined;
    throw error;
  }
}
