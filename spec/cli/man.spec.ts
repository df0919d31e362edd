import { expect } from 'chai';
import { VERBS } from '../../lib/cli/verbs.ts';
import { COMMON_FLAGS } from '../../lib/cli/verb.ts';
import { run } from '../support/process.ts';
import { rxsmb } from './capture.ts';

/** The macros of man(7) that the page is made of. */
const MACROS = new Set(['TH', 'SH', 'SS', 'TP', 'IP', 'PP', 'RS', 'RE', 'B', 'I', 'BI', 'BR', 'RI', 'IR']);

describe('the manual page', function () {
  this.timeout(30_000);
  let page: string;

  before(async () => {
    const { code, stdout, stderr } = await rxsmb(['help', '--man']);
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    page = stdout;
  });

  /** As text, without the pieces that only a formatter needs. */
  const plain = () => page.replaceAll('\\-', '-').replaceAll('\\(dq', '"').replaceAll('\\e', '\\');

  it('is made of macros that every formatter has, each .RS with its .RE', () => {
    const macros = [...page.matchAll(/^\.(\w+)/gm)].map(([, macro = '']) => macro);
    expect(macros.filter(macro => !MACROS.has(macro))).to.deep.equal([]);
    expect(macros[0]).to.equal('TH');
    const count = (name: string) => macros.filter(macro => macro === name).length;
    expect(count('RS')).to.equal(count('RE')).and.to.be.above(0);
    expect(page.split('\n').filter(line => line.startsWith("'"))).to.deep.equal([]);
    expect(page.replaceAll(/\\[-e&]|\\\(dq/g, '')).to.not.include('\\');
  });

  it('has the sections of a manual page', () => {
    const sections = [...page.matchAll(/^\.SH "?([A-Z ]+)"?$/gm)].map(([, name]) => name);
    expect(sections).to.deep.equal([
      ...['NAME', 'SYNOPSIS', 'DESCRIPTION', 'VERBS', 'COMMON FLAGS', 'OTHER COMMANDS'],
      ...['ENVIRONMENT', 'EXIT STATUS', 'SEE ALSO'],
    ]);
  });

  it('has every verb with every flag', () => {
    for (const { name, usage, flags } of VERBS) {
      const start = plain().indexOf(`.BI "rxsmb ${name} " "[flags] ${usage}"`);
      expect(start, name).to.be.above(0);
      const next = plain().indexOf('.BI "rxsmb ', start + 1);
      const part = plain().slice(start, next < 0 ? undefined : next);
      for (const [flag, { help }] of Object.entries(flags))
        expect(part).to.include(`--${flag}`).and.include(help);
    }
    const common = plain().slice(plain().indexOf('.SH "COMMON FLAGS"'));
    for (const flag of Object.keys(COMMON_FLAGS)) expect(common).to.include(`--${flag}`);
  });

  it('is formatted without a word of complaint, where there is groff', async () => {
    const formatted = await run('groff', ['-man', '-Tascii', '-ww', '-P-cbou'], { stdin: page }).catch(
      absent,
    );
    expect(formatted.stderr).to.equal('');
    if (formatted.stdout === '') return; // a machine without groff: the structure is checked above
    const text = formatted.stdout;
    expect(text).to.match(/^RXSMB\(1\)/);
    for (const { name } of VERBS) expect(text).to.include(`rxsmb ${name} [flags]`);
    expect(text).to.include('--password-file FILE').and.include('smbclient(1), mount.cifs(8)');
  });
});

function absent(error: unknown): { stdout: string; stderr: string } {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return { stdout: '', stderr: '' };
}
