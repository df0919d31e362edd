import { expect } from 'chai';

import { SmbError } from '../../lib/errors.ts';
import { parseGlob } from '../../lib/sync/glob.ts';

/** Pattern, what it matches, what it does not: as in the table of rclone's filters. */
const TABLE: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['file.jpg', ['file.jpg', 'directory/file.jpg'], ['afile.jpg', 'directory/afile.jpg', 'fileXjpg']],
  ['/file.jpg', ['file.jpg'], ['afile.jpg', 'directory/file.jpg']],
  ['*.jpg', ['file.jpg', 'directory/file.jpg', '.jpg'], ['file.jpg/something', 'file.jpeg']],
  ['/*.jpg', ['file.jpg'], ['directory/file.jpg']],
  ['*.jpg/', ['a.jpg/file', 'b/a.jpg/c/file'], ['file.jpg']],
  ['dir/*', ['dir/a', 'x/dir/a'], ['dir/a/b', 'xdir/a']],
  ['dir/**', ['dir/a', 'dir/a/b', 'x/dir/a'], ['dir', 'xdir/a']],
  ['/dir/**', ['dir/a/b'], ['x/dir/a']],
  ['a**z', ['az', 'a/b/z', 'x/a1z'], ['az/x']],
  ['?', ['a', 'x/b', '🎉'], ['ab', '']],
  ['*.{jpg,png,d*}', ['a.jpg', 'a.png', 'a.doc'], ['a.jpgx', 'a.{jpg,png}', 'a.gif']],
  ['{a/b,c}/x', ['a/b/x', 'c/x'], ['b/c', 'a/x']],
  ['[a-c].txt', ['a.txt', 'c.txt'], ['d.txt', '-.txt']],
  ['[!a-c].txt', ['d.txt'], ['a.txt']],
  ['[^a-c].txt', ['d.txt'], ['a.txt']],
  ['[]x]', [']', 'x'], ['[', 'a']],
  ['a[!b]c', ['axc'], ['a/c', 'abc']],
  ['a\\*b', ['a*b'], ['axb', 'a\\*b']],
  ['\\{x\\}', ['{x}'], ['x']],
  ['a.b+c(d)|e$', ['a.b+c(d)|e$'], ['axb+c(d)|e$', 'a.bbc(d)|e$']],
  ['a,b', ['a,b'], ['a', 'b']],
  ['line*', ['line\nbreak'], []],
];

describe('parseGlob', () => {
  for (const [pattern, yes, no] of TABLE) {
    it(`understands ${pattern}`, () => {
      const { regexp } = parseGlob(pattern);
      expect(
        yes.filter(path => !regexp.test(path)),
        'matches',
      ).to.deep.equal([]);
      expect(
        no.filter(path => regexp.test(path)),
        'does not match',
      ).to.deep.equal([]);
    });
  }

  it('knows which patterns mean folders', () => {
    const folders = ['dir/', 'dir/**', '**', '*', 'a**b'];
    expect(folders.filter(pattern => !parseGlob(pattern).forFolders)).to.deep.equal([]);
    expect(['dir', 'dir/*', '*.jpg'].filter(pattern => parseGlob(pattern).forFolders)).to.deep.equal([]);
  });

  for (const bad of ['', '/', '//', '{a', 'a}', '[a', '[', 'a\\', '***', '{{a.*}}', '[z-a]']) {
    it(`refuses ${JSON.stringify(bad)} by its name`, () => {
      let error: unknown;
      try {
        parseGlob(bad);
      } catch (caught) {
        error = caught;
      }
      expect(error).to.be.instanceOf(SmbError).with.property('code', 'ERR_SMB_OPTION');
      expect(error).to.have.property('message').that.includes(JSON.stringify(bad));
    });
  }
});
