// [C706] 12.6.4.9 request, 12.6.4.10 response, 12.6.4.7 fault
import { reserved, u16, u32, u8 } from '../fields.ts';
import { struct, type ValueOf } from '../struct.ts';
import { bytes } from '../tails.ts';

/** A call, or a fragment of one. */
export const RpcRequest = struct('RPC request', undefined, {
  /** Bytes of parameters from here to the call's end, as far as known. */
  allocHint: u32,
  contextId: u16,
  opnum: u16,
  stub: bytes,
});
export type RpcRequest = ValueOf<typeof RpcRequest>;

/** What a call returned, or a fragment of that. */
export const RpcResponse = struct('RPC response', undefined, {
  allocHint: u32,
  contextId: u16,
  cancelCount: u8,
  reserved: reserved(1),
  stub: bytes,
});
export type RpcResponse = ValueOf<typeof RpcResponse>;

/** The call was not made, or did not come to its end. */
export const RpcFault = struct('RPC fault', undefined, {
  allocHint: u32,
  contextId: u16,
  cancelCount: u8,
  reserved: reserved(1),
  status: u32,
  reserved2: reserved(4),
});
export type RpcFault = ValueOf<typeof RpcFault>;
