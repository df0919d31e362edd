import { expect } from 'chai';
import { memory } from '../../../lib/server/file-systems/memory.ts';
import { readOnly } from '../../../lib/server/file-systems/read-only.ts';
import { readOnlyCompliance } from './compliance.ts';
import { refused, text, write } from './subject.ts';

describe('readOnly', () => {
  readOnlyCompliance({
    name: 'readOnly',
    make: async tree => readOnly(memory(tree)),
    precision: 1n,
    setsChangeTime: true,
    has: [],
  });

  it('shows what others change, and lets nobody change through it', async () => {
    const files = memory({ 'a.txt': 'A' });
    const view = readOnly(files);
    expect(view.readOnly).to.equal(true);
    await refused(view.open('a.txt', { write: true }), 'EROFS');
    await refused(view.open('a.txt', { write: false, stream: 's', create: true }), 'EROFS');
    await refused(view.create('b', { isDirectory: true, attributes: 0 }), 'EROFS');
    await refused(view.remove('a.txt'), 'EROFS');
    await refused(view.rename('a.txt', 'b', true), 'EROFS');
    await refused(view.update('a.txt', { attributes: 0 }), 'EROFS');
    await write(files, 'a.txt', 'new');
    expect(await text(view, 'a.txt')).to.equal('new');
  });

  it('has of what is optional that which reads', async () => {
    const view = readOnly(memory({ 'a.txt': 'A' }));
    for (const name of ['link', 'setXattr', 'removeStream', 'setReparsePoint', 'setSecurity'] as const) {
      expect(view[name], name).to.equal(undefined);
    }
    expect(await view.streams?.('a.txt')).to.deep.equal([]);
    expect(await view.snapshots?.()).to.deep.equal([]);
    expect('watch' in view).to.equal(false);
  });
});
