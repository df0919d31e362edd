import { expect } from 'chai';
import { checkSharing } from '../../../lib/server/opening/share-modes.ts';
import { Refused } from '../../../lib/server/refused.ts';
import { type Holder, SharedFile } from '../../../lib/server/state/shared-file.ts';
import { AccessMask, ShareAccess } from '../../../lib/wire/smb2/create.ts';

const { READ_DATA, WRITE_DATA, APPEND_DATA, EXECUTE, DELETE, READ_ATTRIBUTES } = AccessMask;
const { READ, WRITE, DELETE: SHARE_DELETE, NONE } = ShareAccess;

function holder(grantedAccess: number, shareAccess: number, stream?: string): Holder {
  return { grantedAccess, shareAccess, stream };
}

function fileWith(...opens: readonly Holder[]): SharedFile {
  const times = { creationTime: 0n, lastAccessTime: 0n, lastWriteTime: 0n, changeTime: 0n };
  const size = { size: 0, allocationSize: 0, attributes: 0, links: 1 };
  const file = new SharedFile({ path: 'a', isDirectory: false, fileId: 1n, ...times, ...size });
  for (const open of opens) file.opens.add(open);
  return file;
}

/** Windows' own table: what one wants, the other must share, both ways. */
function expected(one: Holder, other: Holder): boolean {
  const needs: readonly (readonly [number, number])[] = [
    [READ_DATA | EXECUTE, READ],
    [WRITE_DATA | APPEND_DATA, WRITE],
    [DELETE, SHARE_DELETE],
  ];
  const touches = (holder: Holder) => needs.some(([right]) => holder.grantedAccess & right);
  if (!touches(one) || !touches(other)) return true;
  return needs.every(
    ([right, share]) =>
      !(one.grantedAccess & right && !(other.shareAccess & share)) &&
      !(other.grantedAccess & right && !(one.shareAccess & share)),
  );
}

describe('share modes', () => {
  const rights = [
    READ_DATA,
    WRITE_DATA,
    APPEND_DATA,
    EXECUTE,
    DELETE,
    READ_ATTRIBUTES,
    READ_DATA | WRITE_DATA,
  ];
  const modes = [
    NONE,
    READ,
    WRITE,
    SHARE_DELETE,
    READ | WRITE,
    READ | SHARE_DELETE,
    READ | WRITE | SHARE_DELETE,
  ];

  for (const first of rights) {
    for (const second of rights) {
      it(`of opens with the rights 0x${first.toString(16)} and 0x${second.toString(16)}`, () => {
        for (const firstMode of modes) {
          for (const secondMode of modes) {
            const [one, other] = [holder(first, firstMode), holder(second, secondMode)];
            const check = () => {
              checkSharing(fileWith(one), other);
            };
            if (expected(one, other)) check();
            else expect(check, `${firstMode} ${secondMode}`).to.throw(Refused, 'STATUS_SHARING_VIOLATION');
          }
        }
      });
    }
  }

  it('count among the opens of one stream only', () => {
    const alone = holder(WRITE_DATA, NONE, 'one');
    checkSharing(fileWith(alone), holder(WRITE_DATA, NONE, 'two'));
    checkSharing(fileWith(alone), holder(WRITE_DATA, NONE));
    expect(() => {
      checkSharing(fileWith(alone), holder(READ_DATA, READ, 'ONE'));
    }).to.throw(Refused, 'STATUS_SHARING_VIOLATION');
  });

  it('count with every open there is', () => {
    const file = fileWith(holder(READ_DATA, READ | WRITE), holder(READ_DATA, READ));
    expect(() => {
      checkSharing(file, holder(WRITE_DATA, READ));
    }).to.throw(Refused, 'STATUS_SHARING_VIOLATION');
  });

  it('let nobody in where a file is about to go', () => {
    const file = fileWith(holder(READ_DATA, READ | WRITE | SHARE_DELETE));
    file.deletePending = true;
    expect(() => {
      checkSharing(file, holder(READ_ATTRIBUTES, READ | WRITE | SHARE_DELETE));
    }).to.throw(Refused, 'STATUS_DELETE_PENDING');
  });
});
