import { expect } from 'chai';
import { constants } from 'node:fs';
import { openBits, openIntent } from '../../lib/share/open-flags.ts';
import { AccessMask, CreateDisposition, CreateOptions } from '../../lib/wire/smb2/create.ts';

const { OPEN, OPEN_IF, CREATE, OVERWRITE, OVERWRITE_IF } = CreateDisposition;

describe('share: open flags', () => {
  const TEXTS: readonly (readonly [string, number, string])[] = [
    ['r', OPEN, 'reads'],
    ['rs', OPEN, 'reads'],
    ['r+', OPEN, 'reads writes'],
    ['rs+', OPEN, 'reads writes'],
    ['w', OVERWRITE_IF, 'writes'],
    ['wx', CREATE, 'writes'],
    ['xw', CREATE, 'writes'],
    ['w+', OVERWRITE_IF, 'reads writes'],
    ['wx+', CREATE, 'reads writes'],
    ['a', OPEN_IF, 'writes appends'],
    ['ax', CREATE, 'writes appends'],
    ['a+', OPEN_IF, 'reads writes appends'],
    ['ax+', CREATE, 'reads writes appends'],
    ['as', OPEN_IF, 'writes appends'],
  ];

  for (const [flags, disposition, does] of TEXTS) {
    it(`${flags} ${does}`, () => {
      const intent = openIntent(flags);
      const can = (['reads', 'writes', 'appends'] as const).filter(what => intent[what]);
      expect(can.join(' ')).to.equal(does);
      expect(intent.createDisposition).to.equal(disposition);
      expect((intent.desiredAccess & AccessMask.READ_DATA) !== 0).to.equal(intent.reads);
      expect((intent.desiredAccess & AccessMask.WRITE_DATA) !== 0).to.equal(intent.writes);
      expect(intent.desiredAccess & AccessMask.READ_ATTRIBUTES).to.not.equal(0);
      const through = flags.includes('s') && intent.writes ? CreateOptions.WRITE_THROUGH : 0;
      expect(intent.createOptions).to.equal(through);
    });
  }

  it('takes the numbers of this system', () => {
    const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_SYNC } = constants;
    expect(openIntent(O_RDONLY)).to.deep.equal(openIntent('r'));
    expect(openIntent(O_RDWR)).to.deep.equal(openIntent('r+'));
    expect(openIntent(O_WRONLY | O_CREAT | O_TRUNC)).to.deep.equal(openIntent('w'));
    expect(openIntent(O_WRONLY | O_CREAT | O_TRUNC | O_EXCL)).to.deep.equal(openIntent('wx'));
    expect(openIntent(O_RDWR | O_CREAT | O_APPEND)).to.deep.equal(openIntent('a+'));
    expect(openIntent(O_RDWR | O_SYNC)).to.deep.equal(openIntent('rs+'));
    expect(openIntent(O_WRONLY | O_TRUNC).createDisposition).to.equal(OVERWRITE);
    expect(openIntent(O_WRONLY).createDisposition).to.equal(OPEN);
  });

  it('knows the numbers of other systems', () => {
    for (const platform of ['linux', 'darwin', 'freebsd', 'win32', 'sunos']) {
      const bits = Object.values(openBits(platform)).map(Number);
      for (const [index, bit] of bits.entries()) {
        for (const other of bits.slice(index + 1)) expect(bit & other, platform).to.equal(0);
      }
    }
    expect(openBits('darwin').CREAT).to.equal(0x200);
    expect(openBits('win32').CREAT).to.equal(0x100);
  });

  it('refuses what it does not know', () => {
    for (const flags of ['', 'x', 'rw', 'R', 'toString']) {
      expect(() => openIntent(flags))
        .to.throw(TypeError)
        .with.property('code', 'ERR_INVALID_ARG_VALUE');
    }
  });
});
