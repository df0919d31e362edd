import { expect } from 'chai';
import { join } from 'node:path';

import { mount } from '../../lib/share/mount.ts';
import { runNode } from '../support/process.ts';
import { sharedSamba } from '../support/samba.ts';

describe('examples/streams.ts', function () {
  this.timeout(60_000);

  it('shows what a file has beside its content', async () => {
    const settings = { 'vfs objects': 'streams_xattr', 'ea support': true, 'store dos attributes': true };
    const server = await sharedSamba({ shares: { beside: { settings } } });
    await using share = await mount(server.url());
    await share.writeFile('shown', 'content');
    await share.writeFile('shown', 'from afar', { stream: 'Zone.Identifier' });
    await share.setAttributes('shown', { hidden: true, archive: false });
    const url = new URL(server.url());
    url.password = '';
    const args = [join('examples', 'streams.ts'), url.href, 'shown'];
    const { code, stdout, stderr } = await runNode(args, { env: { RXSMB_PASSWORD: server.password } });
    expect([code, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.match(
      /^attributes: hidden\nseen = \d{4}-.*Z\nZone\.Identifier: 9 bytes\nfrom afar\n$/i,
    );
  });
});
