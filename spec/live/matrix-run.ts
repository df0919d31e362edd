import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { SmbError } from '../../lib/errors.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import type { MountOptions } from '../../lib/target.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { KerberosBench } from './kerberos-bench.ts';
import type { Cell, Person } from './matrix-cells.ts';
import { Wiretap } from './wiretap.ts';

/** Where the logins of one mechanism go, and by what. */
export interface Lab {
  readonly host: string;
  readonly port: number;
  /** The folder behind the share. */
  readonly folder: string;
  /** Everything but the protection. */
  readonly login: Readonly<Record<Person, MountOptions>>;
  /** Works in the environment that this person's login needs. */
  as<T>(person: Person, work: () => Promise<T>): Promise<T>;
}

/** A Samba that knows a user, takes strangers for guests, and lets nobody in as well. */
export async function ntlmLab(): Promise<Lab> {
  const server: SambaServer = await sharedSamba({
    global: { 'map to guest': 'bad user' },
    shares: { share: { settings: { 'guest ok': true, 'force user': userInfo().username } } },
  });
  const { host, port, username, password, path } = server;
  const at = { host, port, share: 'share' };
  return {
    host,
    port,
    folder: path,
    login: {
      user: { ...at, auth: 'ntlm', username, password },
      guest: { ...at, auth: 'guest', username: 'stranger', password: 'x' },
      anonymous: { ...at, auth: 'anonymous' },
    },
    as: (_person, work) => work(),
  };
}

let tickets: Promise<{ bench: KerberosBench; cache: string }> | undefined;

/** A domain controller. Guests and nobody are those who have no ticket, with a name and without one. */
export async function kerberosLab(): Promise<Lab> {
  const { bench, cache } = await (tickets ??= login());
  const at = bench.options('plain');
  return {
    host: bench.ad.address,
    port: 445,
    folder: bench.ad.sharePath('plain'),
    login: { user: at, guest: { ...at, username: 'stranger' }, anonymous: at },
    as: (person, work) => bench.as(person === 'user' ? cache : `${cache}-none`, work),
  };
}

async function login(): Promise<{ bench: KerberosBench; cache: string }> {
  const bench = new KerberosBench();
  await bench.open();
  return { bench, cache: await bench.ad.kinit() };
}

/** More than one READ at 2.0.2, which has 64 KiB at most. */
const SIZE = 150_000;

/** Runs one cell: what became of it, in the words of the page. */
export function verdictOf(cell: Cell, lab: Lab): Promise<string> {
  return lab.as(cell.person, () => verdict(cell, lab));
}

async function verdict(cell: Cell, lab: Lab): Promise<string> {
  const { dialect, cipher, signing, person } = cell;
  const wiretap = new Wiretap();
  let share: Share;
  try {
    share = await mount({
      ...lab.login[person],
      dialects: { min: dialect, max: dialect },
      signingAlgorithms: [signing],
      ...(cipher === 'none' ? { encryption: 'off' } : { encryption: 'required', ciphers: [cipher] }),
      transport: () => wiretap.on(connect(lab.port, lab.host)),
    });
  } catch (error) {
    if (error instanceof SmbError) return `\`${error.code}\``;
    throw error;
  }
  const { info } = share;
  await exercise(share, lab.folder);
  await share.close();
  if (info.dialect !== dialect) throw new Error(`it speaks ${info.dialect}`);
  const { protection } = wiretap;
  if (protection === 'sealed' && info.cipher !== cipher)
    throw new Error(`it seals by ${String(info.cipher)}`);
  if (protection === 'plain' || info.signingAlgorithm === signing) return protection;
  return `${protection} (${info.signingAlgorithm})`;
}

/** A file written, seen on the server's disk, read back. */
async function exercise(share: Share, folder: string): Promise<void> {
  const name = `matrix-${randomBytes(6).toString('hex')}`;
  const bytes = randomBytes(SIZE);
  await share.writeFile(name, bytes);
  if (!readFileSync(join(folder, name)).equals(bytes)) throw new Error('the disk has other bytes');
  if (!(await share.readFile(name)).equals(bytes)) throw new Error('other bytes were read');
  await share.unlink(name);
}
