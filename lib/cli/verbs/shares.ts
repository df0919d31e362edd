import { isIPv6 } from 'node:net';

import type { ShareInfo } from '../../share/services/share-info.ts';
import { columns } from '../columns.ts';
import { formatLocation, isUrl, type Location, locateServer } from '../location.ts';
import { forEach } from '../several.ts';
import { verb } from '../verb.ts';

export const shares = verb({
  name: 'shares',
  group: 'server',
  summary: 'list the shares of a server',
  usage: '[smb://][user@]host...',
  arity: [1, Infinity],
  flags: {
    long: { type: 'boolean', short: 'l', help: 'with connections and folder, where the user may know' },
    visible: { type: 'boolean', help: "without those that end in $ and the server's own (IPC$)" },
  },
  notes: 'With --json a limit of connections is null where there is none.',
  missing: 'folder',
  async run(context) {
    const { args, flags, messages, out } = context;
    const servers = args.map(serverOf);
    let first = true;
    await forEach(servers, messages, 'folder', async server => {
      const options = flags.visible === true ? { hidden: false, special: false } : {};
      const found = await context.shares.listOf(server, options);
      if (flags.json) {
        const where = servers.length > 1 ? { server: formatLocation(server) } : {};
        for (const info of found) await out.json({ ...where, ...info });
        return;
      }
      if (servers.length > 1) {
        if (!first) await out.line('');
        await out.line(`${out.name(server.url)}:`);
      }
      first = false;
      const show = (text: string) => (text === '' ? '' : out.name(text));
      const rows = found.map(info => row(info, flags.long === true, show));
      for (const line of columns([heading(flags.long === true), ...rows], 'left')) await out.line(line);
    });
  },
});

/** Here a name cannot be a local path, so that it is a host's; IPv6 addresses need no brackets. */
function serverOf(argument: string): Location {
  if (isUrl(argument) || argument === '' || /[/\\?#]/.test(argument)) return locateServer(argument);
  return locateServer(`smb://${isIPv6(argument) ? `[${argument}]` : argument}`);
}

function heading(long: boolean): string[] {
  return long ? ['Name', 'Type', 'Uses', 'Limit', 'Folder', 'Comment'] : ['Name', 'Type', 'Comment'];
}

function row(info: ShareInfo, long: boolean, show: (name: string) => string): string[] {
  const { name, type, comment, path, currentUses, maxUses } = info;
  const limit = maxUses === Infinity ? '-' : maxUses;
  const more = long ? [String(currentUses ?? ''), String(limit ?? ''), show(path ?? '')] : [];
  return [show(name), type, ...more, show(comment)];
}
