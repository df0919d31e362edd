/**
 * Shows a security descriptor as SDDL, and with a second argument of SDDL sets it first.
 *
 *     node --import tsx examples/security.ts smb://user@server/share/folder/file.txt
 *     node --import tsx examples/security.ts smb://user@server/share/secret 'D:P(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)'
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import { AceFlags, AceType, mount, SmbError, toSddl } from 'rxsmb';

const [url = '', sddl] = process.argv.slice(2);
await using share = await mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' });

try {
  if (sddl !== undefined) await share.setSecurity('', sddl);
  const descriptor = await share.getSecurity('');
  console.log(toSddl(descriptor));
  for (const ace of descriptor.dacl?.aces ?? []) {
    if (!('sid' in ace)) continue;
    const word = ace.type === AceType.ACCESS_DENIED ? 'denied' : 'allowed';
    const whence = (ace.flags & AceFlags.INHERITED) === 0 ? '' : ', inherited';
    console.log(`${ace.sid} is ${word} 0x${ace.mask.toString(16)}${whence}`);
  }
} catch (error) {
  // a mistake in the text is EINVAL and says where it is; what the server refuses is EACCES or EPERM
  if (!(error instanceof SmbError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
