import { EchoRequest, EchoResponse } from '../../../lib/wire/smb2/echo.ts';
import { describeCodec, fixture } from './codec-laws.ts';

describeCodec(EchoRequest, { message: fixture('echoRequest'), value: {} });
describeCodec(EchoResponse, { message: fixture('echoResponse'), value: {} });
