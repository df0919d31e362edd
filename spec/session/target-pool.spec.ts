import { expect } from 'chai';
import { firstValueFrom, NEVER, startWith } from 'rxjs';
import { TargetPool } from '../../lib/session/dfs/target-pool.ts';
import type { SmbTree } from '../../lib/session/smb-tree.ts';
import { failure } from '../live/failure.ts';

describe('TargetPool', () => {
  it('leads one mount to 64 servers, and names the one too many', async () => {
    const tree = {
      share: 'share',
      session: { connection: { host: 'first', port: 445 } },
    } as unknown as SmbTree;
    const entered: string[] = [];
    const pool = new TargetPool(({ host }) => {
      entered.push(host);
      return NEVER.pipe(startWith({ tree, leave: () => Promise.resolve() }));
    });
    const enter = (host: string) =>
      firstValueFrom(pool.enter({ host, port: 445, share: 'share', path: '' }, tree));
    for (let index = 0; index < 64; index++) await enter(`host${index}`);
    const error = await failure(enter('host64'));
    expect(error).to.include({ code: 'EMLINK', outcome: 'not-sent' });
    expect(error.message).to.include("'host64'");
    await enter('HOST3'); // those that are known can still be entered
    expect(entered).to.have.lengthOf(64);
    await pool.leave();
  });
});
