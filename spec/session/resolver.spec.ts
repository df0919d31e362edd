import { expect } from 'chai';
import { firstValueFrom, of, throwError } from 'rxjs';
import { SmbError } from '../../lib/errors.ts';
import { Resolver } from '../../lib/session/dfs/resolver.ts';
import { type DfsTarget, ReferralCache } from '../../lib/session/dfs/referral-cache.ts';
import { SmbTree } from '../../lib/session/smb-tree.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { Dialect } from '../../lib/wire/smb2/dialect.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { FsctlCode, IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { ShareCapabilities, TreeConnectResponse } from '../../lib/wire/smb2/tree-connect.ts';
import { ACCOUNT, login } from '../support/script-login.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { failure } from '../live/failure.ts';

const LINK = '\\server\\docs\\link';

interface Told {
  readonly version?: 3 | 4;
  readonly pathConsumed?: number;
  /** Seconds. */
  readonly timeToLive?: number;
  readonly addresses?: readonly string[];
}

/** RESP_GET_DFS_REFERRAL as Windows lays it out: entries of 34 bytes, behind them the texts, the paths shared. */
function referral({
  version = 4,
  pathConsumed = 2 * LINK.length,
  timeToLive = 300,
  addresses = ['\\a\\x', '\\b\\y\\z', '\\c\\w'],
}: Told): Buffer {
  const ENTRY = 34;
  const head = Buffer.alloc(8 + ENTRY * addresses.length);
  head.writeUInt16LE(pathConsumed, 0);
  head.writeUInt16LE(addresses.length, 2);
  head.writeUInt32LE(2, 4); // StorageServers
  const text = (value: string) => Buffer.from(`${value}\0`, 'utf16le');
  const tail = [text(LINK), text(LINK)]; // DFSPath and DFSAlternatePath
  let end = head.length + tail[0]!.length * 2;
  for (const [index, address] of addresses.entries()) {
    const at = 8 + ENTRY * index;
    head.writeUInt16LE(version, at);
    head.writeUInt16LE(ENTRY, at + 2);
    head.writeUInt16LE(version === 4 && index === 0 ? 4 : 0, at + 6); // TargetSetBoundary
    head.writeUInt32LE(timeToLive, at + 8);
    head.writeUInt16LE(head.length - at, at + 12);
    head.writeUInt16LE(head.length + tail[0]!.length - at, at + 14);
    head.writeUInt16LE(end - at, at + 16);
    tail.push(text(address));
    end += text(address).length;
  }
  return Buffer.concat([head, ...tail]);
}

describe('a namespace (DFS)', () => {
  let server: ScriptServer;
  let share: Share;
  let tree: SmbTree;
  let now: number;
  let namespace: Resolver;
  /** Targets that were tried, and those which cannot be entered. */
  let tried: string[];
  const dead = new Set<string>();

  beforeEach(async () => {
    server = new ScriptServer();
    login(server, { dialect: Dialect.SMB_3_1_1 });
    const capabilities = ShareCapabilities.DFS;
    const body = TreeConnectResponse.encode(
      { shareType: 1, maximalAccess: 0x001f_01ff, capabilities },
      HEADER_SIZE,
    );
    server.on(Command.TREE_CONNECT, { body, header: { treeId: 7 } });
    share = await mount({ host: 'server', share: 'docs', ...ACCOUNT, transport: () => server.duplex() });
    if (!(share.tree instanceof SmbTree)) throw new TypeError('another tree');
    tree = share.tree;
    now = 0;
    tried = [];
    dead.clear();
    const enter = ({ host }: DfsTarget) => {
      tried.push(host);
      if (!dead.has(host)) return of(tree);
      const code = `E${host.toUpperCase()}`;
      return throwError(() => new SmbError({ code, message: `${host} is dead`, retryable: host === 'a' }));
    };
    namespace = new Resolver(enter, new ReferralCache(() => now));
  });

  afterEach(async () => {
    await share.close();
    expect(server.violation).to.equal(undefined);
  });

  const tells = (...answersGiven: readonly Buffer[]) =>
    server.on(
      Command.IOCTL,
      ...answersGiven.map(bytes => answers.output(FsctlCode.FSCTL_DFS_GET_REFERRALS, bytes)),
    );
  const asked = () => server.got(Command.IOCTL).map(request => request.read(IoctlRequest));
  const resolve = (path = 'link\\file') => firstValueFrom(namespace.resolve(tree, path));

  for (const version of [3, 4] as const) {
    it(`goes to the first target of a referral of version ${version}`, async () => {
      tells(referral({ version }));
      expect(await resolve()).to.deep.equal({ tree, link: 'link', path: '' });
      const [question] = asked();
      expect(Buffer.from(question!.input).toString('hex')).to.equal(
        `0400${Buffer.from('\\server\\docs\\link\\file\0', 'utf16le').toString('hex')}`,
      );
      expect(await firstValueFrom(namespace.known(tree, 'LINK\\other')!)).to.include({
        link: 'link',
      });
      expect(namespace.known(tree, 'linked\\other')).to.equal(undefined);
      expect(asked()).to.have.lengthOf(1);
    });
  }

  it('tries the targets in their order, and begins with the one that answered from then on', async () => {
    tells(referral({}));
    dead.add('a');
    expect(await resolve()).to.deep.equal({ tree, link: 'link', path: 'z' });
    expect(tried).to.deep.equal(['a', 'b']);
    await resolve();
    expect(tried).to.deep.equal(['a', 'b', 'b']);
    dead.add('b');
    await resolve();
    expect(tried.slice(3)).to.deep.equal(['b', 'a', 'c']);
    expect(asked()).to.have.lengthOf(1);
  });

  it('tells why each target cannot be entered, where none can', async () => {
    tells(referral({}));
    for (const host of 'abc') dead.add(host);
    const error = await failure(resolve());
    expect(error).to.include({ code: 'EC', fatal: false, retryable: true });
    for (const reason of ['a/x: a is dead', 'b/y: b is dead', 'c/w: c is dead']) {
      expect(error.message).to.contain(reason);
    }
    const { errors } = error.cause as AggregateError;
    expect(errors.map(({ code }: SmbError) => code)).to.deep.equal(['EA', 'EB', 'EC']);
  });

  it('asks again when the time of a referral is over', async () => {
    tells(referral({ timeToLive: 60 }), referral({ timeToLive: 60, addresses: ['\\d\\new'] }));
    await resolve();
    now = 59_999;
    await resolve();
    expect(asked()).to.have.lengthOf(1);
    now = 60_000;
    expect(namespace.known(tree, 'link')).to.equal(undefined);
    await resolve();
    expect(asked()).to.have.lengthOf(2);
    expect(tried).to.deep.equal(['a', 'a', 'd']);
  });

  it('asks again with more room for an answer that is cut short', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `\\host${index}\\share`);
    const whole = referral({ addresses: many });
    const short = answers.output(FsctlCode.FSCTL_DFS_GET_REFERRALS, whole.subarray(0, 8_192));
    server.on(
      Command.IOCTL,
      { ...short, status: NtStatus.STATUS_BUFFER_OVERFLOW },
      answers.output(FsctlCode.FSCTL_DFS_GET_REFERRALS, whole),
    );
    await resolve();
    expect(tried).to.deep.equal(['host0']);
    expect(asked().map(({ maxOutputResponse }) => maxOutputResponse)).to.deep.equal([8_192, 65_536]);
  });

  for (const [name, told] of [
    ['an odd number of bytes', { pathConsumed: 2 * LINK.length - 1 }],
    ['the middle of a name', { pathConsumed: 2 * LINK.length - 2 }],
    ['the namespace itself', { pathConsumed: 2 * '\\server\\docs'.length }],
    ['another share of the server', { pathConsumed: 2 * '\\server'.length }],
    ['nothing', { pathConsumed: 0 }],
    ['targets that are no addresses', { addresses: ['a\\x', '\\only', ''] }],
    ['no targets', { addresses: [] }],
  ] as const satisfies readonly (readonly [string, Told])[]) {
    it(`follows no referral for ${name}`, async () => {
      tells(referral(told));
      expect(await failure(resolve())).to.include({ code: 'ENOENT' });
      expect(tried).to.deep.equal([]);
      expect(namespace.known(tree, 'link\\file')).to.equal(undefined);
    });
  }

  it('takes a PathConsumed beyond the path for the whole of it', async () => {
    tells(referral({ pathConsumed: 0xfffe }));
    expect(await resolve()).to.deep.equal({ tree, link: 'link\\file', path: '' });
  });

  it('tries 32 targets of a referral, however many there are', async () => {
    const many = Array.from({ length: 100 }, (_, index) => `\\host${index}\\share`);
    for (let index = 0; index < 100; index++) dead.add(`host${index}`);
    tells(referral({ addresses: many }));
    expect(await failure(resolve())).to.have.property('code', 'EHOST31');
    expect(tried).to.have.lengthOf(32);
  });

  it('passes the refusal of a referral on', async () => {
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_NOT_FOUND));
    expect(await failure(resolve())).to.include({ ntstatus: NtStatus.STATUS_NOT_FOUND });
  });
});
