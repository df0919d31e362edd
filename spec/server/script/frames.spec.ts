import { expect } from 'chai';
import { from, nth } from '../../../lib/server/script/anywhere.ts';
import { cutAt, mangle, merge, pieces } from '../../../lib/server/script/frames.ts';
import { everyFrame, onlyClient } from '../../../lib/server/script/on.ts';
import { failure } from '../../live/failure.ts';
import { DATA, sabotaged, type Sabotaged, whole } from './sabotaged.ts';

/** Frames of the login: NEGOTIATE, two legs, TREE_CONNECT. */
const LOGIN = 4;

describe('a script, of frames', () => {
  let world: Sabotaged;

  afterEach(() => world[Symbol.asyncDispose]());

  const same = async () => Buffer.compare(await whole(world.share), DATA) === 0;

  for (const bytes of [1, 7, 1_000]) {
    it(`cuts everything into pieces of ${bytes}, and the client joins them`, async () => {
      world = await sabotaged(everyFrame(pieces(bytes)));
      expect(await same()).to.equal(true);
      expect(Math.max(...world.traffic.frames.map(({ length }) => length))).to.equal(bytes);
    }).timeout(10_000);
  }

  it('sends several frames in one chunk, and the client takes them apart', async () => {
    world = await sabotaged(everyFrame(from(LOGIN + 2, merge(5))));
    expect(await same()).to.equal(true);
    expect(world.traffic.frames).to.have.lengthOf(LOGIN + 2);
  });

  it('turns a bit over anywhere, and the client does not take it', async () => {
    for (const at of [12, 48, 70, 90, -1]) {
      world = await sabotaged(everyFrame(nth(LOGIN + 3, mangle(at))));
      expect(await failure(whole(world.share)), `byte ${at}`)
        .to.have.property('code')
        .that.is.oneOf(['ERR_SMB_SIGNATURE', 'ERR_SMB_PROTOCOL']);
      if (at !== -1) await world[Symbol.asyncDispose]();
    }
  });

  it('turns a bit of a payload over, which is a wrong signature', async () => {
    world = await sabotaged(everyFrame(nth(LOGIN + 3, mangle(-1, 0x80))));
    expect(await failure(whole(world.share))).to.include({ code: 'ERR_SMB_SIGNATURE', fatal: true });
  });

  it('cuts the wire in front of a frame', async () => {
    world = await sabotaged(cutAt({ frame: LOGIN + 3 }));
    const error = await failure(whole(world.share));
    expect(error).to.include({ code: 'ECONNRESET', fatal: true });
    expect(error.message).to.include('closed');
    expect(world.traffic.frames).to.have.lengthOf(LOGIN + 2);
  });

  it('cuts the wire in a frame', async () => {
    world = await sabotaged(cutAt({ frame: LOGIN + 2, byte: 30 }));
    const error = await failure(whole(world.share));
    expect(error).to.include({ code: 'ECONNRESET', fatal: true });
    expect(error.message).to.include('in the middle of a frame');
    expect(world.traffic.frames.at(-1)).to.have.lengthOf(30);
  });

  it('cuts the wire behind so many bytes', async () => {
    world = await sabotaged(cutAt({ byte: 3_000 }));
    expect(await failure(whole(world.share))).to.include({ code: 'ECONNRESET', fatal: true });
    expect(Buffer.concat(world.traffic.frames)).to.have.lengthOf(3_000);
  });

  it('cuts it in a login, at every frame', async () => {
    for (let frame = 1; frame <= LOGIN; frame++) {
      expect(await failure(sabotaged(cutAt({ frame }))), `frame ${frame}`).to.have.property('fatal', true);
    }
    world = await sabotaged(() => ({}));
  });

  it('means one client only, and whoever comes after it finds a good server', async () => {
    world = await sabotaged(onlyClient(1, cutAt({ frame: LOGIN + 2 })));
    expect(await failure(whole(world.share))).to.include({ code: 'ECONNRESET' });
    expect(Buffer.compare(await whole(await world.mount()), DATA)).to.equal(0);
  });

  it('cuts only where something can be cut', () => {
    expect(() => cutAt({ frame: 0 })).to.throw(RangeError, 'frame');
    expect(() => cutAt({ byte: -1 })).to.throw(RangeError, 'byte');
    expect(() => pieces(0)).to.throw(RangeError, 'bytes');
  });
});
