import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import type { MountOptions } from '../../lib/target.ts';
import type { RunOptions } from '../support/process.ts';
import { type AdShare, HOST_NAME, type SambaAd, sharedSambaAd } from '../support/samba-ad.ts';

type Environment = NonNullable<RunOptions['env']>;

/** What libkrb5 goes by; the specs of Kerberos leave none of it to the machine. */
const VARIABLES = ['KRB5_CONFIG', 'KRB5CCNAME', 'KRB5_CLIENT_KTNAME', 'RXSMB_PASSWORD'] as const;

/** Logins by ticket at the domain controller, in this process. */
export class KerberosBench {
  #ad: SambaAd | undefined;

  get ad(): SambaAd {
    if (this.#ad === undefined) throw new Error('the domain controller is not up yet');
    return this.#ad;
  }

  async open(): Promise<void> {
    this.#ad = await sharedSambaAd();
  }

  /** Mounts by the ticket of a cache. The host is never looked up: the way leads to the controller's address. */
  options(share: AdShare = 'plain', more: MountOptions = {}): MountOptions {
    const way = (): Duplex => connect(445, this.ad.address);
    return { host: HOST_NAME, share, auth: 'kerberos', transport: way, ...more };
  }

  /** Mounts, works, and leaves, in the environment of a cache. */
  async within<T>(
    cache: string | Environment,
    options: MountOptions,
    work: (share: Share) => Promise<T>,
  ): Promise<T> {
    return this.as(cache, async () => {
      const share = await mount(options);
      try {
        return await work(share);
      } finally {
        await share.close();
      }
    });
  }

  /** Works in the environment of a cache, since libkrb5 looks at that of the process. */
  async as<T>(cache: string | Environment, work: () => Promise<T>): Promise<T> {
    const own = typeof cache === 'string' ? { KRB5CCNAME: cache } : cache;
    const env: Environment = { KRB5_CONFIG: this.ad.krb5Config, ...own };
    const before = VARIABLES.map(name => [name, process.env[name]] as const);
    for (const name of VARIABLES) setVariable(name, env[name]);
    try {
      return await work();
    } finally {
      for (const [name, value] of before) setVariable(name, value);
    }
  }
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** A bench for the specs of this `describe`. */
export function useKerberos(): KerberosBench {
  const bench = new KerberosBench();
  before(async function () {
    this.timeout(180_000);
    await bench.open();
  });
  return bench;
}
