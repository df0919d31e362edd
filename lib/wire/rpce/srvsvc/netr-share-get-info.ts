// [MS-SRVS] 3.1.4.10 NetrShareGetInfo (Opnum 16)
import { leveled, type NdrType, parameters, pointer, u32 } from '../ndr.ts';
import { wideString } from '../ndr-strings.ts';
import { rpcCall } from '../rpc-call.ts';
import { SHARE_INFO_0, SHARE_INFO_1, SHARE_INFO_2 } from './share-info.ts';

/** One share of a server, by level of information. */
export const NetrShareGetInfo = {
  0: atLevel(0, SHARE_INFO_0),
  1: atLevel(1, SHARE_INFO_1),
  2: atLevel(2, SHARE_INFO_2),
} as const;

/** What every level asks. */
export const NetrShareGetInfoHead = parameters('NetrShareGetInfo', {
  serverName: pointer(wideString),
  netName: wideString,
  level: u32,
});

function atLevel<T>(level: number, info: NdrType<T>) {
  return rpcCall(
    'NetrShareGetInfo',
    16,
    { serverName: pointer(wideString), netName: wideString, level: u32 },
    { infoStruct: leveled(level, pointer(info)), status: u32 },
  );
}
