import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { announceKeyLog, logKeys } from '../../lib/transport/key-log.ts';
import { freshFolder } from '../support/temp.ts';

const bytes = (value: number, length = 16) => new Uint8Array(length).fill(value);
const KEYS = {
  sessionId: 0x0123_4567_89ab_cdefn,
  sessionKey: bytes(0x51),
  toClient: bytes(0x52),
  toServer: bytes(0x53),
};
const LINE = `efcdab8967452301,${'51'.repeat(16)},${'52'.repeat(16)},${'53'.repeat(16)}\n`;

describe('the key log', () => {
  let path: string;

  beforeEach(() => {
    path = join(freshFolder('keys'), 'keys');
  });

  it('has a line a session, behind what is there, for its owner only', () => {
    logKeys(path, KEYS);
    logKeys(path, { ...KEYS, sessionId: 1n, toClient: undefined, toServer: undefined });
    expect(readFileSync(path, 'latin1')).to.equal(`${LINE}0100000000000000,${'51'.repeat(16)},"",""\n`);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
  });

  it('has keys of 256 bits in full', () => {
    logKeys(path, { ...KEYS, toClient: bytes(0x54, 32), toServer: bytes(0x55, 32) });
    expect(readFileSync(path, 'latin1')).to.include(`,${'54'.repeat(32)},${'55'.repeat(32)}\n`);
  });

  it('is announced once, before there are keys', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error) => warnings.push(warning);
    process.on('warning', hear);
    announceKeyLog(path);
    announceKeyLog(path);
    await new Promise(setImmediate);
    process.off('warning', hear);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include({ name: 'SecurityWarning', code: 'RXSMB_KEYLOG' });
    expect(warnings[0]?.message).to.include(path);
    expect(readFileSync(path, 'latin1')).to.equal('');
  });

  describe('is refused', () => {
    function refusal(): unknown {
      const tries = [() => announceKeyLog(path), () => logKeys(path, KEYS)].map(attempt => {
        try {
          attempt();
        } catch (error) {
          return error;
        }
        return undefined;
      });
      expect(tries[1], 'to be written').to.have.property('message', (tries[0] as Error).message);
      return tries[0];
    }

    it('where it is a link, and what that leads to stays as it is', () => {
      const target = `${path}.target`;
      symlinkSync(target, path);
      expect(refusal()).to.include({ code: 'ERR_SMB_OPTION', fatal: true, outcome: 'not-sent' });
      expect(existsSync(target)).to.equal(false);
      writeFileSync(target, '', { mode: 0o600 });
      expect(refusal()).to.have.property('message').that.includes('symbolic link');
      expect(readFileSync(target, 'latin1')).to.equal('');
    });

    for (const mode of [0o640, 0o604, 0o620, 0o602]) {
      it(`where others can get at it: ${mode.toString(8)}`, () => {
        writeFileSync(path, '');
        chmodSync(path, mode);
        expect(refusal()).to.have.property('message').that.includes('chmod 600');
        expect(readFileSync(path, 'latin1')).to.equal('');
      });
    }

    it('where it is no file, without waiting for anybody', () => {
      execFileSync('mkfifo', ['-m', '600', path]);
      expect(refusal()).to.include({ code: 'ERR_SMB_OPTION' });
      path = freshFolder('keys');
      expect(refusal()).to.include({ code: 'ERR_SMB_OPTION' });
    });

    it('where there is no folder for it', () => {
      path = join(path, 'deeper');
      expect(refusal()).to.have.property('message').that.includes('ENOENT');
    });
  });
});
