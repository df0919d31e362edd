// [MS-SRVS] 3.1.4.8 NetrShareEnum (Opnum 15), 2.2.4.38 SHARE_ENUM_STRUCT
import { counted, leveled, type NdrType, pointer, u32 } from '../ndr.ts';
import { wideString } from '../ndr-strings.ts';
import { rpcCall } from '../rpc-call.ts';
import { SHARE_INFO_0, SHARE_INFO_1, SHARE_INFO_2 } from './share-info.ts';

/** As many entries as there are ([MS-SRVS] 2.2.2.2). */
export const MAX_PREFERRED_LENGTH = 0xffff_ffff;

/** The shares of a server, by level of information. */
export const NetrShareEnum = {
  0: atLevel(0, SHARE_INFO_0),
  1: atLevel(1, SHARE_INFO_1),
  2: atLevel(2, SHARE_INFO_2),
} as const;

function atLevel<T>(level: number, entry: NdrType<T>) {
  // the level stands twice: in the structure, and before its union
  const infoStruct = leveled(level, leveled(level, pointer(counted(entry))));
  return rpcCall(
    'NetrShareEnum',
    15,
    {
      serverName: pointer(wideString),
      infoStruct,
      preferedMaximumLength: u32,
      resumeHandle: pointer(u32),
    },
    { infoStruct, totalEntries: u32, resumeHandle: pointer(u32), status: u32 },
  );
}
