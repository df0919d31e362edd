import { refusal } from '../refusal.ts';

/** Counts the bytes that a volume has given away. */
export class Budget {
  readonly total: number;
  #used = 0;

  constructor(total: number) {
    this.total = total;
  }

  get free(): number {
    return this.total - this.#used;
  }

  /** @throws ENOSPC, having taken nothing */
  take(bytes: number, path = ''): void {
    if (bytes > this.free) throw refusal('ENOSPC', path);
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}
