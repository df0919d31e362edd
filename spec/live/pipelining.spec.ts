import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';

import { mount } from '../../lib/share/mount.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';

const MIB = 1024 * 1024;
const READ = '8';
const WRITE = '9';

/** The most requests of a command that were on the way at once, as a capture shows them. */
async function mostInFlight(capture: string, command: string): Promise<number> {
  const frames = await fields(capture, 'smb2', ['smb2.cmd', 'smb2.flags.response', 'smb2.msg_id'] as const);
  const open = new Set<string>();
  let most = 0;
  for (const [cmd, isResponse, id] of frames) {
    if (cmd !== command) continue;
    if (/^(1|True)$/i.test(isResponse)) open.delete(id);
    else open.add(id);
    most = Math.max(most, open.size);
  }
  return most;
}

describe('pipelining, as a capture shows it', function () {
  this.timeout(60_000);
  let server: SambaServer;
  let before: string | undefined;
  const contents = randomBytes(24 * MIB);

  beforeEach(async () => {
    server = await sharedSamba();
    before = process.env['RXSMB_PCAP'];
  });

  afterEach(() => {
    if (before === undefined) delete process.env['RXSMB_PCAP'];
    else process.env['RXSMB_PCAP'] = before;
  });

  it('has several READs on the way, and no malformed frame', async () => {
    writeFileSync(join(server.path, 'pipelined.bin'), contents);
    const capture = (process.env['RXSMB_PCAP'] = pcapFile());
    const share = await mount(server.url());
    let at = 0;
    for await (const data of share.read('pipelined.bin')) {
      expect(data.equals(contents.subarray(at, at + data.length))).to.equal(true);
      at += data.length;
    }
    await share.close();
    expect(at).to.equal(contents.length);
    expect(await mostInFlight(capture, READ)).to.be.at.least(4);
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  it('has several WRITEs on the way, and no malformed frame', async () => {
    const capture = (process.env['RXSMB_PCAP'] = pcapFile());
    const share = await mount(server.url());
    await share.writeFile('written.bin', contents);
    expect((await share.readFile('written.bin')).equals(contents)).to.equal(true);
    await share.close();
    expect(await mostInFlight(capture, WRITE)).to.be.at.least(2);
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });
});
