/** What Samba has none of, as the dissector sees it: requests and replies built from the specification. */
import { expect } from 'chai';
import { lstat } from '../../lib/share/verbs/lstat.ts';
import { readlink } from '../../lib/share/verbs/readlink.ts';
import { stat } from '../../lib/share/verbs/stat.ts';
import { symlink } from '../../lib/share/verbs/symlink.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { FileAttributeTagInformation } from '../../lib/wire/fscc/file-attribute-tag-information.ts';
import { FileInternalInformation } from '../../lib/wire/fscc/file-internal-information.ts';
import { ReparseDataBuffer, type ReparsePoint } from '../../lib/wire/fscc/reparse/reparse-data-buffer.ts';
import { ReparseTag } from '../../lib/wire/fscc/reparse/reparse-tag.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { FileAttributes } from '../../lib/wire/smb2/create.ts';
import { ErrorResponse } from '../../lib/wire/smb2/error.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { FsctlCode, IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { QueryInfoRequest } from '../../lib/wire/smb2/query-info.ts';
import { SymbolicLinkError } from '../../lib/wire/smb2/symbolic-link-error.ts';
import { answers } from '../support/script-answers.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { volumeRig } from '../share/verbs/verbs-rig.ts';

const POINTS: readonly (readonly [ReparsePoint, string])[] = [
  [{ kind: 'symlink', relative: true, substituteName: '..\\a', printName: '..\\a' }, '../a'],
  [{ kind: 'junction', substituteName: '\\??\\C:\\x', printName: 'C:\\x' }, 'C:\\x'],
  [{ kind: 'nfs', inode: 'LNK', target: 'b/c' }, 'b/c'],
];

describe('reparse points, as tshark sees them', function () {
  this.timeout(60_000);
  const capture = pcapFile();

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    const { server, volume } = await volumeRig().finally(() => delete process.env['RXSMB_PCAP']);
    const { REPARSE_POINT } = FileAttributes;
    server.on(Command.CREATE, () => answers.created({ fileAttributes: REPARSE_POINT }));
    server.on(Command.QUERY_INFO, request =>
      request.read(QueryInfoRequest).fileInfoClass === FileInternalInformation.infoClass
        ? answers.information(FileInternalInformation.codec.encode({ indexNumber: 7n }))
        : answers.information(
            FileAttributeTagInformation.codec.encode({
              fileAttributes: REPARSE_POINT,
              reparseTag: ReparseTag.SYMLINK,
            }),
          ),
    );
    await lstat(volume, 'link');
    server.on(
      Command.IOCTL,
      ...POINTS.map(([point]) =>
        answers.output(FsctlCode.FSCTL_GET_REPARSE_POINT, ReparseDataBuffer.encode(point)),
      ),
      request => answers.output(request.read(IoctlRequest).ctlCode, new Uint8Array(0)),
    );
    for (const [, target] of POINTS) expect(await readlink(volume, 'link')).to.equal(target);
    await symlink(volume, 'd:e/f', 'new', 'file');
    await symlink(volume, 'C:\\docs', 'new', 'junction');
    const errorData = SymbolicLinkError.encode({
      relative: true,
      unparsedPathLength: 4,
      substituteName: 'real',
      printName: 'printed',
    });
    server.on(
      Command.CREATE,
      {
        status: NtStatus.STATUS_STOPPED_ON_SYMLINK,
        body: ErrorResponse.encode({ errorData }, HEADER_SIZE),
      },
      answers.created(),
    );
    await stat(volume, 'link/x');
  });

  it('are frames without a flaw', async () => {
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  it('are got and set as they were meant', async () => {
    const seen = await fields(capture, 'smb2.reparse_tag', [
      'smb2.flags.response',
      'smb2.reparse_tag',
      'smb2.symlink.substitute_name',
      'smb2.symlink.print_name',
      'smb2.nfs.symlink.target',
    ]);
    const rows = seen.map(row => row.map(value => value.split(',').at(-1) ?? ''));
    const tag = (number: number) => `0x${number.toString(16)}`;
    expect(rows).to.deep.include.members([
      ['1', tag(ReparseTag.SYMLINK), '..\\a', '..\\a', ''],
      // the names of a junction it does not take apart
      ['1', tag(ReparseTag.MOUNT_POINT), '', '', ''],
      ['1', tag(ReparseTag.NFS), '', '', 'b/c'],
      ['0', tag(ReparseTag.SYMLINK), 'd\uf022e\\f', 'd\uf022e\\f', ''],
      ['0', tag(ReparseTag.MOUNT_POINT), '', '', ''],
    ]);
  });

  it('stop a CREATE, and say where it goes on', async () => {
    const stopped = await fields(capture, 'smb2.symlink_error_response', [
      'smb2.symlink.unparsed_path_length',
      'smb2.symlink.substitute_name',
      'smb2.symlink.print_name',
    ]);
    expect(stopped).to.deep.equal([['4', 'real', 'printed']]);
    const opened = await fields(capture, 'smb2.cmd == 5 && smb2.flags.response == 0', ['smb2.filename']);
    expect(opened.map(([name]) => name).slice(-2)).to.deep.equal(['link\\x', 'real\\x']);
  });
});
