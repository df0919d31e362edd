/** Below, the collector is cheaper. */
const WORTHWHILE = 4096;

let discarding: ((memory: ArrayBuffer) => void) | undefined;

/**
 * Gives the memory of bytes back at once, which nobody looks at any more: they are empty from then on. A cipher hands out
 * new memory for each piece, and what waits for the garbage collector has its pages taken away and faulted in again.
 */
export function discard({ buffer, byteLength }: Uint8Array): void {
  // what shares its memory with others, as a pool's, is not ours alone
  if (byteLength < WORTHWHILE || !(buffer instanceof ArrayBuffer) || buffer.byteLength !== byteLength) return;
  discarding ??= 'transfer' in ArrayBuffer.prototype ? byTransfer : byMessage();
  discarding(buffer);
}

function byTransfer(memory: ArrayBuffer): void {
  (memory as ArrayBuffer & { transfer(length: number): ArrayBuffer }).transfer(0);
}

/** Before Node 21: what is sent to nobody is gone. */
function byMessage(): (memory: ArrayBuffer) => void {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  port2.close();
  return memory => {
    port1.postMessage(undefined, [memory]);
  };
}
