import { expect } from 'chai';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { RELATED } from '../../lib/commands/plan.ts';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { setInfo } from '../../lib/commands/set-info.ts';
import { compound } from '../../lib/operators/compound.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { AceType } from '../../lib/wire/dtyp/ace.ts';
import { parseSddl } from '../../lib/wire/dtyp/sddl-parse.ts';
import { toSddl } from '../../lib/wire/dtyp/sddl.ts';
import { SecurityControl } from '../../lib/wire/dtyp/security-descriptor.ts';
import { AccessMask, CreateDisposition, ShareAccess } from '../../lib/wire/smb2/create.ts';
import { SecurityInformation } from '../../lib/wire/smb2/query-info.ts';
import { output } from '../support/process.ts';
import { type SambaOptions, type SambaServer, sharedSamba } from '../support/samba.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';

const isRoot = process.getuid?.() === 0;
const NTACL = { 'vfs objects': 'acl_xattr', 'acl_xattr:security_acl_name': 'user.NTACL' };

/** Shares that keep the descriptors of Windows; in one, nobody is anybody. */
const OPTIONS: SambaOptions = {
  shares: {
    share: { settings: NTACL },
    guarded: { settings: { ...NTACL, ...(isRoot ? { 'force user': 'nobody' } : {}) } },
  },
};

const { OWNER, GROUP, DACL, SACL } = SecurityInformation;

