import { expect } from 'chai';
import { SmbError } from '../../lib/errors.ts';
import type { FileSystem } from '../../lib/server/file-systems/file-system.ts';
import { SmbServer } from '../../lib/server/smb-server.ts';

describe('the users of a server', () => {
  it('are looked at when it starts, not when somebody logs in', async () => {
    const shares = { docs: { lookup: () => Promise.resolve(undefined) } as unknown as FileSystem };
    for (const users of [{ '': 'x' }, { a: 'x', A: 'y' }, { a: 1 as unknown as string }]) {
      const error: unknown = await SmbServer.listen({ shares, users }).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(SmbError).with.property('code', 'ERR_SMB_OPTION');
    }
  });
});
