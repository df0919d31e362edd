import { expect } from 'chai';
import { setImmediate as turn } from 'node:timers/promises';
import { AbortError } from '../../lib/errors.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { Dialect } from '../../lib/wire/smb2/dialect.ts';
import { reason } from '../live/failure.ts';
import { ACCOUNT, login } from '../support/script-login.ts';
import { ScriptServer } from '../support/script-server.ts';

const { CREATE, QUERY_DIRECTORY, QUERY_INFO, READ, SET_INFO, WRITE } = Command;

async function drained(flow: AsyncIterable<unknown>): Promise<void> {
  for await (const value of flow) expect(value).not.to.equal(undefined);
}

/** What is done with an open file; in a compound it follows its CREATE at once. */
const WORK = [QUERY_DIRECTORY, QUERY_INFO, READ, SET_INFO, WRITE] as const;

/** Each verb, and each in the way that goes through most commands. */
const VERBS: Record<string, (share: Share) => PromiseLike<unknown>> = {
  stat: share => share.stat('a'),
  readdir: share => share.readdir('a', { recursive: true }),
  list: share => drained(share.list('a')),
  walk: share => drained(share.walk('a')),
  'walk that goes on after errors': share => drained(share.walk('a', { onError: () => undefined })),
  rmdir: share => share.rmdir('a'),
  unlink: share => share.unlink('a'),
  rm: share => share.rm('a', { recursive: true, force: true }),
  rename: share => share.rename('a', 'b', { replace: true }),
  truncate: share => share.truncate('a', 1),
  utimes: share => share.utimes('a', 1, 1),
  statfs: share => share.statfs(),
  readFile: share => share.readFile('a'),
  read: share => drained(share.read('a')),
  writeFile: share => share.writeFile('a', Buffer.alloc(3_000_000)),
  appendFile: share => share.appendFile('a', 'b'),
  createReadStream: share => drained(share.createReadStream('a')),
  createWriteStream: share =>
    new Promise((resolve, reject) => {
      share.createWriteStream('a').on('error', reject).on('finish', resolve).end('b');
    }),
};

describe("flow: the abort of a mount's signal", () => {
  for (const [stage, mute] of [
    ['before a file is open', [CREATE, ...WORK]],
    ['in the middle', WORK],
  ] as const) {
    for (const [name, verb] of Object.entries(VERBS)) {
      it(`is the AbortError of ${name} ${stage}, and of the share`, async () => {
        const server = login(new ScriptServer(), { dialect: Dialect.SMB_3_1_1 });
        for (const command of mute) server.on(command, () => undefined);
        const control = new AbortController();
        const share = await mount({
          ...ACCOUNT,
          host: 'server',
          share: 'share',
          signal: control.signal,
          transport: () => server.duplex(),
        });
        const begun = server.requests.length;
        const end = reason(verb(share));
        while (server.requests.length === begun) await turn();
        const why = new Error('enough');
        control.abort(why);
        expect(await end)
          .to.be.instanceOf(AbortError)
          .and.to.include({ code: 'ABORT_ERR', cause: why });
        expect(await reason(share.closed))
          .to.be.instanceOf(AbortError)
          .and.to.include({ cause: why });
        expect(server.violation).to.equal(undefined);
      });
    }
  }
});
