import fc from 'fast-check';
import { QueryDirectoryRequest, QueryDirectoryResponse } from '../../../lib/wire/smb2/query-directory.ts';
import { any, describeCodec, fixture } from './codec-laws.ts';

describeCodec(QueryDirectoryRequest, {
  message: fixture('queryDirectoryRequest'),
  value: {
    fileInformationClass: 37,
    flags: 0,
    fileIndex: 0,
    fileId: { persistent: 2139849711n, volatile: 760464797n },
    outputBufferLength: 8 << 20,
    fileName: '*',
  },
  arbitrary: fc.record({
    fileInformationClass: any.u8,
    flags: any.u8,
    fileIndex: any.u32,
    fileId: any.fileId,
    outputBufferLength: any.u32,
    fileName: any.text,
  }),
});

describeCodec(QueryDirectoryResponse, {
  message: fixture('queryDirectoryResponse'),
  value: { outputBuffer: fixture('queryDirectoryResponse').subarray(72) },
  arbitrary: fc.record({ outputBuffer: any.bytes }),
});
