type Cleanup = () => void;

const cleanups = new Set<Cleanup>();

/**
 * Runs `cleanup` when the process ends: after the last spec, at `process.exit`, or at SIGINT and SIGTERM.
 * It must be synchronous, since nothing else still runs then. Returns a function that takes it back.
 */
export function atEnd(cleanup: Cleanup): () => void {
  if (cleanups.size === 0 && !listening) listen();
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
}

/** Runs and forgets every cleanup, the last registered first. */
export function cleanUp(): void {
  for (const cleanup of [...cleanups].reverse()) {
    cleanups.delete(cleanup);
    try {
      cleanup();
    } catch (error) {
      console.error('cleanup failed:', error);
    }
  }
}

let listening = false;

function listen(): void {
  listening = true;
  process.once('exit', cleanUp);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      // mocha ends the run in order at SIGINT; whoever has no such listener ends here.
      if (process.listenerCount(signal) > 0) return;
      cleanUp();
      process.kill(process.pid, signal);
    });
  }
}
