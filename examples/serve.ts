/**
 * Shares a folder until it is interrupted, and tells who changes what in it.
 *
 *     node --import tsx examples/serve.ts DIR
 *
 * The password of the user `guest` comes from the environment variable RXSMB_PASSWORD.
 */
import { mount } from 'rxsmb';
import { folder, serve } from 'rxsmb/server';

const [path = '.'] = process.argv.slice(2);
const password = process.env['RXSMB_PASSWORD'] ?? '';

const running = serve({ shares: { files: folder(path) }, users: { guest: password } }).subscribe(server => {
  const url = server.url('files');
  // unsubscribing, further down, ends the watch as well
  running.add(
    mount(url, { password })
      .use(share => share.watch('/', { recursive: true }))
      .subscribe(({ type, path }) => console.log(type === 'ready' ? url : `${type} ${path}`)),
  );
});
process.once('SIGINT', () => running.unsubscribe());
