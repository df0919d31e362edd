import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';
import { asking } from '../../../lib/share/verbs/asking.ts';
import { volumeOf } from '../../../lib/share/volume.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { FileStreamInformation } from '../../../lib/wire/fscc/file-stream-information.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { QueryInfoRequest } from '../../../lib/wire/smb2/query-info.ts';
import { answers } from '../../support/script-answers.ts';
import { rig } from '../../support/script-rig.ts';
import { ScriptServer } from '../../support/script-server.ts';
import { failure } from './verbs-rig.ts';

const KIB = 1024;
const STREAMS = [{ streamName: '::$DATA', streamSize: 3n, streamAllocationSize: 8n }];

/** A server whose answer needs `needed` bytes, and says `status` where there is less room. */
async function serverOf(needed: number, status: number, maxTransactSize: number) {
  const server = new ScriptServer();
  const { tree } = await rig(server, { credits: 512, limits: { maxTransactSize } });
  const rooms: number[] = [];
  server.on(Command.QUERY_INFO, request => {
    const { outputBufferLength } = request.read(QueryInfoRequest);
    rooms.push(outputBufferLength);
    return outputBufferLength < needed
      ? answers.refused(status)
      : answers.information(FileStreamInformation.codec.encode(STREAMS));
  });
  const volume = volumeOf(tree, { path: '', mapNames: true }, () => undefined);
  return { server, volume, rooms };
}

describe('verbs: asking with more room', () => {
  for (const status of [
    'STATUS_BUFFER_OVERFLOW',
    'STATUS_BUFFER_TOO_SMALL',
    'STATUS_INFO_LENGTH_MISMATCH',
  ] as const) {
    it(`asks again after ${status} until the answer fits`, async () => {
      const { server, volume, rooms } = await serverOf(2 << 20, NtStatus[status], 8 << 20);
      const told = await lastValueFrom(asking(volume, 'a', FileStreamInformation));
      expect(told).to.deep.equal(STREAMS);
      expect(rooms).to.deep.equal([64 * KIB, KIB * KIB, 8 * KIB * KIB]);
      expect([...server.handles], 'each attempt has closed its handle').to.deep.equal([]);
      expect(server.violation).to.equal(undefined);
    });

    it(`stops at what the server gives in one request, with ${status}`, async () => {
      const { server, volume, rooms } = await serverOf(Infinity, NtStatus[status], 200 * KIB);
      const error = await failure(lastValueFrom(asking(volume, 'a', FileStreamInformation)));
      expect(error).to.include({ status, command: 'QUERY_INFO' });
      expect(rooms).to.deep.equal([64 * KIB, 200 * KIB]);
      expect([...server.handles]).to.deep.equal([]);
    });
  }

  it('begins with less where the server gives less, and with what it is told', async () => {
    const small = await serverOf(0, 0, 4 * KIB);
    await lastValueFrom(asking(small.volume, 'a', FileStreamInformation));
    expect(small.rooms).to.deep.equal([4 * KIB]);
    const told = await serverOf(100, NtStatus.STATUS_BUFFER_OVERFLOW, KIB * KIB);
    await lastValueFrom(asking(told.volume, 'a', FileStreamInformation, 0, { outputBufferLength: 24 }));
    expect(told.rooms).to.deep.equal([24, 384]);
  });

  it('does not ask again after another refusal', async () => {
    const { volume, rooms } = await serverOf(Infinity, NtStatus.STATUS_ACCESS_DENIED, 8 << 20);
    expect(await failure(lastValueFrom(asking(volume, 'a', FileStreamInformation)))).to.include({
      code: 'EACCES',
    });
    expect(rooms).to.deep.equal([64 * KIB]);
  });
});
