import { posix } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { SmbError } from '../../lib/errors.ts';
import {
  basename,
  dirname,
  fromWire,
  isComponent,
  isSafeLocalName,
  joinPath,
  splitPath,
  toWire,
} from '../../lib/wire/names.ts';
import { any } from './smb2/codec-laws.ts';

function refusal(work: () => unknown): SmbError {
  try {
    work();
  } catch (error) {
    if (error instanceof SmbError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('paths', () => {
  it('are split into parts, and never leave the root', () => {
    expect(splitPath('')).to.deep.equal([]);
    expect(splitPath('/')).to.deep.equal([]);
    expect(splitPath('//docs/./a//b/')).to.deep.equal(['docs', 'a', 'b']);
    expect(splitPath('a/../b')).to.deep.equal(['b']);
    expect(splitPath('../../etc')).to.deep.equal(['etc']);
    expect(splitPath('a/../../../b/..')).to.deep.equal([]);
    expect(splitPath('a\\..\\b/...')).to.deep.equal(['a\\..\\b', '...']);
  });

  it('are resolved as node:path does below /', () => {
    const part = fc.constantFrom('a', 'b.c', '.', '..', '...', '', ' ');
    const law = fc.property(fc.array(part, { maxLength: 12 }), parts => {
      const path = parts.join('/');
      expect(`/${splitPath(path).join('/')}`).to.equal(posix.resolve('/', path));
    });
    fc.assert(law);
  });

  it('are put together and taken apart', () => {
    expect(joinPath('a', '/b/', '../c')).to.equal('a/c');
    expect(joinPath('', '..')).to.equal('');
    expect([dirname('/a/b/c/'), dirname('a'), dirname('')]).to.deep.equal(['a/b', '', '']);
    expect([basename('/a/b/'), basename('a'), basename('/')]).to.deep.equal(['b', 'a', '']);
  });
});

describe('toWire', () => {
  it('puts backslashes between the parts, and none in front', () => {
    expect(toWire('/docs/./sub/../a b.txt')).to.equal('docs\\a b.txt');
    expect(toWire('/')).to.equal('');
    expect(toWire('../..')).to.equal('');
  });

  it('maps what SMB forbids as macOS and Linux do', () => {
    expect(toWire('"*:<>?\\|')).to.equal('\uf020\uf021\uf022\uf023\uf024\uf025\uf026\uf027');
    expect(toWire('\u0001\u001f')).to.equal('\uf001\uf01f');
    expect(toWire('a /b./c')).to.equal('a\uf028\\b\uf029\\c');
  });

  it('maps a space or a period only at the end of a name, and only the last', () => {
    expect(toWire(' a b.c')).to.equal(' a b.c');
    expect(toWire('a..')).to.equal('a.\uf029');
    expect(toWire('...')).to.equal('..\uf029');
    expect(toWire('a. ')).to.equal('a.\uf028');
  });

  it('keeps all else: lone surrogates, composed and decomposed letters, DEL', () => {
    const name = '\ud83d-\u00e9-e\u0301-\u007f-\u{1f600}';
    expect(toWire(name)).to.equal(name);
  });

  it('puts a path below a root, which .. does not leave', () => {
    const root = toWire('top/a:b');
    expect(toWire('x/../../y', { root })).to.equal('top\\a\uf022b\\y');
    expect(toWire('..', { root })).to.equal(root);
  });

  it('does the same to a plain path, which is not taken apart', () => {
    const parts = [
      'a',
      'b c',
      '.d',
      'e..f',
      "g'{}[]~",
      'h-1.txt',
      '..i',
      'j.',
      ' k',
      'l ',
      '',
      '.',
      '..',
      'ö',
      'm:n',
    ];
    for (const one of parts) {
      for (const other of parts) {
        const path = `${one}/${other}`;
        expect(toWire(path), path).to.equal(toWire(`/${path}`)); // which is no plain one
        expect(toWire(path, { root: 'top' }), path).to.equal(toWire(`/${path}`, { root: 'top' }));
        expect(joinPath('top/x', path), path).to.equal(joinPath('top', 'x', path));
        expect(joinPath(one, other), path).to.equal(joinPath(one, other, ''));
      }
    }
    expect(() => toWire(`a/${'b'.repeat(256)}`))
      .to.throw()
      .with.property('code', 'ENAMETOOLONG');
  });

  it('refuses NUL, mapped or not', () => {
    for (const mapNames of [true, false]) {
      const error = refusal(() => toWire('a/b\0c', { mapNames }));
      expect(error).to.include({ code: 'EINVAL', path: 'a/b\0c', outcome: 'not-sent' });
      expect(error.message).to.equal('"b\\u0000c" is not a valid name: NUL cannot be part of a name.');
    }
  });

  it('refuses forbidden characters where they are not mapped', () => {
    for (const char of ['"', '*', ':', '<', '>', '?', '\\', '|', '\u0001', '\u001f']) {
      const error = refusal(() => toWire(`x/a${char}`, { mapNames: false }));
      expect(error.code).to.equal('EINVAL');
      expect(error.message)
        .to.contain(`SMB forbids ${JSON.stringify(char)}`)
        .and.to.contain('mapNames');
    }
    expect(toWire('x/a. ', { mapNames: false }), 'Samba may have such names').to.equal('x\\a. ');
  });

  it('refuses what no request can hold', () => {
    const longest = `${'x'.repeat(255)}/`.repeat(127) + 'x'.repeat(255);
    expect(toWire(longest)).to.have.length(32_767);
    expect(refusal(() => toWire(`${longest}/x`)).code).to.equal('ENAMETOOLONG');
    expect(refusal(() => toWire(longest, { root: 'r' })).code).to.equal('ENAMETOOLONG');
  });

  it('refuses a name of more than 255 UTF-16 units, and says which', () => {
    expect(toWire(`a/${'é'.repeat(255)}`)).to.have.length(257);
    for (const [name, length] of [
      ['n'.repeat(256), 256],
      ['🎉'.repeat(128), 256],
    ] as const) {
      const error = refusal(() => toWire(`a/${name}/b`));
      expect(error).to.include({ code: 'ENAMETOOLONG', path: `a/${name}/b`, outcome: 'not-sent' });
      expect(error.message)
        .to.contain(`"${name.slice(0, 20)}..."`)
        .and.to.contain(`${length} characters`);
    }
  });
});

describe('fromWire', () => {
  it('shows a bare backslash as the separator it would be, so that the name is no component', () => {
    for (const mapNames of [true, false]) {
      const name = fromWire('..\\..\\etc', { mapNames });
      expect(isComponent(name)).to.equal(false);
      expect(isSafeLocalName(name, 'linux')).to.equal(false);
    }
  });

  it('maps back', () => {
    expect(fromWire('\uf020\uf021\uf022\uf023\uf024\uf025\uf026\uf027')).to.equal('"*:<>?\\|');
    expect(fromWire('\uf001\uf01f')).to.equal('\u0001\u001f');
    expect([fromWire('a\uf028'), fromWire('b\uf029')]).to.deep.equal(['a ', 'b.']);
  });

  it('leaves a mapped space or period inside a name, for toWire would not map it again', () => {
    expect(fromWire('a\uf028b')).to.equal('a\uf028b');
    expect(toWire(fromWire('a\uf028b'))).to.equal('a\uf028b');
  });

  it('changes nothing where names are not mapped', () => {
    expect(fromWire('a\uf022b', { mapNames: false })).to.equal('a\uf022b');
  });

  it('undoes toWire for every name', () => {
    const same = (name: string) => {
      expect(fromWire(toWire(name))).to.equal(name);
    };
    const ordinary = any.text.filter(text => isComponent(text) && !/[\uf000-\uf02f]/.test(text));
    fc.assert(fc.property(ordinary, same));
    const chars = fc.constantFrom(' ', '.', ':', '\\', 'a', '\u0001', '\ud83d');
    const awkward = fc.array(chars, { maxLength: 8 }).map(each => each.join(''));
    fc.assert(
      fc.property(
        awkward.filter(each => isComponent(each)),
        same,
      ),
    );
  });

  it('gives names that lead back to the same file', () => {
    const chars = fc.constantFrom('a', '\uf022', '\uf026', '\uf028', '\uf029', '\uf001', 'e\u0301');
    const law = fc.property(fc.array(chars, { minLength: 1, maxLength: 8 }), each => {
      const wire = each.join('');
      expect(toWire(fromWire(wire))).to.equal(wire);
    });
    fc.assert(law);
  });

  it('never makes a name a step upwards', () => {
    for (const wire of ['\uf029', '.\uf029']) {
      expect(fromWire(wire)).to.equal(wire);
      expect(toWire(fromWire(wire))).to.equal(wire);
    }
    expect(fromWire('..\uf029')).to.equal('...');
  });
});

describe('isComponent', () => {
  it('is false for what a path cannot name', () => {
    for (const name of ['', '.', '..', 'a/b', '/', 'a\0']) expect(isComponent(name), name).to.equal(false);
    for (const name of ['...', 'a\\b', ' ', 'a']) expect(isComponent(name), name).to.equal(true);
  });
});

describe('isSafeLocalName', () => {
  const everywhere = ['', '.', '..', '/', 'a/b', '../x', '/etc', 'a\0b', '\ud83d', 'a\udc00'];
  const windows = [
    ...[
      'a\\b',
      '..\\x',
      '\\\\h\\s',
      'C:',
      'C:x',
      'a:stream',
      'a::$DATA',
      'a"',
      'a*',
      'a?',
      'a<',
      'a>',
      'a|',
      'a\u0001',
      'a.',
      'a ',
      '...',
      ' ',
    ],
    ...[
      'CON',
      'con',
      'NUL',
      'nul.txt',
      'Aux.tar.gz',
      'PRN',
      'COM1',
      'com0',
      'LPT9.x',
      'COM\u00b9',
      'NUL .txt',
      'CONIN$',
    ],
  ];
  const fine = [
    'a',
    '.hidden',
    'a b.txt',
    'console',
    'COM',
    'COM10',
    'nul-1',
    'a.nul',
    'xCON',
    '\u{1f600}',
    'e\u0301',
    '~',
  ];

  for (const platform of ['linux', 'darwin', 'win32']) {
    it(`refuses on ${platform} what leaves the folder or meets another name`, () => {
      for (const name of everywhere)
        expect(isSafeLocalName(name, platform), JSON.stringify(name)).to.equal(false);
    });

    it(`takes ordinary names on ${platform}`, () => {
      for (const name of fine) expect(isSafeLocalName(name, platform), JSON.stringify(name)).to.equal(true);
    });
  }

  it('refuses drives, streams, devices and cut names on win32 only', () => {
    for (const name of windows) {
      expect(isSafeLocalName(name, 'win32'), JSON.stringify(name)).to.equal(false);
      expect(isSafeLocalName(name, 'linux'), JSON.stringify(name)).to.equal(true);
    }
  });
});
