import { expect } from 'chai';
import { byteSize, choice, type FlagTable, parseFlags, wholeNumber } from '../../lib/cli/flags.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';

const TABLE = {
  json: { type: 'boolean', help: '' },
  long: { type: 'boolean', short: 'l', help: '' },
  user: { type: 'string', short: 'U', help: '' },
  include: { type: 'string', multiple: true, help: '' },
} as const satisfies FlagTable;

describe('parseFlags', () => {
  it('takes flags and arguments apart, in any order', () => {
    const { flags, args } = parseFlags(TABLE, ['a', '-lU', 'ann', '--include', 'x', 'b', '--include=y', '-']);
    expect({ ...flags }).to.deep.equal({ long: true, user: 'ann', include: ['x', 'y'] });
    expect(args).to.deep.equal(['a', 'b', '-']);
  });

  it('takes everything behind -- for arguments', () => {
    expect(parseFlags(TABLE, ['--', '-l', '--json']).args).to.deep.equal(['-l', '--json']);
  });

  it('says what is meant by a flag that is nearly there', () => {
    expect(() => parseFlags(TABLE, ['--incl', 'x'])).to.throw(UsageError, '--include');
  });

  it('says that a value is missing, or is one too many', () => {
    expect(() => parseFlags(TABLE, ['--user'])).to.throw(UsageError, '--user needs a value');
    expect(() => parseFlags(TABLE, ['--json=1'])).to.throw(UsageError, '--json takes no value');
  });
});

describe('values of flags', () => {
  it('are one of some words', () => {
    expect(choice('x', ['a', 'b'], 'b')).to.equal('b');
    expect(choice('x', ['a', 'b'], undefined)).to.equal(undefined);
    expect(() => choice('x', ['a', 'b'], 'c')).to.throw(UsageError, '--x must be one of a, b');
  });

  it('are whole numbers', () => {
    expect(wholeNumber('x', '7', 1)).to.equal(7);
    for (const value of ['', '0', '-1', '1.5', '1e3', 'x', '99999999999999999']) {
      expect(() => wholeNumber('x', value, 1), value).to.throw(UsageError, '--x');
    }
  });

  it('are sizes', () => {
    expect(['0', '10', '1k', '1K', '2M', '1GiB', '3tb'].map(value => byteSize('x', value))).to.deep.equal([
      0,
      10,
      1024,
      1024,
      2 * 1024 ** 2,
      1024 ** 3,
      3 * 1024 ** 4,
    ]);
    for (const value of ['', '-1', 'k', '1x', '1.5k', '9999999999999999T']) {
      expect(() => byteSize('x', value), value).to.throw(UsageError, '--x');
    }
  });
});
