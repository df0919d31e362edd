import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processes } from './proc.ts';
import { output } from './process.ts';
import { ANN, DOMAIN, HOST_NAME, REALM, type SambaAd, sharedSambaAd, startSambaAd } from './samba-ad.ts';

describe('spec/support/samba-ad', function () {
  this.timeout(180_000);
  let ad: SambaAd;
  before(async () => {
    ad = await sharedSambaAd();
  });

  it('hands out tickets, and lets in by them who finds it by name', async () => {
    const cache = await ad.kinit();
    const env = ad.environment(cache);
    await output('smbclient', ['--use-kerberos=required', `//${HOST_NAME}/sealed`, '-c', 'mkdir by-ticket'], {
      env,
    });
    expect(existsSync(join(ad.sharePath('sealed'), 'by-ticket'))).to.equal(true);
    const tickets = await output('klist', [], { env });
    expect(tickets).to.contain(`${ANN.name}@${REALM}`).and.to.contain(`cifs/${HOST_NAME}`);
  });

  it('lets in by password as well', async () => {
    const account = `${DOMAIN}\\${ANN.name}%${ANN.password}`;
    await output('smbclient', [
      '-U',
      account,
      '--use-kerberos=off',
      `//${ad.address}/plain`,
      '-c',
      'mkdir by-name',
    ]);
    expect(existsSync(join(ad.sharePath('plain'), 'by-name'))).to.equal(true);
  });

  it('runs side by side with another, ends whole, and leaves the hosts of the machine alone', async () => {
    const hosts = readFileSync('/etc/hosts', 'utf8');
    const other = await startSambaAd();
    expect(other.address).not.to.equal(ad.address);
    await other.stop();
    expect(processes().filter(({ commandLine }) => commandLine.join(' ').includes(other.dir))).to.deep.equal(
      [],
    );
    expect(existsSync(other.dir)).to.equal(false);
    expect(readFileSync('/etc/hosts', 'utf8')).to.equal(hosts);
  });
});
