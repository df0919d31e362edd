import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { objects, useBench } from '../cli/bench.ts';

describe('rxsmb, the command,', function () {
  this.timeout(60_000);
  const bench = useBench();

  describe('shows and sets access lists', () => {
    const url = (path: string) => bench.url(path, 'acls');

    beforeEach(() => {
      writeFileSync(bench.onServer('a.txt', 'acls'), '');
      mkdirSync(bench.onServer('b c', 'acls'));
    });

    it('as SDDL', async () => {
      const text = 'O:BAG:BUD:P(A;OICI;FA;;;WD)(D;;FX;;;AN)';
      expect(await bench.done('acl', '--set', text, url('a.txt'), url('b c'))).to.equal('');
      expect(await bench.done('acl', '--sddl', url('a.txt'), url('b c'))).to.equal(`${text}\n${text}\n`);
    });

    it('as a table', async () => {
      await bench.done(
        'acl',
        '--set',
        'O:BAG:SYD:PAI(A;OICI;FA;;;WD)(D;IOCI;FR;;;AN)(A;ID;CCDC;;;BU)',
        url('b c'),
      );
      expect(await bench.done('acl', url('b c'))).to.equal(
        [
          ' Path: b c',
          'Owner: S-1-5-32-544',
          'Group: S-1-5-18',
          ' List: protected: nothing is inherited',
          ' List: inherited from above',
          '  allow  S-1-1-0       full  files, folders',
          '  deny   S-1-5-7       read  folders, only below',
          '  allow  S-1-5-32-545  CCDC  inherited',
          '',
        ].join('\n'),
      );
      await bench.done('acl', '--set', 'D:NO_ACCESS_CONTROL', url('a.txt'));
      expect(await bench.done('acl', url('a.txt'), url('b c'))).to.match(
        /^ Path: a\.txt\n[^]*everybody may do everything\n\n Path: b c\n/,
      );
      await bench.done('acl', '--set', 'D:P', url('a.txt'));
      expect(await bench.done('acl', url('a.txt'))).to.include('nobody may do anything');
    });

    it('as NDJSON', async () => {
      const [set] = objects(await bench.done('acl', '--json', '--set', 'd:(a;;0x1f01ff;;;wd)', url('a.txt')));
      expect(set).to.deep.equal({ path: 'a.txt', set: 'D:(A;;FA;;;WD)' });
      const [shown] = objects(await bench.done('acl', '--json', url('a.txt')));
      expect(shown).to.include({ path: 'a.txt' });
      expect(shown?.['dacl']).to.deep.equal([
        { type: 'allow', sid: 'S-1-1-0', rights: 'full', mask: 0x1f01ff, flags: [] },
      ]);
      expect(shown?.['sddl']).to.match(/^O:.*G:.*D:\(A;;FA;;;WD\)$/);
    });

    it('with the names of accounts', async () => {
      const text = 'O:BAG:SYD:P(A;;FA;;;WD)(A;;FR;;;BU)(A;;FR;;;S-1-5-21-1-2-3-4)(D;;FX;;;AN)';
      await bench.done('acl', '--set', text, url('a.txt'));
      const shown = await bench.done('acl', '--names', url('a.txt'));
      expect(shown).to.match(/^Owner: BUILTIN\\Administrators\nGroup: NT Authority\\System$/im);
      const rows = shown.split('\n').filter(line => /^ {2}\w/.test(line));
      expect(rows.map(row => row.split(/ {2,}/)[2])).to.deep.equal([
        'Everyone',
        'BUILTIN\\Users',
        'S-1-5-21-1-2-3-4',
        'NT Authority\\Anonymous Logon',
      ]);
      const [record] = objects(await bench.done('acl', '--names', '--json', url('a.txt')));
      expect(record).to.include({ owner: 'S-1-5-32-544', ownerName: 'BUILTIN\\Administrators' });
      expect((record?.['dacl'] as object[])[0]).to.include({ sid: 'S-1-1-0', name: 'Everyone' });
      await bench.fails(2, ['acl', '--names', '--sddl', url('a.txt')]);
    });

    it('with the names of a domain, where it is given', async () => {
      const domain = ['--domain-sid', 'S-1-5-21-1-2-3'];
      await bench.done('acl', ...domain, '--set', 'D:P(A;;FA;;;DA)(A;;FA;;;WD)', url('a.txt'));
      expect(await bench.done('acl', '--sddl', url('a.txt'))).to.include('D:P(A;;FA;;;S-1-5-21-1-2-3-512)');
      expect(await bench.done('acl', ...domain, '--sddl', url('a.txt'))).to.include('D:P(A;;FA;;;DA)');
    });

    it('and says where SDDL is wrong, and what the server refuses', async () => {
      expect(await bench.fails(2, ['acl', '--set', 'D:(A;;FA;;;QQ)', url('a.txt')])).to.include(
        'position 11',
      );
      expect(await bench.fails(2, ['acl', '--set', 'D:(A;;FA;;;DA)', url('a.txt')])).to.include('DA');
      expect(await bench.fails(1, ['acl', '--audit', url('a.txt')])).to.include('privilege');
      expect(await bench.fails(1, ['acl', '--set', 'S:(AU;FA;FA;;;WD)', url('a.txt')])).to.include(
        'privilege',
      );
      await bench.fails(4, ['acl', url('missing')]);
    });
  });
});
