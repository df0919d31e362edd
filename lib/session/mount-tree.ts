import { randomBytes } from '../crypto/random.ts';
import { concatMap, defer, from, map, Observable, throwError } from 'rxjs';

import type { Authenticator } from '../auth/authenticator.ts';
import { SmbError } from '../errors.ts';
import { Exchange } from '../exchange/exchange.ts';
import type { Request } from '../exchange/request.ts';
import { SecurityTable } from '../exchange/security.ts';
import { begin } from '../trace.ts';
import type { CipherName } from '../wire/smb2/cipher-name.ts';
import type { SigningAlgorithmName } from '../wire/smb2/signing-algorithm-name.ts';
import type { Dialect } from '../wire/smb2/dialect.ts';
import { Command } from '../wire/smb2/command.ts';
import { EchoRequest } from '../wire/smb2/echo.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { dialOf, type DialOptions } from './dial.ts';
import { Namespace } from './dfs/namespace.ts';
import type { DfsTarget } from './dfs/referral-cache.ts';
import { enter } from './enter.ts';
import { handshake } from './handshake.ts';
import { login, type LoginOptions } from './login.ts';
import { MountedTree } from './mounted-tree.ts';
import { makeOffer, type Sealing, type Signing } from './offer.ts';
import { SmbConnection } from './smb-connection.ts';

/** Everything that must be known to get from an address into a share. */
export interface MountSettings extends DialOptions {
  readonly share: string;
  readonly dialects: { readonly min: Dialect; readonly max: Dialect };
  readonly signing: Signing;
  readonly encryption: Sealing;
  readonly ciphers: readonly CipherName[];
  readonly signingAlgorithms: readonly SigningAlgorithmName[];
  readonly allow: LoginOptions['allow'];
  readonly timeouts: { readonly connect: number; readonly silence: number; readonly idle: number };
  /** 16 bytes that stay the same over the reconnects of one mount: durable handles are found by them. */
  readonly clientGuid?: Uint8Array | undefined;
  /** Made anew for each login. */
  readonly authenticator: (host: string) => Promise<Authenticator>;
}

/**
 * From an address into a share: dial, negotiate, log in, enter. Emits the share once and stays open; an error
 * after that is the end of the link, told after every pending operation was. Unsubscribing leaves politely.
 */
export function mountTree(settings: MountSettings): Observable<MountedTree> {
  return new Observable(subscriber => {
    const span = begin('connect', `${settings.host}:${settings.port}`, settings.share);
    const abort = new AbortController();
    let mounted: MountedTree | undefined;
    let settle: (error: Error | undefined) => void = () => undefined;
    const exchange: Exchange = new Exchange({
      security: new SecurityTable(),
      ...settings.timeouts,
      probe: () => (mounted === undefined ? undefined : echoOf(connection.sessionId)),
      onNotice: message => {
        connection.leases.notice(message);
      },
      onClosed: error => {
        connection.leases.end();
        settle(error);
        if (error === undefined) subscriber.complete();
        else subscriber.error(error);
      },
    });
    const connection = new SmbConnection(exchange, settings.host, settings.port);
    const { host, share, encryption, allow, clientGuid = randomBytes(16) } = settings;
    const offer = makeOffer({ ...settings, ...settings.dialects, clientGuid });

    // attached even if nobody waits any more: the exchange tears down what comes too late
    const dialled = dialOf(settings)(exchange, abort.signal).then(transport => {
      exchange.attach(transport);
    });
    const opening = from(dialled)
      .pipe(
        concatMap(() => handshake(connection, offer)),
        concatMap(() => from(settings.authenticator(host))),
        concatMap(authenticator =>
          login(connection, { authenticator, allow, encryption, securityMode: offer.securityMode }),
        ),
        concatMap(session => enter(session, share, offer)),
        map(tree => {
          const closed = new Promise<void>((resolve, reject) => {
            settle = error => {
              if (error === undefined) resolve();
              else reject(error);
            };
          });
          return new MountedTree(tree, closed, new Namespace(target => elsewhere(settings, target)));
        }),
      )
      .subscribe({
        next: tree => {
          mounted = tree;
          span.done();
          subscriber.next(tree);
        },
        error: error => {
          span.failed(error);
          subscriber.error(error); // before the exchange fails, so that the better reason is the one told
          exchange.close();
        },
      });
    return () => {
      span.cancelled();
      opening.unsubscribe();
      abort.abort();
      if (mounted === undefined) exchange.close();
      else void mounted.leave();
    };
  });
}

/** The share of another server that a referral names: the same user, the same demands, a connection of its own. */
function elsewhere(settings: MountSettings, { host, port, share }: DfsTarget): Observable<MountedTree> {
  if (settings.transport === undefined) {
    return defer(() => mountTree({ ...settings, host, port, share, clientGuid: undefined }));
  }
  const message = `a transport of your own leads to one server, and '${host}' is another (DFS): mount that by itself`;
  return throwError(() => new SmbError({ code: 'EXDEV', message, outcome: 'not-sent' }));
}

function echoOf(sessionId: bigint): Request {
  return {
    command: Command.ECHO,
    charge: 1,
    sessionId,
    treeId: 0,
    body: EchoRequest.encode({}, HEADER_SIZE),
  };
}
