import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import { split } from '../../../lib/exchange/inbound/split.ts';
import { writeHeader } from '../../../lib/wire/smb2/header.ts';

/** Messages of these lengths in one frame; each says where the next one begins. */
function frameOf(...lengths: readonly number[]): Uint8Array {
  const frame = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const [index, length] of lengths.entries()) {
    const nextCommand = index < lengths.length - 1 ? length : 0;
    writeHeader(frame, at, { messageId: BigInt(index), nextCommand });
    at += length;
  }
  return frame;
}

describe('split', () => {
  it('gives one message as it is, with the payload that landed apart', () => {
    const [frame, payload] = [frameOf(80), new Uint8Array(5)];
    const [element, ...rest] = [...split(frame, payload)];
    expect(rest).to.deep.equal([]);
    expect(element?.message).to.deep.equal(frame);
    expect(element?.message.byteOffset).to.equal(frame.byteOffset);
    expect(element?.payload).to.equal(payload);
  });

  it('cuts a compound so that no message reaches into the next', () => {
    const frame = frameOf(64, 72, 200, 65);
    const elements = [...split(frame, undefined)];
    expect(elements.map(({ header }) => header.messageId)).to.deep.equal([0n, 1n, 2n, 3n]);
    expect(elements.map(({ message }) => message.length)).to.deep.equal([64, 72, 200, 65]);
    expect(elements.map(({ message }) => message.byteOffset)).to.deep.equal([0, 64, 136, 336]);
  });

  it('refuses a next message anywhere but at a multiple of eight behind the header, whole', () => {
    for (let next = 1; next <= 300; next++) {
      const frame = frameOf(300);
      writeHeader(frame, 0, { nextCommand: next });
      if (next % 8 === 0 && next >= 64 && next <= 300 - 64) writeHeader(frame, next, {});
      const elements = () => [...split(frame, undefined)];
      if (next % 8 === 0 && next >= 64 && next <= 236) expect(elements()).to.have.lengthOf(2);
      else expect(elements, `at ${next}`).to.throw(ProtocolError, `${next}`);
    }
  });

  it('hands on what stands before a lie', () => {
    const frame = frameOf(64, 72, 64);
    writeHeader(frame, 64, { nextCommand: 0xffff_fff8 });
    const elements = split(frame, undefined);
    const first = elements.next();
    expect(first.done === true ? undefined : first.value.header.messageId).to.equal(0n);
    expect(() => elements.next()).to.throw(ProtocolError);
  });
});
