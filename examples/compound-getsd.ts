/**
 * Who may do what with a file: opens it, asks for its security descriptor and closes it, in one round trip.
 * The example of libsmb2's announcement, as a compound of three Observable PDUs.
 *
 *     node --import tsx examples/compound-getsd.ts smb://user@server/share 'folder\file.txt'
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import {
  AccessMask,
  close,
  compound,
  create,
  CreateDisposition,
  mount,
  queryInfo,
  RELATED,
  SecurityInformation,
  ShareAccess,
} from 'rxsmb';

const [url = '', path = ''] = process.argv.slice(2);
const { OWNER, GROUP, DACL } = SecurityInformation;

mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' })
  .use(share =>
    compound(
      create(share.tree, {
        path,
        desiredAccess: AccessMask.READ_CONTROL,
        shareAccess: ShareAccess.READ | ShareAccess.WRITE,
        createDisposition: CreateDisposition.OPEN,
      }),
      queryInfo(RELATED, OWNER | GROUP | DACL),
      close(RELATED),
    ),
  )
  .subscribe({
    next: ([, { information }]) => {
      const { owner, group, dacl } = information;
      console.log({ owner, group });
      for (const ace of dacl?.aces ?? []) console.log(ace);
    },
    error: (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  });
