import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareTrees } from '../spec/support/compare-trees.ts';
import { FILES, FOLDERS, type Material, sameFile } from './material.ts';
import type { Contestant } from './measure.ts';
import type { Guard, Peers } from './peers.ts';

/** What a peer's time divided by ours should be at least, and who that peer is. */
export interface Mark {
  readonly peer: string;
  readonly ratio: number;
}

/** A piece of work for us and for peers. */
export interface Work {
  readonly name: string;
  readonly marks: readonly Mark[];
  /** Bytes that cross the network, where the throughput says something. */
  readonly bytes?: number;
  /** Through a network of 20 ms round trip. */
  readonly far?: true;
  /** Made anew for a port, because there may be a proxy before the server. Ours is the first. */
  on(port: number): readonly Contestant[];
}

const PROTECTION: Record<Guard, string> = { off: 'unprotected', signed: 'signed', sealed: 'sealed' };
const GUARDS: readonly Guard[] = ['off', 'signed', 'sealed'];
const TRANSFERS = [4, 16];

/** All the work, in the order of the table. */
export function works(peers: Peers, material: Material): readonly Work[] {
  const { onServer, local } = material;
  const [down, up] = [join(local, 'down'), join(onServer, 'up')];

  const emptied = (folder: string) => ({
    before() {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    },
  });
  const got = (from: string, times = true) => ({
    ...emptied(down),
    check: () => sameTree(from, down, times),
  });
  const put = (times = true) => ({ ...emptied(up), check: () => sameTree(material.tree, up, times) });

  const reading = (name: string, file: 'big' | 'middle', guard: Guard, more: Partial<Work>): Work => ({
    name,
    marks: [{ peer: 'smbclient', ratio: guard === 'off' && more.far !== true ? 1.3 : 1 }],
    bytes: material[file].size,
    ...more,
    on: port => [
      { ...peers.rxsmb(guard, ['cat', peers.url(port, `${file}.bin`)]), sha256: material[file].sha256 },
      peers.smbclient(port, guard, `get ${file}.bin /dev/null`),
    ],
  });
  const writing = (name: string, file: 'big' | 'middle', guard: Guard, more: Partial<Work>): Work => {
    const { path, sha256, size } = material[file];
    const whole = (made: string) => ({ ...emptied(up), check: () => sameFile(join(up, made), sha256) });
    return {
      name,
      marks: [{ peer: 'smbclient', ratio: 1 }],
      bytes: size,
      ...more,
      on: port => [
        { ...peers.rxsmb(guard, ['put', path, peers.url(port, 'up/ours.bin')]), ...whole('ours.bin') },
        { ...peers.smbclient(port, guard, `put ${path} up/peer.bin`), ...whole('peer.bin') },
      ],
    };
  };

  return [
    ...GUARDS.map(guard => reading(`read 1 GiB, ${PROTECTION[guard]}`, 'big', guard, {})),
    ...GUARDS.map(guard => writing(`write 1 GiB, ${PROTECTION[guard]}`, 'big', guard, {})),
    {
      name: 'download the tree',
      marks: [
        { peer: 'smbclient', ratio: 5 },
        { peer: 'rclone', ratio: 5 },
      ],
      on: port => [
        { ...peers.rxsmb('signed', ['sync', peers.url(port, 'tree'), down]), ...got(material.tree) },
        {
          ...peers.smbclient(port, 'signed', `prompt off; recurse; lcd ${down}; cd tree; mget *`),
          ...got(material.tree, false),
        },
        ...TRANSFERS.map(transfers => ({
          ...peers.rclone(port, transfers, ['copy', ':smb:share/tree', down]),
          ...got(material.tree, false),
        })),
      ],
    },
    {
      name: 'upload the tree',
      marks: [{ peer: 'smbclient', ratio: 2 }],
      on: port => [
        { ...peers.rxsmb('signed', ['sync', material.tree, peers.url(port, 'up')]), ...put() },
        {
          ...peers.smbclient(port, 'signed', `prompt off; recurse; lcd ${material.tree}; cd up; mput *`),
          ...put(false),
        },
      ],
    },
    {
      name: 'list the tree',
      marks: [{ peer: 'smbclient', ratio: 1.5 }],
      on: port => [
        { ...peers.rxsmb('signed', ['find', peers.url(port, 'tree')]), lines: FILES + FOLDERS },
        { ...peers.smbclient(port, 'signed', 'recurse; cd tree; ls'), lines: FILES + FOLDERS },
        { ...peers.rclone(port, 16, ['lsf', '-R', ':smb:share/tree']), lines: FILES + FOLDERS },
      ],
    },
    {
      name: 'sync the tree, nothing to do',
      marks: [{ peer: 'rclone', ratio: 2 }],
      on: port => [
        peers.rxsmb('signed', ['sync', peers.url(port, 'tree'), material.copy]),
        ...TRANSFERS.map(transfers =>
          peers.rclone(port, transfers, ['sync', ':smb:share/tree', material.copy]),
        ),
      ],
    },
    reading('20 ms: read 256 MiB', 'middle', 'signed', { far: true }),
    writing('20 ms: write 256 MiB', 'middle', 'signed', { far: true }),
    {
      name: '20 ms: list 50 folders',
      far: true,
      marks: [{ peer: 'rclone', ratio: 5 }],
      on: port => [
        { ...peers.rxsmb('signed', ['find', peers.url(port, 'fifty')]), lines: 50 },
        { ...peers.smbclient(port, 'signed', 'recurse; cd fifty; ls'), lines: 50 },
        { ...peers.rclone(port, 16, ['lsf', '-R', ':smb:share/fifty']), lines: 50 },
      ],
    },
    {
      name: '20 ms: download 1,000 small files',
      far: true,
      marks: [{ peer: 'rclone', ratio: 15 }],
      on: port => [
        { ...peers.rxsmb('signed', ['sync', peers.url(port, 'fifty'), down]), ...got(material.fifty) },
        { ...peers.rclone(port, 16, ['copy', ':smb:share/fifty', down]), ...got(material.fifty, false) },
      ],
    },
  ];
}

function sameTree(expected: string, actual: string, times: boolean): void {
  const differences = compareTrees(expected, actual, times ? {} : { tolerance: Infinity });
  if (differences.length > 0) throw new Error(differences.slice(0, 10).join('\n'));
}
