import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted } from '../../lib/cli/interrupted.ts';
import { VERBS } from '../../lib/cli/verbs.ts';
import { mount } from '../../lib/share/mount.ts';
import { objects, withoutPassword } from '../cli/bench.ts';
import { Captured, rxsmb } from '../cli/capture.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';

/** Where the NDJSON goes: to standard error where standard output holds the bytes of a file. */
interface Row {
  readonly args: readonly string[];
  readonly on?: 'stderr';
  /** Names that the first object must have. */
  readonly has: readonly string[];
}

/** Verbs that go on until they are interrupted. */
const ENDLESS = ['watch', 'serve'];

describe('live: rxsmb --json', function () {
  this.timeout(120_000);
  const TOKEN = '@GMT-2026.01.31-10.00.00';
  const path = freshFolder('json');
  const local = freshFolder('json-local');
  let server: SambaServer;
  const url = (inside: string) => withoutPassword(server.url(undefined, { path: inside }));

  before(async () => {
    mkdirSync(join(path, 'folder/deep'), { recursive: true });
    mkdirSync(join(path, '.snap', TOKEN), { recursive: true });
    for (const name of ['file', 'moved', 'removed', 'folder/inner'])
      writeFileSync(join(path, name), 'text\n');
    writeFileSync(join(local, 'up'), 'up');
    const settings = {
      'vfs objects': 'shadow_copy2 streams_xattr',
      'shadow:mountpoint': path,
      'shadow:snapdir': '.snap',
      'ea support': true,
    };
    server = await sharedSamba({ shares: { json: { path, settings } } });
    await using share = await mount(server.url());
    await share.writeFile('file', 'zone', { stream: 'Zone.Identifier' });
    await share.setXattr('file', 'comment', 'text');
  });

  const rows = (): Readonly<Record<string, Row>> => ({
    ls: { args: [url('folder')], has: ['path', 'type', 'size'] },
    stat: { args: [url('file')], has: ['path', 'type', 'size'] },
    find: { args: [url('folder')], has: ['path', 'type'] },
    df: { args: [url('')], has: ['share', 'size', 'free'] },
    du: { args: [url('folder')], has: ['path', 'files'] },
    watch: { args: [url('folder')], has: ['type'] },
    serve: { args: ['--anonymous', path], has: ['url', 'port', 'try'] },
    snapshots: { args: [url('')], has: ['snapshot', 'date'] },
    cat: { args: [url('file')], on: 'stderr', has: ['path', 'bytes'] },
    tail: { args: [url('file')], on: 'stderr', has: ['path', 'offset', 'bytes'] },
    get: { args: [url('file'), join(local, 'down')], has: ['source', 'target', 'bytes'] },
    put: { args: [join(local, 'up'), url('up')], has: ['path', 'bytes'] },
    sync: { args: [url('folder'), join(local, 'tree')], has: ['type'] },
    cp: { args: [url('file'), url('copy')], has: ['from', 'to'] },
    mv: { args: [url('moved'), url('here')], has: ['from', 'to'] },
    ln: { args: [url('file'), url('again')], has: ['path', 'target', 'symbolic'] },
    rm: { args: [url('removed')], has: ['path', 'removed'] },
    mkdir: { args: [url('made')], has: ['path', 'created'] },
    touch: { args: [url('touched')], has: ['path', 'created'] },
    acl: { args: ['--names', url('file')], has: ['path', 'owner', 'ownerName', 'dacl'] },
    xattr: { args: [url('file')], has: ['path', 'name', 'value'] },
    streams: { args: [url('file')], has: ['path', 'stream', 'size'] },
    shares: { args: [url('')], has: ['name', 'type'] },
    doctor: { args: [url('')], has: ['check', 'result'] },
  });

  /** Until it has said its first line where it goes on for ever. */
  async function run(verb: string, { args }: Row) {
    const interruption = new AbortController();
    const stdout = new Captured();
    if (ENDLESS.includes(verb)) {
      const write = stdout._write.bind(stdout);
      stdout._write = (piece, encoding, done) => {
        write(piece, encoding, done);
        interruption.abort(new Interrupted('SIGINT'));
      };
    }
    const env = { RXSMB_PASSWORD: server.password };
    return rxsmb([verb, '--json', ...args], env, { stdout, signal: interruption.signal });
  }

  it('is known to have a row for every verb', () => {
    expect(VERBS.map(({ name }) => name)).to.have.members(Object.keys(rows()));
  });

  for (const { name } of VERBS) {
    it(`of ${name} gives objects, one a line`, async () => {
      const row = rows()[name];
      if (row === undefined) throw new Error(`${name} needs a row`);
      const { code, stdout, stderr } = await run(name, row);
      expect(code, stderr).to.equal(ENDLESS.includes(name) ? 130 : 0);
      if (row.on === 'stderr') expect(stdout).to.equal('text\n');
      const told = objects(row.on === 'stderr' ? stderr : stdout);
      expect(told[0]).to.include.keys(...row.has);
      for (const each of told) expect(each).to.be.an('object');
    });
  }
});
