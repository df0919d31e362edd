import { expect } from 'chai';
import type { FileSystem } from '../../../lib/server/file-systems/file-system.ts';
import { bytes, listed, names, refused, type Subject, text, wire } from './subject.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Names that something between a user and a disk likes to change. */
const DIFFICULT = [
  'emoji \u{1f600}.txt',
  'caf\u00e9 (NFC)',
  'cafe\u0301 (NFD)',
  'co:lon*star?.txt',
  'back\\slash',
  'quo"te<less>pipe|',
  'bell\u0007',
  'dot.',
  'space ',
  'a'.repeat(255),
  '100%25',
  'new\nline',
  '\u6f22\u5b57',
  'private \ue000',
];

export function readingLaws(subject: Subject): void {
  describe('what is there', () => {
    let files: FileSystem;

    before(async () => {
      files = await subject.make({
        'letters.txt': LETTERS,
        'Folder/Inner/deep.bin': Buffer.from([0, 255, 1]),
        'Folder/empty': '',
        hollow: {},
      });
    });

    after(() => files.close?.());

    it('is found with its facts', async () => {
      const file = await files.lookup('letters.txt');
      expect(file).to.include({ path: 'letters.txt', isDirectory: false, size: 26, links: 1 });
      expect(file.reparseTag).to.equal(undefined);
      expect(file.attributes & 0x490, 'bits that the server adds').to.equal(0);
      for (const time of [file.creationTime, file.lastAccessTime, file.lastWriteTime, file.changeTime]) {
        expect(time > 0n).to.equal(true);
      }
      const folder = await files.lookup('Folder/Inner');
      expect(folder).to.include({ path: 'Folder/Inner', isDirectory: true, size: 0 });
      expect(await files.lookup('')).to.include({ path: '', isDirectory: true });
    });

    it('is found in any spelling, and tells its own', async () => {
      expect(files.caseSensitive ?? false).to.equal(false);
      expect((await files.lookup('fOLDER/iNNER/DEEP.bin')).path).to.equal('Folder/Inner/deep.bin');
      expect(await names(files, 'FOLDER')).to.deep.equal(['Folder/Inner', 'Folder/empty']);
      expect(await text(files, 'LETTERS.TXT')).to.equal(LETTERS);
    });

    it('is all that is found', async () => {
      await refused(files.lookup('nowhere'), 'ENOENT');
      await refused(files.lookup('nowhere/near'), 'ENOENT');
      await refused(files.lookup('letters.txt/below'), 'ENOTDIR');
      await refused(listed(files, 'nowhere'), 'ENOENT');
      await refused(listed(files, 'letters.txt'), 'ENOTDIR');
      await refused(files.open('nowhere', { write: false }), 'ENOENT');
      await refused(files.open('hollow', { write: false }), 'EISDIR');
    });

    it('has an id of its own that stays', async () => {
      const paths = ['', 'letters.txt', 'Folder', 'Folder/Inner', 'Folder/Inner/deep.bin', 'hollow'];
      const ids = async () => Promise.all(paths.map(async path => (await files.lookup(path)).fileId));
      const first = await ids();
      expect(new Set(first).size).to.equal(paths.length);
      expect(await ids()).to.deep.equal(first);
    });

    it('is listed as it is looked up', async () => {
      const entries = await listed(files, 'Folder');
      for (const entry of entries) expect(await files.lookup(entry.path)).to.deep.equal(entry);
      expect(await names(files, '')).to.deep.equal(['Folder', 'hollow', 'letters.txt']);
      expect(await listed(files, 'hollow')).to.deep.equal([]);
    });

    it('is read wherever one likes, short only at the end', async () => {
      const file = await files.open('letters.txt', { write: false });
      const read = async (offset: number, length: number) => {
        const into = Buffer.alloc(length, '.');
        const count = await file.read(offset, into);
        expect(
          into.subarray(count).every(byte => byte === 0x2e),
          'bytes behind the end',
        ).to.equal(true);
        return into.toString('latin1', 0, count);
      };
      expect(await read(0, 26)).to.equal(LETTERS);
      expect(await read(3, 4)).to.equal('defg');
      expect(await read(20, 100)).to.equal('uvwxyz');
      expect(await read(26, 10)).to.equal('');
      expect(await read(1_000_000, 10)).to.equal('');
      expect(await file.size()).to.equal(26);
      await file.close();
      expect([...(await bytes(files, 'Folder/Inner/deep.bin'))]).to.deep.equal([0, 255, 1]);
      expect(await text(files, 'Folder/empty')).to.equal('');
    });

    it('lies on a volume of some size', async () => {
      const { total, free, label, serialNumber, creationTime } = await files.volume();
      expect(Number.isSafeInteger(total) && Number.isSafeInteger(free)).to.equal(true);
      expect(total).to.be.at.least(free);
      expect(label).to.be.a('string');
      expect(serialNumber >>> 0).to.equal(serialNumber);
      expect(creationTime > 0n).to.equal(true);
    });
  });

  it('lists 5,000 entries once each, in the same order again', async function () {
    this.timeout(60_000);
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`file-${index}`, '']));
    const files = await subject.make({ many });
    const first = (await listed(files, 'many')).map(entry => entry.path);
    expect(first).to.have.lengthOf(5000);
    expect(new Set(first)).to.deep.equal(new Set(Object.keys(many).map(name => `many/${name}`)));
    expect((await listed(files, 'many')).map(entry => entry.path)).to.deep.equal(first);
    await files.close?.();
  });

  it('shows difficult names as they are', async () => {
    const files = await subject.make(Object.fromEntries(DIFFICULT.map(name => [name, name])));
    expect(await names(files, '')).to.deep.equal(DIFFICULT.map(wire).sort());
    for (const name of DIFFICULT) {
      expect((await files.lookup(wire(name))).path).to.equal(wire(name));
      expect(await text(files, wire(name))).to.equal(name);
    }
    await refused(files.lookup('cafe\u0301 (NFC)'), 'ENOENT');
    await files.close?.();
  });
}
