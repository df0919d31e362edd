import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { echo } from '../../../lib/commands/echo.ts';
import { OpenHandle } from '../../../lib/commands/open-handle.ts';
import { flush } from '../../../lib/commands/flush.ts';
import { RELATED } from '../../../lib/commands/plan.ts';
import { compound } from '../../../lib/operators/compound.ts';
import { Command, NtStatus } from '../../../lib/server/index.ts';
import { delay, duplicate, first, nth } from '../../../lib/server/script/anywhere.ts';
import { all, onReply, onRequest } from '../../../lib/server/script/on.ts';
import { answer, pendingFirst } from '../../../lib/server/script/requests.ts';
import type { ScriptedRequest } from '../../../lib/server/script/script.ts';
import { SmbServer } from '../../../lib/server/smb-server.ts';
import { memory } from '../../../lib/server/file-systems/memory.ts';
import { EchoResponse } from '../../../lib/wire/smb2/echo.ts';
import { HEADER_SIZE } from '../../../lib/wire/smb2/header.ts';
import { failure, reason } from '../../live/failure.ts';
import { DATA, sabotaged, type Sabotaged, whole } from './sabotaged.ts';

const { CREATE, ECHO, FLUSH, READ } = Command;
const { STATUS_PENDING, STATUS_SHARING_VIOLATION } = NtStatus;

describe('a script, of requests', () => {
  let world: Sabotaged;

  afterEach(() => world[Symbol.asyncDispose]());

  it('shows each of them', async () => {
    const shown: unknown[] = [];
    world = await sabotaged(
      onRequest(
        ({ header }) => header.command === ECHO,
        client => (request, next) => {
          shown.push([request.command, request.index, request.message.length, request.client === client]);
          next(request);
        },
      ),
    );
    const { connection } = world.share;
    await firstValueFrom(compound(echo(connection), echo(connection)));
    expect(shown).to.deep.equal([
      ['ECHO', 0, 72, true],
      ['ECHO', 1, 68, true],
    ]);
  });

  it("answers in the server's stead, which does not hear of it", async () => {
    world = await sabotaged(onRequest(CREATE, first(1, answer({ status: STATUS_SHARING_VIOLATION }))));
    expect(await failure(world.share.open('new', 'wx'))).to.include({ code: 'EBUSY' });
    await world.share.open('new', 'wx');
  });

  it('answers with what it makes of the request', async () => {
    const body = EchoResponse.encode({}, HEADER_SIZE);
    const odd = answer(({ header }) =>
      header.messageId % 2n === 1n ? { body } : { status: NtStatus.STATUS_ACCESS_DENIED },
    );
    world = await sabotaged(onRequest(ECHO, odd));
    const { connection } = world.share;
    const ends = await Promise.allSettled([echo(connection), echo(connection)].map(firstValueFrom<unknown>));
    expect(ends.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected']);
  });

  it('answers STATUS_PENDING first, and the client waits for more', async () => {
    world = await sabotaged(onRequest(READ, pendingFirst(), delay(5)));
    expect(Buffer.compare(await whole(world.share), DATA)).to.equal(0);
    const reads = world.traffic.replies.filter(({ request }) => request.command === 'READ');
    expect(reads.filter(({ status }) => status === STATUS_PENDING)).to.have.lengthOf(reads.length / 2);
  });

  it('may say more than once that it takes longer; the server does so once', async () => {
    world = await sabotaged(onRequest(READ, pendingFirst(), pendingFirst(), delay(1)));
    expect(Buffer.compare(await whole(world.share), DATA)).to.equal(0);
  });

  it('answers twice, of which the client takes one', async () => {
    const twice = () => (request: ScriptedRequest) => {
      request.answer({ status: STATUS_SHARING_VIOLATION });
      request.answer({ status: NtStatus.STATUS_ACCESS_DENIED });
    };
    world = await sabotaged(onRequest(CREATE, twice));
    expect(await failure(world.share.open('data', 'r'))).to.include({ code: 'EBUSY' });
    expect(await reason(world.share.closed)).to.include({ code: 'ERR_SMB_PROTOCOL' });
  });

  it('is told what fails with the element before it', async () => {
    const asked: unknown[] = [];
    const listening = () => (request: ScriptedRequest, next: (request: ScriptedRequest) => void) => {
      asked.push(request.index, request.doomed);
      next(request);
    };
    world = await sabotaged(onRequest([FLUSH], listening));
    const nobodys = new OpenHandle(world.share.tree, { persistent: 77n, volatile: 77n }, 'x');
    const error = await failure(firstValueFrom(compound(flush(nobodys), flush(RELATED))));
    expect(error).to.include({ status: 'STATUS_FILE_CLOSED' });
    expect(asked).to.deep.equal([0, false, 1, true]);
  });

  it('lets the rest of a compound go on without one of its requests', async () => {
    let held: ScriptedRequest | undefined;
    const holding = () => (request: ScriptedRequest) => {
      held = request;
      request.skip();
    };
    world = await sabotaged(onRequest(ECHO, nth(1, holding)));
    const { connection } = world.share;
    const both = firstValueFrom(compound(echo(connection), echo(connection)));
    const later = await firstValueFrom(echo(connection));
    expect(later).to.deep.include({ status: 0 });
    const before = world.traffic.frames.length;
    held?.answer({ body: EchoResponse.encode({}, HEADER_SIZE) });
    await both;
    expect(world.traffic.frames.length - before).to.equal(1);
  });

  it('hands on from script to script', async () => {
    const seen: string[] = [];
    const note = (name: string) => () => (item: unknown, next: (item: never) => void) => {
      seen.push(name);
      next(item as never);
    };
    world = await sabotaged(
      all(
        onRequest(ECHO, note('a'), note('b')),
        onRequest([ECHO, READ], note('c'), duplicate(), note('d')),
        onReply(ECHO, note('e')),
      ),
    );
    await firstValueFrom(echo(world.share.connection));
    await reason(world.share.closed);
    expect(seen.join('')).to.match(/^abcd.*d.*e$/);
  });

  it('tells what the client did wrong', async () => {
    world = await sabotaged(
      onRequest(ECHO, answer({ credits: 0, body: EchoResponse.encode({}, HEADER_SIZE) })),
    );
    const { exchange } = world.share.connection.address();
    exchange.window.grant(8_000); // which nobody gave it
    const asked = Array.from({ length: 9_000 }, () => firstValueFrom(echo(world.share.connection)));
    await Promise.allSettled(asked);
    expect(world.traffic.violations[0]).to.match(/MessageId \d+ was not granted/);
  }).timeout(20_000);

  it('must be a function', async () => {
    world = await sabotaged(() => ({}));
    const script = { request: () => undefined };
    const error = await failure(
      SmbServer.listen({ shares: { t: memory() }, anonymous: true, script: script as never }),
    );
    expect(error).to.include({ code: 'ERR_SMB_OPTION' });
    expect(error.message).to.include('onRequest');
  });
});
