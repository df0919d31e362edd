import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';

import { echo } from '../../lib/commands/echo.ts';
import { SmbError } from '../../lib/errors.ts';
import { ipcOf, sideTree } from '../../lib/session/side-tree.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { Dialect } from '../../lib/wire/smb2/dialect.ts';
import { HeaderFlags, HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { TreeConnectRequest, TreeConnectResponse } from '../../lib/wire/smb2/tree-connect.ts';
import { ACCOUNT, login } from '../support/script-login.ts';
import { type Answer, answers, ScriptServer } from '../support/script-server.ts';
import { rig } from '../support/script-rig.ts';

const { LOGOFF, TREE_CONNECT } = Command;

const connected = (treeId: number): Answer => ({
  body: TreeConnectResponse.encode({ shareType: 2, maximalAccess: 0x001f_01ff }, HEADER_SIZE),
  header: { treeId },
});

/** A share on a scripted server that gives a tree id of its own to each TREE_CONNECT. */
async function mounted(server: ScriptServer, dialect: Dialect = Dialect.SMB_3_1_1): Promise<Share> {
  login(server, { dialect });
  server.on(TREE_CONNECT, () => connected(100 + server.got(TREE_CONNECT).length));
  return mount({ host: 'server', share: 'docs', ...ACCOUNT, transport: () => server.duplex() });
}

describe('a further tree of a session', () => {
  let server: ScriptServer;
  beforeEach(() => (server = new ScriptServer()));

  const paths = () => server.got(TREE_CONNECT).map(request => request.read(TreeConnectRequest).path);

  it('is connected to once, when the first one subscribes, and shared', async () => {
    const share = await mounted(server);
    const ipc = ipcOf(share.session);
    expect(paths()).to.deep.equal(['\\\\server\\docs']);
    const [one, other] = await Promise.all([firstValueFrom(ipc), firstValueFrom(ipcOf(share.session))]);
    expect(one).to.equal(other);
    expect(await firstValueFrom(sideTree(share.session, 'ipc$'))).to.equal(one);
    expect(paths()).to.deep.equal(['\\\\server\\docs', '\\\\server\\IPC$']);
    expect(one.address().treeId).to.equal(102);
    expect(share.tree.address().treeId).to.equal(101);
    await share.close();
  });

  it('is another one for another share, and for another session', async () => {
    const share = await mounted(server);
    const ipc = await firstValueFrom(ipcOf(share.session));
    const more = await firstValueFrom(sideTree(share.session, 'more'));
    expect(more.address().treeId).to.not.equal(ipc.address().treeId);
    const second = new ScriptServer();
    const elsewhere = await mounted(second);
    await firstValueFrom(ipcOf(elsewhere.session));
    expect(second.got(TREE_CONNECT)).to.have.lengthOf(2);
    await Promise.all([share.close(), elsewhere.close()]);
  });

  it('is asked for with a signature, and its answer must have one', async () => {
    const share = await mounted(server);
    await firstValueFrom(ipcOf(share.session));
    const flags = server.got(TREE_CONNECT).map(({ header }) => header.flags & HeaderFlags.SIGNED);
    expect(flags).to.deep.equal([HeaderFlags.SIGNED, HeaderFlags.SIGNED]);
    server.on(TREE_CONNECT, { ...connected(7), signed: false });
    const error: unknown = await firstValueFrom(sideTree(share.session, 'other')).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(SmbError).with.property('code', 'ERR_SMB_SIGNATURE');
    await share.close();
  });

  it('is asked for again after a refusal, which leaves the share alone', async () => {
    const share = await mounted(server);
    server.on(TREE_CONNECT, answers.refused(NtStatus.STATUS_ACCESS_DENIED), connected(9));
    const error: unknown = await firstValueFrom(ipcOf(share.session)).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(SmbError).with.property('code', 'EACCES');
    expect(error).to.include({ fatal: false, path: 'IPC$' });
    expect((await firstValueFrom(ipcOf(share.session))).address().treeId).to.equal(9);
    await firstValueFrom(echo(share.connection));
    await share.close();
  });

  it('is kept by a subscription that ended before the answer', async () => {
    const share = await mounted(server);
    server.on(TREE_CONNECT, () => undefined);
    const waiting = ipcOf(share.session).subscribe();
    await firstValueFrom(echo(share.connection));
    waiting.unsubscribe();
    const tree = firstValueFrom(ipcOf(share.session));
    const request = server.got(TREE_CONNECT).at(-1);
    expect(request).to.not.equal(undefined);
    if (request !== undefined) server.answer(request, connected(11));
    expect((await tree).address().treeId).to.equal(11);
    expect(server.got(Command.CANCEL)).to.deep.equal([]);
    await share.close();
  });

  it('goes with the session: one LOGOFF, and no TREE_DISCONNECT of its own', async () => {
    const share = await mounted(server);
    await firstValueFrom(ipcOf(share.session));
    await share.close();
    expect(server.got(Command.TREE_DISCONNECT).map(({ header }) => header.treeId)).to.deep.equal([101]);
    expect(server.got(LOGOFF)).to.have.lengthOf(1);
  });

  it('is none of a session that nobody mounted', async () => {
    const { session } = await rig(server);
    expect(await firstValueFrom(ipcOf(session)).catch((e: unknown) => e)).to.be.instanceOf(TypeError);
  });
});
