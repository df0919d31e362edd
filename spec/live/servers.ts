import type { DialectName } from '../../lib/target.ts';
import { type LiveServer, sharedRxsmb, startRxsmb } from '../support/rxsmb-server.ts';
import { type SambaOptions, type SambaProtocol, sharedSamba, startSamba } from '../support/samba.ts';

export type { LiveServer } from '../support/rxsmb-server.ts';

/** What can be asked of every server of {@link SERVERS}. */
export interface LiveOptions {
  /** The only dialect that it speaks; all of them when left out. */
  readonly dialect?: DialectName;
  readonly signing?: 'required' | 'if-required';
  /** Credits that a client may hold. */
  readonly credits?: number;
  /** Bytes of the largest READ and WRITE. */
  readonly maxIo?: number;
}

/** A server that the client has to get on with. */
export interface ServerKind {
  readonly name: 'Samba' | 'rxsmb';
  /** Starts one that a spec has for itself; its first share is called `share`. */
  start(options?: LiveOptions): Promise<LiveServer>;
  /** The one of these options, which is stopped after the whole run. */
  shared(options?: LiveOptions): Promise<LiveServer>;
}

const PROTOCOLS: Readonly<Record<DialectName, SambaProtocol>> = {
  '2.0.2': 'SMB2_02',
  '2.1': 'SMB2_10',
  '3.0': 'SMB3_00',
  '3.0.2': 'SMB3_02',
  '3.1.1': 'SMB3_11',
};

function toSamba({ dialect, signing, credits, maxIo }: LiveOptions = {}): SambaOptions {
  const protocol = dialect && PROTOCOLS[dialect];
  return {
    ...(protocol && { minProtocol: protocol, maxProtocol: protocol }),
    ...(signing && { signing: signing === 'required' ? 'mandatory' : 'auto' }),
    global: {
      // names of 8.3 characters in place of those that Windows has no room for are Samba's own idea
      'mangled names': false,
      ...(credits && { 'smb2 max credits': credits }),
      ...(maxIo && { 'smb2 max read': maxIo, 'smb2 max write': maxIo }),
    },
    shares: { share: {} },
  };
}

function toRxsmb({ dialect, signing, credits, maxIo }: LiveOptions = {}) {
  return {
    ...(dialect && { dialects: { min: dialect, max: dialect } }),
    ...(signing && { signing }),
    ...(credits && { credits }),
    ...(maxIo && { maxRead: maxIo, maxWrite: maxIo }),
  };
}

/** The servers that the live specs run against, where both can serve. */
export const SERVERS: readonly ServerKind[] = [
  {
    name: 'Samba',
    start: options => startSamba(toSamba(options)),
    shared: options => sharedSamba(toSamba(options)),
  },
  {
    name: 'rxsmb',
    start: options => startRxsmb(toRxsmb(options)),
    shared: options => sharedRxsmb(toRxsmb(options)),
  },
];

/** Describes something once for each of them. */
export function onEveryServer(title: string, specs: (this: Mocha.Suite, kind: ServerKind) => void): void {
  for (const kind of SERVERS) {
    describe(`${title}, on ${kind.name}`, function () {
      specs.call(this, kind);
    });
  }
}
