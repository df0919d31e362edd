// [MS-RPCE] 3.3: what a client has to know of a server's interface
import { type NdrLayout, type NdrParameters, type NdrValues, parameters, u32 } from './ndr.ts';
import type { RpcSyntax } from './syntax.ts';

/** A group of calls that one pipe serves. */
export interface RpcInterface {
  /** The name of its pipe on IPC$. */
  readonly pipe: string;
  readonly syntax: RpcSyntax;
}

/** One call of an interface: its number, and its parameters in both directions. */
export interface RpcCall<I, O> {
  /** As its specification calls it, for messages. */
  readonly name: string;
  readonly opnum: number;
  readonly request: NdrParameters<I>;
  readonly response: NdrParameters<O>;
}

/** Declares a call: what it takes and what it returns, in wire order. */
export function rpcCall<I extends NdrLayout, O extends NdrLayout>(
  name: string,
  opnum: number,
  request: I,
  response: O,
): RpcCall<NdrValues<I>, NdrValues<O>> {
  return {
    name,
    opnum,
    request: parameters(name, request),
    response: parameters(`${name} response`, response),
  };
}

/** The answer of a call that tells something by level, where it cannot: the level, no structure, and why. */
export const NoInfo = parameters('response without information', { level: u32, info: u32, status: u32 });
