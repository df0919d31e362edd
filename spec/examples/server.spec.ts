import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { runNode } from '../support/process.ts';
import { freshFolder } from '../support/temp.ts';

describe('examples: the server', function () {
  this.timeout(60_000);

  it('serve.ts shares a folder and tells of changes until it is interrupted', async () => {
    const path = freshFolder('example-serve');
    let kill: (signal: NodeJS.Signals) => void = () => undefined;
    let text = '';
    const { code, stderr } = await runNode([join('examples', 'serve.ts'), path], {
      env: { RXSMB_PASSWORD: 'secret' },
      onStart: child => {
        kill = signal => {
          child.kill(signal);
        };
      },
      onStdout: piece => {
        text += piece.toString();
        if (/^smb:\S+\n$/.test(text)) writeFileSync(join(path, 'new.txt'), 'new');
        if (text.includes('added new.txt')) kill('SIGINT');
      },
    });
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    expect(text).to.match(/^smb:\/\/guest@127\.0\.0\.1:\d+\/files\nadded new\.txt\n/);
  });

  it('sabotage.ts shows what a client makes of a bad server', async () => {
    const { code, stdout, stderr } = await runNode([join('examples', 'sabotage.ts')]);
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    expect(stdout).to.equal(
      'short reads in small pieces: what was written\na wire that is cut: ECONNRESET\n',
    );
  });
});
