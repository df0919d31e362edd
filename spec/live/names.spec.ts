import { expect } from 'chai';
import fc from 'fast-check';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';

import { queryDirectory } from '../../lib/commands/query-directory.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';

/** Names that Windows has no room for; Samba lists them by a name of 8.3 characters, unless told otherwise. */
const MANGLED = ['dot.', 'sp ', 'co:lon', 'CON', 'nul.txt'];
/** Six characters, a `~`, one more, and perhaps an extension: what Samba's default makes of a name. */
const SHORT = /^[A-Z0-9_]{6}~[A-Z0-9](\.[A-Z0-9]{1,3})?$/;

describe('live: names', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  /** As Samba comes: `mangled names = illegal`. */
  let server: SambaServer;
  let share: Share;
  /** With `mangled names = no`. */
  let honest: SambaServer;
  let plain: Share;

  before(async () => {
    server = await sharedSamba();
    honest = await sharedSamba({ global: { 'mangled names': false } });
    process.env['RXSMB_PCAP'] = capture;
    share = await mounted(server);
    delete process.env['RXSMB_PCAP']; // one connection a capture
    plain = await mounted(honest);
  });

  after(async () => {
    await share.close();
    await plain.close();
    for (const { path } of [server, honest]) rmSync(join(path, 'names'), { recursive: true, force: true });
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  afterEach(async () => {
    await nothingOpen(server, share, 'names');
    for (const { path } of [server, honest]) {
      for (const name of readdirSync(join(path, 'names')))
        rmSync(join(path, 'names', name), { recursive: true });
    }
  });

  async function mounted(samba: SambaServer): Promise<Share> {
    mkdirSync(join(samba.path, 'names'), { recursive: true });
    return mount(samba.url('share', { path: 'names' }));
  }
  const on = (samba: SambaServer, name: string) => join(samba.path, 'names', name);

  it('are EILSEQ where the server has no way to hold half a surrogate pair', async () => {
    for (const work of [
      share.writeFile('half \ud83d', ''),
      share.mkdir('half \udc00'),
      share.stat('half \ud83d'),
    ])
      expect(await failure(work)).to.include({ code: 'EILSEQ', status: 'STATUS_ILLEGAL_CHARACTER' });
  });

  it('pass both ways, whatever characters they have', async () => {
    // all planes; not what the file system forbids, nor the private-use characters that stand for others
    const unit = fc
      .integer({ min: 1, max: 0x10_ffff })
      .filter(
        code => !(code >= 0xd800 && code <= 0xdfff) && !(code >= 0xf001 && code <= 0xf029) && code !== 0x2f,
      )
      .map(code => String.fromCodePoint(code));
    const name = fc
      .tuple(fc.integer({ min: 100, max: 999 }), fc.string({ unit, minLength: 1, maxLength: 40 }))
      .map(([number, text]) => `${number} ${text}`);
    const names = fc.sample(
      fc.uniqueArray(name, { minLength: 60, maxLength: 60, selector: each => each.slice(0, 3) }),
      {
        numRuns: 1,
        seed: 42,
      },
    )[0]!;
    for (const each of names) await plain.writeFile(each, each);
    expect((await plain.readdir('')).sort()).to.deep.equal([...names].sort());
    for (const each of names) expect(await plain.readFile(each, 'utf8')).to.equal(each);
    expect(readdirSync(join(honest.path, 'names'))).to.have.lengthOf(names.length);
  });

  it('are never the short ones that a listing brings along', async () => {
    const dos = await sharedSamba({ global: { 'mangled names': 'yes' } });
    await using legacy = await mounted(dos);
    const long = ['a rather long name.text', 'another rather long name', 'UPPER and lower.jpeg'];
    for (const name of long) writeFileSync(on(dos, name), '');
    await using folder = await legacy.open('');
    const { entries } = await lastValueFrom(queryDirectory(folder));
    const short = entries.map(({ shortName }) => shortName).filter(name => name !== '');
    expect(short).to.have.lengthOf(long.length);
    for (const name of short) expect(name).to.match(SHORT);
    const shown = [await legacy.readdir(''), (await legacy.readdir('', { recursive: true })).sort()];
    expect(shown.map(names => names.sort())).to.deep.equal([[...long].sort(), [...long].sort()]);
    rmSync(join(dos.path, 'names'), { recursive: true });
  });

  it('that Samba cannot show to Windows are listed by what Samba calls them, which leads to them', async () => {
    for (const name of MANGLED) writeFileSync(on(server, name), name);
    const shown = await share.readdir('');
    expect(shown).to.have.lengthOf(MANGLED.length);
    for (const name of shown) expect(name).to.match(SHORT);
    const contents = await Promise.all(shown.map(name => share.readFile(name, 'utf8')));
    expect(contents.sort()).to.deep.equal([...MANGLED].sort());
  });

  it('that rxsmb gives are listed as they were given, except those that are reserved', async () => {
    const given = ['dot.', 'sp ', 'co:lon', 'what?', 'a|b'];
    for (const name of given) await share.writeFile(name, name);
    expect((await share.readdir('')).sort()).to.deep.equal([...given].sort());
    await share.writeFile('CON', 'a device, elsewhere');
    const [reserved = ''] = (await share.readdir('')).filter(name => !given.includes(name));
    expect(reserved).to.match(SHORT);
    expect(await share.readFile('CON', 'utf8')).to.equal('a device, elsewhere');
    expect(readFileSync(on(server, 'CON'), 'utf8')).to.equal('a device, elsewhere');
  });

  it('are themselves with `mangled names = no`, the reserved ones too', async () => {
    for (const name of MANGLED) writeFileSync(on(honest, name), name);
    expect((await plain.readdir('')).sort()).to.deep.equal([...MANGLED].sort());
    expect(await plain.readFile('CON', 'utf8')).to.equal('CON');
  });

  it('too long are refused: of 256 characters before they are sent, of 256 bytes by the server', async () => {
    const longest = 'n'.repeat(255);
    await share.writeFile(longest, 'x');
    expect(await share.readdir('')).to.deep.equal([longest]);
    const long = 'n'.repeat(256);
    for (const work of [share.writeFile(long, ''), share.stat(`${long}/x`), share.mkdir(`a/${long}`)]) {
      const error = await failure(work);
      expect(error).to.include({ code: 'ENAMETOOLONG', outcome: 'not-sent' });
      expect(error.message).to.contain('nnnnn').and.to.contain('255');
    }
    const bytes = 'é'.repeat(128);
    const error = await failure(share.writeFile(bytes, ''));
    expect(error).to.include({ code: 'EINVAL', status: 'STATUS_OBJECT_NAME_INVALID', path: bytes });
    expect(error.message).to.contain('too long');
  });

  it('that are no text are refused by Samba, and nothing is made in their place', async () => {
    const error = await failure(share.writeFile('lone \ud800', ''));
    expect(error).to.include({ syscall: 'open', outcome: 'refused' });
    expect(readdirSync(join(server.path, 'names'))).to.deep.equal([]);
  });
});
