/**
 * Records the conversations of `spec/fixtures/conversations` anew, with a real Samba, by the library's own capture:
 *
 *     node --import tsx spec/hostile/record.ts
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { shares } from '../../lib/share/services/shares.ts';
import { mount } from '../../lib/share/mount.ts';
import type { MountOptions } from '../../lib/target.ts';
import { startSamba } from '../support/samba.ts';
import { converse, SHARE } from './converse.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'conversations');

const guests = { 'guest ok': true, 'vfs objects': 'streams_xattr acl_xattr', 'ea support': true };
const server = await startSamba({
  shares: { [SHARE]: { settings: { ...guests, 'acl_xattr:security_acl_name': 'user.NTACL' } } },
  global: { 'netbios name': 'LAB', 'guest account': process.getuid?.() === 0 ? 'root' : '' },
});
mkdirSync(FOLDER, { recursive: true });
try {
  const { host, port, username, password } = server;
  const nobody = { auth: 'anonymous' } as const;
  await record('anonymous-2.1', { ...nobody, dialects: { min: '2.1', max: '2.1' } });
  await record('anonymous-3.1.1', nobody);
  await record('ntlm-3.1.1', { username, password });
  await record('ntlm-3.0', { username, password, dialects: { min: '3.0', max: '3.0' } });
  into('services');
  await shares(host, { port, ...nobody });
} finally {
  await server.stop();
}

async function record(name: string, options: MountOptions): Promise<void> {
  const path = into(name);
  const { host, port } = server;
  const share = await mount({ host, port, share: SHARE, ...options });
  const failures = await converse(share);
  await share.close();
  console.log(`${name}: ${statSync(path).size} bytes`, failures.map(String));
}

function into(name: string): string {
  const path = join(FOLDER, `${name}.pcap`);
  process.env['RXSMB_PCAP'] = path;
  return path;
}
