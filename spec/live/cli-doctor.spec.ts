import { expect } from 'chai';
import { readdirSync, writeFileSync } from 'node:fs';
import { objects, useBench } from '../cli/bench.ts';
import { freePort } from '../support/ports.ts';
import { startSamba } from '../support/samba.ts';

/** Whoever runs the specs may have a ticket. */
const NO_TICKET = { KRB5CCNAME: 'FILE:/dev/null', KRB5_CLIENT_KTNAME: undefined };

describe('rxsmb, the command,', function () {
  this.timeout(60_000);
  const bench = useBench();

  describe('as a doctor', () => {
    const CHECKS = [
      ...['port', 'dialect', 'signing', 'sealing', 'kerberos'],
      ...['login', 'guest', 'share', 'list', 'write'],
    ];
    const results = (text: string) =>
      Object.fromEntries(objects(text).map(({ check, result }) => [String(check), String(result)]));

    it('finds everything in order', async () => {
      writeFileSync(bench.onServer('f'), '');
      const run = await bench.rxsmb(['doctor', '--json', '--write', bench.url()], { env: NO_TICKET });
      const findings = objects(run.stdout);
      expect(findings.map(({ check }) => check)).to.deep.equal(CHECKS);
      // a login by ticket, which nobody asked for, would not work here
      const expected = CHECKS.map(check => (check === 'kerberos' ? 'skipped' : 'ok'));
      expect(findings.map(({ result }) => result)).to.deep.equal(expected);
      expect(String(findings[1]?.['detail'])).to.include(
        'SMB 3.1.1 (the server speaks 2.0.2, 2.1, 3.0, 3.0.2, 3.1.1)',
      );
      expect(String(findings[2]?.['detail'])).to.include('AES-GMAC');
      expect(readdirSync(bench.onServer(''))).to.deep.equal(['f']);
    });

    it('does not write unless told to, and says what to do', async () => {
      expect(results(await bench.done('doctor', '--json', bench.url()))).to.include({
        list: 'ok',
        write: 'skipped',
      });
      const readonly = await bench.rxsmb(['doctor', '--write', bench.url('', 'readonly')]);
      expect(readonly.code).to.equal(1);
      expect(readonly.stdout).to.match(/^failed +write .*\n +-> give the user the right/m);
    });

    it('tells how far it came, and what to do about it', async () => {
      const wrong = await bench.rxsmb(['doctor', '--json', bench.url()], {
        env: { RXSMB_PASSWORD: 'wrong', ...NO_TICKET },
      });
      expect(wrong.code).to.equal(7);
      expect(results(wrong.stdout)).to.deep.equal({
        port: 'ok',
        dialect: 'ok',
        signing: 'ok',
        sealing: 'skipped',
        kerberos: 'skipped',
        login: 'failed',
        guest: 'skipped',
        share: 'skipped',
        list: 'skipped',
        write: 'skipped',
      });
      const nowhere = await bench.rxsmb(['doctor', '--json', bench.url('', 'nowhere')]);
      expect(nowhere.code).to.equal(3);
      expect(results(nowhere.stdout)).to.include({ login: 'ok', share: 'failed', list: 'skipped' });
      const closed = await bench.rxsmb(['doctor', bench.url('', 'share', await freePort())]);
      expect(closed.code).to.equal(7);
      expect(closed.stdout).to.match(/^failed +port .*\n +-> start the server/);
      expect((await bench.rxsmb(['doctor', bench.url('no/folder')])).code).to.equal(3);
    });

    it('warns of a share that is open to guests', async () => {
      const open = await startSamba({
        global: { 'map to guest': 'Bad User' },
        shares: { share: { settings: { 'guest ok': true } } },
      });
      try {
        const { code, stdout } = await bench.rxsmb(['doctor', bench.url('', 'share', open.port)]);
        expect(code, stdout).to.equal(0);
        expect(stdout).to.match(/^warning +guest .*\n +-> .*map to guest = never/m);
        const listed = await bench.rxsmb(['ls', '--guest', bench.url('', 'share', open.port)]);
        expect(listed.code, listed.stderr).to.equal(0);
      } finally {
        await open.stop();
      }
    });
  });
});
