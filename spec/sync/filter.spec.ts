import { expect } from 'chai';

import { Filter } from '../../lib/sync/filter.ts';

describe('Filter', () => {
  it('lets everything pass when nothing is said', () => {
    const filter = new Filter();
    expect([filter.file('a/b'), filter.folder('a'), filter.folder(''), filter.enters('a/b')]).to.not.include(
      false,
    );
  });

  it('excludes files wherever they are, and folders with all in them', () => {
    const filter = new Filter({ exclude: ['*.tmp', 'node_modules/', '/top/**'] });
    expect([filter.file('a.tmp'), filter.file('x/a.tmp'), filter.file('x/node_modules/y')]).to.not.include(
      true,
    );
    expect([
      filter.enters('node_modules'),
      filter.enters('x/node_modules'),
      filter.enters('top'),
    ]).to.not.include(true);
    expect([filter.file('node_modules'), filter.enters('x.tmp'), filter.enters('x/top')]).to.not.include(
      false,
    );
  });

  it('takes one pattern as well as a list', () => {
    expect(new Filter({ exclude: '*.tmp' }).file('a.tmp')).to.equal(false);
  });

  it('includes only what matches, and folders by themselves only when they are meant', () => {
    const filter = new Filter({ include: ['*.jpg', 'all/**'] });
    expect([filter.file('a.jpg'), filter.file('x/a.jpg'), filter.file('all/a.txt')]).to.not.include(false);
    expect(filter.file('a.txt')).to.equal(false);
    expect([filter.folder('x'), filter.folder('all'), filter.folder('all/y')]).to.deep.equal([
      false,
      true,
      true,
    ]);
    expect(filter.enters('x')).to.equal(true);
  });

  it('lets exclude win over include', () => {
    const filter = new Filter({ include: '*.jpg', exclude: ['private/', 'secret.*'] });
    expect([
      filter.file('secret.jpg'),
      filter.enters('private'),
      filter.file('private/a.jpg'),
    ]).to.not.include(true);
    expect(filter.file('a.jpg')).to.equal(true);
  });

  it('does not enter folders that an anchored include cannot reach', () => {
    const filter = new Filter({ include: ['/docs/*.txt', '/src/**/x.ts', '/a/{b,c/d}/e', '/p*/q/r'] });
    const enters = (path: string) => filter.enters(path);
    expect(
      ['docs', 'src', 'src/deep/deeper', 'a', 'a/b', 'a/c', 'a/c/d', 'pp', 'pp/q'].filter(p => !enters(p)),
    ).to.deep.equal([]);
    expect(['other', 'docs/sub', 'pp/x', 'x/docs', 'b'].filter(enters)).to.deep.equal([]);
  });
});
