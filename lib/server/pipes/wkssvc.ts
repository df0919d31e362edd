// [MS-WKST] 3.2.4: what this machine is
import { Win32Error } from '../../wire/erref/win32.ts';
import { NoInfo } from '../../wire/rpce/rpc-call.ts';
import { NetrWkstaGetInfo } from '../../wire/rpce/wkssvc/netr-wksta-get-info.ts';
import { WKSSVC } from '../../wire/rpce/wkssvc/wkssvc.ts';
import type { Host } from '../state/host.ts';
import { PLATFORM, VERSION } from './platform.ts';
import { RpcService } from './rpc-service.ts';

const LEVEL = 100;

/** Answers what clients ask of the machine. */
export function wkssvc({ name }: Host): RpcService {
  return new RpcService(
    WKSSVC,
    new Map([
      [
        NetrWkstaGetInfo.opnum,
        stub => {
          const { level } = NetrWkstaGetInfo.request.decode(stub);
          if (level !== LEVEL)
            return NoInfo.encode({ level, info: 0, status: Win32Error.ERROR_INVALID_LEVEL });
          const wkstaInfo = { ...PLATFORM, ...VERSION, computerName: name, langroup: 'WORKGROUP' };
          return NetrWkstaGetInfo.response.encode({ wkstaInfo, status: Win32Error.ERROR_SUCCESS });
        },
      ],
    ]),
  );
}
