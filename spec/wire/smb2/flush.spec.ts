import fc from 'fast-check';
import { FlushRequest, FlushResponse } from '../../../lib/wire/smb2/flush.ts';
import { any, body, describeCodec, fixture } from './codec-laws.ts';

describeCodec(FlushRequest, {
  message: body('1800 0000 00000000 8877665544332211 00ffeeddccbbaa99'),
  value: { fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n } },
  arbitrary: fc.record({ fileId: any.fileId }),
});

describeCodec(FlushResponse, { message: fixture('flushResponse'), value: {} });
