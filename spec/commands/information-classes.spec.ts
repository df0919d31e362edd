/** Conversations about the information classes that Samba 4.17 lacks; bytes as [MS-FSCC] lays them out. */
import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';
import { queryDirectory } from '../../lib/commands/query-directory.ts';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { setInfo } from '../../lib/commands/set-info.ts';
import type { Open } from '../../lib/commands/target.ts';
import * as fscc from '../../lib/wire/fscc/public.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { QueryDirectoryRequest, QueryDirectoryResponse } from '../../lib/wire/smb2/query-directory.ts';
import { InfoType, QueryInfoRequest } from '../../lib/wire/smb2/query-info.ts';
import { SetInfoRequest } from '../../lib/wire/smb2/set-info.ts';
import { answers } from '../support/script-answers.ts';
import { rig } from '../support/script-rig.ts';
import { ScriptServer } from '../support/script-server.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const FILE_ID = '0100000000000000 0000000000000080';

interface Change {
  readonly name: string;
  readonly send: (open: Open) => ReturnType<typeof setInfo<Open>>;
  readonly infoType: InfoType;
  readonly infoClass: number;
  readonly buffer: string;
}

const CHANGES: readonly Change[] = [
  {
    name: 'FileDispositionInformationEx',
    send: open =>
      setInfo(open, fscc.FileDispositionInformationEx, {
        flags: fscc.FileDispositionFlags.DELETE | fscc.FileDispositionFlags.POSIX_SEMANTICS,
      }),
    infoType: InfoType.FILE,
    infoClass: 64,
    buffer: '03000000',
  },
  {
    name: 'FileRenameInformationEx',
    send: open =>
      setInfo(open, fscc.FileRenameInformationEx, {
        flags: fscc.FileRenameFlags.REPLACE_IF_EXISTS | fscc.FileRenameFlags.IGNORE_READONLY_ATTRIBUTE,
        fileName: 'b\\c',
      }),
    infoType: InfoType.FILE,
    infoClass: 65,
    buffer: '41000000 00000000 0000000000000000 06000000 62005c006300',
  },
  {
    name: 'FileValidDataLengthInformation',
    send: open => setInfo(open, fscc.FileValidDataLengthInformation, { validDataLength: 0x1_0000_0002n }),
    infoType: InfoType.FILE,
    infoClass: 39,
    buffer: '0200000001000000',
  },
  {
    name: 'FileFsObjectIdInformation',
    send: open =>
      setInfo(open, fscc.FileFsObjectIdInformation, {
        objectId: '00112233-4455-6677-8899-aabbccddeeff',
      }),
    infoType: InfoType.FILESYSTEM,
    infoClass: 8,
    buffer: `33221100 5544 7766 8899aabbccddeeff ${'00'.repeat(48)}`,
  },
  {
    name: 'FileFsControlInformation',
    send: open =>
      setInfo(open, fscc.FileFsControlInformation, {
        defaultQuotaThreshold: 5n,
        defaultQuotaLimit: 6n,
        fileSystemControlFlags: fscc.FileSystemControlFlags.QUOTA_ENFORCE,
      }),
    infoType: InfoType.FILESYSTEM,
    infoClass: 6,
    buffer: `${'00'.repeat(24)} 0500000000000000 0600000000000000 02000000 00000000`,
  },
];

describe('information classes that Samba lacks, with a server that has them', () => {
  for (const { name, send, infoType, infoClass, buffer } of CHANGES) {
    it(`${name} is set`, async () => {
      const server = new ScriptServer();
      const { open } = await rig(server);
      await lastValueFrom(send(open));
      const [request, ...more] = server.got(Command.SET_INFO).map(each => each.read(SetInfoRequest));
      expect(request).to.include({ infoType, fileInfoClass: infoClass, additionalInformation: 0 });
      expect(Buffer.from(request!.buffer).toString('hex')).to.equal(buffer.replaceAll(' ', ''));
      expect(more).to.deep.equal([]);
    });
  }

  it('FileIdInformation is told', async () => {
    const server = new ScriptServer();
    const { open } = await rig(server);
    server.on(Command.QUERY_INFO, answers.information(bytes(`efcdab8967452301 ${FILE_ID}`)));
    const { information } = await lastValueFrom(queryInfo(open, fscc.FileIdInformation));
    expect(information).to.deep.equal({
      volumeSerialNumber: 0x0123_4567_89ab_cdefn,
      fileId: (1n << 127n) + 1n,
    });
    expect(server.got(Command.QUERY_INFO)[0]?.read(QueryInfoRequest)).to.include({
      infoType: InfoType.FILE,
      fileInfoClass: 59,
    });
  });

  it('FileIdExtdDirectoryInformation is listed', async () => {
    const server = new ScriptServer();
    const { open } = await rig(server);
    const entry = (next: string, name: string) =>
      `${next} 00000000 0100000000000000 0200000000000000 0300000000000000 0400000000000000 ` +
      `0c00000000000000 0010000000000000 20040000 02000000 00000000 0c0000a0 ${FILE_ID} ${name}`;
    // 88 bytes of fixed part, the first name, 6 bytes up to a multiple of 8
    const outputBuffer = bytes(`${entry('60000000', '6100')} 000000000000 ${entry('00000000', '6200')}`);
    server.on(Command.QUERY_DIRECTORY, {
      body: QueryDirectoryResponse.encode({ outputBuffer }, HEADER_SIZE),
    });
    const fileInformationClass = fscc.FileIdExtdDirectoryInformation;
    const { entries } = await lastValueFrom(queryDirectory(open, { fileInformationClass }));
    expect(entries.map(({ fileName }) => fileName)).to.deep.equal(['a', 'b']);
    for (const each of entries) {
      expect(each).to.include({
        creationTime: 1n,
        changeTime: 4n,
        endOfFile: 12n,
        allocationSize: 4096n,
        fileAttributes: 0x420,
        reparsePointTag: 0xa000_000c,
        fileId: (1n << 127n) + 1n,
      });
    }
    const [request] = server.got(Command.QUERY_DIRECTORY);
    expect(request?.read(QueryDirectoryRequest).fileInformationClass).to.equal(60);
  });
});
