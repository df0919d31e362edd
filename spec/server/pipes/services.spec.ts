import { expect } from 'chai';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { pipeTransceive, pipeWait } from '../../../lib/rpc/pipe.ts';
import { memory } from '../../../lib/server/file-systems/memory.ts';
import { RpcService } from '../../../lib/server/pipes/rpc-service.ts';
import { PipeOpen } from '../../../lib/server/state/pipe-open.ts';
import { ipcOf } from '../../../lib/session/side-tree.ts';
import { serverInfo } from '../../../lib/share/services/server-info.ts';
import { shareInfo } from '../../../lib/share/services/share-info.ts';
import { shares } from '../../../lib/share/services/shares.ts';
import { workstationInfo } from '../../../lib/share/services/workstation-info.ts';
import { RpcBind, RpcBindAck } from '../../../lib/wire/rpce/bind.ts';
import { RpcFault, RpcRequest, RpcResponse } from '../../../lib/wire/rpce/call.ts';
import { RpcFaultStatus } from '../../../lib/wire/rpce/fault-status.ts';
import { decodePdu, encodePdu, RpcFlags, RpcPduType, WHOLE } from '../../../lib/wire/rpce/pdu.ts';
import { SRVSVC } from '../../../lib/wire/rpce/srvsvc/srvsvc.ts';
import { NDR_SYNTAX } from '../../../lib/wire/rpce/syntax.ts';
import { failure } from '../../live/failure.ts';
import { output } from '../../support/process.ts';
import { ACCOUNT, open, type Served, served, statusOf } from '../served.ts';

describe('the services of the server', () => {
  let world: Served;

  afterEach(() => world[Symbol.asyncDispose]());

  const many = () =>
    Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`share-${index}`, memory()]));

  it('list its shares, however many, over fragments', async () => {
    world = await served({}, { shares: { t: memory(), ...many() } });
    const list = await shares('test', { ...ACCOUNT, transport: world.server.connect });
    expect(list).to.have.lengthOf(302);
    expect(list.map(({ name }) => name)).to.include.members(['t', 'share-299', 'IPC$']);
  });

  it('tell what a share, the server and the machine are', async () => {
    world = await served();
    const share = await world.mount();
    expect(await shareInfo(share, 'T')).to.include({ name: 't', type: 'disk' });
    expect(await failure(shareInfo(share, 'nowhere'))).to.include({ code: 'ENOENT' });
    expect(await serverInfo(share)).to.include({ name: 'RXSMB' });
    expect(await workstationInfo(share)).to.include({ domain: 'WORKGROUP' });
  });

  it('are not there under other names', async () => {
    world = await served();
    const share = await world.mount();
    const ipc = await firstValueFrom(ipcOf(share.tree.session));
    expect(await statusOf(open(ipc, 'lsarpc'))).to.equal('STATUS_OBJECT_NAME_NOT_FOUND');
    await lastValueFrom(pipeWait(ipc, 'srvsvc'), { defaultValue: undefined });
    expect(await failure(lastValueFrom(pipeWait(ipc, 'nobody'), { defaultValue: undefined }))).to.include({
      status: 'STATUS_OBJECT_NAME_NOT_FOUND',
    });
  });

  it('answer rubbish with a refusal, and go on', async () => {
    world = await served();
    const share = await world.mount();
    const ipc = await firstValueFrom(ipcOf(share.tree.session));
    const { handle } = await open(ipc, 'srvsvc');
    const rubbish = firstValueFrom(pipeTransceive(handle, Buffer.alloc(64, 0xff)));
    expect(await failure(rubbish))
      .to.have.property('status')
      .that.is.oneOf(['STATUS_INVALID_PARAMETER', 'STATUS_PIPE_EMPTY']);
    expect(await serverInfo(share)).to.include({ name: 'RXSMB' });
  });

  it('are found by smbclient and rpcclient', async function () {
    this.timeout(60_000);
    world = await served();
    const { port } = world.server;
    const login = ['-p', `${port}`, '-U', `${ACCOUNT.username}%${ACCOUNT.password}`];
    const list = await output('smbclient', ['-L', '127.0.0.1', '-g', ...login]);
    expect(list)
      .to.match(/^Disk\|t\|/mu)
      .and.to.match(/^IPC\|IPC\$\|/mu);
    const rpc = (command: string) => output('rpcclient', [...login, '-c', command, '127.0.0.1']);
    expect(await rpc('netshareenumall')).to.contain('netname: t');
    expect(await rpc('netsharegetinfo t 1')).to.contain('netname: t');
    expect(await rpc('srvinfo')).to.contain('RXSMB');
  });
});

