import fc from 'fast-check';
import { CloseFlags, CloseRequest, CloseResponse } from '../../../lib/wire/smb2/close.ts';
import { any, body, describeCodec, fixture } from './codec-laws.ts';

describeCodec(CloseRequest, {
  message: fixture('closeRequest'),
  value: { flags: 0, fileId: { persistent: 3050819829n, volatile: 85716087n } },
  arbitrary: fc.record({ flags: any.u16, fileId: any.fileId }),
});

describeCodec(CloseResponse, {
  message: body(`3c00 0100 00000000
    0100000000000000 0200000000000000 0300000000000000 0400000000000000
    0010000000000000 0600000000000000 20000000`),
  value: {
    flags: CloseFlags.POSTQUERY_ATTRIB,
    creationTime: 1n,
    lastAccessTime: 2n,
    lastWriteTime: 3n,
    changeTime: 4n,
    allocationSize: 4096n,
    endOfFile: 6n,
    fileAttributes: 0x20,
  },
});

describe('CLOSE without attributes', () => {
  describeCodec(CloseResponse, {
    message: fixture('closeResponse'),
    value: {
      flags: 0,
      creationTime: 0n,
      lastAccessTime: 0n,
      lastWriteTime: 0n,
      changeTime: 0n,
      allocationSize: 0n,
      endOfFile: 0n,
      fileAttributes: 0,
    },
  });
});
