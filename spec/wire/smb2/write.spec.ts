import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { dataOf, WriteRequest, WriteResponse } from '../../../lib/wire/smb2/write.ts';
import { any, describeCodec, fixture } from './codec-laws.ts';

const fileId = { persistent: 2795450181n, volatile: 913269268n };

describeCodec(WriteRequest, {
  message: fixture('writeRequest'),
  value: {
    dataOffset: 112,
    length: 3,
    offset: 0n,
    fileId,
    channel: 0,
    remainingBytes: 0,
    writeChannelInfoOffset: 0,
    writeChannelInfoLength: 0,
    flags: 0,
  },
  written: fixture('writeRequest').subarray(64, 112), // the head alone: the payload stays the caller's
  arbitrary: fc.record({
    dataOffset: any.u16,
    length: any.u32,
    offset: any.u64,
    fileId: any.fileId,
    channel: any.u32,
    remainingBytes: any.u32,
    writeChannelInfoOffset: any.u16,
    writeChannelInfoLength: any.u16,
    flags: any.u32,
  }),
});

describeCodec(WriteResponse, {
  message: fixture('writeResponse'),
  value: { count: 3, remaining: 0, writeChannelInfoOffset: 0, writeChannelInfoLength: 0 },
  arbitrary: fc.record({
    count: any.u32,
    remaining: any.u32,
    writeChannelInfoOffset: any.u16,
    writeChannelInfoLength: any.u16,
  }),
});

describe('WRITE', () => {
  it('is a head of 48 bytes that the payload follows', () => {
    const encoded = WriteRequest.encode({ length: 3, offset: 0n, fileId }, 64);
    expect(encoded).to.have.length(48);
    expect(encoded).to.deep.equal(fixture('writeRequest').slice(64, 112));
  });

  it('shows the payload as a view of the same memory', () => {
    const message = fixture('writeRequest');
    const data = dataOf(message, WriteRequest.decode(message, 64));
    expect(Buffer.from(data).toString()).to.equal('new');
    expect(data.buffer).to.equal(message.buffer);
  });

  it('refuses a payload in the head, or past the end', () => {
    const message = fixture('writeRequest');
    const request = WriteRequest.decode(message, 64);
    expect(dataOf(message, { ...request, length: 0, dataOffset: 0 })).to.have.length(0);
    expect(() => dataOf(message, { ...request, dataOffset: 111 })).to.throw(ProtocolError, /DataOffset 111/);
    expect(() => dataOf(message, { ...request, dataOffset: 113 })).to.throw(ProtocolError);
    expect(() => dataOf(message, { ...request, length: 4 })).to.throw(ProtocolError);
    expect(() => dataOf(message, { ...request, length: 0xffff_ffff })).to.throw(ProtocolError);
  });
});
