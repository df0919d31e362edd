import { LogoffRequest, LogoffResponse } from '../../../lib/wire/smb2/logoff.ts';
import { body, describeCodec, fixture } from './codec-laws.ts';

describeCodec(LogoffRequest, { message: body('0400 0000'), value: {} });
describeCodec(LogoffResponse, { message: fixture('logoffResponse'), value: {} });
