import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { echo } from '../../../lib/commands/echo.ts';
import { Command } from '../../../lib/server/index.ts';
import {
  delay,
  drop,
  duplicate,
  first,
  from,
  hangUp,
  nth,
  reorder,
  say,
  together,
} from '../../../lib/server/script/anywhere.ts';
import {
  all,
  everyFrame,
  everyReply,
  everyRequest,
  onReply,
  onRequest,
} from '../../../lib/server/script/on.ts';
import { failure, reason } from '../../live/failure.ts';
import { commandsOf, DATA, READS, sabotaged, type Sabotaged, whole } from './sabotaged.ts';

const { READ } = Command;

describe('a script, anywhere on the way', () => {
  let world: Sabotaged;

  afterEach(() => world[Symbol.asyncDispose]());

  const same = async () => Buffer.compare(await whole(world.share), DATA) === 0;
  const idsOf = (kind: 'requests' | 'replies') =>
    world.traffic[kind]
      .map(item => ('request' in item ? item.request : item))
      .filter(({ command }) => command === 'READ')
      .map(({ header }) => Number(header.messageId));

  for (const [what, script] of [
    ['requests', everyRequest(delay(3))],
    ['replies', everyReply(delay(3))],
    ['frames', everyFrame(delay(3))],
  ] as const) {
    it(`delays ${what}, in their order, and nothing is lost`, async () => {
      world = await sabotaged(script);
      expect(await same()).to.equal(true);
      const ids = idsOf('replies');
      expect(ids).to.have.lengthOf(READS);
      expect(ids).to.deep.equal(ids.toSorted((a, b) => a - b));
    });
  }

  it('delays nothing beyond the end of the client', async () => {
    world = await sabotaged(onReply(READ, delay(60_000)));
    const reading = reason(whole(world.share));
    await world.share.close();
    expect(await reading).to.include({ code: 'ERR_SMB_CLOSED' });
  });

  for (const [what, script] of [
    ['a request', onRequest(READ, nth(2, drop()))],
    ['a reply', onReply(READ, nth(2, drop()))],
    ['a frame', everyFrame(nth(7, drop()))],
  ] as const) {
    it(`drops ${what}, and the client does not wait for ever`, async () => {
      world = await sabotaged(script);
      expect(await failure(whole(world.share))).to.include({ code: 'ETIMEDOUT', command: 'READ' });
    });
  }

  it('answers in another order, in one frame, and the client finds its way', async () => {
    world = await sabotaged(onReply(READ, reorder(READS)));
    expect(await same()).to.equal(true);
    const came = idsOf('requests');
    expect(idsOf('replies')).to.deep.equal(came.toReversed());
    expect(world.traffic.frames.at(-1)).to.have.length.above(DATA.length);
  });

  it('answers several requests in one frame', async () => {
    world = await sabotaged(onReply(READ, together(READS)));
    expect(await same()).to.equal(true);
    expect(idsOf('replies')).to.deep.equal(idsOf('requests'));
    expect(world.traffic.frames.at(-1)).to.have.length.above(DATA.length);
  });

  it('works on requests in another order', async () => {
    world = await sabotaged(onRequest(READ, reorder(READS)));
    expect(await same()).to.equal(true);
    const ids = idsOf('replies');
    expect(ids).to.have.lengthOf(READS);
    expect(ids[0], 'the last one was first').to.equal(Math.max(...ids));
  });

  for (const [what, script] of [
    ['requests', onRequest(READ, duplicate())],
    ['replies', onReply(READ, duplicate(3))],
    ['frames', everyFrame(from(6, duplicate()))],
  ] as const) {
    it(`duplicates ${what}: an answer to nothing ends the link`, async () => {
      world = await sabotaged(script);
      await whole(world.share).catch(() => undefined);
      const error = await reason(world.share.closed);
      expect(error).to.include({ code: 'ERR_SMB_PROTOCOL' });
      expect((error as Error).message).to.include('not outstanding');
    });
  }

  it('hangs up', async () => {
    world = await sabotaged(onRequest(READ, nth(3, hangUp())));
    expect(await failure(whole(world.share))).to.include({ code: 'ECONNRESET', fatal: true });
  });

  it('says what is no SMB at all', async () => {
    const http = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n');
    world = await sabotaged(onRequest(READ, nth(1, say(http))));
    expect(await failure(whole(world.share))).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: true });
  });

  it('says what nobody asked for, and the client listens', async () => {
    const body = Buffer.alloc(24); // an oplock break of what nobody holds
    body.writeUInt16LE(24);
    world = await sabotaged(onRequest(READ, nth(2, say({ body }))));
    const kinds: string[] = [];
    world.share.notices$.subscribe(({ kind }) => kinds.push(kind));
    expect(await same()).to.equal(true);
    expect(kinds).to.deep.equal(['oplock']);
  });

  it('means the first ones, the n-th one, or those from the n-th on', async () => {
    world = await sabotaged(
      all(
        onRequest(Command.ECHO, first(2, drop())),
        onRequest(Command.ECHO, nth(1, drop())),
        onRequest(Command.ECHO, from(3, drop())),
      ),
    );
    // of six, two are dropped first; of the four left the first one; of the three left all but two
    const asked = Array.from({ length: 6 }, () => firstValueFrom(echo(world.share.connection)));
    const ends = await Promise.allSettled(asked);
    expect(ends.map(({ status }) => status === 'fulfilled')).to.deep.equal([
      false,
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(commandsOf(world.traffic.requests).filter(name => name === 'ECHO')).to.have.lengthOf(2);
  });

  it('counts only what can be counted', () => {
    const world = [() => nth(0, drop()), () => duplicate(1), () => reorder(1.5), () => from(NaN, drop())];
    for (const wrong of world) expect(wrong).to.throw(RangeError).with.property('code', 'ERR_OUT_OF_RANGE');
  });
});
