/**
 * Lists a folder by a Kerberos ticket: no password in the program, its arguments or its environment.
 *
 *     npm install kerberos
 *     kinit ann
 *     node --import tsx examples/kerberos.ts smb://fileserver.example.com/share/folder
 *
 * Behind the URL may follow the service that the ticket is for, such as cifs/fileserver.example.com, where the URL has
 * an address or another name of the server.
 */
import { mount, SmbError } from 'rxsmb';

const [url = '', servicePrincipal] = process.argv.slice(2);

try {
  await using share = await mount(url, { auth: 'kerberos', servicePrincipal });
  const { dialect, encrypted } = share.info;
  console.log(`logged in by a ticket: SMB ${dialect}, ${encrypted ? 'encrypted' : 'signed'}`);
  for (const entry of await share.readdir('/', { withFileTypes: true })) {
    console.log(`${entry.isDirectory() ? 'folder' : 'file  '} ${entry.name}`);
  }
} catch (error) {
  // no package, no ticket, an expired one, an unknown server: the message says what to do
  if (!(error instanceof SmbError) || error.code !== 'ERR_SMB_AUTH') throw error;
  console.error(error.message);
  process.exitCode = 1;
}
