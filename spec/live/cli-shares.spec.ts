import { expect } from 'chai';

import { objects, useBench } from '../cli/bench.ts';

describe('rxsmb shares', function () {
  this.timeout(120_000);
  const bench = useBench();
  const server = () => bench.url('', '').replace(/\/$/, '');

  it('shows what a server has', async () => {
    const [heading, ...lines] = (await bench.done('shares', server())).trimEnd().split('\n');
    expect(heading).to.match(/^Name +Type +Comment$/);
    expect(lines.slice(0, 3)).to.deep.equal(['share     disk', 'other     disk', 'readonly  disk']);
    expect(lines.at(-1)).to.match(/^IPC\$ {6}ipc {3}IPC Service/);
  });

  it('does so for a URL with a share, and leaves out what is hidden', async () => {
    const lines = async (...args: string[]) => (await bench.done('shares', ...args)).trimEnd().split('\n');
    const all = await lines(bench.url('some/folder'));
    expect(await lines('--visible', server())).to.deep.equal(all.filter(line => !line.startsWith('IPC$')));
  });

  it('with folders and connections', async () => {
    const [heading, first] = (await bench.done('shares', '-l', server())).split('\n');
    expect(heading).to.match(/^Name +Type +Uses +Limit +Folder +Comment$/);
    const folder = `C:${bench.samba.sharePath('share').replaceAll('/', '\\')}`;
    expect(first?.split(/ +/)).to.deep.equal(['share', 'disk', '0', '-', folder]);
  });

  it('as NDJSON', async () => {
    const found = objects(await bench.done('shares', '--json', server()));
    expect(found.map(({ name }) => name)).to.include.members(['share', 'other', 'readonly', 'IPC$']);
    expect(found[0]).to.include({ type: 'disk', special: false, hidden: false, comment: '', maxUses: null });
    expect(found.at(-1)).to.include({ type: 'ipc', special: true, hidden: true });
  });

  it('of several servers', async () => {
    const shown = await bench.done('shares', server(), bench.url());
    expect(shown.split('\n').filter(line => line.endsWith(':'))).to.deep.equal([
      `${server()}:`,
      `${bench.url()}:`,
    ]);
    const found = objects(await bench.done('shares', '--json', server(), bench.url()));
    expect(new Set(found.map(({ server }) => server)).size).to.equal(2);
  });

  it('does so for a host without smb://', async () => {
    const host = server().replace('smb://', '');
    expect(await bench.done('shares', host)).to.equal(await bench.done('shares', server()));
    for (const wrong of ['a/host', '//a-host', '']) {
      expect(await bench.fails(2, ['shares', wrong])).to.include('smb://');
    }
    const secret = await bench.fails(2, ['shares', 'user:secret@host']);
    expect(secret).to.include('password').and.not.include('secret');
  });

  it('fails with a word of what is wrong', async () => {
    expect(await bench.fails(2, ['shares', 'smb://user:secret@host']))
      .to.include('password')
      .and.not.include('secret');
    const wrong = await bench.fails(7, ['shares', server()], { env: { RXSMB_PASSWORD: 'wrong' } });
    expect(wrong).to.include('STATUS_LOGON_FAILURE');
  });
});
