import { expect } from 'chai';
import { join } from 'node:path';

import { mount } from '../../lib/share/mount.ts';
import { runNode } from '../support/process.ts';
import { sharedSamba } from '../support/samba.ts';

describe('examples/xattr.ts', function () {
  this.timeout(60_000);

  it('sets, shows and removes extended attributes', async () => {
    const server = await sharedSamba({ shares: { xattr: { settings: { 'ea support': true } } } });
    await using share = await mount(server.url());
    await share.writeFile('shown', 'content');
    const url = new URL(server.url());
    url.password = '';
    const shown = async (...change: string[]) => {
      const args = [join('examples', 'xattr.ts'), url.href, 'shown', ...change];
      const { code, stdout, stderr } = await runNode(args, { env: { RXSMB_PASSWORD: server.password } });
      expect([code, stderr]).to.deep.equal([0, '']);
      return stdout;
    };
    expect(await shown('comment=a=b')).to.match(/^comment = a=b\n$/i);
    expect((await share.getXattr('shown', 'comment')).toString()).to.equal('a=b');
    expect(await shown('comment')).to.equal('');
  });
});
