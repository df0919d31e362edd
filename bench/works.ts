import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Guard, PROTECTION } from './counting.ts';
import { FILES, FOLDERS, lastChange, type Material, sameFile, sameTree } from './material.ts';
import type { Contestant } from './measure.ts';
import type { Peers } from './peers.ts';

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
  /** Which server: the near one; through a network of 20 ms round trip; one that makes allowances for old clients. */
  readonly where: 'near' | 'far' | 'allowing';
  /** Made anew for a port, because there may be a proxy before the server. Ours is the first. */
  on(port: number): readonly Contestant[];
}

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
  let changed = 0n;
  const idle = {
    before: () => (changed = lastChange(material.copy)),
    check() {
      if (lastChange(material.copy) !== changed)
        throw new Error('there was nothing to do, and it did something');
    },
  };

  const reading = (name: string, file: 'big' | 'middle', guard: Guard, more: Partial<Work>): Work => ({
    name,
    where: 'near',
    marks: [{ peer: 'smbclient', ratio: guard === 'off' ? 1.3 : 1 }],
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
      where: 'near',
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
      where: 'near',
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
      where: 'near',
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
      where: 'near',
      marks: [{ peer: 'smbclient', ratio: 1.5 }],
      on: port => [
        { ...peers.rxsmb('signed', ['find', peers.url(port, 'tree')]), lines: FILES + FOLDERS },
        { ...peers.smbclient(port, 'signed', 'recurse; cd tree; ls'), lines: FILES + FOLDERS },
        { ...peers.rclone(port, 16, ['lsf', '-R', ':smb:share/tree']), lines: FILES + FOLDERS },
      ],
    },
    {
      name: 'sync the tree, nothing to do',
      where: 'near',
      marks: [{ peer: 'rclone', ratio: 2 }],
      on: port => [
        { ...peers.rxsmb('signed', ['sync', peers.url(port, 'tree'), material.copy]), ...idle },
        ...TRANSFERS.map(transfers => ({
          ...peers.rclone(port, transfers, ['sync', ':smb:share/tree', material.copy]),
          ...idle,
        })),
      ],
    },
    reading('20 ms: read 256 MiB', 'middle', 'signed', { where: 'far' }),
    writing('20 ms: write 256 MiB', 'middle', 'signed', { where: 'far' }),
    {
      name: '20 ms: list 50 folders',
      where: 'far',
      marks: [{ peer: 'rclone', ratio: 5 }],
      on: port => [
        { ...peers.rxsmb('signed', ['find', peers.url(port, 'fifty')]), lines: 50 },
        { ...peers.smbclient(port, 'signed', 'recurse; cd fifty; ls'), lines: 50 },
        { ...peers.rclone(port, 16, ['lsf', '-R', ':smb:share/fifty']), lines: 50 },
      ],
    },
    {
      name: '20 ms: download 1,000 small files',
      where: 'far',
      marks: [{ peer: 'rclone', ratio: 15 }],
      on: port => [
        { ...peers.rxsmb('signed', ['sync', peers.url(port, 'fifty'), down]), ...got(material.fifty) },
        { ...peers.rclone(port, 16, ['copy', ':smb:share/fifty', down]), ...got(material.fifty, false) },
      ],
    },
  ];
}

/** Our server beside smbd, with smbclient as the client of both. */
export function serving(peers: Peers, own: number, { big }: Material): readonly Work[] {
  return GUARDS.map(guard => ({
    name: `serve 1 GiB, ${guard}`,
    where: 'near',
    marks: [{ peer: 'smbd', ratio: 0.5 }],
    bytes: big.size,
    on: port => [
      { ...peers.smbclient(own, guard, 'get big.bin /dev/null'), name: 'rxsmb' },
      { ...peers.smbclient(port, guard, 'get big.bin /dev/null'), name: 'smbd' },
    ],
  }));
}
