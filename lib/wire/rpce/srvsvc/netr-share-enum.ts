// [MS-SRVS] 3.1.4.8 NetrShareEnum (Opnum 15), 2.2.4.38 SHARE_ENUM_STRUCT
import { counted, leveled, type NdrType, parameters, pointer, u32 } from '../ndr.ts';
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

/** What every level begins with: enough to tell which it is. */
export const NetrShareEnumHead = parameters('NetrShareEnum', { serverName: pointer(wideString), level: u32 });

/** The answer to a level that is not known ([MS-SRVS] 3.1.4.8): no list of it. */
export const NetrShareEnumNothing = parameters('NetrShareEnum response', {
  level: u32,
  branch: u32,
  list: u32,
  totalEntries: u32,
  resumeHandle: pointer(u32),
  status: u32,
});

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
