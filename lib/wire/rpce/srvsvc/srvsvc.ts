// [MS-SRVS] 1.9 and 2.1
import type { RpcInterface } from '../rpc-call.ts';

/** The Server Service: shares, and what a server says of itself. */
export const SRVSVC: RpcInterface = {
  pipe: 'srvsvc',
  syntax: { uuid: '4b324fc8-1670-01d3-1278-5a47bf6ee188', major: 3, minor: 0 },
};
