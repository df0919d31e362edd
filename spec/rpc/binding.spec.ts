import { expect } from 'chai';
import { concatMap, firstValueFrom, lastValueFrom, type Observable, type Subscription } from 'rxjs';

import { echo } from '../../lib/commands/echo.ts';
import { ProtocolError, type SmbError } from '../../lib/errors.ts';
import { MOST_REPLY_BYTES } from '../../lib/rpc/fragments.ts';
import { pipeWait } from '../../lib/rpc/pipe.ts';
import { usingInterface } from '../../lib/rpc/using-interface.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import {
  BindRejection,
  ContextResult,
  ProviderReason,
  RpcBind,
  RpcBindAck,
  RpcBindNak,
} from '../../lib/wire/rpce/bind.ts';
import { RpcFault } from '../../lib/wire/rpce/call.ts';
import { array, u32 } from '../../lib/wire/rpce/ndr.ts';
import {
  decodePdu,
  encodePdu,
  RPC_HEADER_SIZE,
  RpcFlags,
  type RpcPdu,
  RpcPduType,
  WHOLE,
} from '../../lib/wire/rpce/pdu.ts';
import { rpcCall } from '../../lib/wire/rpce/rpc-call.ts';
import { SRVSVC } from '../../lib/wire/rpce/srvsvc/srvsvc.ts';
import { NDR_SYNTAX } from '../../lib/wire/rpce/syntax.ts';
import { PipeWaitRequest } from '../../lib/wire/fscc/pipe-wait.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { CreateRequest } from '../../lib/wire/smb2/create.ts';
import { FsctlCode, IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { type Rig, rig, type RigOptions } from '../support/script-rig.ts';
import { response } from '../wire/rpce/rpc-laws.ts';
import { cut, inFragments, type PipeScript, servePipe } from './pipe-server.ts';

const { CANCEL, CLOSE, CREATE, IOCTL, READ, WRITE } = Command;

/** Numbers there and back. */
const numbers = rpcCall('Numbers', 42, { given: array(u32) }, { taken: array(u32) });
const { encode } = numbers.response;
const some = (count: number) => Array.from({ length: count }, (_, index) => index * 7);

describe('an interface over a named pipe', () => {
  let server: ScriptServer;
  let at: Rig;

  beforeEach(async () => {
    server = new ScriptServer();
    at = await rig(server);
  });

  const call = (given: readonly number[] = []): Observable<readonly number[]> =>
    usingInterface(at.tree, SRVSVC, binding =>
      binding.call(numbers, { given }).pipe(concatMap(({ taken }) => [taken])),
    );
  const serve = (script: PipeScript) => servePipe(server, script);
  const failure = (work: Observable<unknown> = call()) =>
    lastValueFrom(work).then(
      () => expect.fail('it succeeded'),
      (error: unknown) => error as SmbError,
    );
  /** Whatever happened, the pipe is closed and the connection works. */
  const unharmed = async () => {
    expect(server.handles.size, 'open handles').to.equal(0);
    await firstValueFrom(echo(at.connection));
    expect(at.ends).to.deep.equal([]);
    expect(server.violation).to.equal(undefined);
  };

  it('is opened and bound in one round trip, called in one, and closed', async () => {
    const calls = serve({ answer: () => encode({ taken: [1, 2, 3] }) });
    expect(await lastValueFrom(call([9]))).to.deep.equal([1, 2, 3]);
    const frames = server.requests.map(({ frame, header }) => [frame, header.command]);
    expect(frames).to.deep.equal([
      [0, CREATE],
      [0, IOCTL],
      [1, IOCTL],
      [2, CLOSE],
    ]);
    expect(server.got(CREATE)[0]?.read(CreateRequest).name).to.equal('srvsvc');
    expect(calls.map(({ opnum, callId }) => [opnum, callId])).to.deep.equal([[42, 2]]);
    const bind = decodePdu(server.got(IOCTL)[0]?.read(IoctlRequest).input ?? new Uint8Array(0));
    expect(RpcBind.decode(bind.body).contexts).to.deep.equal([
      { contextId: 0, abstractSyntax: SRVSVC.syntax, transferSyntaxes: [NDR_SYNTAX] },
    ]);
    await unharmed();
  });

  it('takes several calls, each with a number of its own', async () => {
    const calls = serve({ answer: () => encode({ taken: [] }) });
    const two = usingInterface(at.tree, SRVSVC, binding =>
      binding.call(numbers, { given: [1] }).pipe(concatMap(() => binding.call(numbers, { given: [2] }))),
    );
    await lastValueFrom(two);
    expect(calls.map(({ callId }) => callId)).to.deep.equal([2, 3]);
    await unharmed();
  });

  describe('reads an answer', () => {
    const taken = some(700);
    const read = async (script: PipeScript) => {
      serve(script);
      expect(await lastValueFrom(call())).to.deep.equal(taken);
      await unharmed();
    };

    it('of many fragments, as small as those of macOS', async () => {
      await read({ answer: ({ callId }) => inFragments(callId, encode({ taken }), 232) });
      expect(server.got(READ)).to.have.lengthOf(Math.ceil((4 + 4 * taken.length) / 232) - 1);
    });

    it('one byte at a time', () =>
      read({
        answer: ({ callId }) => inFragments(callId, encode({ taken }), 400).flatMap(each => cut(each, 1)),
      }));

    it('that does not fit into one reply: STATUS_BUFFER_OVERFLOW, and READs', () =>
      read({ answer: ({ callId }) => cut(response(callId, encode({ taken })), 1_000), overflow: true }));

    it('whose fragments come together', () =>
      read({
        answer: ({ callId }) => [Uint8Array.from(Buffer.concat(inFragments(callId, encode({ taken }), 100)))],
      }));

    it('whose fragments are cut anywhere', () =>
      read({
        answer: ({ callId }) =>
          cut(Uint8Array.from(Buffer.concat(inFragments(callId, encode({ taken }), 97))), 61),
      }));

    it('that a small server gives, which takes a chain apart', async () => {
      const poor = new ScriptServer();
      poor.maxCredits = 1;
      at = await rig(poor, { credits: 1 } satisfies RigOptions);
      servePipe(poor, { answer: ({ callId }) => inFragments(callId, encode({ taken }), 2_000) });
      expect(await lastValueFrom(call())).to.deep.equal(taken);
      expect(poor.handles.size).to.equal(0);
    });

    it('to the bind, in pieces', async () => {
      const taken = some(3);
      const ack = encodePdu({
        type: RpcPduType.BIND_ACK,
        flags: WHOLE,
        callId: 1,
        body: RpcBindAck.encode({
          maxXmitFrag: 4280,
          maxRecvFrag: 4280,
          assocGroupId: 0,
          secondaryAddress: '',
          results: [{ result: ContextResult.ACCEPTANCE, reason: 0, transferSyntax: NDR_SYNTAX }],
        }),
      });
      const pieces = cut(ack, 7);
      servePipe(server, {
        answer: () => encode({ taken }),
        bound: () => pieces.shift() ?? new Uint8Array(0),
      });
      server.on(READ, () => answers.data(pieces.shift() ?? new Uint8Array(0)));
      expect(await lastValueFrom(call())).to.deep.equal(taken);
      await unharmed();
    });
  });

  describe('sends a call', () => {
    it('in as many fragments as it takes: all but the last by WRITE', async () => {
      const given = some(5_000);
      const calls = serve({ answer: () => encode({ taken: [] }) });
      await lastValueFrom(call(given));
      const { fragments, stub } = calls[0] ?? expect.fail('no call came');
      expect(numbers.request.decode(stub).given).to.deep.equal(given);
      expect(fragments).to.have.lengthOf(5);
      expect(fragments.map(({ flags }) => flags)).to.deep.equal([
        RpcFlags.FIRST_FRAG,
        0,
        0,
        0,
        RpcFlags.LAST_FRAG,
      ]);
      expect(server.got(WRITE)).to.have.lengthOf(4);
      for (const { body } of fragments) expect(body.length + RPC_HEADER_SIZE).to.be.at.most(4280);
      await unharmed();
    });

    it('in fragments that the server takes', async () => {
      const calls = serve({ answer: () => encode({ taken: [] }), maxRecvFrag: 256 });
      await lastValueFrom(call(some(200)));
      const sizes = calls[0]?.fragments.map(({ body }) => body.length + RPC_HEADER_SIZE) ?? [];
      expect(Math.max(...sizes)).to.equal(256);
      expect(sizes.slice(0, -1).every(size => (size - 24) % 8 === 0)).to.equal(true);
      await unharmed();
    });

    it('in messages that the connection takes', async () => {
      at = await rig(new ScriptServer(), { limits: { maxTransactSize: 4_096 } });
      server = at.server;
      const calls = serve({ answer: () => encode({ taken: [] }) });
      await lastValueFrom(call(some(2_000)));
      for (const { body } of calls[0]?.fragments ?? [])
        expect(body.length + RPC_HEADER_SIZE).to.be.at.most(4_096);
      expect(server.got(IOCTL)[0]?.read(IoctlRequest).maxOutputResponse).to.equal(4_096);
    });

    it('not at all where the server takes no fragment', async () => {
      serve({ maxRecvFrag: 24 });
      expect(await failure()).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'Numbers', fatal: false });
      await unharmed();
    });

    it('and says so where the server takes a part', async () => {
      serve({ answer: () => encode({ taken: [] }) });
      server.on(WRITE, answers.written(100));
      expect(await failure(call(some(5_000)))).to.include({ code: 'EPIPE', outcome: 'unknown' });
      await unharmed();
    });
  });

  describe('fails', () => {
    const broken = async (script: PipeScript, why: RegExp) => {
      serve(script);
      const error = await failure();
      expect(error).to.be.instanceOf(ProtocolError);
      expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: false });
      expect(error.message).to.match(why);
      await unharmed();
    };
    const fault = (status: number, call: { callId: number }, flags: number = WHOLE) => {
      const body = RpcFault.encode({ status });
      return encodePdu({ type: RpcPduType.FAULT, flags, callId: call.callId, body });
    };
    const FIRST = RpcFlags.FIRST_FRAG;

    it('with the code of a fault', async () => {
      serve({ answer: call => [fault(0x1c01_0002, call)] });
      expect(await failure()).to.include({ code: 'ENOTSUP', command: 'Numbers', fatal: false });
      await unharmed();
    });

    it('with the code of a fault that ends an answer', async () => {
      const { callId } = { callId: 2 };
      serve({
        answer: call => [response(callId, new Uint8Array(8), FIRST), fault(5, call, RpcFlags.LAST_FRAG)],
      });
      expect(await failure()).to.include({ code: 'EACCES' });
      await unharmed();
    });

    it('where the answer is that to another call', () =>
      broken(
        { answer: ({ callId }) => [response(callId + 1, encode({ taken: [] }))] },
        /call 3 where that to 2/,
      ));

    it('where fragments do not begin, or begin twice', async () => {
      await broken({ answer: ({ callId }) => [response(callId, new Uint8Array(8), 0)] }, /without a first/);
      await broken(
        { answer: ({ callId }) => [FIRST, FIRST].map(flags => response(callId, new Uint8Array(8), flags)) },
        /in the middle/,
      );
    });

    it('where a fragment that others follow is empty', () =>
      broken({ answer: ({ callId }) => [response(callId, new Uint8Array(0), FIRST)] }, /empty fragment/));

    it('where bytes follow the answer', () =>
      broken(
        {
          answer: ({ callId }) => [
            Buffer.concat([response(callId, encode({ taken: [] })), new Uint8Array(5)]),
          ],
        },
        /5 bytes behind/,
      ));

    it('where something else comes', () =>
      broken(
        { answer: ({ callId }) => [encodePdu({ type: 17, flags: WHOLE, callId, body: new Uint8Array(0) })] },
        /type 17/,
      ));

    it('where a fragment claims to be shorter than its header', () =>
      broken(
        {
          answer: ({ callId }) => {
            const bytes = response(callId, new Uint8Array(8));
            bytes.set([3, 0], 8);
            return [bytes];
          },
        },
        /fragment of 3 bytes/,
      ));

    it('where the parameters claim more than there is', () =>
      broken(
        { answer: () => Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0) },
        /4294967295 elements in 4 bytes/,
      ));

    it('where fragments never end, after so many bytes and no more', async () => {
      serve({ answer: ({ callId }) => [response(callId, new Uint8Array(60_000), FIRST)] });
      server.on(READ, () => answers.data(response(2, new Uint8Array(60_000), 0)));
      const error = await failure();
      expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: false });
      expect(error.message).to.include(`${MOST_REPLY_BYTES} bytes`);
      expect(server.got(READ).length).to.be.below(MOST_REPLY_BYTES / 60_000 + 1);
      await unharmed();
    });

    it('where the pipe ends in the middle', async () => {
      serve({ answer: ({ callId }) => cut(response(callId, new Uint8Array(100)), 50).slice(0, 1) });
      expect(await failure()).to.include({ code: 'EPIPE' });
      server.on(READ, answers.refused(NtStatus.STATUS_PIPE_BROKEN));
      expect(await failure()).to.include({ code: 'EPIPE', status: 'STATUS_PIPE_BROKEN' });
      await unharmed();
    });
  });

  describe('is not bound', () => {
    const nak = (reason: number) => ({
      bound: ({ callId }: RpcPdu) =>
        encodePdu({ type: RpcPduType.BIND_NAK, flags: WHOLE, callId, body: RpcBindNak.encode({ reason }) }),
    });

    it('where the server refuses everything: ENOTSUP, or EBUSY', async () => {
      serve(nak(BindRejection.PROTOCOL_VERSION_NOT_SUPPORTED));
      const error = await failure();
      expect(error).to.include({ code: 'ENOTSUP', command: 'bind', path: 'srvsvc', retryable: false });
      expect(error.message).to.include('PROTOCOL_VERSION_NOT_SUPPORTED');
      serve(nak(BindRejection.LOCAL_LIMIT_EXCEEDED));
      expect(await failure()).to.include({ code: 'EBUSY', retryable: true });
      await unharmed();
    });

    it('where the server refuses this interface', async () => {
      const results = [
        {
          result: ContextResult.PROVIDER_REJECTION,
          reason: ProviderReason.ABSTRACT_SYNTAX_NOT_SUPPORTED,
          transferSyntax: NDR_SYNTAX,
        },
      ];
      const limits = { maxXmitFrag: 4280, maxRecvFrag: 4280, assocGroupId: 0, secondaryAddress: '' };
      const bound = ({ callId }: RpcPdu) =>
        encodePdu({
          type: RpcPduType.BIND_ACK,
          flags: WHOLE,
          callId,
          body: RpcBindAck.encode({ ...limits, results }),
        });
      serve({ bound });
      expect(await failure()).to.include({ code: 'ENOTSUP', status: 'ABSTRACT_SYNTAX_NOT_SUPPORTED' });
      await unharmed();
    });

    it('where what comes is no answer to it', async () => {
      serve({ bound: ({ callId }) => response(callId, new Uint8Array(8)) });
      expect(await failure()).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'bind', fatal: false });
      await unharmed();
    });

    it('where there is no pipe: ENOTSUP', async () => {
      server.on(CREATE, answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND));
      expect(await failure()).to.include({ code: 'ENOTSUP', path: 'srvsvc' });
      await unharmed();
    });

    it('where the user may not open it: EACCES', async () => {
      server.on(CREATE, answers.refused(NtStatus.STATUS_ACCESS_DENIED));
      expect(await failure()).to.include({ code: 'EACCES', path: 'srvsvc' });
      await unharmed();
    });
  });

  describe('waits for a pipe that is in use', () => {
    const inUse = answers.refused(NtStatus.STATUS_PIPE_NOT_AVAILABLE);
    /** What FSCTL_PIPE_WAIT gets; the requests that came. */
    const waiting = (status: number): PipeWaitRequest[] => {
      const waits: PipeWaitRequest[] = [];
      server.on(IOCTL, request => {
        const { ctlCode, input } = request.read(IoctlRequest);
        if (ctlCode !== FsctlCode.FSCTL_PIPE_WAIT) return answers.refused(NtStatus.STATUS_INVALID_PARAMETER);
        waits.push(PipeWaitRequest.decode(input));
        return status === 0 ? answers.output(ctlCode, new Uint8Array(0)) : answers.refused(status);
      });
      return waits;
    };

    it('and opens it then', async () => {
      const waits = waiting(0);
      server.on(CREATE, inUse, request => {
        servePipe(server, { answer: () => encode({ taken: [5] }) });
        return answers.usual(request);
      });
      expect(await lastValueFrom(call())).to.deep.equal([5]);
      expect(waits).to.deep.equal([{ timeout: -50_000_000n, timeoutSpecified: true, name: 'srvsvc' }]);
      await unharmed();
    });

    it('but not for ever', async () => {
      const waits = waiting(0);
      server.on(CREATE, inUse);
      expect(await failure()).to.include({ code: 'EBUSY', status: 'STATUS_PIPE_NOT_AVAILABLE' });
      expect(waits).to.have.lengthOf(3);
      await unharmed();
    });

    it('unless the server cannot wait', async () => {
      const waits = waiting(NtStatus.STATUS_NOT_SUPPORTED);
      server.on(CREATE, inUse);
      expect(await failure()).to.include({ code: 'EBUSY', status: 'STATUS_PIPE_NOT_AVAILABLE' });
      expect(waits).to.have.lengthOf(1);
      await unharmed();
    });

    it('for whoever asks: the end of the time is ETIMEDOUT', async () => {
      waiting(NtStatus.STATUS_IO_TIMEOUT);
      expect(await failure(pipeWait(at.tree, 'srvsvc', { timeout: 100 }))).to.include({ code: 'ETIMEDOUT' });
      const waits = waiting(0);
      await lastValueFrom(pipeWait(at.tree, 'other'));
      expect(waits).to.deep.equal([{ timeout: 0n, timeoutSpecified: false, name: 'other' }]);
    });
  });

  it('is closed when nobody waits any more, and the call is cancelled', async () => {
    serve({});
    let waiting: Subscription | undefined;
    const called = new Promise<void>(resolve => {
      waiting = usingInterface(at.tree, SRVSVC, binding => {
        server.on(IOCTL, () => {
          resolve();
          return undefined;
        });
        return binding.call(numbers, { given: [] });
      }).subscribe();
    });
    await called;
    waiting?.unsubscribe();
    await firstValueFrom(echo(at.connection));
    expect(server.got(CANCEL)).to.have.lengthOf(1);
    expect(server.got(CLOSE)).to.have.lengthOf(1);
    expect(server.handles.size).to.equal(0);
  });
});
