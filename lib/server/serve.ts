import { Observable } from 'rxjs';
import type { ServerOptions } from './server-options.ts';
import { SmbServer } from './smb-server.ts';

/**
 * A server for as long as somebody is subscribed: emits it when it can be reached, never completes, and closes it
 * on unsubscribing.
 *
 * @param options as for {@link SmbServer.listen}
 *
 * @example
 * ```ts
 * import { folder, serve } from 'rxsmb/server';
 *
 * const running = serve({ shares: { docs: folder('./docs') }, users: { alice: 'secret' } }).subscribe(server => {
 *   console.log(server.url('docs'));
 * });
 * process.once('SIGINT', () => running.unsubscribe());
 * ```
 */
export function serve(options: ServerOptions): Observable<SmbServer> {
  return new Observable(subscriber => {
    const listening = SmbServer.listen(options);
    listening.then(
      server => {
        if (!subscriber.closed) subscriber.next(server);
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return () => {
      void listening.then(
        server => server.close(),
        () => undefined,
      );
    };
  });
}
