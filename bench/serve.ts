/**
 * A server of rxsmb in a process of its own, for the bench: shares the folder that it is given and a tree of a million
 * files, `million`, and prints its port. The password comes from RXSMB_PASSWORD.
 */
import { folder, SmbServer, virtual } from 'rxsmb/server';

const [path = '.', username = ''] = process.argv.slice(2);
const password = process.env['RXSMB_PASSWORD'] ?? '';

const million = virtual(function* (inside) {
  const isDirectory = inside === '';
  for (let number = 0; number < 1_000; number++) yield { name: `entry-${number}`, isDirectory };
});

const server = await SmbServer.listen({
  shares: { share: folder(path), million },
  users: { [username]: password },
  signing: 'if-required', // as Samba has it, so that both do the same work
});
console.log(server.port);
