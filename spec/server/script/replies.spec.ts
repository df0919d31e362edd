import { expect } from 'chai';
import { Command, NtStatus } from '../../../lib/server/index.ts';
import { first, from, nth } from '../../../lib/server/script/anywhere.ts';
import { everyReply, onReply } from '../../../lib/server/script/on.ts';
import { alter, apart, credits, shortRead, truncate, unsigned } from '../../../lib/server/script/replies.ts';
import { firstValueFrom } from 'rxjs';
import { echo } from '../../../lib/commands/echo.ts';
import { compound } from '../../../lib/operators/compound.ts';
import { failure } from '../../live/failure.ts';
import { DATA, READS, sabotaged, type Sabotaged, SIZE, whole } from './sabotaged.ts';

const { CREATE, ECHO, READ } = Command;

describe('a script, of replies', () => {
  let world: Sabotaged;

  afterEach(() => world[Symbol.asyncDispose]());

  it('gives short reads, and the client asks for the rest', async () => {
    world = await sabotaged(onReply(READ, shortRead(7_000)));
    expect(Buffer.compare(await whole(world.share), DATA)).to.equal(0);
    const sizes = world.traffic.replies
      .filter(({ request }) => request.command === 'READ')
      .map(({ payload }) => payload.reduce((sum, part) => sum + part.length, 0));
    expect(Math.max(...sizes)).to.equal(7_000);
    expect(sizes).to.have.lengthOf(READS * Math.ceil(SIZE / READS / 7_000));
  });

  it('leaves the end of a file alone when it gives short reads', async () => {
    world = await sabotaged(onReply(READ, shortRead(10)));
    const handle = await world.share.open('data', 'r');
    expect((await handle.read(Buffer.alloc(5), 0, 5, SIZE)).bytesRead).to.equal(0);
  });

  it('truncates a message, which the client does not take', async () => {
    world = await sabotaged(onReply(READ, truncate(7)));
    expect(await failure(whole(world.share))).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'READ' });
  });

  it('leaves a reply unsigned, which the client does not take', async () => {
    world = await sabotaged(onReply(READ, nth(2, unsigned())));
    const error = await failure(whole(world.share));
    expect(error).to.include({ code: 'ERR_SMB_SIGNATURE', command: 'READ', fatal: true });
    expect(error.message).to.include('is not signed');
  });

  it('alters what is signed after that, so that the client has to believe it', async () => {
    const status = NtStatus.STATUS_DISK_FULL;
    world = await sabotaged(onReply(CREATE, first(1, alter({ status }))));
    expect(await failure(world.share.open('data', 'r'))).to.include({ code: 'ENOSPC' });
    expect(Buffer.compare(await whole(world.share), DATA), 'the link goes on').to.equal(0);
  });

  it('makes something else of what a reply says', async () => {
    const reversed = alter(({ payload }) => ({ payload: [Buffer.concat(payload).reverse()] }));
    world = await sabotaged(onReply(READ, reversed));
    const handle = await world.share.open('data', 'r');
    const bytes = Buffer.alloc(SIZE);
    await handle.read(bytes, 0, SIZE, 0);
    expect(Buffer.compare(bytes.reverse(), DATA)).to.equal(0);
  });

  it('lies in the header', async () => {
    world = await sabotaged(onReply(READ, nth(2, alter({ header: { messageId: 77n } }))));
    const error = await failure(whole(world.share));
    expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: true });
    expect(error.message).to.include('77');
  });

  it('starves the client of credits, which it says', async () => {
    world = await sabotaged(everyReply(from(5, credits(0))));
    world.share.open('data', 'r').subscribe({ error: () => undefined });
    const asked = Array.from({ length: 600 }, () => firstValueFrom(echo(world.share.connection)));
    const ends = await Promise.allSettled(asked);
    const reasons = new Set(ends.map(end => (end as { reason?: { code: string } }).reason?.code));
    expect([...reasons]).to.include('ERR_SMB_CREDITS');
  }).timeout(15_000);

  it('keeps it short of credits, which it lives with', async () => {
    world = await sabotaged(everyReply(credits(1)));
    expect(Buffer.compare(await whole(world.share), DATA)).to.equal(0);
  });

  it('floods it with credits, which are its to use', async () => {
    world = await sabotaged(onReply(CREATE, credits(8_192)));
    expect(Buffer.compare(await whole(world.share), DATA)).to.equal(0);
    expect(world.share.connection.address().exchange.window.available).to.be.above(8_000);
    expect(world.traffic.violations).to.deep.equal([]);
  });

  it('sends the replies of a compound one by one', async () => {
    world = await sabotaged(onReply(ECHO, apart()));
    const { connection } = world.share;
    const before = world.traffic.frames.length;
    await firstValueFrom(compound(echo(connection), echo(connection), echo(connection)));
    expect(world.traffic.frames.length - before).to.equal(3);
  });
});