describe('live: security descriptors', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: SambaServer;
  let share: Share;
  let guarded: Share;
  let root: string;

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    server = await sharedSamba(OPTIONS);
    root = join(server.path, 'security');
    mkdirSync(root);
    writeFileSync(join(server.sharePath('guarded'), 'kept.txt'), 'kept', { mode: 0o644 });
    share = await mount(server.url(undefined, { path: 'security' }));
    guarded = await mount(server.url('guarded'));
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
    await guarded.close();
    rmSync(root, { recursive: true, force: true });
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  beforeEach(() => {
    for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true, force: true });
    writeFileSync(join(root, 'file.txt'), 'hello');
    mkdirSync(join(root, 'folder'));
  });

  afterEach(() => nothingOpen(server, share, 'security'));

  /** The descriptor as text. */
  const sddl = async (path: string, parts?: number) => toSddl(await share.getSecurity(path, parts));

  /** What Samba has stored in the file's attribute, in its own words. */
  const onDisk = async (path: string) => {
    const script = `
import os, sys
from samba.dcerpc import security, xattr
from samba.ndr import ndr_unpack
acl = ndr_unpack(xattr.NTACL, os.getxattr(sys.argv[1], 'user.NTACL'))
sd = acl.info if isinstance(acl.info, security.descriptor) else acl.info.sd
print(sd.as_sddl())`;
    return (await output('/usr/bin/python3', ['-c', script, join(root, path)])).trim();
  };

  it('tells owner, group and access list, as smbclient does', async () => {
    const { owner, group, dacl, sacl, control } = await share.getSecurity('file.txt');
    const said = await server.smbclient('showacls; cd security; ls file.txt');
    const found = (pattern: RegExp) => [...said.matchAll(pattern)].map(([, value = '']) => value);
    expect(found(/Owner SID:\s+(\S+)/g)).to.deep.equal([owner]);
    expect(found(/Group SID:\s+(\S+)/g)).to.deep.equal([group]);
    expect(found(/^\s+SID: (\S+)/gm)).to.deep.equal(dacl?.aces.map(ace => 'sid' in ace && ace.sid));
    expect(found(/Permissions: (0x\w+)/g).map(Number)).to.deep.equal(
      dacl?.aces.map(ace => 'sid' in ace && ace.mask),
    );
    expect(found(/type: (0x\w+): SEC_DESC/g).map(Number)).to.deep.equal([control]);
    expect(sacl).to.equal(undefined);
  });

  it('tells the parts that are asked for', async () => {
    const owner = await share.getSecurity('file.txt', OWNER);
    expect(owner).to.include({ group: undefined, dacl: undefined }).and.have.property('owner').a('string');
    const { dacl, ...rest } = await share.getSecurity('folder', DACL);
    expect(dacl?.aces).to.have.lengthOf.above(0);
    expect(rest).to.include({ owner: undefined, group: undefined });
    expect(toSddl(await share.promises.getSecurity('', GROUP))).to.match(/^G:/);
  });

  it('sets an access list from SDDL, which reads back equal', async () => {
    for (const text of [
      'D:P(A;;FA;;;BA)(A;;FA;;;SY)(D;;FX;;;AN)(A;;FA;;;WD)',
      'D:AI(A;ID;FA;;;WD)(A;ID;0x1200a9;;;S-1-5-21-1-2-3-1104)',
      'D:PAI(A;;FA;;;WD)',
      'D:(A;OICINPIO;FA;;;CO)(A;OICI;FR;;;BU)(A;;FA;;;WD)',
      'D:P',
      'D:NO_ACCESS_CONTROL',
    ]) {
      writeFileSync(join(root, 'other.txt'), '');
      await share.setSecurity('other.txt', text);
      expect(await sddl('other.txt', DACL)).to.equal(text);
      rmSync(join(root, 'other.txt'));
    }
  });

  it('keeps what it set on the disk of the server', async () => {
    await share.setSecurity('file.txt', 'O:BAG:BUD:P(A;OICI;0x1200a9;;;BU)(A;;0x1f01ff;;;WD)');
    expect(toSddl(parseSddl(await onDisk('file.txt')))).to.equal(
      toSddl(await share.getSecurity('file.txt', OWNER | GROUP | DACL)),
    );
    expect(await sddl('file.txt', OWNER | GROUP)).to.equal('O:BAG:BU');
  });

  it('leaves the parts alone that are not set', async () => {
    const before = parseSddl(await sddl('file.txt'));
    await share.setSecurity('file.txt', 'G:BU');
    expect(await sddl('file.txt')).to.equal(toSddl({ ...before, group: 'S-1-5-32-545' }));
    await share.setSecurity('file.txt', 'O:BAG:BAD:P(A;;FA;;;WD)', DACL);
    expect(await sddl('file.txt')).to.equal(
      `${toSddl({ owner: before.owner, group: 'S-1-5-32-545' })}D:P(A;;FA;;;WD)`,
    );
  });

  it('copies a descriptor from one file to another', async () => {
    await share.setSecurity('file.txt', 'O:SYG:SYD:P(A;;FA;;;WD)(A;;FR;;;AU)');
    await share.setSecurity('folder', await share.getSecurity('file.txt'));
    expect(await sddl('folder')).to.equal('O:SYG:SYD:P(A;;FA;;;WD)(A;;FR;;;AU)');
  });

  it('hands on to new files what a folder says that they inherit', async () => {
    await share.setSecurity('folder', 'D:P(A;OICI;FA;;;WD)(A;OI;FR;;;AU)');
    await share.writeFile('folder/new.txt', '');
    const { dacl } = await share.getSecurity('folder/new.txt', DACL);
    expect(dacl?.aces.map(ace => 'sid' in ace && ace.sid)).to.include.members(['S-1-1-0', 'S-1-5-11']);
  });

  it('keeps as long a list as the disk of the server takes', async () => {
    const aces = Array.from({ length: 50 }, (_, index) => `(A;;FR;;;S-1-5-21-1-2-3-${2_000 + index})`);
    await share.setSecurity('file.txt', `D:P(A;;FA;;;WD)${aces.join('')}`);
    expect(await sddl('file.txt', DACL)).to.equal(`D:P(A;;FA;;;WD)${aces.join('')}`);
  });

  it('travels in one compound at the floor of the PDUs', async () => {
    const control = SecurityControl.DACL_PROTECTED;
    const dacl = {
      revision: 2,
      aces: [{ type: AceType.ACCESS_ALLOWED, flags: 0, mask: 0x1f01ff, sid: 'S-1-1-0' }],
    };
    const opened = create(share.tree, {
      path: 'security\\file.txt',
      desiredAccess: AccessMask.READ_CONTROL | AccessMask.WRITE_DAC,
      shareAccess: ShareAccess.READ | ShareAccess.WRITE,
      createDisposition: CreateDisposition.OPEN,
    });
    const chain = compound(
      opened,
      setInfo(RELATED, DACL, { control, dacl }),
      queryInfo(RELATED, DACL),
      close(RELATED),
    );
    const [, set, { information }] = await lastValueFrom(chain);
    expect(set.status).to.equal(0);
    expect(toSddl(information)).to.equal('D:P(A;;FA;;;WD)');
  });

  it('does not reach the audit list without the privilege', async () => {
    expect(await failure(share.getSecurity('file.txt', SACL))).to.include({
      code: 'EPERM',
      status: 'STATUS_PRIVILEGE_NOT_HELD',
      syscall: 'getsecurity',
      path: 'file.txt',
    });
    expect(await failure(share.setSecurity('file.txt', 'S:(AU;SAFA;FA;;;WD)'))).to.include({
      code: 'EPERM',
      syscall: 'setsecurity',
    });
  });

  it('does not change what belongs to somebody else', async () => {
    for (const text of ['D:P(A;;FA;;;WD)', 'O:BA']) {
      expect(await failure(guarded.setSecurity('kept.txt', text)), text).to.include({ code: 'EACCES' });
    }
    expect(await failure(share.getSecurity('missing'))).to.include({ code: 'ENOENT', path: 'missing' });
  });

  it('sends nothing that cannot be meant', async () => {
    for (const [text, parts] of [
      ['', undefined],
      ['D:(A;;FA;;;DA)', undefined],
      ['D:(A', undefined],
      ['O:BA', DACL],
      ['D:', SACL],
    ] as const) {
      const error = await failure(share.setSecurity('file.txt', text, parts));
      expect(error, text).to.include({ code: 'EINVAL', outcome: 'not-sent', syscall: 'setsecurity' });
    }
    await share.setSecurity('file.txt', 'D:P(A;;FA;;;DA)(A;;FA;;;WD)', undefined, {
      domain: 'S-1-5-21-1-2-3',
    });
    expect(await sddl('file.txt', DACL)).to.equal('D:P(A;;FA;;;S-1-5-21-1-2-3-512)(A;;FA;;;WD)');
  });
});
