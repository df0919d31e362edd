// [MS-WKST] 1.9 and 2.1
import type { RpcInterface } from '../rpc-call.ts';

/** The Workstation Service: what a machine is, and which domain it belongs to. */
export const WKSSVC: RpcInterface = {
  pipe: 'wkssvc',
  syntax: { uuid: '6bffd098-a112-3610-9833-46c3f87e345a', major: 1, minor: 0 },
};
