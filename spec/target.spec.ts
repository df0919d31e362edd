import { type Duplex, PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { SmbError } from '../lib/errors.ts';
import { formatTarget, type MountOptions, parseTarget, Target } from '../lib/target.ts';

function refusal(target: string | URL | MountOptions, options?: MountOptions): string {
  try {
    parseTarget(target, options);
  } catch (error) {
    expect(error).to.be.instanceOf(SmbError);
    expect(error).to.include({ code: 'ERR_SMB_OPTION', syscall: 'mount', outcome: 'not-sent' });
    return (error as SmbError).message;
  }
  throw new Error('nothing was thrown');
}

describe('parseTarget', () => {
  it('has the safe defaults', () => {
    const target = parseTarget('smb://nas/photos');
    expect(Object.fromEntries(Object.entries(target))).to.deep.equal({
      host: 'nas',
      port: 445,
      share: 'photos',
      path: '',
      domain: '',
      username: '',
      auth: 'ntlm',
      servicePrincipal: 'cifs/nas',
      dialects: { min: '2.0.2', max: '3.1.1' },
      signing: 'required',
      encryption: 'if-required',
      ciphers: ['AES-128-GCM', 'AES-256-GCM', 'AES-128-CCM', 'AES-256-CCM'],
      signingAlgorithms: ['AES_GMAC', 'AES_CMAC', 'HMAC_SHA256'],
      connections: 1,
      timeouts: { connect: 10_000, silence: 30_000, idle: 0 },
      signal: undefined,
      mapNames: true,
      symlinks: 'native',
      transport: undefined,
    });
  });

  it('is frozen, all the way down', () => {
    const target = parseTarget('smb://nas/photos');
    for (const each of [target, target.dialects, target.timeouts, target.ciphers]) expect(each).to.be.frozen;
  });

  describe('of a URL', () => {
    it('reads every part', async () => {
      const target = parseTarget('smb://LAB;ann:s3cret@nas.example:1445/photos/2024/summer/?sec=ntlmssp');
      expect(target).to.deep.include({
        host: 'nas.example',
        port: 1445,
        share: 'photos',
        path: '2024/summer',
        domain: 'LAB',
        username: 'ann',
        auth: 'ntlm',
      });
      expect(await target.password()).to.equal('s3cret');
    });

    it('decodes every part, once', async () => {
      const target = parseTarget('smb://LA%42;a%40b%2541:%3a%2F%23%25@n%61s/a%20b%2541/c%3Fd%23');
      expect(target).to.include({
        host: 'nas',
        domain: 'LAB',
        username: 'a@b%41',
        share: 'a b%41',
        path: 'c?d#',
      });
      expect(await target.password()).to.equal(':/#%');
    });

    it('takes a URL object for what was written', async () => {
      const target = parseTarget(new URL('smb://LAB;ann:p%40ss@nas:1445/a b/c'));
      expect(target).to.include({ domain: 'LAB', username: 'ann', port: 1445, share: 'a b', path: 'c' });
      expect(await target.password()).to.equal('p@ss');
    });

    it('takes an IPv6 address in brackets', () => {
      expect(parseTarget('smb://[::1]/s')).to.include({ host: '::1', port: 445 });
      expect(parseTarget('smb://ann@[fe80::1%25eth0]:1445/s')).to.include({
        host: 'fe80::1%eth0',
        port: 1445,
      });
      for (const bad of ['smb://::1/s', 'smb://[::1/s', 'smb://[nas]/s', 'smb://[1:2]/s', 'smb://[]/s'])
        refusal(bad);
    });

    it('may have no share', () => {
      for (const url of ['smb://nas', 'smb://nas/', 'SMB://nas:/?sign']) {
        expect(parseTarget(url)).to.include({ host: 'nas', port: 445, share: undefined, path: '' });
      }
      expect(refusal('smb://nas//path')).to.contain('no share');
    });

    it('may have an @ in names', () => {
      expect(parseTarget('smb://nas:1445/s%40x/getty@.service?sign')).to.include({
        share: 's@x',
        path: 'getty@.service',
      });
    });

    it('may have no password, or an empty one', async () => {
      const none = parseTarget('smb://ann@nas/s');
      expect([none.hasPassword, await none.password()]).to.deep.equal([false, undefined]);
      const empty = parseTarget('smb://ann:@nas/s');
      expect([empty.hasPassword, await empty.password()]).to.deep.equal([true, '']);
    });

    it('takes the domain before a backslash, and leaves a realm alone', () => {
      expect(parseTarget('smb://LAB%5Cann@nas/s')).to.include({ domain: 'LAB', username: 'ann' });
      expect(parseTarget('smb://LAB\\ann@nas/s')).to.include({ domain: 'LAB', username: 'ann' });
      expect(parseTarget('smb://ann%40lab.example@nas/s')).to.include({
        domain: '',
        username: 'ann@lab.example',
      });
      expect(parseTarget('smb://ann@lab.example@nas/s')).to.include({
        domain: '',
        username: 'ann@lab.example',
      });
    });

    it('knows the options of libsmb2', () => {
      const of = (query: string) => parseTarget(`smb://nas/s?${query}`);
      expect(of('sec=krb5').auth).to.equal('kerberos');
      expect(of('sign').signing).to.equal('required');
      expect(of('sign=0').signing).to.equal('off');
      expect(of('seal').encryption).to.equal('required');
      expect(of('seal=0').encryption).to.equal('off');
      expect(of('timeout=7').timeouts).to.deep.equal({ connect: 10_000, silence: 7_000, idle: 0 });
      expect(of('sec=krb5&vers=3&seal')).to.deep.include({ auth: 'kerberos', encryption: 'required' });
      const dialects = {
        '2': ['2.0.2', '2.1'],
        '3': ['3.0', '3.1.1'],
        '2.02': ['2.0.2', '2.0.2'],
        '2.10': ['2.1', '2.1'],
        '3.00': ['3.0', '3.0'],
        '3.02': ['3.0.2', '3.0.2'],
        '3.1.1': ['3.1.1', '3.1.1'],
      };
      for (const [vers, [min, max]] of Object.entries(dialects)) {
        expect(of(`vers=${vers}`).dialects, vers).to.deep.equal({ min, max });
      }
    });

    const fixes: readonly (readonly [string, string])[] = [
      ['http://nas/s', 'must begin with smb://'],
      ['nas/s', 'must begin with smb://'],
      ['\\\\nas\\s', 'must begin with smb://'],
      ['smb:nas/s', 'must begin with smb://'],
      ['smb:///s', 'host is missing'],
      ['smb://na s/s', 'neither a name nor an address'],
      ['smb://nas:0/s', 'port must be a whole number from 1 to 65535'],
      ['smb://nas:65536/s', 'port must be a whole number from 1 to 65535'],
      ['smb://nas:x/s', 'host or port is malformed'],
      ['smb://nas/s#x', '%23'],
      ['smb://nas/s@x/a', 'write it %40'],
      ['smb://nas/s/a%2Fb', 'encoded separator'],
      ['smb://nas/s/a%5cb', 'encoded separator'],
      ['smb://nas/a%2fb', 'encoded separator'],
      ['smb://nas/s\\a', 'write / between'],
      ['smb://nas/s/./a', 'dot segment'],
      ['smb://nas/s/../a', 'dot segment'],
      ['smb://nas/s/%2E%2e', 'dot segment'],
      ['smb://nas/..', 'dot segment'],
      ['smb://nas/s/100%', '%25'],
      ['smb://nas/%zz', '%25'],
      ['smb://nas/s/%00', 'NUL'],
      ['smb://nas/%01', 'share must be the name'],
      ['smb://nas/s?foo=1', 'no option foo. The options are sec, vers, sign, seal, timeout'],
      ['smb://nas/s?SEC=krb5', 'no option SEC'],
      ['smb://nas/s?sign=1', 'sign=0'],
      ['smb://nas/s?seal=', 'seal=0'],
      ['smb://nas/s?sec=none', 'one of krb5, ntlmssp'],
      ['smb://nas/s?sec', 'one of krb5, ntlmssp'],
      ['smb://nas/s?vers=1', 'one of 2, 3, 2.02'],
      ['smb://nas/s?timeout=0', 'whole number of seconds'],
      ['smb://nas/s?timeout=-1', 'whole number of seconds'],
      ['smb://nas/s?timeout=1.5', 'whole number of seconds'],
      ['smb://nas/s?sign&sign=0', 'sign twice'],
    ];
    for (const [url, fix] of fixes) {
      it(`refuses ${url}: ${fix}`, () => expect(refusal(url)).to.contain(fix));
    }
  });

  describe('of options', () => {
    it('reads them', () => {
      const signal = new AbortController().signal;
      const transport = (): Duplex => new PassThrough();
      const target = parseTarget({
        host: '[::1]',
        port: 1445,
        share: 'photos',
        path: '/2024/../2025/',
        username: 'LAB\\ann',
        servicePrincipal: 'cifs/nas.example',
        dialects: { min: '3.0' },
        connections: 4,
        timeouts: { idle: 60_000 },
        signal,
        mapNames: false,
        transport,
      });
      expect(target).to.deep.include({
        host: '::1',
        path: '2025',
        domain: 'LAB',
        username: 'ann',
        servicePrincipal: 'cifs/nas.example',
        dialects: { min: '3.0', max: '3.1.1' },
        connections: 4,
        timeouts: { connect: 10_000, silence: 30_000, idle: 60_000 },
        mapNames: false,
      });
      expect(target.signal).to.equal(signal);
      expect(target.transport).to.equal(transport);
    });

    it('override a URL, one by one; undefined overrides nothing', async () => {
      const url = 'smb://LAB;ann:one@nas:1445/s/a?vers=3&timeout=7&sign=0';
      const target = parseTarget(url, {
        host: undefined,
        share: 't',
        password: 'two',
        signing: 'if-required',
        dialects: { min: '3.0.2', max: undefined },
        timeouts: { connect: 1_000 },
      });
      expect(target).to.deep.include({
        host: 'nas',
        port: 1445,
        share: 't',
        path: 'a',
        domain: 'LAB',
        username: 'ann',
        signing: 'if-required',
        dialects: { min: '3.0.2', max: '3.1.1' },
        timeouts: { connect: 1_000, silence: 7_000, idle: 0 },
      });
      expect(await target.password()).to.equal('two');
      expect(parseTarget(url, { username: 'OTHER\\bob' })).to.include({ domain: 'OTHER', username: 'bob' });
    });

    it('ask a password function at each login', async () => {
      let asked = 0;
      const target = parseTarget('smb://ann@nas/s', { password: () => Promise.resolve(`pw${++asked}`) });
      expect([target.hasPassword, asked]).to.deep.equal([true, 0]);
      expect([await target.password(), await target.password()]).to.deep.equal(['pw1', 'pw2']);
    });

    it('want a string from a password function', async () => {
      const password = (() => Promise.resolve(7)) as unknown as () => Promise<string>;
      const failure = await parseTarget({ host: 'nas', password })
        .password()
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      expect(failure).to.include({ code: 'ERR_SMB_OPTION' });
    });

    it('give sessions without a key no signature to insist on', () => {
      for (const auth of ['anonymous', 'guest'] as const) {
        expect(parseTarget('smb://nas/s', { auth }).signing).to.equal('if-required');
        expect(parseTarget('smb://nas/s', { auth, signing: 'off' }).signing).to.equal('off');
        expect(refusal('smb://nas/s', { auth, signing: 'required' })).to.contain('no key');
        expect(refusal('smb://nas/s?sign', { auth })).to.contain('no key');
        expect(refusal('smb://nas/s?seal', { auth })).to.contain('no key');
      }
    });

    it('forget who somebody is that wants to be nobody', async () => {
      const target = parseTarget('smb://LAB;ann:pw@nas/s', { auth: 'anonymous' });
      expect(target).to.include({ domain: '', username: '', hasPassword: false });
      expect(await target.password()).to.equal(undefined);
    });

    const fixes: readonly (readonly [string, unknown, string])[] = [
      ['host', '', 'host is missing'],
      ['host', 'a/b', 'neither a name nor an address'],
      ['host', 'a\0b', 'neither a name nor an address'],
      ['host', '::zz', 'neither a name nor an address'],
      ['port', 0, 'from 1 to 65535'],
      ['port', 4.5, 'from 1 to 65535'],
      ['port', '445', 'must be of type number'],
      ['share', '', 'name of a share alone'],
      ['share', 'a/b', 'option path'],
      ['share', '..', 'name of a share alone'],
      ['path', 'a\0', 'NUL'],
      ['password', 7, 'must be of type string or function'],
      ['auth', 'ntlmv1', "'ntlm', 'kerberos', 'anonymous', 'guest'"],
      ['signing', 'on', "'required', 'if-required', 'off'"],
      ['encryption', true, 'must be of type string'],
      ['connections', 0, 'from 1 to 64'],
      ['dialects', { min: '3.1' }, 'dialects.min must be one of'],
      ['dialects', { min: '3.0', max: '2.1' }, "min '3.0' above max '2.1'"],
      ['ciphers', [], 'The option ciphers is empty'],
      ['signingAlgorithms', [], 'The option signingAlgorithms is empty'],
      ['signingAlgorithms', ['MD5'], 'signingAlgorithms must be one of'],
      ['ciphers', ['DES'], 'ciphers must be one of'],
      ['dialects', { from: '3.0' }, "no dialects option 'from'"],
      ['timeouts', { connect: 0 }, 'timeouts.connect'],
      ['timeouts', { silence: -1 }, 'timeouts.silence'],
      ['timeouts', { silence: NaN }, 'timeouts.silence'],
      ['timeouts', { connect: Infinity }, 'timeouts.connect'],
      ['timeouts', { idle: -1 }, 'timeouts.idle'],
      ['timeouts', { read: 1 }, "no timeouts option 'read'"],
      ['signal', 'stop', 'must be of type object'],
      ['mapNames', null, 'must be of type boolean'],
      ['transport', {}, 'must be of type function'],
      ['encription', 'required', "no mount option 'encription'"],
    ];
    for (const [name, value, fix] of fixes) {
      it(`refuse ${name} = ${inspect(value)}: ${fix}`, () => {
        expect(refusal({ host: 'nas', [name]: value })).to.contain(fix);
      });
    }

    it('refuse two domains', () => {
      expect(refusal({ host: 'nas', domain: 'A', username: 'B\\ann' })).to.contain('given twice');
      expect(parseTarget({ host: 'nas', domain: 'A', username: 'A\\ann' })).to.include({ username: 'ann' });
    });
  });
});

describe('the password', () => {
  const secret = 'hunter2';

  it('is in no inspection, no copy and no property', () => {
    const target = parseTarget(`smb://ann:${secret}@nas/s`, { timeouts: { idle: 1 } });
    expect(target).to.be.instanceOf(Target);
    for (const shown of [
      inspect(target, { showHidden: true, depth: null, getters: true }),
      JSON.stringify(target),
      JSON.stringify(Object.getOwnPropertyDescriptors(target)),
      JSON.stringify(Object.entries(target)),
      formatTarget(target),
    ]) {
      expect(shown).to.contain('nas').and.not.to.contain(secret);
    }
  });

  it('is in no error, even where it is written so that the URL falls apart', () => {
    const urls = [
      ...['/', '?', '#', '%', '@', ':', '\\', '[', ']', ' ', '&', '=', ';'].flatMap(char => [
        `smb://ann:${secret}${char}${secret}@nas/s?foo`,
        `smb://ann:${char}${secret}@nas/s?foo`,
        `smb://ann:1${char}${secret}@nas:x/s`,
        `smb://ann:1${char}${secret}=@nas/../s`,
      ]),
      `smb://ann:${secret}@/s`,
      `http://ann:${secret}@nas/s`,
      `smb://ann:${secret}@nas/s#x`,
      `smb://ann:${secret}@nas:99999/s`,
    ];
    for (const url of urls) {
      let shown: string;
      try {
        shown = inspect(parseTarget(url), { depth: null });
        expect.fail(`${url} was taken for ${shown}`);
      } catch (error) {
        shown = inspect(error, { showHidden: true, depth: null });
        expect(error, url).to.be.instanceOf(SmbError);
      }
      expect(shown, url).not.to.contain(secret);
    }
  });
});

describe('formatTarget', () => {
  it('is the URL without password and options', () => {
    const of = (url: string) => formatTarget(parseTarget(url));
    expect(of('smb://nas')).to.equal('smb://nas/');
    expect(of('smb://nas:445/s?sign')).to.equal('smb://nas/s');
    expect(of('smb://LAB;ann:pw@nas:1445/a b/c%3F')).to.equal('smb://LAB;ann@nas:1445/a%20b/c%3F');
    expect(of('smb://ann@[fe80::1%25eth0]/s')).to.equal('smb://ann@[fe80::1%25eth0]/s');
  });

  it('leads to the same place', () => {
    const url = 'smb://LAB;a%40b:pw@nas:1445/sh%25are/d%23/e';
    const again = parseTarget(formatTarget(parseTarget(url)));
    expect(formatTarget(again)).to.equal(formatTarget(parseTarget(url)));
    expect(again).to.include({ domain: 'LAB', username: 'a@b', share: 'sh%are', path: 'd#/e' });
  });
});
