import type { One } from '../../operators/one.ts';

/** What one answer comes in: a {@link One} from a share, a plain promise from `share.promises`. */
export interface Carriers<T> {
  readonly one: One<T>;
  readonly promise: Promise<T>;
}

/** Names of {@link Carriers}. */
export type Carrier = keyof Carriers<unknown>;
