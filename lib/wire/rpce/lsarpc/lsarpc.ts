// [MS-LSAD] 1.9 and 2.1, [MS-LSAT] 2.1
import type { RpcInterface } from '../rpc-call.ts';

/** The Local Security Authority: who is who. */
export const LSARPC: RpcInterface = {
  pipe: 'lsarpc',
  syntax: { uuid: '12345778-1234-abcd-ef00-0123456789ab', major: 0, minor: 0 },
};
