import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERBS } from '../../lib/cli/verbs.ts';
import { commonFlags } from '../../lib/cli/verb.ts';
import { output, run } from '../support/process.ts';
import { freshFolder } from '../support/temp.ts';
import { rxsmb } from './capture.ts';

const NAMES = VERBS.map(({ name }) => name);

describe('the completion', function () {
  this.timeout(30_000);
  let folder: string;
  const scripts = { bash: '', zsh: '' };

  before(async () => {
    const made = freshFolder('scripts');
    for (const shell of ['bash', 'zsh'] as const) {
      scripts[shell] = join(made, shell);
      writeFileSync(scripts[shell], await script(shell));
    }
    folder = freshFolder('completion');
    mkdirSync(join(folder, 'a folder'));
    writeFileSync(join(folder, 'a file'), '');
    writeFileSync(join(folder, 'other'), '');
  });

  async function script(shell: string): Promise<string> {
    const { code, stdout, stderr } = await rxsmb(['completion', shell]);
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    return stdout;
  }

  describe('of bash', () => {
    /** What bash offers for the last of the words, broken as readline breaks them. */
    async function offers(...words: string[]): Promise<string[]> {
      const ask = `source "$SCRIPT"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _rxsmb
        printf '%s\\n' "\${COMPREPLY[@]}"`;
      const args = ['--norc', '-u', '-c', ask, 'bash', 'rxsmb', ...words];
      const { code, stdout, stderr } = await run('bash', args, {
        env: { SCRIPT: scripts.bash },
        cwd: folder,
      });
      expect(stderr).to.equal('');
      expect(code).to.equal(0);
      return stdout.split('\n').filter(line => line !== '');
    }

    it('is a script that bash understands and registers', async () => {
      const source = await script('bash');
      expect(await output('bash', ['-n'], { stdin: source })).to.equal('');
      expect(
        await output('bash', ['-c', 'source "$SCRIPT"; complete -p rxsmb'], {
          env: { SCRIPT: scripts.bash },
        }),
      ).to.include('-F _rxsmb rxsmb');
    });

    it('offers every verb', async () => {
      expect(await offers('')).to.include.members([
        ...NAMES,
        'help',
        'completion',
        'version',
        '--help',
        '--version',
      ]);
      expect(await offers('mk')).to.deep.equal(['mkdir']);
      expect(await offers('nothing')).to.deep.equal([]);
    });

    for (const verb of VERBS) {
      it(`offers every flag of ${verb.name}`, async () => {
        const flags = Object.keys({ ...verb.flags, ...commonFlags(verb) }).map(name => `--${name}`);
        expect(await offers(verb.name, '--')).to.have.members(flags);
      });
    }

    it('offers the words that a value may be, either way it is written', async () => {
      expect(await offers('ls', '--signing', '')).to.deep.equal(['required', 'if-required', 'off']);
      expect(await offers('ls', '--signing', 'o')).to.deep.equal(['off']);
      expect(await offers('ls', '--signing', '=')).to.deep.equal(['required', 'if-required', 'off']);
      expect(await offers('ls', '--signing', '=', 'i')).to.deep.equal(['if-required']);
      expect(await offers('find', '--type', '')).to.deep.equal(['f', 'd', 'l']);
      expect(await offers('ls', '--user', '')).to.deep.equal([]);
    });

    it('offers files where files may be, with their spaces', async () => {
      expect(await offers('ls', '--credentials', 'a')).to.have.members(['a folder', 'a file']);
      expect(await offers('put', 'a')).to.have.members(['a folder', 'a file']);
      expect(await offers('put', 'o')).to.deep.equal(['other']);
      expect(await offers('ls', 'a')).to.deep.equal([]);
    });

    it('begins a URL', async () => {
      expect(await offers('ls', '')).to.deep.equal(['smb://']);
      expect(await offers('ls', 'sm')).to.deep.equal(['smb://']);
      expect(await offers('sync', 's')).to.deep.equal(['smb://']);
    });

    it('offers what stands behind help and completion', async () => {
      expect(await offers('help', '')).to.have.members([...NAMES, '--man']);
      expect(await offers('completion', '')).to.deep.equal(['bash', 'zsh']);
    });
  });

  describe('of zsh', () => {
    /** The specs that the script hands to zsh's own functions; written in what both shells understand. */
    async function specs(...words: string[]): Promise<string[]> {
      const ask = `
        _arguments() { printf '%s\\n' "$@"; }
        _describe() { printf '%s\\n' "\${verbs[@]}"; }
        compdef() { :; }
        shift() { :; }
        source "$SCRIPT"
        words=('' rxsmb "$@") CURRENT=$(($# + 1))
        _rxsmb`;
      const { code, stdout, stderr } = await run('bash', ['-c', ask, 'bash', ...words], {
        env: { SCRIPT: scripts.zsh },
      });
      expect(stderr).to.equal('');
      expect(code).to.be.oneOf([0, 1]); // of (( CURRENT-- ))
      return stdout.split('\n').filter(line => line !== '');
    }

    it('is a script whose syntax stands, for autoload and for source', async () => {
      const source = await script('zsh');
      expect(source.split('\n', 1)).to.deep.equal(['#compdef rxsmb']);
      expect(source).to.include('compdef _rxsmb rxsmb');
      for (const shell of ['bash', 'zsh']) {
        const { code, stderr } = await run(shell, ['-n'], { stdin: source }).catch(absent);
        expect(code, stderr).to.equal(0);
      }
    });

    it('describes every verb', async () => {
      const described = await specs('');
      for (const { name, summary } of VERBS) expect(described).to.include(`${name}:${summary}`);
      expect(described).to.have.lengthOf(VERBS.length + 3);
    });

    for (const verb of VERBS) {
      it(`describes every flag of ${verb.name}`, async () => {
        const found = await specs(verb.name, '--');
        for (const [name, flag] of Object.entries({ ...verb.flags, ...commonFlags(verb) })) {
          const spec = found.find(each => new RegExp(`^(?:\\*|\\([^)]*\\))?--${name}[=\\[]`).test(each));
          expect(spec, name).to.be.a('string');
          expect(spec).to.match(flag.type === 'boolean' ? /\[[^]*\]$/ : /=\[[^]*\]:[^:]+:[^:]+$/);
        }
        expect(found.at(-1)).to.match(/^\*:place:_(?:files|rxsmb_urls|rxsmb_places)$/);
      });
    }

    it('knows the words that a value may be', async () => {
      expect((await specs('ls', '')).join('\n')).to.match(
        /--signing=\[.*\]:WHEN:\(required if-required off\)/,
      );
    });
  });

  it('is refused for other shells', async () => {
    for (const args of [['completion'], ['completion', 'fish'], ['completion', 'constructor']]) {
      const { code, stdout, stderr } = await rxsmb(args);
      expect(code).to.equal(2);
      expect(stdout).to.equal('');
      expect(stderr).to.include('bash or zsh');
    }
  });
});

/** A shell that this machine does not have has nothing to say. */
function absent(error: unknown): { code: number; stderr: string } {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return { code: 0, stderr: '' };
}
