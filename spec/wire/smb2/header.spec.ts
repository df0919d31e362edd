import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import {
  type Header,
  HEADER_SIZE,
  HeaderFlags,
  protocolOf,
  readHeader,
  signatureOf,
  writeHeader,
} from '../../../lib/wire/smb2/header.ts';
import { any, fixture, hex, refusesShort, survivesLies, survivesTruncation } from './codec-laws.ts';

const SYNC: Header = {
  creditCharge: 0x0102,
  status: 0x0000_0007,
  command: Command.READ,
  credits: 0x0304,
  flags: HeaderFlags.DFS_OPERATIONS | HeaderFlags.SIGNED,
  nextCommand: 0x0000_0070,
  messageId: 0x1112131415161718n,
  processId: 0x2122_2324,
  treeId: 0x3132_3334,
  asyncId: undefined,
  sessionId: 0x4142434445464748n,
};
const SYNC_BYTES = hex(`
  fe534d42 4000 0201 07000000 0800 0403 08000010 70000000
  1817161514131211 24232221 34333231 4847464544434241 ${'00'.repeat(16)}`);

const ASYNC: Header = {
  ...SYNC,
  status: 0x0000_0103,
  flags: HeaderFlags.SERVER_TO_REDIR | HeaderFlags.ASYNC_COMMAND,
  processId: 0,
  treeId: 0,
  asyncId: 0x5152535455565758n,
};
const ASYNC_BYTES = hex(`
  fe534d42 4000 0201 03010000 0800 0403 03000000 70000000
  1817161514131211 5857565554535251 4847464544434241 ${'00'.repeat(16)}`);

function written(header: Partial<Header>): Uint8Array {
  const target = new Uint8Array(HEADER_SIZE).fill(0xee); // a reused buffer must not shine through
  writeHeader(target, 0, header);
  return target;
}

describe('SMB2 header', () => {
  it('reads and writes the sync form', () => {
    expect(readHeader(SYNC_BYTES)).to.deep.equal(SYNC);
    expect(written(SYNC)).to.deep.equal(SYNC_BYTES);
  });

  it('reads and writes the async form, which an AsyncId alone announces', () => {
    expect(readHeader(ASYNC_BYTES)).to.deep.equal(ASYNC);
    expect(written({ ...ASYNC, flags: HeaderFlags.SERVER_TO_REDIR })).to.deep.equal(ASYNC_BYTES);
  });

  it('writes zeros for all that is left out', () => {
    expect(written({})).to.deep.equal(hex(`fe534d42 4000 ${'00'.repeat(58)}`));
  });

  it('reads the interim reply of a real server', () => {
    const { status, flags, command, asyncId, treeId, credits } = readHeader(fixture('changeNotifyInterim'));
    expect(status).to.equal(0x103);
    expect(flags & HeaderFlags.ASYNC_COMMAND).to.equal(HeaderFlags.ASYNC_COMMAND);
    expect(command).to.equal(Command.CHANGE_NOTIFY);
    expect(asyncId).to.be.a('bigint').that.is.not.equal(0n);
    expect(treeId).to.equal(0);
    expect(credits).to.be.greaterThan(0);
  });

  it('reads a break that nobody asked for: MessageId all ones', () => {
    const { command, messageId } = readHeader(fixture('leaseBreakNotification'));
    expect(command).to.equal(Command.OPLOCK_BREAK);
    expect(messageId).to.equal(0xffff_ffff_ffff_ffffn);
  });

  it('works in the middle of a frame', () => {
    const frame = new Uint8Array(200);
    writeHeader(frame, 72, SYNC);
    expect(readHeader(frame, 72)).to.deep.equal(SYNC);
    expect(frame.subarray(72, 136)).to.deep.equal(SYNC_BYTES);
    expect(() => readHeader(frame, 137)).to.throw(ProtocolError);
  });

  it('shows the signature in place', () => {
    const message = new Uint8Array(200);
    writeHeader(message, 72, SYNC);
    signatureOf(message, 72).fill(0xab);
    expect(message.subarray(120, 136)).to.deep.equal(hex('ab'.repeat(16)));
    expect(message[119]).to.equal(0x41);
    expect(message[136]).to.equal(0);
    expect(() => signatureOf(message.subarray(0, 63))).to.throw(ProtocolError);
  });

  it('refuses another protocol and another StructureSize', () => {
    expect(() => readHeader(hex(`fd534d42 4000 ${'00'.repeat(58)}`))).to.throw(ProtocolError, /not an SMB2/);
    expect(() => readHeader(hex(`fe534d42 4100 ${'00'.repeat(58)}`))).to.throw(
      ProtocolError,
      /StructureSize 65/,
    );
  });

  it('survives truncation and lies', () => {
    refusesShort(readHeader, SYNC_BYTES, HEADER_SIZE);
    survivesTruncation(readHeader, ASYNC_BYTES);
    survivesLies(readHeader, SYNC_BYTES, 0);
  });

  it('reads back what it wrote', () => {
    const header = fc.record({
      creditCharge: any.u16,
      status: any.u32,
      command: any.u16,
      credits: any.u16,
      flags: any.u32,
      nextCommand: any.u32,
      messageId: any.u64,
      processId: any.u32,
      treeId: any.u32,
      asyncId: fc.option(any.u64, { nil: undefined }),
      sessionId: any.u64,
    });
    fc.assert(
      fc.property(header, given => {
        const async = given.asyncId !== undefined;
        const flags = (given.flags & ~HeaderFlags.ASYNC_COMMAND) >>> 0;
        const expected = async
          ? { ...given, flags: (flags | HeaderFlags.ASYNC_COMMAND) >>> 0, processId: 0, treeId: 0 }
          : { ...given, flags };
        expect(readHeader(written({ ...given, flags }))).to.deep.equal(expected);
      }),
    );
  });
});

describe('protocolOf', () => {
  it('tells the kinds of messages apart by four bytes', () => {
    expect(protocolOf(hex('fe534d42'))).to.equal('smb2');
    expect(protocolOf(hex('fd534d42'))).to.equal('transform');
    expect(protocolOf(hex('fc534d42'))).to.equal('compression');
    expect(protocolOf(hex('ff534d42'))).to.equal('smb1');
  });

  it('knows nothing else', () => {
    for (const other of ['', 'fe534d', 'fb534d42', 'fe534d43', '00000000', 'fe544d42']) {
      expect(protocolOf(hex(other)), other).to.equal(undefined);
    }
  });
});
