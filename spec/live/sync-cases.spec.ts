import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isTempName } from '../../lib/share/temp-name.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { collect, errors, paths, sums } from '../sync/collect.ts';

describe('live: sync of names that differ only in case', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: SambaServer;
  let folders = 0;

  before(async () => {
    // a share as usual, and one that tells cases apart
    server = await sharedSamba({ shares: { share: {}, exact: { settings: { 'case sensitive': true } } } });
    process.env['RXSMB_PCAP'] = capture;
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  /** A local folder with such names, and one of the server that is not there yet. */
  const ways = (share: string) => {
    const local = freshFolder('cases');
    const path = `cases-${folders++}`;
    const remote = join(server.sharePath(share), path);
    return { local, remote, url: server.url(share, { path }) };
  };
  const fill = (folder: string) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'Report.txt'), 'first');
    writeFileSync(join(folder, 'report.txt'), 'second one');
    writeFileSync(join(folder, 'other'), '');
  };

  it('to a share that takes them for the same: one is copied, the other one is an error', async () => {
    const { local, remote, url } = ways('share');
    fill(local);
    const events = await collect(local, url);
    expect(errors(events)).to.deep.equal(['EEXIST report.txt']);
    expect(readdirSync(remote).sort()).to.deep.equal(['Report.txt', 'other']);
    expect(readFileSync(join(remote, 'Report.txt'), 'utf8')).to.equal('first');
    expect(await sums(local, url)).to.include({ transferred: 0, unchanged: 2, errors: 1 });
  });

  it('to such a share with skip and rename', async () => {
    const { local, remote, url } = ways('share');
    fill(local);
    expect(await sums(local, url, { caseConflict: 'skip' })).to.include({
      transferred: 2,
      skipped: 1,
      errors: 0,
    });
    const renamed = await collect(local, url, { caseConflict: 'rename', delete: true });
    expect(paths(renamed, 'transferred')).to.deep.equal(['report.txt']);
    expect(readFileSync(join(remote, 'report (2).txt'), 'utf8')).to.equal('second one');
    expect(await sums(local, url, { caseConflict: 'rename', delete: true })).to.include({
      transferred: 0,
      unchanged: 3,
      deleted: 0,
      errors: 0,
    });
    expect(readdirSync(remote).some(isTempName)).to.equal(false);
  });

  it('to such a share that has the file in another case: it is the same one, and never deleted', async () => {
    const { local, remote, url } = ways('share');
    fill(remote);
    writeFileSync(join(local, 'OTHER'), 'changed');
    const events = await collect(local, url, { delete: true });
    expect(errors(events)).to.deep.equal([]);
    expect(paths(events, 'deleted')).to.deep.equal(['Report.txt', 'report.txt']);
    const [name = ''] = readdirSync(remote);
    expect(name.toLowerCase()).to.equal('other');
    expect(readFileSync(join(remote, name), 'utf8')).to.equal('changed');
  });

  it('to a share that tells them apart: both are copied', async () => {
    const { local, remote, url } = ways('exact');
    fill(local);
    expect(await sums(local, url)).to.include({ transferred: 3, errors: 0 });
    expect(readdirSync(remote).sort()).to.deep.equal(['Report.txt', 'other', 'report.txt']);
  });

  it('from a server into a folder that tells them apart: both are copied, and found again', async () => {
    const { local, remote, url } = ways('exact');
    fill(remote);
    expect(await sums(url, local)).to.include({ transferred: 3, errors: 0 });
    expect(readFileSync(join(local, 'report.txt'), 'utf8')).to.equal('second one');
    expect(readFileSync(join(local, 'Report.txt'), 'utf8')).to.equal('first');
    expect(await sums(url, local)).to.include({ transferred: 0, unchanged: 3 });
    expect(readdirSync(local).some(isTempName)).to.equal(false);
  });

  it('changes nothing in a dry run, and tells what it takes for a conflict', async () => {
    const { local, remote, url } = ways('share');
    fill(local);
    expect(await sums(local, url, { dryRun: true })).to.include({ transferred: 2, errors: 1 });
    expect(existsSync(remote)).to.equal(false);
  });
});
