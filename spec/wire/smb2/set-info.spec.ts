import fc from 'fast-check';
import { InfoType } from '../../../lib/wire/smb2/query-info.ts';
import { SetInfoRequest, SetInfoResponse } from '../../../lib/wire/smb2/set-info.ts';
import { any, describeCodec, fixture } from './codec-laws.ts';

describeCodec(SetInfoRequest, {
  message: fixture('setInfoRequest'),
  value: {
    infoType: InfoType.FILE,
    fileInfoClass: 10,
    additionalInformation: 0,
    fileId: { persistent: 2941517279n, volatile: 994810888n },
    buffer: fixture('setInfoRequest').subarray(96),
  },
  arbitrary: fc.record({
    infoType: fc.constantFrom(...Object.values(InfoType)),
    fileInfoClass: any.u8,
    additionalInformation: any.u32,
    fileId: any.fileId,
    buffer: any.bytes,
  }),
});

describeCodec(SetInfoResponse, { message: fixture('setInfoResponse'), value: {} });
