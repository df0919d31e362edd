import { expect } from 'chai';
import { PassThrough } from 'node:stream';
import { Interrupted } from '../../lib/cli/interrupted.ts';
import { askPassword, canAsk } from '../../lib/cli/prompt.ts';
import { Captured } from './capture.ts';

class Terminal extends PassThrough {
  readonly isTTY = true;
  readonly modes: boolean[] = [];

  setRawMode(raw: boolean): void {
    this.modes.push(raw);
  }
}

async function type(...keys: (string | Buffer)[]) {
  const terminal = new Terminal();
  const stderr = new Captured(true);
  const asked = askPassword({ terminal, stderr }, 'Password: ');
  for (const key of keys) terminal.write(key);
  const answer = await asked.catch((error: unknown) => error);
  return { answer, terminal, stderr };
}

describe('askPassword', () => {
  it('reads a line without an echo, and gives the terminal back', async () => {
    const { answer, terminal, stderr } = await type('sec', 'ret\r');
    expect(answer).to.equal('secret');
    expect(stderr.text).to.equal('Password: \n');
    expect(terminal.modes).to.deep.equal([true, false]);
  });

  it('heeds the keys that erase', async () => {
    expect((await type('wrong\x15ab\x7fc\bde\n')).answer).to.equal('ade');
  });

  it('takes characters of several bytes, however they arrive', async () => {
    const bytes = Buffer.from('pä🎉ss\r');
    expect((await type(...Array.from(bytes, byte => Buffer.from([byte])))).answer).to.equal('pä🎉ss');
  });

  it('erases a character of several bytes as a whole', async () => {
    expect((await type('a🎉\x7fb\r')).answer).to.equal('ab');
  });

  for (const [name, key] of [
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ] as const) {
    it(`is interrupted by ${name}, and gives the terminal back`, async () => {
      const { answer, terminal } = await type('se', key);
      expect(answer).to.be.instanceOf(Interrupted).with.property('exitCode', 130);
      expect(terminal.modes).to.deep.equal([true, false]);
    });
  }

  it('takes an empty password', async () => {
    expect((await type('\r')).answer).to.equal('');
  });

  it('needs somebody to ask', () => {
    expect(canAsk({ terminal: undefined, stderr: new Captured(false) })).to.equal(false);
    expect(canAsk({ terminal: undefined, stderr: new Captured(true) })).to.equal(true);
    expect(canAsk({ terminal: new Terminal(), stderr: new Captured(false) })).to.equal(true);
  });
});
