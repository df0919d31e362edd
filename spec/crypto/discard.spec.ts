import { expect } from 'chai';
import { discard } from '../../lib/crypto/discard.ts';

describe('discard', () => {
  it('gives large memory back at once', () => {
    const memory = Buffer.allocUnsafeSlow(64 * 1024);
    discard(memory);
    expect(memory).to.have.lengthOf(0);
    expect(memory.buffer.byteLength).to.equal(0);
  });

  it('leaves alone what shares its memory with others', () => {
    const shared = new ArrayBuffer(64 * 1024);
    const part = new Uint8Array(shared, 0, 32 * 1024);
    discard(part);
    expect(part).to.have.lengthOf(32 * 1024);
    const everywhere = new Uint8Array(new SharedArrayBuffer(64 * 1024));
    discard(everywhere);
    expect(everywhere).to.have.lengthOf(64 * 1024);
  });

  it('does not keep the process alive', async () => {
    const before = process.getActiveResourcesInfo();
    discard(Buffer.allocUnsafeSlow(64 * 1024));
    await new Promise(resolve => setImmediate(resolve));
    expect(process.getActiveResourcesInfo().filter(name => name === 'MessagePort')).to.deep.equal(
      before.filter(name => name === 'MessagePort'),
    );
  });
});
