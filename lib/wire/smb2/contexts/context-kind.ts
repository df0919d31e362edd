// [MS-SMB2] 2.2.13.2 and 2.2.14.2: the kinds of create contexts, each a name and a structure
import { ProtocolError } from '../../../errors.ts';
import type { CreateContext } from './create-context.ts';

/** A kind of create context in one direction: `of` makes one, `in` finds it among those of a peer. */
export interface CreateContextKind<T, I = T> {
  /** As it stands on the wire; a GUID's bytes as latin1. */
  readonly name: string;
  /** The context that bears this value, which may be left out where all of it may. */
  of(...value: Partial<I> extends I ? [value?: I] : [value: I]): CreateContext;
  /**
   * This kind's value among a peer's contexts; `undefined` where it is not there.
   *
   * @throws {@link ProtocolError} when it stands there twice, or its bytes are none of its kind
   */
  in(contexts: readonly CreateContext[]): T | undefined;
}

/** A kind of create context that the server answers under the same name with another structure. */
export interface AnsweredContext<Q, A> {
  /** What the client says. */
  readonly request: CreateContextKind<Q>;
  /** What the server says. */
  readonly response: CreateContextKind<A>;
}

/** How a kind's data are written and read. */
interface Codec<T, I> {
  /** For messages. */
  readonly name: string;
  encode(value: I): Uint8Array;
  decode(data: Uint8Array): T;
}

/** Declares a kind of context. */
export function contextKind<T, I = T>(name: string, codec: Codec<T, I>): CreateContextKind<T, I> {
  return {
    name,
    of: (...[value]) => ({ name, data: codec.encode((value ?? {}) as I) }),
    in(contexts) {
      const [first, second] = contexts.filter(context => context.name === name);
      if (second !== undefined) throw new ProtocolError(`${codec.name}: given twice`);
      return first && codec.decode(first.data);
    },
  };
}
