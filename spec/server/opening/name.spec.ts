import { expect } from 'chai';
import { parseName, parseTarget } from '../../../lib/server/opening/name.ts';
import { Refused } from '../../../lib/server/refused.ts';

describe('the name of a CREATE', () => {
  const file = (path: string, stream?: string) => ({ path, stream, directory: false });
  const good: readonly (readonly [string, object])[] = [
    ['', { path: '', stream: undefined, directory: true }],
    ['a', file('a')],
    ['a\\b\\c.txt', file('a/b/c.txt')],
    ['a\\b\\', { path: 'a/b', stream: undefined, directory: true }],
    ['a:s', file('a', 's')],
    ['dir\\a:s:$DATA', file('dir/a', 's')],
    ['a:s:$data', file('a', 's')],
    ['a::$DATA', file('a')],
    ['a::$INDEX_ALLOCATION', { path: 'a', stream: undefined, directory: true }],
    ['a:$I30:$INDEX_ALLOCATION', { path: 'a', stream: undefined, directory: true }],
    ['...', file('...')],
    ['..a', file('..a')],
    ['na\u00efve \u{1f600}', file('na\u00efve \u{1f600}')],
    ['\ud800', file('\ud800')],
    ['\uf022', file('\uf022')],
    ['x'.repeat(255), file('x'.repeat(255))],
  ];
  for (const [name, parsed] of good) {
    it(`takes ${JSON.stringify(name.slice(0, 40))}`, () => {
      expect(parseName(name)).to.deep.equal(parsed);
    });
  }

  const bad: readonly (readonly [string, string])[] = [
    ['\\a', 'STATUS_INVALID_PARAMETER'],
    ['..', 'STATUS_OBJECT_PATH_SYNTAX_BAD'],
    ['a\\..\\b', 'STATUS_OBJECT_PATH_SYNTAX_BAD'],
    ['a\\..', 'STATUS_OBJECT_PATH_SYNTAX_BAD'],
    ['.\\a', 'STATUS_OBJECT_PATH_SYNTAX_BAD'],
    ['..:s', 'STATUS_OBJECT_PATH_SYNTAX_BAD'],
    ['a\\\\b', 'STATUS_OBJECT_NAME_INVALID'],
    ['a/b', 'STATUS_OBJECT_NAME_INVALID'],
    ['../b', 'STATUS_OBJECT_NAME_INVALID'],
    ['a\0b', 'STATUS_OBJECT_NAME_INVALID'],
    ['a*', 'STATUS_OBJECT_NAME_INVALID'],
    ['a\x1f', 'STATUS_OBJECT_NAME_INVALID'],
    ['a:b\\c', 'STATUS_OBJECT_NAME_INVALID'],
    ['a:', 'STATUS_OBJECT_NAME_INVALID'],
    ['a:s:$EA', 'STATUS_OBJECT_NAME_INVALID'],
    ['a:s:$DATA:x', 'STATUS_OBJECT_NAME_INVALID'],
    ['x'.repeat(256), 'STATUS_OBJECT_NAME_INVALID'],
    ['x\\'.repeat(20_000), 'STATUS_OBJECT_NAME_INVALID'],
  ];
  for (const [name, status] of bad) {
    it(`refuses ${JSON.stringify(name.slice(0, 40))}`, () => {
      expect(() => parseName(name)).to.throw(Refused, status);
    });
  }

  it('may begin with a separator where it is the goal of a rename', () => {
    expect(parseTarget('\\a\\b')).to.deep.equal(file('a/b'));
    expect(() => parseTarget('\\\\a')).to.throw(Refused, 'STATUS_INVALID_PARAMETER');
  });
});
