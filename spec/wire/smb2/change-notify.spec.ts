import fc from 'fast-check';
import {
  ChangeNotifyFlags,
  ChangeNotifyRequest,
  ChangeNotifyResponse,
  CompletionFilter,
} from '../../../lib/wire/smb2/change-notify.ts';
import { any, body, describeCodec, fixture } from './codec-laws.ts';

describeCodec(ChangeNotifyRequest, {
  message: body('2000 0100 00100000 8877665544332211 00ffeeddccbbaa99 17000000 00000000'),
  value: {
    flags: ChangeNotifyFlags.WATCH_TREE,
    outputBufferLength: 4096,
    fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
    completionFilter:
      CompletionFilter.FILE_NAME |
      CompletionFilter.DIR_NAME |
      CompletionFilter.ATTRIBUTES |
      CompletionFilter.LAST_WRITE,
  },
  arbitrary: fc.record({
    flags: any.u16,
    outputBufferLength: any.u32,
    fileId: any.fileId,
    completionFilter: any.u32,
  }),
});

describeCodec(ChangeNotifyResponse, {
  message: fixture('changeNotifyResponse'),
  value: { outputBuffer: fixture('changeNotifyResponse').subarray(72) },
  arbitrary: fc.record({ outputBuffer: any.bytes }),
});
