import { expect } from 'chai';
import { SmbError } from '../../lib/errors.ts';
import { alternateName, streamPath } from '../../lib/wire/stream-name.ts';

describe('stream names', () => {
  it('go behind the path, with their type', () => {
    expect(streamPath('a\\b', 's')).to.equal('a\\b:s:$DATA');
    expect(streamPath('', 's')).to.equal(':s:$DATA');
    expect(streamPath('a', 'Zone "*<>?|. ')).to.equal('a:Zone "*<>?|. :$DATA');
    expect(streamPath('a', '\ud83d')).to.equal('a:\ud83d:$DATA');
  });

  for (const bad of ['', 'a:b', 's:$DATA', 'a/b', 'a\\b', 'a\0', ':']) {
    it(`are refused that would be something else: ${JSON.stringify(bad)}`, () => {
      expect(() => streamPath('a', bad))
        .to.throw(SmbError)
        .with.property('code', 'EINVAL');
    });
  }

  it('have 255 characters at most, and fit in a request with their path', () => {
    expect(streamPath('a', 's'.repeat(255))).to.have.length(263);
    for (const [path, name] of [
      ['a', 's'.repeat(256)],
      ['a'.repeat(32_760), 's'],
    ] as const) {
      expect(() => streamPath(path, name))
        .to.throw(SmbError)
        .with.property('code', 'ENAMETOOLONG');
    }
  });

  it('are found in the full names of a list, but for the file itself and what is not data', () => {
    expect(alternateName(':s:$DATA')).to.equal('s');
    expect(alternateName(':S 1:$data')).to.equal('S 1');
    expect(alternateName(':s')).to.equal('s');
    for (const other of ['::$DATA', '', 's', ':', ':i:$INDEX_ALLOCATION', ':a:b:$DATA', 'x:s:$DATA']) {
      expect(alternateName(other), other).to.equal(undefined);
    }
  });
});
