import fc from 'fast-check';
import { OplockLevel } from '../../../lib/wire/smb2/create.ts';
import {
  OplockBreakAcknowledgment,
  OplockBreakNotification,
  OplockBreakResponse,
} from '../../../lib/wire/smb2/oplock-break.ts';
import { any, body, describeCodec, fixture } from './codec-laws.ts';

const value = { oplockLevel: OplockLevel.II, fileId: { persistent: 3641852945n, volatile: 2002952843n } };

describeCodec(OplockBreakNotification, { message: fixture('oplockBreakNotification'), value });
describeCodec(OplockBreakResponse, { message: fixture('oplockBreakResponse'), value });
describeCodec(OplockBreakAcknowledgment, {
  message: body('1800 01 00 00000000 111c12d900000000 8b8e627700000000'),
  value: { ...value, fileId: { persistent: 0xd9121c11n, volatile: 0x77628e8bn } },
  arbitrary: fc.record({ oplockLevel: fc.constantFrom(...Object.values(OplockLevel)), fileId: any.fileId }),
});
