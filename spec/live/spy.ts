import type { Request } from '../../lib/exchange/request.ts';
import type { Share } from '../../lib/share/share.ts';
import { Command } from '../../lib/wire/smb2/command.ts';

/** One request as it was handed to the exchange. */
export interface Submitted {
  readonly command: Command;
  /** Credits, that is 64 KiB each. */
  readonly charge: number;
  /** The very memory that is sent behind the body. */
  readonly payload: readonly Uint8Array[];
}

/** Sees every request of a share on its way to the wire. */
export class Spy {
  readonly requests: Submitted[] = [];
  /** Where the kernel was told to put payloads. */
  readonly places: Uint8Array[] = [];

  constructor(share: Share) {
    const { exchange } = share.tree.address();
    const submit = exchange.submit.bind(exchange);
    exchange.submit = (requests, observer) => {
      for (const { command, charge, payload = [] } of requests) {
        this.requests.push({ command, charge, payload });
      }
      return submit(
        requests.map(request => this.#watched(request)),
        observer,
      );
    };
  }

  #watched(request: Request): Request {
    const { place } = request;
    if (place === undefined) return request;
    return {
      ...request,
      place: (head, length) => {
        const memory = place(head, length);
        if (memory !== undefined) this.places.push(memory);
        return memory;
      },
    };
  }

  of(command: Command): Submitted[] {
    return this.requests.filter(request => request.command === command);
  }

  /** Bytes that READs asked for so far, rounded up to credits. */
  get asked(): number {
    return this.of(Command.READ).reduce((sum, { charge }) => sum + charge * 65_536, 0);
  }
}
