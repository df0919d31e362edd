// [MS-SRVS] 3.1.4: the shares of this server, and what it is
import { Win32Error } from '../../wire/erref/win32.ts';
import { NoInfo } from '../../wire/rpce/rpc-call.ts';
import { NetrServerGetInfo, ServerType } from '../../wire/rpce/srvsvc/netr-server-get-info.ts';
import {
  NetrShareEnum,
  NetrShareEnumHead,
  NetrShareEnumNothing,
} from '../../wire/rpce/srvsvc/netr-share-enum.ts';
import { NetrShareGetInfo, NetrShareGetInfoHead } from '../../wire/rpce/srvsvc/netr-share-get-info.ts';
import { type SHARE_INFO_2, ShareKind, UNLIMITED } from '../../wire/rpce/srvsvc/share-info.ts';
import { SRVSVC } from '../../wire/rpce/srvsvc/srvsvc.ts';
import type { Host } from '../state/host.ts';
import type { Share } from '../state/share.ts';
import { PLATFORM, VERSION } from './platform.ts';
import { RpcService } from './rpc-service.ts';

/** Answers the calls by which clients look for shares. */
export function srvsvc(host: Host): RpcService {
  return new RpcService(
    SRVSVC,
    new Map([
      [NetrShareEnum[1].opnum, stub => shareEnum(host, stub)],
      [NetrShareGetInfo[1].opnum, stub => shareGetInfo(host, stub)],
      [NetrServerGetInfo[101].opnum, stub => serverGetInfo(host, stub)],
    ]),
  );
}

function shareEnum({ shares }: Host, stub: Uint8Array): Uint8Array {
  const { level } = NetrShareEnumHead.decode(stub);
  if (level !== 0 && level !== 1 && level !== 2) {
    const status = Win32Error.ERROR_INVALID_LEVEL;
    return NetrShareEnumNothing.encode({
      level,
      branch: level,
      list: 0,
      totalEntries: 0,
      resumeHandle: null,
      status,
    });
  }
  // one encoder takes the entries of all three levels: each has the fields of the one before
  const infoStruct = shares.map(infoOf);
  const totalEntries = infoStruct.length;
  const rest = { totalEntries, resumeHandle: null, status: Win32Error.ERROR_SUCCESS };
  return NetrShareEnum[level].response.encode({ infoStruct, ...rest });
}

function shareGetInfo(host: Host, stub: Uint8Array): Uint8Array {
  const { netName, level } = NetrShareGetInfoHead.decode(stub);
  const refuse = (status: number) => NoInfo.encode({ level, info: 0, status });
  if (level !== 0 && level !== 1 && level !== 2) return refuse(Win32Error.ERROR_INVALID_LEVEL);
  const share = host.share(netName);
  if (share === undefined) return refuse(Win32Error.NERR_NetNameNotFound);
  const infoStruct = infoOf(share);
  return NetrShareGetInfo[level].response.encode({ infoStruct, status: Win32Error.ERROR_SUCCESS });
}

function serverGetInfo({ name }: Host, stub: Uint8Array): Uint8Array {
  const { level } = NetrServerGetInfo[100].request.decode(stub);
  if (level !== 100 && level !== 101) {
    return NoInfo.encode({ level, info: 0, status: Win32Error.ERROR_INVALID_LEVEL });
  }
  const { WORKSTATION, SERVER, NT, SERVER_NT } = ServerType;
  const type = WORKSTATION | SERVER | NT | SERVER_NT;
  const infoStruct = { ...PLATFORM, ...VERSION, name, type, comment: '' };
  return NetrServerGetInfo[level].response.encode({ infoStruct, status: Win32Error.ERROR_SUCCESS });
}

/** What is told of a share: never where its files lie. */
function infoOf({ name, kind }: Share): SHARE_INFO_2 {
  return {
    netname: name,
    type: kind === 'disk' ? ShareKind.DISKTREE : (ShareKind.IPC | ShareKind.SPECIAL) >>> 0,
    remark: '',
    permissions: 0,
    maxUses: UNLIMITED,
    currentUses: 0,
    path: '',
    passwd: null,
  };
}
