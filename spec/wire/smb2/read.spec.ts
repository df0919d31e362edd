import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { readData, ReadRequest, ReadResponse } from '../../../lib/wire/smb2/read.ts';
import { any, body, describeCodec, fixture, hex } from './codec-laws.ts';

describeCodec(ReadRequest, {
  message: fixture('readRequest'),
  value: {
    padding: 0,
    flags: 0,
    length: 6,
    offset: 0n,
    fileId: { persistent: 3050819829n, volatile: 85716087n },
    minimumCount: 0,
    channel: 0,
    remainingBytes: 0,
    channelInfo: hex(''),
  },
  arbitrary: fc.record({
    padding: any.u8,
    flags: any.u8,
    length: any.u32,
    offset: any.u64,
    fileId: any.fileId,
    minimumCount: any.u32,
    channel: any.u32,
    remainingBytes: any.u32,
    channelInfo: any.bytes,
  }),
});

describeCodec(ReadResponse, {
  message: fixture('readResponse'),
  value: { dataOffset: 80, dataLength: 6, dataRemaining: 0, flags: 0 },
  written: fixture('readResponse').subarray(64, 80), // the head alone: the payload is not the codec's
  arbitrary: fc.record({ dataOffset: any.u8, dataLength: any.u32, dataRemaining: any.u32, flags: any.u32 }),
});

describe('READ', () => {
  it('asks beyond 4 GiB, for the payload right behind the head, with one byte of buffer', () => {
    const fileId = { persistent: 0x0807060504030201n, volatile: 0x100f0e0d0c0b0a09n };
    const encoded = ReadRequest.encode(
      { length: 0x10_0000, offset: 0x1_4000_0001n, fileId, minimumCount: 1 },
      64,
    );
    expect(Buffer.from(encoded).toString('hex')).to.equal(
      Buffer.from(
        hex(`3100 50 00 00001000 0100004001000000 0102030405060708 090a0b0c0d0e0f10
          01000000 00000000 00000000 0000 0000 00`),
      ).toString('hex'),
    );
  });

  it('shows the payload as a view of the same memory', () => {
    const message = fixture('readResponse');
    const data = readData(message, ReadResponse.decode(message, 64));
    expect(Buffer.from(data).toString()).to.equal('hello\n');
    expect(data.buffer).to.equal(message.buffer);
    expect(data.byteOffset).to.equal(message.byteOffset + 80);
  });

  it('decodes from the head alone, while the payload is still to come', () => {
    const head = fixture('readResponse').subarray(0, 80);
    expect(ReadResponse.decode(head, 64).dataLength).to.equal(6);
  });

  it('gives an empty view for no data, wherever it is said to be', () => {
    const message = body('1100 00 00 00000000 00000000 00000000');
    expect(readData(message, ReadResponse.decode(message, 64))).to.have.length(0);
  });

  it('refuses a payload in the head, or past the end', () => {
    const message = fixture('readResponse');
    const response = ReadResponse.decode(message, 64);
    expect(() => readData(message, { ...response, dataOffset: 79 })).to.throw(ProtocolError, /DataOffset 79/);
    expect(() => readData(message, { ...response, dataOffset: 0 })).to.throw(ProtocolError);
    expect(() => readData(message, { ...response, dataOffset: 81 })).to.throw(ProtocolError);
    expect(() => readData(message, { ...response, dataLength: 7 })).to.throw(ProtocolError);
    expect(() => readData(message, { ...response, dataLength: 0xffff_ffff })).to.throw(ProtocolError);
  });
});