describe('RpcService', () => {
  const DOUBLE = new Map([[1, (stub: Uint8Array) => Buffer.concat([stub, stub])]]);

  function bound(auth = false) {
    const service = new RpcService(SRVSVC, DOUBLE);
    const contexts = [{ contextId: 0, abstractSyntax: SRVSVC.syntax, transferSyntaxes: [NDR_SYNTAX] }];
    const body = RpcBind.encode({ maxXmitFrag: 4280, maxRecvFrag: 4280, assocGroupId: 0, contexts });
    const bind = encodePdu({ type: RpcPduType.BIND, flags: WHOLE, callId: 1, body });
    if (auth) bind[10] = 8;
    return { service, answers: service.receive(bind) };
  }

  function call(opnum: number, stub: Uint8Array, flags: number = WHOLE, contextId = 0) {
    const body = RpcRequest.encode({ allocHint: stub.length, contextId, opnum, stub });
    return encodePdu({ type: RpcPduType.REQUEST, flags, callId: 2, body });
  }

  function faultOf(answers: readonly Uint8Array[]): number {
    const [answer = new Uint8Array(0)] = answers;
    const { type, body } = decodePdu(answer);
    expect(type).to.equal(RpcPduType.FAULT);
    return RpcFault.decode(body).status;
  }

  it('binds its interface', () => {
    const [ack = new Uint8Array(0)] = bound().answers;
    const { type, body } = decodePdu(ack);
    expect(type).to.equal(RpcPduType.BIND_ACK);
    expect(RpcBindAck.decode(body).results).to.deep.equal([
      { result: 0, reason: 0, transferSyntax: NDR_SYNTAX },
    ]);
  });

  it('wants no login of its own', () => {
    const [nak = new Uint8Array(0)] = bound(true).answers;
    expect(decodePdu(nak).type).to.equal(RpcPduType.BIND_NAK);
  });

  it('takes calls in fragments and answers in fragments', () => {
    const { service } = bound();
    expect(service.receive(call(1, Buffer.alloc(4000, 1), RpcFlags.FIRST_FRAG))).to.deep.equal([]);
    const last = call(1, Buffer.alloc(2000, 2), RpcFlags.LAST_FRAG);
    // a PDU may come in two writes
    expect(service.receive(last.subarray(0, 100))).to.deep.equal([]);
    const answers = service.receive(last.subarray(100));
    expect(answers).to.have.lengthOf(3);
    const stubs = answers.map(answer => RpcResponse.decode(decodePdu(answer).body).stub);
    expect(Buffer.concat(stubs)).to.have.lengthOf(12_000);
    expect(answers.map(answer => decodePdu(answer).flags)).to.deep.equal([1, 0, 2]);
  });

  it('answers with a fault what it cannot do', () => {
    const { service } = bound();
    expect(faultOf(service.receive(call(7, new Uint8Array(0))))).to.equal(RpcFaultStatus.nca_s_op_rng_error);
    expect(faultOf(service.receive(call(1, new Uint8Array(0), WHOLE, 9)))).to.equal(
      RpcFaultStatus.nca_s_unk_if,
    );
    expect(faultOf(service.receive(call(1, new Uint8Array(0), RpcFlags.LAST_FRAG)))).to.equal(
      RpcFaultStatus.nca_s_proto_error,
    );
    service.receive(call(1, Buffer.alloc(60_000), RpcFlags.FIRST_FRAG));
    const answers = service.receive(call(1, Buffer.alloc(60_000), 0));
    expect(faultOf(answers)).to.equal(RpcFaultStatus.nca_s_fault_remote_no_memory);
  });

  it('ends a call whose fragments bring nothing, for it could go on for ever', () => {
    const { service } = bound();
    service.receive(call(1, Buffer.alloc(8), RpcFlags.FIRST_FRAG));
    expect(faultOf(service.receive(call(1, new Uint8Array(0), 0)))).to.equal(
      RpcFaultStatus.nca_s_proto_error,
    );
    const answers = service.receive(call(1, Buffer.alloc(8), RpcFlags.LAST_FRAG));
    expect(faultOf(answers), 'the call is over').to.equal(RpcFaultStatus.nca_s_proto_error);
  });

  it('keeps fragments in memory of its own, not the frame that brought them', () => {
    const { service } = bound();
    const first = Buffer.from(call(1, Buffer.alloc(8, 1), RpcFlags.FIRST_FRAG));
    const last = Buffer.from(call(1, Buffer.alloc(8, 2), RpcFlags.LAST_FRAG));
    service.receive(first);
    first.fill(0);
    service.receive(last.subarray(0, 20));
    const [answer = new Uint8Array(0)] = service.receive(last.subarray(20));
    expect(RpcResponse.decode(decodePdu(answer).body).stub.subarray(0, 8)).to.deep.equal(Buffer.alloc(8, 1));
  });

  it('answers a message of a hundred thousand PDUs, and takes no more until that is read', () => {
    const { service } = bound();
    const pipe = new PipeOpen(
      { persistent: 1n, volatile: 1n },
      { id: 1, share: { kind: 'pipe', name: 'IPC$' } },
      service,
    );
    const one = encodePdu({ type: RpcPduType.RESPONSE, flags: WHOLE, callId: 1, body: new Uint8Array(0) });
    const many = Buffer.concat(Array.from({ length: 200_000 }, () => one));
    pipe.receive(many);
    expect(pipe.waiting).to.have.lengthOf(200_000);
    expect(() => {
      pipe.receive(one);
    }).to.throw('STATUS_PIPE_BUSY');
    pipe.waiting.length = 0;
    pipe.receive(one);
    expect(pipe.waiting).to.have.lengthOf(1);
  });

  it('refuses what is no PDU', () => {
    const { service } = bound();
    expect(() => service.receive(Buffer.alloc(64))).to.throw('RPC');
  });
});
