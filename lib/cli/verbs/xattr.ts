import type { Share } from '../../share/share.ts';
import { choice } from '../flags.ts';
import { locate } from '../location.ts';
import { forEach } from '../several.ts';
import { UsageError } from '../usage-error.ts';
import { verb } from '../verb.ts';

const FORMS = ['text', 'hex', 'base64'] as const;
type Form = (typeof FORMS)[number];

export const xattr = verb({
  name: 'xattr',
  group: 'windows',
  summary: 'list the extended attributes of files and folders, or get, set or remove one',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: {
    get: { type: 'string', short: 'g', value: 'NAME', help: 'only the value of this one' },
    set: { type: 'string', short: 's', value: 'NAME=VALUE', help: 'set this one' },
    remove: { type: 'string', short: 'x', value: 'NAME', help: 'remove this one' },
    as: { type: 'string', value: 'text|hex|base64', help: 'how values are written and read (text)' },
  },
  notes: 'Samba keeps the attribute NAME as user.NAME on its disk, and needs ea support = yes for it.',
  async run({ args, flags, shares, out, messages, signal }) {
    const { get, set, remove } = flags;
    if ([get, set, remove].filter(each => each !== undefined).length > 1) {
      throw new UsageError('--get, --set and --remove exclude each other');
    }
    const form = choice('as', FORMS, flags.as) ?? 'text';
    const change = set === undefined ? undefined : changeOf(set, form);
    await forEach(args.map(locate), messages, 'file', async location => {
      const share = await shares.of(location);
      const { path } = location;
      if (change !== undefined || remove !== undefined) {
        const name = change?.name ?? remove ?? '';
        if (change === undefined) await share.removeXattr(path, name, { signal });
        else await share.setXattr(path, name, change.value, { signal });
        if (flags.json) await out.json({ path, name, [change === undefined ? 'removed' : 'set']: true });
        return;
      }
      const names = get === undefined ? await share.listXattr(path, { signal }) : [get];
      for (const name of names) {
        const value = await shown(share, path, name, form, signal);
        if (flags.json) await out.json({ path, name, value });
        else await out.line(get === undefined ? `${out.name(name)}=${out.name(value)}` : value);
      }
    });
  },
});

async function shown(
  share: Share,
  path: string,
  name: string,
  form: Form,
  signal: AbortSignal,
): Promise<string> {
  const value = await share.getXattr(path, name, { signal });
  return value.toString(form === 'text' ? 'utf8' : form);
}

/** @throws {UsageError} */
function changeOf(text: string, form: Form): { readonly name: string; readonly value: Buffer } {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError('--set takes NAME=VALUE');
  const [name, written] = [text.slice(0, at), text.slice(at + 1)];
  const value = Buffer.from(written, form === 'text' ? 'utf8' : form);
  const exact = form === 'text' || value.toString(form).replace(/=+$/, '') === normal(written, form);
  if (!exact) throw new UsageError(`the value is not ${form}`);
  return { name, value };
}

function normal(written: string, form: Form): string {
  return form === 'hex' ? written.toLowerCase() : written.replace(/=+$/, '');
}
