import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { VERBS } from '../../lib/cli/verbs.ts';
import { commonFlags } from '../../lib/cli/verb.ts';
import { rxsmb } from './capture.ts';

const SECRET = 'hunter2-Secret';
const CONTRACT =
  'ls cat get put mv rm mkdir stat find df sync doctor cp watch shares snapshots acl xattr streams du tail ln touch serve';
const NAMES = VERBS.map(({ name }) => name);

describe('the command line', () => {
  it('has the verbs that the contract names', () => {
    expect(CONTRACT.split(' ')).to.include.members(NAMES);
    expect(new Set(NAMES).size).to.equal(NAMES.length);
  });

  it('tells its version, which is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    for (const ask of ['--version', '-V', 'version']) {
      expect(await rxsmb([ask])).to.deep.equal({ code: 0, stdout: `rxsmb ${version}\n`, stderr: '' });
    }
  });

  describe('helps', () => {
    it('with an overview on standard output', async () => {
      for (const ask of ['help', '--help', '-h']) {
        const { code, stdout, stderr } = await rxsmb([ask]);
        expect(code).to.equal(0);
        expect(stderr).to.equal('');
        for (const name of NAMES) expect(stdout).to.match(new RegExp(`^  ${name} +\\w`, 'm'));
      }
    });

    for (const name of NAMES) {
      it(`with ${name}, naming every flag it takes`, async () => {
        const { code, stdout } = await rxsmb(['help', name]);
        const verb = VERBS.find(each => each.name === name);
        const flags = verb && { ...verb.flags, ...commonFlags(verb) };
        expect(code).to.equal(0);
        for (const flag of Object.keys(flags ?? {})) expect(stdout).to.include(`--${flag}`);
        expect((await rxsmb([name, '--help'])).stdout).to.equal(stdout);
        const letters = [...stdout.matchAll(/^ {2}-(\w), /gm)].map(([, letter]) => letter);
        expect(new Set(letters).size, 'letters that mean two things').to.equal(letters.length);
      });
    }

    it('in lines that fit a terminal', async () => {
      for (const ask of [['help'], ...NAMES.map(name => ['help', name])]) {
        for (const line of (await rxsmb(ask)).stdout.split('\n')) {
          expect(line.length, line).to.be.below(106);
        }
      }
    });
  });

  describe('refuses, with exit code 2, one line and nothing on standard output,', () => {
    const wrong: Readonly<Record<string, readonly string[]>> = {
      'no verb': [],
      'an unknown verb': ['frobnicate'],
      'help on an unknown verb': ['help', 'frobnicate'],
      'a flag before the verb': ['--json', 'ls', 'smb://h/s'],
      'an unknown flag': ['ls', '--frobnicate', 'smb://h/s'],
      'a flag without its value': ['ls', 'smb://h/s', '--user'],
      'a value for a flag that takes none': ['ls', '--json=yes', 'smb://h/s'],
      'too few arguments': ['mv', 'smb://h/s/a'],
      'too many arguments': ['find', 'smb://user@h/s', 'smb://user@h/s'],
      'a path where a URL belongs': ['ls', '/tmp'],
      'a URL without a share': ['ls', 'smb://host'],
      'a URL with an unknown option': ['ls', 'smb://host/share?colour=red'],
      'a malformed port': ['ls', 'smb://host:port/share'],
      'Kerberos at an address': ['ls', '-k', 'smb://127.0.0.1/share'],
      'Kerberos and nobody at once': ['ls', '-k', '--anonymous', 'smb://host/share'],
      'Kerberos with a password': ['ls', '-k', '--password-file', '/dev/null', 'smb://host/share'],
      'a cipher that there is not': ['ls', '--cipher', 'ROT-13', 'smb://user@host/share'],
      'a signing that there is not': ['ls', '--signing', 'maybe', 'smb://user@host/share'],
      'a timeout that is none': ['ls', '--timeout', '0', 'smb://user@host/share'],
      'an endless timeout': ['ls', '--timeout', '9999999', 'smb://user@host/share'],
      'anonymous and guest at once': ['ls', '--anonymous', '--guest', 'smb://host/share'],
      'to find an odd type': ['find', '--type', 'x', 'smb://user@host/share'],
      'to find by an unfinished glob': ['find', '--name', '[a', 'smb://user@host/share'],
      'to find to no depth': ['find', '--depth', 'deep', 'smb://user@host/share'],
      'an odd offset': ['cat', '--offset', '-1', 'smb://user@host/share/file'],
      'an odd count': ['cat', '--count', '1x', 'smb://user@host/share/file'],
      'to move between shares': ['mv', 'smb://user@host/one/a', 'smb://user@host/two/a'],
      'to move between users': ['mv', 'smb://ann@host/one/a', 'smb://bob@host/one/a'],
      'to move a whole share': ['mv', 'smb://user@host/one', 'smb://user@host/one/a'],
      'to remove a whole share': ['rm', '-r', 'smb://user@host/share/'],
      'to get a whole share': ['get', 'smb://user@host/share'],
      'no password anywhere': ['ls', 'smb://user@127.0.0.1:1/share'],
      'a credentials file that is not there': [
        'ls',
        '--credentials',
        '/nowhere/file',
        'smb://user@host/share',
      ],
      'to serve nothing': ['serve'],
      'to serve on an odd port': ['serve', '--port', '65536', '.'],
      'to serve without a password': ['serve', '.'],
      'to serve with a flag of those that go to a server': ['serve', '--guest', '.'],
      'a password file that is not there': [
        'ls',
        '--password-file',
        '/nowhere/file',
        'smb://user@host/share',
      ],
    };
    for (const [what, argv] of Object.entries(wrong)) {
      it(what, async () => {
        const { code, stdout, stderr } = await rxsmb(argv);
        expect(code, stderr).to.equal(2);
        expect(stdout).to.equal('');
        expect(stderr).to.match(/^rxsmb: .+\n$/);
        expect(stderr.trimEnd().split('\n')).to.have.lengthOf(1);
        expect(stderr).to.not.include('    at ');
      });
    }

    it('Kerberos at an address, with words that say what to give', async () => {
      const byFlag = await rxsmb(['ls', '-k', 'smb://127.0.0.1/s'], { RXSMB_PASSWORD: '' });
      expect(byFlag.stderr).to.include('127.0.0.1 is an address');
      const inUrl = await rxsmb(['ls', 'smb://127.0.0.1/s?sec=krb5'], { RXSMB_PASSWORD: '' });
      expect(inUrl.code).to.equal(2);
      expect(inUrl.stderr).to.include('127.0.0.1 is an address');
    });
  });

  describe('never repeats a password that was put', () => {
    const places: Readonly<Record<string, readonly string[]>> = {
      'into a URL': ['ls', `smb://user:${SECRET}@host/share`],
      'into a URL with a raw slash': ['ls', `smb://user:a/${SECRET}@host/share`],
      'into a URL with a raw question mark': ['ls', `smb://user:a?${SECRET}@host/share`],
      'into a URL with a raw hash': ['ls', `smb://user:a#${SECRET}@host/share`],
      'into the second URL': ['mv', 'smb://user@host/share/a', `smb://user:${SECRET}@host/share/b`],
      'into the source of a sync': ['sync', `smb://user:${SECRET}@host/share`, '/tmp/nothing'],
      'into the destination of a sync': ['sync', '/tmp', `smb://user:${SECRET}@host/share`],
      'into the user': ['ls', '-U', `user%${SECRET}`, 'smb://host/share'],
      'into the user, behind a colon': ['ls', `--user=user:${SECRET}`, 'smb://host/share'],
      'into a flag that there is not': ['ls', `--password=${SECRET}`, 'smb://user@host/share'],
      'behind a flag that there is not': ['ls', '--password', SECRET, 'smb://user@host/share'],
      'in front of the verb': [`smb://user:${SECRET}@host/share`],
      'into the help': ['help', `smb://user:${SECRET}@host/share`],
      'as one argument too many': ['df', 'smb://user@host/share', `smb://user:${SECRET}@host/share`],
    };
    for (const [where, argv] of Object.entries(places)) {
      it(where, async () => {
        const { code, stdout, stderr } = await rxsmb(argv);
        expect(code).to.equal(2);
        expect(stdout + stderr).to.not.include(SECRET);
      });
    }

    it('and names the ways that are open', async () => {
      const { stderr } = await rxsmb(['ls', `smb://user:${SECRET}@host/share`]);
      for (const way of ['RXSMB_PASSWORD', '--password-file', '--credentials', 'terminal']) {
        expect(stderr).to.include(way);
      }
    });
  });
});
