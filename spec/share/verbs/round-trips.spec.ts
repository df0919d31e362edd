import { expect } from 'chai';
import { exists } from '../../../lib/share/verbs/exists.ts';
import { mkdir } from '../../../lib/share/verbs/mkdir.ts';
import { readdir } from '../../../lib/share/verbs/readdir.ts';
import { rename } from '../../../lib/share/verbs/rename.ts';
import { rm } from '../../../lib/share/verbs/rm.ts';
import { rmdir } from '../../../lib/share/verbs/rmdir.ts';
import { stat } from '../../../lib/share/verbs/stat.ts';
import { statfs } from '../../../lib/share/verbs/statfs.ts';
import { truncate } from '../../../lib/share/verbs/truncate.ts';
import { unlink } from '../../../lib/share/verbs/unlink.ts';
import { utimes } from '../../../lib/share/verbs/utimes.ts';
import type { Volume } from '../../../lib/share/volume.ts';
import { FileFsFullSizeInformation } from '../../../lib/wire/fscc/file-fs-full-size-information.ts';
import { FileInternalInformation } from '../../../lib/wire/fscc/file-internal-information.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { InfoType, QueryInfoRequest } from '../../../lib/wire/smb2/query-info.ts';
import { answers } from '../../support/script-answers.ts';
import { frames, volumeRig } from './verbs-rig.ts';

const { CREATE, CLOSE, QUERY_INFO, QUERY_DIRECTORY, SET_INFO } = Command;

/** Each verb, and the frames that it takes. */
const VERBS: readonly (readonly [string, (volume: Volume) => PromiseLike<unknown>, readonly number[][]])[] = [
  ['stat', volume => stat(volume, 'a'), [[CREATE, QUERY_INFO, CLOSE]]],
  ['exists', volume => exists(volume, 'a'), [[CREATE, CLOSE]]],
  ['readdir', volume => readdir(volume, 'a'), [[CREATE, QUERY_DIRECTORY, QUERY_DIRECTORY], [CLOSE]]],
  ['mkdir', volume => mkdir(volume, 'a'), [[CREATE, CLOSE]]],
  ['mkdir, recursive', volume => mkdir(volume, 'a/b/c', { recursive: true }), [[CREATE, CLOSE]]],
  ['unlink', volume => unlink(volume, 'a'), [[CREATE, SET_INFO, CLOSE]]],
  ['rmdir', volume => rmdir(volume, 'a'), [[CREATE, SET_INFO, CLOSE]]],
  ['rm', volume => rm(volume, 'a'), [[CREATE, SET_INFO, CLOSE]]],
  ['rm, recursive', volume => rm(volume, 'a', { recursive: true }), [[CREATE, SET_INFO, CLOSE]]],
  ['rename', volume => rename(volume, 'a', 'b'), [[CREATE, SET_INFO, CLOSE]]],
  ['truncate', volume => truncate(volume, 'a'), [[CREATE, SET_INFO, CLOSE]]],
  ['utimes', volume => utimes(volume, 'a', 1, 2), [[CREATE, SET_INFO, CLOSE]]],
  ['statfs', volume => statfs(volume), [[CREATE, QUERY_INFO, CLOSE]]],
];

describe('verbs: round trips', () => {
  for (const [name, verb, expected] of VERBS) {
    it(`${name} takes ${expected.length}`, async () => {
      const { server, volume } = await volumeRig();
      server.on(QUERY_DIRECTORY, answers.entries('x'), answers.noMoreFiles());
      server.on(QUERY_INFO, request =>
        request.read(QueryInfoRequest).infoType === InfoType.FILE
          ? answers.information(FileInternalInformation.codec.encode({ indexNumber: 7n }))
          : answers.information(FileFsFullSizeInformation.codec.encode({ sectorsPerAllocationUnit: 2 })),
      );
      const cold = verb(volume);
      expect(server.frames, 'before it is awaited').to.have.lengthOf(0);
      await cold;
      expect(frames(server)).to.deep.equal(expected);
      expect([...server.handles]).to.deep.equal([]);
      expect(server.violation).to.equal(undefined);
    });
  }
});
