import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { harmless, quoteName } from '../../lib/cli/quote.ts';
import { freshFolder, removeFolder } from '../support/temp.ts';

const ENV = { ...process.env, LC_ALL: 'C.UTF-8' };

const NAMES = [
  'plain',
  'with space',
  "it's",
  `both ' and "`,
  'do$lar',
  '\x1b[31mred\x1b[0m',
  '\x1b]0;title\x07',
  'new\nline',
  'tab\tand\rreturn\b',
  '\n\r',
  'del\x7f',
  "quote'\x1bescape",
  '-dash',
  '#hash',
  'a#hash',
  '~tilde',
  'a~tilde',
  '{',
  'a{b',
  'a=b',
  'star*',
  'ask?',
  'br[ack',
  'back\\slash',
  "back\\'slash",
  'émoji 🎉',
  'Ελληνικά',
  'nfd-e\u0301',
  'c1\u009b31m',
  '!bang',
  'a;b',
  'tick`',
];

describe('quoteName', () => {
  let folder = '';
  before(() => {
    folder = freshFolder('quote');
  });
  after(() => {
    removeFolder(folder);
  });

  for (const name of NAMES) {
    it(`writes ${JSON.stringify(name)} as ls does`, () => {
      const own = freshFolder('quote');
      writeFileSync(join(own, name), '');
      const listed = execFileSync('ls', ['--quoting-style=shell-escape', own], {
        env: ENV,
        encoding: 'utf8',
      });
      removeFolder(own);
      expect(quoteName(name)).to.equal(listed.replace(/\n$/, ''));
    });

    it(`makes ${JSON.stringify(name)} a word that a shell reads back`, () => {
      const said = execFileSync('bash', ['-c', `printf %s ${quoteName(name)}`], {
        env: ENV,
        encoding: 'utf8',
      });
      expect(said).to.equal(name);
    });
  }

  it('leaves nothing in that could turn the line around', () => {
    for (const char of ['\u202e', '\u2066', '\u2028', '\u2029']) {
      expect(quoteName(`a${char}b`)).to.not.include(char);
      expect(harmless(`a${char}b`)).to.not.include(char);
    }
    expect(quoteName('א\u200fעברית')).to.equal('א\u200fעברית');
  });

  it('quotes the empty name', () => {
    expect(quoteName('')).to.equal("''");
  });
});

describe('harmless', () => {
  it('keeps a message on one line and away from the terminal', () => {
    expect(harmless('no such file \x1b[2J\nhere\x9b')).to.equal('no such file \\033[2J\\nhere\\302\\233');
  });

  it('leaves ordinary text alone', () => {
    expect(harmless("it's 'a b' – 日本語 🎉")).to.equal("it's 'a b' – 日本語 🎉");
  });
});
