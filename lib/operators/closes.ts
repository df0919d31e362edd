import { close } from '../commands/close.ts';
import { execute } from '../commands/execute.ts';
import type { Open } from '../commands/target.ts';

/** CLOSEs that nobody is in a hurry for: several travel in one message. */
export class Closes {
  readonly #most: number;
  readonly #answered: () => void;
  readonly #waiting: Open[] = [];
  #sent = 0;

  /**
   * @param most handles that may wait for one another
   * @param answered called whenever a message was answered
   */
  constructor(most: number, answered: () => void) {
    this.#most = most;
    this.#answered = answered;
  }

  /** Handles whose CLOSE is not answered yet. */
  get open(): number {
    return this.#waiting.length + this.#sent;
  }

  add(handle: Open): void {
    // one message goes to one server
    if (this.#waiting.some(({ tree }) => tree !== handle.tree)) this.flush();
    this.#waiting.push(handle);
    if (this.#waiting.length >= this.#most) this.flush();
  }

  /** Sends what waits. */
  flush(): void {
    const handles = this.#waiting.splice(0);
    if (handles.length === 0) return;
    this.#sent += handles.length;
    const done = () => {
      this.#sent -= handles.length;
      this.#answered();
    };
    const steps = handles.map(handle => ({ plan: close(handle).plan, target: handle, related: false }));
    execute(steps, { done, error: done }); // whatever becomes of them, the entries are all there
  }
}
