import { expect } from 'chai';
import type { Tree } from '../../lib/commands/target.ts';
import { SmbError } from '../../lib/errors.ts';
import { volumeOf } from '../../lib/share/volume.ts';

const tree = {} as Tree;
const volume = (path = '', mapNames = true) => volumeOf(tree, { path, mapNames }, () => undefined);

describe('volume', () => {
  it('puts paths below its root, which nothing leaves', () => {
    const inside = volume('a/b');
    expect(inside.toWire('c/d')).to.equal('a\\b\\c\\d');
    for (const path of ['', '/', '.', '..', '../..', 'x/../..']) expect(inside.toWire(path)).to.equal('a\\b');
    expect(inside.toWire('../c')).to.equal('a\\b\\c');
    expect(volume().toWire('/c')).to.equal('c');
  });

  it('maps names both ways', () => {
    expect(volume().toWire('a:b/c\\d')).to.equal('a\uf022b\\c\uf026d');
    expect(volume().pathFromWire('a\uf022b\\c\uf026d')).to.equal('a:b/c\\d');
    expect(volume().fromWire('end\uf029')).to.equal('end.');
    expect(volume('', false).fromWire('end\uf029')).to.equal('end\uf029');
    expect(() => volume('', false).toWire('a:b'))
      .to.throw(SmbError)
      .with.property('code', 'EINVAL');
  });

  it('leaves the wildcards of a pattern, and maps the rest', () => {
    expect(volume().patternToWire('*')).to.equal('*');
    expect(volume().patternToWire('a?b*.txt')).to.equal('a?b*.txt');
    expect(volume().patternToWire('a:*|"')).to.equal('a\uf022*\uf027\uf020');
    expect(volume('x/y').patternToWire('a*')).to.equal('a*');
    expect(volume().patternToWire('.*')).to.equal('.*');
    expect(volume().patternToWire('a b *')).to.equal('a b *');
    expect(volume().patternToWire('*.')).to.equal('*\uf029');
    expect(volume('', false).patternToWire('a*?.')).to.equal('a*?.');
    expect(() => volume('', false).patternToWire('a\\b')).to.throw(SmbError);
    for (const pattern of ['', '.', '..', 'a/b', '/', 'nul\0']) {
      expect(() => volume().patternToWire(pattern), pattern)
        .to.throw(SmbError)
        .with.property('code', 'EINVAL');
    }
  });
});
