import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { statusName } from '../lib/wire/erref/status-name.ts';
import type { SambaServer } from '../spec/support/samba.ts';
import { FILES, FOLDERS, type Material, type Noise, sameFile, sameTree } from './material.ts';
import { type Contestant, lap } from './measure.ts';
import { CLIENTS, type NpmClient, npmClient } from './npm-clients.ts';
import type { Outcome, Trial } from './rows.ts';
import type { Peers } from './peers.ts';
import type { Work } from './works.ts';

/** What the clients are tried at, beside the two Sambas that refuse. */
type NpmWork = 'read' | 'write' | 'list' | 'download';

/** The works as these clients do them, and as we do. */
function npmWorks(folder: string, server: SambaServer, material: Material) {
  const [up, down] = [join(material.onServer, 'up'), join(material.local, 'down')];
  const emptied = (target: string) => () => {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
  };
  const put = ({ sha256 }: Noise) => ({
    before: emptied(up),
    check: () => sameFile(join(up, 'put.bin'), sha256),
  });
  const got = { before: emptied(down), check: () => sameTree(material.fifty, down, false) };
  const lines = FILES + FOLDERS;
  return {
    peer: {
      read: (client: NpmClient, port: number, { path, sha256 } = material.big): Contestant => ({
        ...npmClient(client, folder, server, port, ['cat', basename(path)]),
        sha256,
      }),
      write: (client: NpmClient, port: number, file = material.middle): Contestant => ({
        ...npmClient(client, folder, server, port, ['put', file.path, 'up/put.bin']),
        ...put(file),
      }),
      list: (client: NpmClient, port: number): Contestant => ({
        ...npmClient(client, folder, server, port, ['find', 'tree']),
        lines,
      }),
      download: (client: NpmClient, port: number): Contestant => ({
        ...npmClient(client, folder, server, port, ['get', 'fifty', down]),
        ...got,
      }),
    },
    ours: {
      read: (peers: Peers, port: number): Contestant => ({
        ...peers.rxsmb('off', ['cat', peers.url(port, 'big.bin')]),
        sha256: material.big.sha256,
      }),
      write: (peers: Peers, port: number): Contestant => ({
        ...peers.rxsmb('off', ['put', material.middle.path, peers.url(port, 'up/put.bin')]),
        ...put(material.middle),
      }),
      list: (peers: Peers, port: number): Contestant => ({
        ...peers.rxsmb('off', ['find', peers.url(port, 'tree')]),
        lines,
      }),
      download: (peers: Peers, port: number): Contestant => ({
        ...peers.rxsmb('off', ['sync', peers.url(port, 'fifty'), down]),
        ...got,
      }),
    },
  };
}

/** Tries each of them once at everything. */
export async function* trials(
  folder: string,
  ports: { readonly signing: number; readonly plain: number; readonly allowing: number },
  server: SambaServer,
  material: Material,
): AsyncGenerator<Trial> {
  const { peer } = npmWorks(folder, server, material);
  const tried = async (contestant: Contestant): Promise<Outcome> => {
    try {
      return (await lap(contestant, true)).seconds;
    } catch (error) {
      return reasonOf((error as Error).message.replace(`${contestant.name}: `, ''));
    }
  };
  for (const client of CLIENTS) {
    yield {
      ...client,
      signed: await tried(peer.read(client, ports.signing, material.small)),
      plain: await tried(peer.read(client, ports.plain, material.small)),
      read: await tried(peer.read(client, ports.allowing, material.small)),
      write: await tried(peer.write(client, ports.allowing, material.small)),
      list: await tried(peer.list(client, ports.allowing)),
      download: await tried(peer.download(client, ports.allowing)),
    };
  }
}

/** The works of rxsmb against the client that was the fastest on trial; none where nobody could do it. */
export function against(
  found: readonly Trial[],
  folder: string,
  server: SambaServer,
  peers: Peers,
  material: Material,
): readonly Work[] {
  const { ours, peer } = npmWorks(folder, server, material);
  return NPM_WORKS.flatMap(({ key, name, bytes }): readonly Work[] => {
    const able = found.filter(each => typeof each[key] === 'number');
    const best = able.toSorted((a, b) => Number(a[key]) - Number(b[key]))[0];
    if (best === undefined) return [];
    return [
      {
        name,
        where: 'allowing',
        marks: [],
        ...(bytes === undefined ? {} : { bytes: material[bytes].size }),
        on: port => [ours[key](peers, port), peer[key](best, port)],
      },
    ];
  });
}

/** Names of the works against clients from npm. */
export const NPM_WORKS: readonly { key: NpmWork; name: string; bytes?: 'big' | 'middle' }[] = [
  { key: 'read', name: 'npm: read 1 GiB', bytes: 'big' },
  { key: 'write', name: 'npm: write 256 MiB', bytes: 'middle' },
  { key: 'list', name: 'npm: list the tree' },
  { key: 'download', name: 'npm: download 1,000 small files' },
];

/** The status where there is one: what clients say beside it is long. */
function reasonOf(message: string): string {
  const number = /status 0x([\da-f]{8})/.exec(message)?.[1];
  if (number !== undefined) return statusName(Number.parseInt(number, 16));
  return /STATUS_\w+/.exec(message)?.[0] ?? message.replace(/^.* ended with 1: /, '').trim();
}
