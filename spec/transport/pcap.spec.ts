import { statSync } from 'node:fs';
import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { read } from '../../lib/commands/read.ts';
import { write } from '../../lib/commands/write.ts';
import { PcapFile } from '../../lib/transport/pcap.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { rig } from '../support/script-rig.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { pattern } from './recording-sink.ts';

describe('pcap', () => {
  it('records connections so that tshark reads every frame, large ones too', async function () {
    this.timeout(20_000); // tshark takes a second or two to start
    const path = pcapFile();
    const file = new PcapFile(path);
    const size = 300_000; // longer than a 17-bit length and than any TCP segment
    const talk = async (offset: number) => {
      const server = new ScriptServer().on(Command.READ, answers.data(pattern(size)));
      const { open } = await rig(server, { dial: file.record(server.dial) });
      expect((await firstValueFrom(read(open, { offset, length: size }))).data).to.have.lengthOf(size);
      await firstValueFrom(write(open, [pattern(size), pattern(9)], { offset }));
    };
    await talk(1000);
    await talk(2000);
    file.close();

    expect(await malformedFrames(path)).to.deep.equal([]);
    const rows = await fields(path, 'smb2', [
      'smb2.flags.response',
      'smb2.cmd',
      'nbss.length',
      'smb2.file_offset',
      'tcp.stream',
    ]);
    const dialogue = (offset: number, connection: string) => [
      ['8', `${64 + 49}`, `${offset}`, connection],
      ['8', `${64 + 16 + size}`, '', connection],
      ['9', `${64 + 48 + size + 9}`, `${offset}`, connection],
      ['9', `${64 + 16}`, '', connection],
    ];
    expect(rows.map(([, ...rest]) => rest)).to.deep.equal([...dialogue(1000, '0'), ...dialogue(2000, '1')]);
    const replies = rows.map(([response]) => ['1', 'True'].includes(response)); // by tshark's version
    expect(replies).to.deep.equal([false, true, false, true, false, true, false, true]);
  });

  it('keeps what it records from other users of the machine', () => {
    const path = pcapFile();
    new PcapFile(path).close();
    expect(statSync(path).mode & 0o777).to.equal(0o600);
  });
});
