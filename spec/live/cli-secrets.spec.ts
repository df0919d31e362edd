import { expect } from 'chai';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useBench } from '../cli/bench.ts';
import { runBundled } from '../cli/bundle.ts';

const MIB = 1024 * 1024;

describe('rxsmb, the command,', function () {
  this.timeout(60_000);
  const bench = useBench();

  describe('keeps the password', () => {
    it('out of the list of processes and of what it says', async () => {
      writeFileSync(bench.onServer('big'), Buffer.alloc(16 * MIB));
      const file = join(bench.local, 'password');
      writeFileSync(file, `${bench.samba.password}\n`);
      const commandLines: string[] = [];
      const { code, stderr } = await runBundled(['cat', '-v', '--password-file', file, bench.url('big')], {
        env: { RXSMB_PASSWORD: undefined },
        onStart: ({ pid }) => {
          const timer = setInterval(() => {
            if (!existsSync(`/proc/${pid}/cmdline`)) clearInterval(timer);
            else commandLines.push(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
          }, 20);
        },
        onStdout: () => undefined,
      });
      expect(code, stderr).to.equal(0);
      expect(commandLines.join('')).to.include('password-file').and.not.include(bench.samba.password);
      expect(stderr).to.not.include(bench.samba.password);
    });

    it('in a credentials file as mount.cifs has it', async () => {
      const file = join(bench.local, 'credentials');
      writeFileSync(file, `username=${bench.samba.username}\npassword=${bench.samba.password}\n`);
      const bare = bench.url().replace(/\/\/[^@]*@/, '//');
      const { code, stderr } = await runBundled(['ls', '--credentials', file, bare], {
        env: { RXSMB_PASSWORD: undefined },
      });
      expect(code, stderr).to.equal(0);
    });

    it('or asks for it on a terminal, without an echo', async () => {
      writeFileSync(bench.onServer('asked'), '');
      const shown = await bench.onTerminal(['ls', bench.url()], {
        env: { RXSMB_PASSWORD: undefined },
        type: bench.samba.password,
      });
      expect(shown).to.match(/Password of \w+ at 127\.0\.0\.1: \r?\nasked\r?\n/);
      expect(shown).to.not.include(bench.samba.password);
    });
  });
});
