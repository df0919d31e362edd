import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { setInfo } from '../../lib/commands/set-info.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { AceType } from '../../lib/wire/dtyp/ace.ts';
import type { SecurityDescriptor } from '../../lib/wire/dtyp/security-descriptor.ts';
import * as fscc from '../../lib/wire/fscc/public.ts';
import { FilePositionInformation } from '../../lib/wire/fscc/public.ts';
import { SecurityInformation } from '../../lib/wire/smb2/query-info.ts';
import { sharedSamba } from '../support/samba.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';
import { Bench, NAME } from './information-bench.ts';
import { ROWS } from './information-rows.ts';
import { nothingOpen } from './nothing-open.ts';

const SETTINGS = {
  'vfs objects': 'streams_xattr acl_xattr',
  'acl_xattr:security_acl_name': 'user.NTACL',
  'ea support': true,
  'store dos attributes': true,
};
const EVERYONE = 'S-1-1-0';
const READ_DATA = 1;
const WRITE_DATA = 2;

/** The classes that the front door has. */
const CLASSES = Object.values(fscc)
  .filter(value => 'infoClass' in value)
  .map(({ name }) => name);

describe('live: information classes', function () {
  this.timeout(120_000);
  const capture = pcapFile();
  const shares: Share[] = [];

  after(async () => {
    for (const share of shares) await share.close();
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  it('each has a row', () => {
    expect(CLASSES).to.have.lengthOf.at.least(41).and.to.include('FileAllInformation');
    expect([...new Set(ROWS.map(({ name }) => name))]).to.have.members(CLASSES);
  });

  for (const dialect of ['2.0.2', '3.0.2', '3.1.1'] as const) {
    describe(dialect, () => {
      let bench: Bench;

      before(async () => {
        const server = await sharedSamba({ shares: { classes: { settings: SETTINGS } } });
        process.env['RXSMB_PCAP'] = capture;
        const share = await mount(server.url(), { dialects: { min: dialect, max: dialect } });
        delete process.env['RXSMB_PCAP'];
        shares.push(share);
        bench = new Bench(server, share, `classes-${dialect}`);
        await bench.prepare();
      });

      after(() => nothingOpen(bench.server, bench.share, bench.folder));

      for (const { name, title, run } of ROWS) it(`${name} ${title}`, () => run(bench));

      it('FilePositionInformation is kept by a handle', async () => {
        const offset = await bench.opened(NAME, async function* (handle) {
          await lastValueFrom(setInfo(handle, FilePositionInformation, { currentByteOffset: 3n }));
          yield (await lastValueFrom(queryInfo(handle, FilePositionInformation))).information;
        });
        expect(offset).to.deep.equal({ currentByteOffset: 3n });
      });

      it('security information: owner, group and DACL are told, a SACL only to the privileged', async () => {
        const part = (flags: number): Promise<SecurityDescriptor> =>
          bench.opened(NAME, handle => queryInfo(handle, flags)).then(({ information }) => information);
        const { OWNER, GROUP, DACL, SACL, LABEL } = SecurityInformation;
        const all = await part(OWNER | GROUP | DACL);
        expect(await part(OWNER)).to.include({ owner: all.owner, group: undefined, dacl: undefined });
        expect(all.owner).to.match(/^S-1-(5-21|22-1)-/);
        expect((await part(GROUP)).group).to.equal(`S-1-22-2-${bench.stat().gid}`);
        const everyone = (await part(DACL)).dacl?.aces.find(ace => 'sid' in ace && ace.sid === EVERYONE);
        expect(everyone).to.include({ type: AceType.ACCESS_ALLOWED });
        const mask = everyone !== undefined && 'mask' in everyone ? everyone.mask : 0;
        expect(mask & (READ_DATA | WRITE_DATA), 'as 0644 says').to.equal(READ_DATA);
        expect(await failure(part(SACL))).to.include({ code: 'EACCES', command: 'QUERY_INFO' });
        expect((await part(LABEL)).sacl, 'Samba has no labels').to.equal(undefined);
      });

      it('security information: a DACL is set', async () => {
        const name = bench.fresh();
        const dacl = {
          revision: 2,
          aces: [{ type: AceType.ACCESS_ALLOWED, flags: 0, mask: 0x001f_01ff, sid: EVERYONE }],
        } as const;
        await bench.opened(name, handle => setInfo(handle, SecurityInformation.DACL, { dacl }));
        const { information } = await bench.opened(name, handle =>
          queryInfo(handle, SecurityInformation.DACL),
        );
        expect(information.dacl?.aces).to.deep.equal(dacl.aces);
        expect(bench.stat(name).mode & 0o007n, 'on the disk').to.equal(0o007n);
      });
    });
  }
});
