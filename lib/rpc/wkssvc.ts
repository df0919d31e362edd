// [MS-WKST] 3.2.4.1: what a machine is
import { map, type Observable } from 'rxjs';

import { NetrWkstaGetInfo, type WKSTA_INFO_100 } from '../wire/rpce/wkssvc/netr-wksta-get-info.ts';
import type { Binding } from './binding.ts';
import { check, present } from './srvsvc.ts';

/** A machine's name, domain and version. */
export function wkstaGetInfo(binding: Binding): Observable<WKSTA_INFO_100> {
  return binding.call(NetrWkstaGetInfo, { serverName: null, level: 100 }).pipe(
    map(({ wkstaInfo, status }) => {
      check(status, NetrWkstaGetInfo.name);
      return present(wkstaInfo, NetrWkstaGetInfo.name);
    }),
  );
}
