/**
 * Lists the shares of a server, and says whose the first one is: its folder's owner, as a name instead of a SID.
 *
 *     node --import tsx examples/shares.ts smb://user@server
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import {
  AccessMask,
  close,
  compound,
  create,
  CreateDisposition,
  lookupSids,
  mount,
  queryInfo,
  RELATED,
  SecurityInformation,
  shares,
} from 'rxsmb';
import { firstValueFrom } from 'rxjs';

const [url = ''] = process.argv.slice(2);
const password = process.env['RXSMB_PASSWORD'] ?? '';

const found = await shares(url, { password, hidden: false });
for (const { name, type, comment } of found) console.log(`${name.padEnd(20)} ${type.padEnd(8)} ${comment}`);

const disk = found.find(({ type }) => type === 'disk');
if (disk !== undefined) {
  await using share = await mount(url, { password, share: disk.name });
  const root = create(share.tree, {
    path: '',
    desiredAccess: AccessMask.READ_CONTROL,
    createDisposition: CreateDisposition.OPEN,
  });
  const owner = queryInfo(RELATED, SecurityInformation.OWNER);
  const [, { information }] = await firstValueFrom(compound(root, owner, close(RELATED)));
  const [account] = await lookupSids(share, [information.owner ?? 'S-1-0-0']);
  console.log(`${disk.name} belongs to ${account?.name ?? 'nobody known'} (${information.owner ?? '-'})`);
}
