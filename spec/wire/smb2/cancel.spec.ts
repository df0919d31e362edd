import { CancelRequest } from '../../../lib/wire/smb2/cancel.ts';
import { body, describeCodec } from './codec-laws.ts';

describeCodec(CancelRequest, { message: body('0400 0000'), value: {} });
