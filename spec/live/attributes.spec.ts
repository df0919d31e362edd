import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';

const LIST = `import json,os,sys
print(json.dumps({n: os.getxattr(sys.argv[1],n).hex() for n in os.listxattr(sys.argv[1])}))`;

/** The extended attributes of a file as they lie on the server's disk, values in hex. */
function onDisk(path: string): Record<string, string> {
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', LIST, path], { encoding: 'utf8' })) as Record<
    string,
    string
  >;
}

const hex = (value: string) => Buffer.from(value).toString('hex');

describe('live: attributes, extended attributes, alternate data streams', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: SambaServer;
  let share: Share;
  const disk = (name: string) => join(server.path, name);

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    const settings = { 'vfs objects': 'streams_xattr', 'ea support': true, 'store dos attributes': true };
    server = await sharedSamba({
      shares: { beside: { settings }, plain: { settings: { 'ea support': false } } },
    });
    writeFileSync(disk('file'), 'its own content');
    mkdirSync(disk('folder'));
    share = await mount(server.url());
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
  });

  it('sets some attributes, clears others, leaves the rest, as smbclient sees it', async () => {
    await share.setAttributes('file', { hidden: true, archive: true });
    await share.setAttributes('file', { readonly: true, archive: false });
    expect(await share.getAttributes('file')).to.include({ readonly: true, hidden: true, archive: false });
    expect(await server.smbclient('allinfo file')).to.match(/attributes: RH \(/);
    await share.setAttributes('file', { readonly: false, hidden: false });
    expect(Object.values(await share.getAttributes('file'))).to.not.include(true);
    await share.setAttributes('folder', { hidden: true });
    expect(await share.getAttributes('folder')).to.include({ hidden: true, readonly: false });
    expect((await share.stat('folder')).isDirectory()).to.equal(true);
  });

  it('sets, lists, gets and removes extended attributes, which lie on the disk as user.NAME', async () => {
    for (const name of ['file', 'folder', '/']) {
      expect(await share.listXattr(name), name).to.deep.equal([]);
      await share.setXattr(name, 'Comment', 'first');
      await share.setXattr(name, 'bytes', Buffer.from([0, 1, 255]));
      await share.setXattr(name, 'COMMENT', 'again');
      expect(await share.listXattr(name)).to.have.members(['Comment', 'bytes']);
      expect(String(await share.getXattr(name, 'comment'))).to.equal('again');
      expect(await share.getXattr(name, 'bytes')).to.deep.equal(Buffer.from([0, 1, 255]));
      expect(onDisk(disk(name))).to.include({ 'user.Comment': hex('again'), 'user.bytes': '0001ff' });
      await share.removeXattr(name, 'comment');
      await share.removeXattr(name, 'never there');
      expect(await share.listXattr(name)).to.deep.equal(['bytes']);
      await share.removeXattr(name, 'bytes');
    }
  });

  it('says as Linux does what cannot be', async () => {
    const codeOf = async (work: PromiseLike<unknown>) => (await failure(work)).code;
    expect(await codeOf(share.getXattr('file', 'none'))).to.equal('ENODATA');
    await share.setXattr('file', 'other', 'x');
    expect(await failure(share.getXattr('file', 'none'))).to.include({
      code: 'ENODATA',
      path: 'file',
      syscall: 'getxattr',
    });
    expect(await codeOf(share.getXattr('missing', 'none'))).to.equal('ENOENT');
    expect(await codeOf(share.setXattr('file', 'big', Buffer.alloc(65_535)))).to.equal('ENOSPC');
    expect(await codeOf(share.setXattr('file', 'big', Buffer.alloc(65_536)))).to.equal('E2BIG');
    expect(await codeOf(share.setXattr('file', 'a/b:*', 'x'))).to.equal('EINVAL');
    expect(await codeOf(share.setXattr('file', 'ü', 'x'))).to.equal('EINVAL');
    expect(await codeOf(share.setXattr('file', 'empty', ''))).to.equal('EINVAL');
    await share.removeXattr('file', 'other');
    const plain = await mount(server.url('plain'));
    await plain.writeFile('file', 'x');
    expect(await codeOf(plain.setXattr('file', 'a', 'x'))).to.equal('ENOTSUP');
    await plain.close();
  });

  it('writes, lists, reads and removes streams of files, folders and the root', async () => {
    for (const name of ['file', 'folder', '/']) {
      expect(await share.streams(name), name).to.deep.equal([]);
      await share.writeFile(name, 'hello', { stream: 'Zone.Identifier' });
      await share.appendFile(name, ' there', { stream: 'zone.identifier' });
      expect(await share.streams(name)).to.deep.equal([
        { name: 'Zone.Identifier', size: 11, allocationSize: 11 },
      ]);
      expect(await share.readFile(name, { stream: 'Zone.Identifier', encoding: 'utf8' })).to.equal(
        'hello there',
      );
      expect(onDisk(disk(name))['user.DosStream.Zone.Identifier:$DATA']).to.equal(`${hex('hello there')}00`);
      expect((await share.stat(name, { stream: 'Zone.Identifier' })).size).to.equal(11);
      await share.truncate(name, 5, { stream: 'Zone.Identifier' });
      expect(await text(share.createReadStream(name, { stream: 'Zone.Identifier' }))).to.equal('hello');
      await share.unlink(name, { stream: 'Zone.Identifier' });
      expect(await share.exists(name, { stream: 'Zone.Identifier' })).to.equal(false);
      expect(await share.exists(name)).to.equal(true);
    }
    expect(readFileSync(disk('file'), 'utf8')).to.equal('its own content');
  });

  it('reads back what smbclient wrote into a stream, however many there are', async () => {
    const local = join(server.dir, 'local');
    writeFileSync(local, 'from smbclient');
    await server.smbclient(`put ${local} file:by-smbclient`);
    expect(await share.readFile('file', { stream: 'by-smbclient', encoding: 'utf8' })).to.equal(
      'from smbclient',
    );
    const large = randomBytes(2_500);
    await share.writeFile('folder', large, { stream: 'large' });
    expect(await share.readFile('folder', { stream: 'large' })).to.deep.equal(large);
    expect(await failure(share.readFile('file', { stream: 'none' }))).to.include({
      code: 'ENOENT',
      path: 'file',
    });
    await share.unlink('file', { stream: 'by-smbclient' });
    await share.unlink('folder', { stream: 'large' });
  });

  it('leaves a read-only file as it is when its stream cannot be removed', async () => {
    await share.writeFile('file', 'x', { stream: 's' });
    await share.setAttributes('file', { readonly: true });
    expect(await failure(share.unlink('file', { stream: 's' }))).to.include({ code: 'EPERM' });
    expect(await share.getAttributes('file')).to.include({ readonly: true });
    await share.setAttributes('file', { readonly: false });
    await share.unlink('file', { stream: 's' });
  });

  it('leaves nothing open, and no frame that tshark cannot read', async () => {
    await nothingOpen(server, share, 'file');
    await share.close();
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });
});
