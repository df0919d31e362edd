import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { fields, malformedFrames, pcapFile } from './tshark.ts';

// [MS-SMB2] 2.2.28: an ECHO request behind its header, in a frame.
const ECHO = frame([...header(13), 4, 0, 0, 0]);
// [MS-SMB2] 2.2.3: a NEGOTIATE that announces seven dialects and ends before the first.
const CUT_OFF = frame([...header(0), 36, 0, 7, 0, ...new Array<number>(32).fill(0)]);

describe('support: tshark', () => {
  it('reads fields of a capture', async () => {
    const file = capture([ECHO, ECHO]);
    expect(await malformedFrames(file)).to.deep.equal([]);
    expect(await fields(file, 'smb2', ['smb2.cmd', 'tcp.dstport'])).to.deep.equal([
      ['13', '445'],
      ['13', '445'],
    ]);
    expect(await fields(file, 'smb2.cmd == 5', ['smb2.cmd'])).to.deep.equal([]);
  });

  it('finds a malformed frame', async () => {
    expect(await malformedFrames(capture([ECHO, CUT_OFF]))).to.have.lengthOf(1);
  });
});

function header(command: number): number[] {
  const bytes = Buffer.alloc(64);
  bytes.write('\xfeSMB', 'latin1');
  bytes.writeUInt16LE(64, 4);
  bytes.writeUInt16LE(command, 12);
  return [...bytes];
}

function frame(message: readonly number[]): Buffer {
  return Buffer.from([0, 0, 0, message.length, ...message]);
}

/** A pcap of link type 101 (raw IP) with one TCP segment from port 40,000 to 445 for each payload. */
function capture(payloads: readonly Buffer[]): string {
  const parts: Buffer[] = [Buffer.from('d4c3b2a1020004000000000000000000ffff000065000000', 'hex')];
  let sequence = 1;
  for (const payload of payloads) {
    const ip = Buffer.from('4500000000000000400600007f0000017f000001', 'hex');
    ip.writeUInt16BE(40 + payload.length, 2);
    const tcp = Buffer.from('9c4001bd00000000000000015018ffff00000000', 'hex');
    tcp.writeUInt32BE(sequence, 4);
    sequence += payload.length;
    const record = Buffer.alloc(16);
    record.writeUInt32LE(40 + payload.length, 8);
    record.writeUInt32LE(40 + payload.length, 12);
    parts.push(record, ip, tcp, payload);
  }
  const file = pcapFile();
  writeFileSync(file, Buffer.concat(parts));
  return file;
}
