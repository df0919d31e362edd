import { expect } from 'chai';
import { output, run, runNode } from './process.ts';

describe('support: processes', () => {
  it('give code, output and errors', async () => {
    const script =
      'process.stdin.pipe(process.stdout); console.error(process.env.WORD); process.exitCode = 3';
    const result = await run(process.execPath, ['-e', script], { stdin: 'in\n', env: { WORD: 'err' } });
    expect(result).to.include({ code: 3, signal: null, stdout: 'in\n', stderr: 'err\n' });
  });

  it('take a stream as their input', async () => {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 50; i++) yield Buffer.alloc(65_536);
    }
    const count = 'let n = 0; process.stdin.on("data", d => n += d.length).on("end", () => console.log(n))';
    expect(await output(process.execPath, ['-e', count], { stdin: pieces() })).to.equal(`${50 * 65_536}\n`);
  });

  it('tell the peak of their memory, also of a short last moment', async () => {
    const grow = (mib: number) => `Buffer.alloc(${mib} * 1024 * 1024, 1); process.exit()`;
    const small = await runNode(['-e', grow(1)]);
    const large = await runNode(['-e', grow(200)]);
    expect(small.stderr).to.equal('');
    expect((large.maxRss - small.maxRss) / 2 ** 20).to.be.within(150, 250);
  });

  it('are killed when they take too long', async () => {
    const error = await run('sleep', ['60'], { timeout: 50 }).catch(String);
    expect(error).to.include('sleep 60 took over 50 ms');
  });

  it('fail when there is no such program', async () => {
    expect(await run('no-such-program', []).catch(String)).to.include('ENOENT');
  });
});
