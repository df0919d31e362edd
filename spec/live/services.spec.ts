import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';

import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { RELATED } from '../../lib/commands/plan.ts';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { AbortError, SmbError } from '../../lib/errors.ts';
import { compound } from '../../lib/operators/compound.ts';
import { usingHandle } from '../../lib/operators/using-handle.ts';
import { bindPdu } from '../../lib/rpc/binding.ts';
import { pipeTransceive, pipeWait } from '../../lib/rpc/pipe.ts';
import { usingInterface } from '../../lib/rpc/using-interface.ts';
import { ipcOf } from '../../lib/session/side-tree.ts';
import { mount } from '../../lib/share/mount.ts';
import { lookupNames, lookupSids } from '../../lib/share/services/look-up.ts';
import { serverInfo } from '../../lib/share/services/server-info.ts';
import { shareInfo } from '../../lib/share/services/share-info.ts';
import { shares } from '../../lib/share/services/shares.ts';
import { workstationInfo } from '../../lib/share/services/workstation-info.ts';
import type { Share } from '../../lib/share/share.ts';
import type { Sid } from '../../lib/wire/dtyp/sid.ts';
import { LSARPC } from '../../lib/wire/rpce/lsarpc/lsarpc.ts';
import { decodePdu, RpcPduType } from '../../lib/wire/rpce/pdu.ts';
import { ServerType } from '../../lib/wire/rpce/srvsvc/netr-server-get-info.ts';
import { AccessMask, CreateDisposition, ShareAccess } from '../../lib/wire/smb2/create.ts';
import { SecurityInformation } from '../../lib/wire/smb2/query-info.ts';
import { output } from '../support/process.ts';
import { type SambaServer, type SambaShare, sharedSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { nobodyConnected } from './nothing-open.ts';

const SHARES = 200;
const folder = freshFolder('many-shares');

/** Two hundred shares of one folder. */
const MANY = {
  shares: Object.fromEntries(
    Array.from({ length: SHARES }, (_, index): [string, SambaShare] => {
      const settings = { comment: `number ${index}`, ...(index === 7 ? { 'max connections': 12 } : {}) };
      return [`share-${index}${index % 50 === 49 ? '$' : ''}`, { path: folder, settings }];
    }),
  ),
};
const NAMES = Object.keys(MANY.shares);

describe('the services of a server', function () {
  this.timeout(120_000);
  let server: SambaServer;
  let share: Share;

  before(async () => {
    server = await sharedSamba(MANY);
    share = await mount(server.url());
  });
  after(() => share.close());

  /** The URL of the server alone, with user and password. */
  const host = (at = server) => at.url('').replace(/\/$/, '');
  const account = () => ({ username: server.username, password: server.password, port: server.port });
  const rpcclient = (command: string) =>
    output('rpcclient', [
      ...['-s', server.conf, '-A', join(server.dir, 'login'), '-p', String(server.port)],
      ...[server.host, '-c', command],
    ]);
  const failure = (work: PromiseLike<unknown>) =>
    Promise.resolve(work).then(
      () => expect.fail('it succeeded'),
      (error: unknown) => error as SmbError,
    );

  describe('lists shares', () => {
    it('from a host and credentials, all two hundred and IPC$', async () => {
      const found = await shares(server.host, account());
      expect(found.map(({ name }) => name)).to.have.members([...NAMES, 'IPC$']);
      const seventh = found.find(({ name }) => name === 'share-7');
      expect(seventh).to.deep.equal({
        name: 'share-7',
        type: 'disk',
        special: false,
        temporary: false,
        hidden: false,
        comment: 'number 7',
        path: `C:${folder.replaceAll('/', '\\')}`,
        maxUses: 12,
        currentUses: 0,
      });
      expect(found.find(({ name }) => name === 'share-8')?.maxUses).to.equal(Infinity);
      expect(found.find(({ name }) => name === 'IPC$')).to.include({
        type: 'ipc',
        special: true,
        hidden: true,
      });
    });

    it('from a URL, whatever share it names', async () => {
      expect(await shares(host())).to.have.lengthOf(SHARES + 1);
      expect(await shares(new URL(server.url('no-such-share', { path: 'nor/folder' })))).to.have.lengthOf(
        SHARES + 1,
      );
      expect(await shares({ host: server.host, ...account() })).to.have.lengthOf(SHARES + 1);
    });

    it('over the login of a mounted share, which stays', async () => {
      expect(await shares(share)).to.have.lengthOf(SHARES + 1);
      expect(await share.exists('/')).to.equal(true);
    });

    it('at the levels 0, 1 and 2', async () => {
      const [names, kinds, all] = await Promise.all([
        shares(share, { level: 0 }),
        shares(share, { level: 1 }),
        shares(share, { level: 2 }),
      ]);
      expect(names.map(({ name }) => name)).to.deep.equal(all.map(({ name }) => name));
      expect(new Set(names.map(({ type }) => type))).to.deep.equal(new Set(['unknown']));
      expect(kinds[0]).to.deep.include({ type: 'disk', comment: 'number 0' }).and.not.have.property('path');
      expect(all[0]).to.include.keys('path', 'maxUses', 'currentUses');
    });

    it('without the hidden ones, or without those of the server itself', async () => {
      const visible = await shares(share, { hidden: false });
      expect(visible).to.have.lengthOf(SHARES - 4);
      expect(visible.filter(({ name }) => name.endsWith('$'))).to.deep.equal([]);
      const own = await shares(share, { special: false });
      expect(own.map(({ name }) => name)).to.have.members(NAMES);
    });

    it('and smbclient and rpcclient list the same', async () => {
      const found = await shares(share);
      const listed = (await server.smbclient(['-L', `//${server.host}`, '-g']))
        .split('\n')
        .map(line => line.split('|'))
        .filter(([kind]) => kind === 'Disk' || kind === 'IPC');
      const ours = found.map(({ name, type, comment }) => [type === 'ipc' ? 'IPC' : 'Disk', name, comment]);
      expect(ours).to.have.deep.members(listed);
      const told = await rpcclient('netshareenumall');
      const paths = Array.from(
        told.matchAll(/^netname: (.*)\n\tremark:.*\n\tpath:\t(.*)$/gm),
        ([, name, path]) => ({ name, path }),
      );
      expect(found.map(({ name, path }) => ({ name, path }))).to.have.deep.members(paths);
    });

    it('to nobody in particular, where the server lets one', async () => {
      const { port } = server;
      const found = await shares(server.host, { port, auth: 'anonymous' });
      expect(found).to.have.lengthOf(SHARES + 1);
      expect(found[7]).to.include({ name: 'share-7', comment: 'number 7' });
    });

    it('and is gone from the server after that', async () => {
      const own = await sharedSamba({ shares: { one: {} }, global: { 'server string': 'a quiet one' } });
      expect((await shares(host(own))).map(({ name }) => name)).to.deep.equal(['one', 'IPC$']);
      await nobodyConnected(own);
    });

    it('unless nobody may, or the address is none', async () => {
      const wrong = await failure(shares(server.host, { ...account(), password: 'wrong' }));
      expect(wrong).to.include({ code: 'ERR_SMB_AUTH', syscall: 'mount' });
      expect(() => shares('smb://'))
        .to.throw(SmbError)
        .with.property('code', 'ERR_SMB_OPTION');
      expect(() => shares('a host'))
        .to.throw(SmbError)
        .with.property('code', 'ERR_SMB_OPTION');
      const signal = AbortSignal.abort();
      expect(await failure(shares(server.host, { ...account(), signal }))).to.be.instanceOf(AbortError);
      expect(await failure(shares(share, { signal }))).to.be.instanceOf(AbortError);
    });
  });

  describe('describes', () => {
    it('one share', async () => {
      const all = await shares(share);
      expect(await shareInfo(share, 'share-7')).to.deep.equal(all.find(({ name }) => name === 'share-7'));
      const missing = await failure(shareInfo(share, 'no-such-share'));
      expect(missing).to.include({
        code: 'ENOENT',
        syscall: 'shareInfo',
        path: 'no-such-share',
        fatal: false,
      });
    });

    it('the server', async () => {
      const info = await serverInfo(share);
      expect(info.platformId).to.equal(500);
      expect(info.comment).to.match(/^Samba \d/);
      expect((info.type ?? 0) & ServerType.SERVER).to.equal(ServerType.SERVER);
      const told = await rpcclient('srvinfo');
      expect(told).to.match(new RegExp(`^\\s*${info.name} .*${info.comment ?? '?'}`));
      expect(told).to.match(
        new RegExp(`os version\\s*:\\s*${info.versionMajor ?? '?'}\\.${info.versionMinor ?? '?'}`),
      );
    });

    it('the machine', async () => {
      const info = await workstationInfo(share);
      const { name, versionMajor, versionMinor } = await serverInfo(share);
      expect(info).to.deep.equal({ name, domain: 'WORKGROUP', platformId: 500, versionMajor, versionMinor });
    });
  });

  describe('knows who is who', () => {
    let owner: Sid;

    before(async () => {
      writeFileSync(join(folder, 'mine.txt'), 'mine');
      const opened = create(share.tree, {
        path: 'mine.txt',
        desiredAccess: AccessMask.READ_CONTROL,
        shareAccess: ShareAccess.READ | ShareAccess.WRITE,
        createDisposition: CreateDisposition.OPEN,
      });
      const what = queryInfo(RELATED, SecurityInformation.OWNER);
      const [, { information }] = await lastValueFrom(compound(opened, what, close(RELATED)));
      owner = information.owner ?? expect.fail('the file has no owner');
    });

    it('by SID: the owner of a file, those that everybody knows, and nobody', async () => {
      const nobody = 'S-1-5-21-11-22-33-4444';
      const found = await lookupSids(share, [owner, 'S-1-1-0', nobody, 'S-1-5-32-544']);
      expect(found[0]).to.include({ sid: owner, name: server.username, type: 'user' });
      expect(found[1]).to.deep.equal({
        sid: 'S-1-1-0',
        domain: '',
        name: 'Everyone',
        type: 'well-known-group',
      });
      expect(found[2]).to.deep.equal({ sid: nobody, domain: undefined, name: undefined, type: 'unknown' });
      expect(found[3]).to.deep.equal({
        sid: 'S-1-5-32-544',
        domain: 'BUILTIN',
        name: 'Administrators',
        type: 'alias',
      });
      const told = await rpcclient(`lookupsids ${owner}`);
      expect(told).to.include(`${owner} ${found[0]?.domain ?? '?'}\\${server.username} (1)`);
    });

    it('by name, and back', async () => {
      const names = [server.username, 'Everyone', 'no-such-user', 'BUILTIN\\Administrators'];
      const found = await lookupNames(share, names);
      expect(found.map(({ name }) => name)).to.deep.equal(names);
      expect(found.map(({ type }) => type)).to.deep.equal(['user', 'well-known-group', 'unknown', 'alias']);
      const [user, everyone, nobody, admins] = found.map(({ sid }) => sid);
      expect([everyone, nobody, admins]).to.deep.equal(['S-1-1-0', undefined, 'S-1-5-32-544']);
      const [back] = await lookupSids(share, [user ?? '']);
      expect(back).to.include({ name: server.username, type: 'user' });
      expect(await rpcclient(`lookupnames ${server.username}`)).to.include(
        `${server.username} ${user ?? '?'} (User: 1)`,
      );
    });

    it('where nobody is known at all, and where nobody is asked for', async () => {
      expect(await lookupSids(share, ['S-1-5-21-1-2-3-4'])).to.have.deep.members([
        { sid: 'S-1-5-21-1-2-3-4', domain: undefined, name: undefined, type: 'unknown' },
      ]);
      const [none] = await lookupNames(share, ['no-such-user']);
      expect(none).to.include({ sid: undefined, name: 'no-such-user', type: 'unknown' });
      expect(await lookupSids(share, [])).to.deep.equal([]);
      expect(await lookupNames(share, [])).to.deep.equal([]);
    });

    it('by the thousand: questions and answers in many fragments', async () => {
      const sids = Array.from({ length: 1_500 }, (_, index) => `S-1-5-21-1-2-3-${index}`);
      sids[700] = 'S-1-5-32-544';
      sids[1_499] = 'S-1-1-0';
      const found = await lookupSids(share, sids);
      expect(found.map(({ sid }) => sid)).to.deep.equal(sids);
      const known = found.filter(({ type }) => type !== 'unknown').map(({ name }) => name);
      expect(known).to.deep.equal(['Administrators', 'Everyone']);
      const names = Array.from({ length: 1_001 }, (_, index) => `BUILTIN\\no-such-group-${index}`);
      names[1_000] = 'BUILTIN\\Users';
      const answers = await lookupNames(share, names);
      expect(answers.filter(({ sid }) => sid !== undefined).map(({ sid }) => sid)).to.deep.equal([
        'S-1-5-32-545',
      ]);
      expect(answers).to.have.lengthOf(1_001);
    });

    it('but not by what is no SID', () => {
      expect(() => lookupSids(share, ['Everyone'])).to.throw(TypeError);
    });
  });

  it('are refused clearly where the server has none', async () => {
    const tree = await lastValueFrom(ipcOf(share.session));
    const nowhere = usingInterface(tree, { ...LSARPC, pipe: 'no-such-pipe' }, () => []);
    expect(await failure(lastValueFrom(nowhere))).to.include({ code: 'ENOTSUP', path: 'no-such-pipe' });
    // over the pipe of another service: Samba has an endpoint, and no such interface on it
    const elsewhere = usingInterface(tree, { ...LSARPC, pipe: 'wkssvc' }, () => []);
    expect(await failure(lastValueFrom(elsewhere))).to.include({ code: 'ENOTSUP', command: 'bind' });
  });

  it('have pipes that Samba cannot wait for: ENOTSUP', async () => {
    const tree = await lastValueFrom(ipcOf(share.session));
    const error = await failure(lastValueFrom(pipeWait(tree, 'srvsvc', { timeout: 50 })));
    expect(error).to.include({ code: 'ENOTSUP', command: 'IOCTL' });
  });

  it('are behind pipes that anybody can speak over', async () => {
    const { limits } = share.tree.address();
    await using ipc = await mount({ host: server.host, share: 'IPC$', ...account() });
    const pipe = create(ipc.tree, {
      path: LSARPC.pipe,
      desiredAccess: AccessMask.READ_DATA | AccessMask.WRITE_DATA,
      createDisposition: CreateDisposition.OPEN,
    });
    const talk = usingHandle(pipe, handle => pipeTransceive(handle, bindPdu(LSARPC, limits)));
    const { type } = decodePdu(await lastValueFrom(talk));
    expect(type).to.equal(RpcPduType.BIND_ACK);
  });

  it('are asked no more once the share is closed', async () => {
    const own = await mount(server.url());
    await own.close();
    expect(await failure(serverInfo(own))).to.include({ code: 'ERR_SMB_CLOSED', fatal: true });
  });

  it('are reached where the server takes small messages only', async () => {
    const small = { 'smb2 max trans': 8_192, 'smb2 max read': 8_192, 'smb2 max write': 8_192 };
    const own = await sharedSamba({ ...MANY, global: small });
    expect(await shares(host(own))).to.have.lengthOf(SHARES + 1);
    const over = await mount(own.url());
    const sids = Array.from({ length: 500 }, (_, index) => `S-1-5-21-1-2-3-${index}`);
    expect(await lookupSids(over, sids)).to.have.lengthOf(500);
    await over.close();
  });

  it('are reached in every dialect', async () => {
    for (const dialect of ['2.0.2', '2.1', '3.0', '3.0.2'] as const) {
      const dialects = { min: dialect, max: dialect };
      expect(await shares(server.host, { ...account(), dialects }), dialect).to.have.lengthOf(SHARES + 1);
    }
  });

  /** Everything that can be asked, recorded; what tshark makes of it. */
  async function recorded(url: string): Promise<string> {
    const capture = pcapFile();
    process.env['RXSMB_PCAP'] = capture;
    try {
      const own = await mount(url);
      for (const level of [0, 1, 2] as const) await shares(own, { level });
      await shareInfo(own, 'share-1');
      await serverInfo(own);
      await workstationInfo(own);
      await lookupSids(own, [
        'S-1-1-0',
        ...Array.from({ length: 400 }, (_, index) => `S-1-5-21-1-2-3-${index}`),
      ]);
      await lookupNames(own, [server.username, 'no-such-user']);
      await own.close();
    } finally {
      delete process.env['RXSMB_PCAP'];
    }
    expect(await malformedFrames(capture)).to.deep.equal([]);
    return capture;
  }

  it('speak so that tshark understands every fragment', async () => {
    const capture = await recorded(server.url());
    const calls = await fields(capture, 'dcerpc.pkt_type == 0 && dcerpc.cn_flags.last_frag == 1', [
      'dcerpc.opnum',
    ]);
    expect(calls.flat().map(Number)).to.deep.equal([15, 15, 15, 16, 21, 0, 44, 57, 0, 44, 68, 0]);
    const [split] = await fields(capture, 'dcerpc.pkt_type == 0 && dcerpc.cn_flags.last_frag == 0', [
      'dcerpc.cn_frag_len',
    ]);
    expect(Number(split?.[0])).to.be.within(4_200, 4_280);
    const bound = await fields(capture, 'dcerpc.pkt_type == 12', ['dcerpc.cn_ack_result']);
    expect(new Set(bound.flat())).to.deep.equal(new Set(['0']));
  });

  // with CREATE and bind in one message tshark does not see which pipe the calls go over
  it('speak so that tshark understands every parameter, where the chain is taken apart', async () => {
    const poor = await sharedSamba({ ...MANY, global: { 'smb2 max credits': 1 } });
    const capture = await recorded(poor.url());
    const calls = await fields(capture, 'dcerpc.pkt_type == 0 && dcerpc.cn_flags.last_frag == 1', [
      '_ws.col.Protocol',
      'dcerpc.opnum',
    ]);
    expect(calls.map(call => call.join(' '))).to.deep.equal([
      ...['SRVSVC 15', 'SRVSVC 15', 'SRVSVC 15', 'SRVSVC 16', 'SRVSVC 21', 'WKSSVC 0'],
      ...['LSARPC 44', 'LSARPC 57', 'LSARPC 0', 'LSARPC 44', 'LSARPC 68', 'LSARPC 0'],
    ]);
    const [listed] = await fields(capture, 'srvsvc.srvsvc_NetShareInfo2.path', [
      'srvsvc.srvsvc_NetShareInfo2.name',
      'srvsvc.srvsvc_NetShareInfo2.max_users',
    ]);
    const found = await shares(share);
    expect(listed?.[0]).to.equal(found.map(({ name }) => name).join(','));
    const limits = found.map(({ maxUses = 0 }) => (maxUses === Infinity ? 0xffff_ffff : maxUses));
    expect(listed?.[1]).to.equal(limits.join(','));
    const asked = await fields(capture, 'lsarpc.opnum == 68 && dcerpc.pkt_type == 0', ['lsarpc.lsa.string']);
    expect(asked).to.deep.equal([[`${server.username},no-such-user`]]);
  });
});
