import { expect } from 'chai';
import { text } from 'node:stream/consumers';
import { lastValueFrom } from 'rxjs';
import type { Volume } from '../../lib/share/volume.ts';
import { createReadStream } from '../../lib/share/verbs/create-read-stream.ts';
import { createWriteStream } from '../../lib/share/verbs/create-write-stream.ts';
import { exists } from '../../lib/share/verbs/exists.ts';
import { open } from '../../lib/share/verbs/open.ts';
import { readFile } from '../../lib/share/verbs/read-file.ts';
import { read } from '../../lib/share/verbs/read.ts';
import { readable } from '../../lib/share/verbs/readable.ts';
import { stat } from '../../lib/share/verbs/stat.ts';
import { truncate } from '../../lib/share/verbs/truncate.ts';
import { unlink } from '../../lib/share/verbs/unlink.ts';
import { writable } from '../../lib/share/verbs/writable.ts';
import { appendFile, writeFile } from '../../lib/share/verbs/write-file.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { FileInternalInformation } from '../../lib/wire/fscc/file-internal-information.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { answers } from '../support/script-answers.ts';
import { creates, failure, volumeRig } from './verbs/verbs-rig.ts';

const stream = 'Zone.Identifier';

/** Every verb that takes a stream, done with one. */
const VERBS: Readonly<Record<string, (volume: Volume, path: string) => PromiseLike<unknown>>> = {
  appendFile: (volume, path) => appendFile(volume, path, 'x', { stream }),
  createReadStream: (volume, path) => text(createReadStream(volume, path, { stream })),
  createWriteStream: (volume, path) =>
    new Promise(done => createWriteStream(volume, path, { stream }).end('x', () => done(undefined))),
  exists: (volume, path) => exists(volume, path, { stream }),
  open: async (volume, path) => (await open(volume, path, 'r+', { stream })).close(),
  read: (volume, path) => lastValueFrom(read(volume, path, { stream }), { defaultValue: undefined }),
  readFile: (volume, path) => readFile(volume, path, { stream }),
  readable: (volume, path) => text(readable(volume, path, { stream })),
  stat: (volume, path) => stat(volume, path, { stream }),
  truncate: (volume, path) => truncate(volume, path, 1, { stream }),
  unlink: (volume, path) => unlink(volume, path, { stream }),
  writable: async (volume, path) => {
    const writer = writable(volume, path, { stream }).getWriter();
    await writer.write(Buffer.from('x'));
    await writer.close();
  },
  writeFile: (volume, path) => writeFile(volume, path, 'x', { stream }),
};

describe('aspect: an alternate data stream', () => {
  for (const [name, verb] of Object.entries(VERBS)) {
    it(`is what ${name} works on, and colons in other names stay characters`, async () => {
      const { server, volume } = await volumeRig('ba:se');
      server.on(Command.READ, answers.endOfFile());
      server.on(
        Command.QUERY_INFO,
        answers.information(FileInternalInformation.codec.encode({ indexNumber: 1n })),
      );
      await verb(volume, 'a:b/c');
      expect(creates(server).map(request => request.name)).to.deep.equal([
        'ba\uf022se\\a\uf022b\\c:Zone.Identifier:$DATA',
      ]);
      expect([...server.handles]).to.deep.equal([]);
    });
  }

  it('is not there without the option', async () => {
    const { server, volume } = await volumeRig();
    await writeFile(volume, 'a', 'x', { stream: undefined });
    expect(creates(server)[0]!.name).to.equal('a');
  });

  it('may be one of the root, which unlink then may remove', async () => {
    const { server, volume } = await volumeRig('base');
    await unlink(volume, '/', { stream });
    expect(creates(server)[0]!.name).to.equal('base:Zone.Identifier:$DATA');
  });

  it('of a read-only file is not removed by making the file writable', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.SET_INFO, answers.refused(NtStatus.STATUS_CANNOT_DELETE));
    expect(await failure(unlink(volume, 'a', { stream }))).to.include({ code: 'EPERM', path: 'a' });
    expect(server.got(Command.CREATE)).to.have.lengthOf(1);
  });

  it('has its name checked before anything is sent', async () => {
    const { server, volume } = await volumeRig();
    const error = await failure(readFile(volume, 'a', { stream: 'x:$DATA' }));
    expect(error).to.include({ code: 'EINVAL', syscall: 'open', path: 'a', outcome: 'not-sent' });
    expect(server.requests).to.have.lengthOf(0);
  });
});
