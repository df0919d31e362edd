import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCredentials, readCredentials, readPasswordFile } from '../../lib/cli/credentials.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { freshFolder, removeFolder } from '../support/temp.ts';

describe('parseCredentials', () => {
  it('reads what mount.cifs reads', () => {
    const text = 'username=ann\npassword=secret\ndomain=LAB\n';
    expect(parseCredentials(text)).to.deep.equal({ username: 'ann', password: 'secret', domain: 'LAB' });
  });

  it('takes the short forms, any case, blank lines, comments, CRLF and a byte order mark', () => {
    const text = '\ufeff# mine\r\n\r\n  User=ann\r\nPASS=x\r\ndom=LAB\r\n';
    expect(parseCredentials(text)).to.deep.equal({ username: 'ann', password: 'x', domain: 'LAB' });
  });

  it('takes a password as it is: = and # and spaces are part of it', () => {
    expect(parseCredentials('password= p=#w ')).to.deep.equal({ password: ' p=#w ' });
    expect(parseCredentials('password=')).to.deep.equal({ password: '' });
  });

  it('takes the way smbclient writes it, blanks around the sign', () => {
    const text = 'username = ann\npassword = p@ss w%rd/1\n';
    expect(parseCredentials(text)).to.deep.equal({ username: 'ann', password: 'p@ss w%rd/1' });
  });

  it('refuses any other line by its number, not by its words', () => {
    expect(() => parseCredentials('username=ann\nhunter2\n'))
      .to.throw(UsageError, 'line 2')
      .with.property('message')
      .that.does.not.include('hunter2');
  });
});

describe('files of secrets', () => {
  let folder = '';
  before(() => {
    folder = freshFolder('credentials');
  });
  after(() => {
    removeFolder(folder);
  });

  it('are read', async () => {
    writeFileSync(join(folder, 'credentials'), 'username=ann\npassword=x\n');
    writeFileSync(join(folder, 'password'), 'two words\nnot this\n');
    writeFileSync(join(folder, 'bare'), 'x');
    writeFileSync(join(folder, 'windows'), 'x\r\n');
    expect(await readCredentials(join(folder, 'credentials'))).to.include({ username: 'ann', password: 'x' });
    expect(await readPasswordFile(join(folder, 'password'))).to.equal('two words');
    expect(await readPasswordFile(join(folder, 'bare'))).to.equal('x');
    expect(await readPasswordFile(join(folder, 'windows'))).to.equal('x');
  });

  it('that are missing are a usage error which says why', async () => {
    const error = await readPasswordFile(join(folder, 'none')).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(UsageError);
    expect(String(error)).to.include('--password-file').and.include('ENOENT');
  });
});
