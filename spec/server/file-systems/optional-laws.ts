import { expect } from 'chai';
import type { FileSystem } from '../../../lib/server/file-systems/file-system.ts';
import { bytes, make, names, refused, type Subject, text, write } from './subject.ts';

/** What the port leaves open: asked for where it is there, and the subject's own spec says that it is. */
export function optionalLaws(files: () => FileSystem, { has }: Subject): void {
  if (has.includes('link')) {
    describe('links', () => {
      it('are second names of the same file', async () => {
        await files().link?.('a.txt', 'full/same.txt', false);
        const [one, other] = [await files().lookup('a.txt'), await files().lookup('full/same.txt')];
        expect(one.fileId).to.equal(other.fileId);
        expect([one.links, other.links]).to.deep.equal([2, 2]);
        await write(files(), 'full/same.txt', 'changed');
        expect(await text(files(), 'a.txt')).to.equal('changed');
        await files().remove('a.txt');
        expect(await files().lookup('full/same.txt')).to.include({ links: 1, size: 7 });
      });

      it('are refused where something is, and for folders', async () => {
        await refused(files().link!('a.txt', 'B.txt', false), 'EEXIST');
        await refused(files().link!('full', 'again', false), 'EPERM');
        await refused(files().link!('nothing', 'again', false), 'ENOENT');
        await refused(files().link!('a.txt', 'hollow', true), 'EISDIR');
        await files().link?.('a.txt', 'B.txt', true);
        expect(await text(files(), 'b.txt')).to.equal('A');
        expect(await names(files(), '')).to.deep.equal(['B.txt', 'a.txt', 'full', 'hollow']);
      });

      it('become one name when one is renamed to the other', async () => {
        await files().link?.('a.txt', 'same.txt', false);
        await files().rename('a.txt', 'same.txt', true);
        expect(await names(files(), '')).to.deep.equal(['b.txt', 'full', 'hollow', 'same.txt']);
        expect(await files().lookup('same.txt')).to.include({ links: 1, size: 1 });
      });
    });
  }

  if (has.includes('setXattr')) {
    describe('extended attributes', () => {
      it('are set, replaced and removed, whatever their case', async () => {
        for (const path of ['a.txt', 'full']) {
          await files().setXattr?.(path, { name: 'Author', value: Buffer.from('me') });
          await files().setXattr?.(path, { name: 'AUTHOR', value: Buffer.from('you') });
          await files().setXattr?.(path, { name: 'Other', value: Buffer.from([0]) });
          const held = (await files().getXattrs?.(path))?.map(({ name, value }) => [name, [...value]]);
          expect(held).to.deep.equal([
            ['Author', [...Buffer.from('you')]],
            ['Other', [0]],
          ]);
          await files().setXattr?.(path, { name: 'author', value: Buffer.alloc(0) });
          expect((await files().getXattrs?.(path))?.map(({ name }) => name)).to.deep.equal(['Other']);
        }
      });

      it('have an end', async () => {
        const value = Buffer.alloc(40_000);
        await files().setXattr?.('a.txt', { name: 'one', value });
        await refused(files().setXattr!('a.txt', { name: 'two', value }), 'ENOSPC');
      });
    });
  }

  if (has.includes('streams')) {
    describe('alternate streams', () => {
      it('hold bytes of their own, beside a file or a folder', async () => {
        for (const path of ['a.txt', 'full']) {
          await refused(files().open(path, { write: true, stream: 'notes' }), 'ENOENT');
          await write(files(), path, 'beside', 'Notes');
          expect(await text(files(), path, 'NOTES')).to.equal('beside');
          const [stream, ...more] = (await files().streams?.(path)) ?? [];
          expect(stream).to.include({ name: 'Notes', size: 6 });
          expect(more).to.deep.equal([]);
        }
        expect(await text(files(), 'a.txt')).to.equal('A');
      });

      it('are renamed, replaced and removed', async () => {
        await write(files(), 'a.txt', '1', 'one');
        await write(files(), 'a.txt', '2', 'two');
        await refused(files().renameStream!('a.txt', 'one', 'TWO', false), 'EEXIST');
        await files().renameStream?.('a.txt', 'one', 'ONE', false);
        await files().renameStream?.('a.txt', 'one', 'two', true);
        expect(await text(files(), 'a.txt', 'two')).to.equal('1');
        await files().removeStream?.('a.txt', 'two');
        expect(await files().streams?.('a.txt')).to.deep.equal([]);
        await refused(files().removeStream!('a.txt', 'two'), 'ENOENT');
      });

      it('go on under an open handle when they get another name', async () => {
        const open = await files().open('a.txt', { write: true, stream: 's', create: true });
        await files().renameStream?.('a.txt', 's', 't', false);
        await open.write(0, [Buffer.from('later')]);
        await open.close();
        expect(await text(files(), 'a.txt', 't')).to.equal('later');
      });
    });
  }

  if (has.includes('setReparsePoint')) {
    describe('reparse points', () => {
      const TAG = 0xa000000c;
      const point = (tag: number, ...data: number[]) => {
        const all = Buffer.alloc(8 + data.length);
        all.writeUInt32LE(tag, 0);
        all.writeUInt16LE(data.length, 4);
        all.set(data, 8);
        return all;
      };

      it('are set on files and empty folders, read and deleted', async () => {
        for (const path of ['a.txt', 'hollow']) {
          await files().setReparsePoint?.(path, point(TAG, 1, 2, 3));
          expect((await files().lookup(path)).reparseTag).to.equal(TAG);
          const held = Buffer.from((await files().getReparsePoint?.(path)) ?? []);
          expect(held.equals(point(TAG, 1, 2, 3))).to.equal(true);
          await refused(files().deleteReparsePoint!(path, TAG + 1), 'EINVAL');
          await refused(files().setReparsePoint!(path, point(TAG + 1)), 'EINVAL');
          await files().deleteReparsePoint?.(path, TAG);
          expect((await files().lookup(path)).reparseTag).to.equal(undefined);
          await refused(files().getReparsePoint!(path), 'EINVAL');
        }
      });

      it('are kept in memory of their own, whatever becomes of the bytes that brought them', async () => {
        const given = point(TAG, 1, 2, 3);
        await files().setReparsePoint?.('a.txt', given);
        given.fill(0);
        const held = Buffer.from((await files().getReparsePoint?.('a.txt')) ?? []);
        expect(held.equals(point(TAG, 1, 2, 3))).to.equal(true);
        await files().deleteReparsePoint?.('a.txt', TAG);
      });

      it('are refused on folders that hold something, and without a tag', async () => {
        await refused(files().setReparsePoint!('full', point(TAG)), 'ENOTEMPTY');
        await refused(files().setReparsePoint!('a.txt', Buffer.alloc(3)), 'EINVAL');
      });
    });
  }

  if (has.includes('setSecurity')) {
    it('keeps security descriptors as they are', async () => {
      await refused(files().getSecurity!('a.txt'), 'ENODATA');
      await files().setSecurity?.('a.txt', Buffer.from([1, 0, 4, 128]));
      expect([...((await files().getSecurity?.('a.txt')) ?? [])]).to.deep.equal([1, 0, 4, 128]);
    });
  }

  if (has.includes('snapshots')) {
    it('has snapshots only of times that it tells', async () => {
      expect(await files().snapshots?.()).to.deep.equal([]);
      expect(() => files().snapshot?.(1n))
        .to.throw()
        .with.property('code', 'ENOENT');
      await make(files(), 'new', 'x');
      expect((await bytes(files(), 'new')).length).to.equal(1);
    });
  }
}
