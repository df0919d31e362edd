import { expect } from 'chai';
import { readChunk, writeChunk } from '../../lib/streams/chunk-size.ts';
import { rig, type RigOptions } from '../support/script-rig.ts';
import { FileServer, KIB, MIB } from './script-file.ts';

describe('streams: chunk size', () => {
  const chunks = async (options: RigOptions) => {
    const { open } = await rig(new FileServer(), options);
    return [readChunk(open), writeChunk(open)];
  };

  it('is a quarter of the credits, 64 KiB at least and 1 MiB at most', async () => {
    expect(await chunks({ credits: 1 })).to.deep.equal([64 * KIB, 64 * KIB]);
    expect(await chunks({ credits: 7 })).to.deep.equal([64 * KIB, 64 * KIB]);
    expect(await chunks({ credits: 8 })).to.deep.equal([128 * KIB, 128 * KIB]);
    expect(await chunks({ credits: 63 })).to.deep.equal([15 * 64 * KIB, 15 * 64 * KIB]);
    expect(await chunks({ credits: 512 })).to.deep.equal([MIB, MIB]);
  });

  it('is no more than the server takes', async () => {
    const limits = { maxReadSize: 65_000, maxWriteSize: 4_096 };
    expect(await chunks({ credits: 512, limits })).to.deep.equal([65_000, 4_096]);
  });

  it('is one credit where a request cannot cost more', async () => {
    expect(await chunks({ credits: 512, limits: { multiCredit: false } })).to.deep.equal([
      64 * KIB,
      64 * KIB,
    ]);
  });
});
