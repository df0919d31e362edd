import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { md5Hex } from '../../lib/crypto/md5.ts';
import { decodeXsym, encodeXsym, XSYM_MAX_TARGET, XSYM_SIZE } from '../../lib/wire/xsym.ts';

/** As the format is described: a head of 43 bytes, 1,024 for the target. */
function written(target: string): Buffer {
  const bytes = Buffer.from(target);
  const digest = createHash('md5').update(bytes).digest('hex');
  const text = Buffer.concat([
    Buffer.from(`XSym\n${String(bytes.length).padStart(4, '0')}\n${digest}\n`),
    bytes,
    Buffer.from('\n'),
  ]);
  return Buffer.concat([text, Buffer.alloc(2_000, ' ')]).subarray(0, 1067);
}

describe('XSym files', () => {
  const targets = ['a', '../x/y', 'ünïcode/日本', 'x'.repeat(1023), 'y'.repeat(1024)];

  it('are written and read as macOS and Linux do', () => {
    for (const target of targets) {
      const file = encodeXsym(target, md5Hex);
      expect(file).to.have.lengthOf(XSYM_SIZE);
      expect(Buffer.from(file).equals(written(target)), target).to.equal(true);
      expect(decodeXsym(file, md5Hex)).to.equal(target);
    }
  });

  it('know the MD5 of RFC 1321', () => {
    expect(md5Hex(Buffer.from('message digest'))).to.equal('f96b697d7cb7938d525a2f31aaf161d0');
  });

  it('hold 1 to 1,024 bytes', () => {
    expect(() => encodeXsym('', md5Hex)).to.throw(RangeError);
    expect(() => encodeXsym('x'.repeat(XSYM_MAX_TARGET + 1), md5Hex)).to.throw(RangeError);
    expect(() => encodeXsym('é'.repeat(513), md5Hex)).to.throw(RangeError);
  });

  it('are told from any other file of that size', () => {
    const file = written('target');
    const with_ = (at: number, text: string) => {
      const copy = Buffer.from(file);
      copy.write(text, at, 'latin1');
      return copy;
    };
    const others = [
      Buffer.alloc(XSYM_SIZE),
      file.subarray(1),
      Buffer.concat([file, Buffer.from(' ')]),
      with_(0, 'XSyn'),
      with_(5, '0007'),
      with_(5, '0000'),
      with_(5, '1025'),
      with_(5, '9999'),
      with_(5, '-006'),
      with_(10, '0'),
      with_(43, 'tarGet'),
    ];
    for (const [index, other] of others.entries())
      expect(decodeXsym(other, md5Hex), `${index}`).to.equal(undefined);
    expect(decodeXsym(file, md5Hex)).to.equal('target');
  });
});
