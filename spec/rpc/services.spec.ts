import { expect } from 'chai';
import { lastValueFrom, type Observable, toArray } from 'rxjs';

import type { SmbError } from '../../lib/errors.ts';
import type { Binding } from '../../lib/rpc/binding.ts';
import { lookUpNames, lookUpSids } from '../../lib/rpc/lsarpc.ts';
import { serverGetInfo, shareEnum, shareGetInfo } from '../../lib/rpc/srvsvc.ts';
import { usingInterface } from '../../lib/rpc/using-interface.ts';
import { wkstaGetInfo } from '../../lib/rpc/wkssvc.ts';
import { Win32Error } from '../../lib/wire/erref/win32.ts';
import { MOST_NAMES, SidNameUse } from '../../lib/wire/rpce/lsarpc/lookup.ts';
import { LsarLookupNames3 } from '../../lib/wire/rpce/lsarpc/lsar-lookup-names3.ts';
import { LsarLookupSids2 } from '../../lib/wire/rpce/lsarpc/lsar-lookup-sids2.ts';
import { LsarClose, LsarOpenPolicy2 } from '../../lib/wire/rpce/lsarpc/policy.ts';
import { NetrServerGetInfo } from '../../lib/wire/rpce/srvsvc/netr-server-get-info.ts';
import { NetrShareEnum } from '../../lib/wire/rpce/srvsvc/netr-share-enum.ts';
import { NetrShareGetInfo } from '../../lib/wire/rpce/srvsvc/netr-share-get-info.ts';
import { SRVSVC } from '../../lib/wire/rpce/srvsvc/srvsvc.ts';
import { NetrWkstaGetInfo } from '../../lib/wire/rpce/wkssvc/netr-wksta-get-info.ts';
import { rig } from '../support/script-rig.ts';
import { ScriptServer } from '../support/script-server.ts';
import { type Called, servePipe } from './pipe-server.ts';

const { ERROR_ACCESS_DENIED, ERROR_INVALID_LEVEL, ERROR_MORE_DATA } = Win32Error;

/** Asks a scripted service; the calls that it got. */
async function ask<T>(answer: (call: Called) => Uint8Array, work: (binding: Binding) => Observable<T>) {
  const server = new ScriptServer();
  const calls = servePipe(server, { answer });
  const { tree } = await rig(server);
  const outcome = lastValueFrom(usingInterface(tree, SRVSVC, work).pipe(toArray()));
  const settled = await outcome.then(
    values => ({ values, error: undefined }),
    (error: unknown) => ({ values: [], error: error as SmbError }),
  );
  expect(server.handles.size).to.equal(0);
  return { ...settled, calls };
}

/** The level that a request of NetrShareEnum or one of the infos asks for: after the server's name. */
const levelOf = ({ stub, opnum }: Called) =>
  Buffer.from(stub).readUInt32LE(opnum === 16 ? stub.length - 4 : 4);

describe('srvsvc', () => {
  const page = (names: readonly string[], status: number, resumeHandle: number | null) =>
    NetrShareEnum[0].response.encode({
      infoStruct: names.map(netname => ({ netname })),
      totalEntries: 5,
      resumeHandle,
      status,
    });

  it('asks on where a list comes in parts', async () => {
    const resumed: (number | null)[] = [];
    const pages = [page(['a', 'b'], ERROR_MORE_DATA, 2), page(['c'], ERROR_MORE_DATA, 3), page(['d'], 0, 0)];
    const { values } = await ask(
      ({ stub }) => {
        resumed.push(NetrShareEnum[0].request.decode(stub).resumeHandle);
        return pages[resumed.length - 1] ?? expect.fail('one call too many');
      },
      binding => shareEnum(binding, 0),
    );
    expect(resumed).to.deep.equal([0, 2, 3]);
    expect(values[0]?.map(({ netname }) => netname)).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('does not ask for ever', async () => {
    const empty = await ask(
      () => page([], ERROR_MORE_DATA, 0),
      binding => shareEnum(binding, 0),
    );
    expect(empty.error).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'NetrShareEnum', fatal: false });
    expect(empty.calls).to.have.lengthOf(1);
    const many = Array.from({ length: 40_000 }, () => 'x');
    const endless = await ask(
      () => page(many, ERROR_MORE_DATA, 1),
      binding => shareEnum(binding, 0),
    );
    expect(endless.error?.message).to.include('does not end');
    expect(endless.calls).to.have.lengthOf(3);
  });

  it('tells no shares where there are none', async () => {
    const none = { infoStruct: null, totalEntries: 0, resumeHandle: null, status: 0 };
    const { values } = await ask(
      () => NetrShareEnum[1].response.encode(none),
      binding => shareEnum(binding, 1),
    );
    expect(values).to.deep.equal([[]]);
  });

  it('is content with level 1 where the user has no right to level 2, or the server none to give', async () => {
    for (const status of [ERROR_ACCESS_DENIED, ERROR_INVALID_LEVEL]) {
      const denied = { infoStruct: null, totalEntries: 0, resumeHandle: null, status };
      const info = { netname: 'a', type: 0, remark: 'an a' };
      const granted = { infoStruct: [info], totalEntries: 1, resumeHandle: 0, status: 0 };
      const { values, calls } = await ask(
        call =>
          levelOf(call) === 2
            ? NetrShareEnum[2].response.encode(denied)
            : NetrShareEnum[1].response.encode(granted),
        binding => shareEnum(binding, 2),
      );
      expect(values).to.deep.equal([[info]]);
      expect(calls.map(levelOf)).to.deep.equal([2, 1]);
    }
  });

  it('fails where level 1 is denied too, and for any other reason at once', async () => {
    const refuse = (status: number) => (call: Called) => {
      const answer = { infoStruct: null, totalEntries: 0, resumeHandle: null, status };
      return NetrShareEnum[levelOf(call) === 2 ? 2 : 1].response.encode(answer);
    };
    const denied = await ask(refuse(ERROR_ACCESS_DENIED), binding => shareEnum(binding, 2));
    expect(denied.error).to.include({
      code: 'EACCES',
      command: 'NetrShareEnum',
      status: 'ERROR_ACCESS_DENIED',
    });
    expect(denied.calls).to.have.lengthOf(2);
    const broken = await ask(refuse(8), binding => shareEnum(binding, 2));
    expect(broken.error).to.include({ code: 'ENOMEM' });
    expect(broken.calls).to.have.lengthOf(1);
  });

  it('describes one share at the level that the user has a right to', async () => {
    const info = { netname: 'a', type: 1, remark: null };
    const { values, calls } = await ask(
      call =>
        levelOf(call) === 2
          ? NetrShareGetInfo[2].response.encode({ infoStruct: null, status: ERROR_ACCESS_DENIED })
          : NetrShareGetInfo[1].response.encode({ infoStruct: info, status: 0 }),
      binding => shareGetInfo(binding, 'a'),
    );
    expect(values).to.deep.equal([info]);
    expect(calls.map(levelOf)).to.deep.equal([2, 1]);
  });

  it('says ENOENT of a missing share, whichever way the server does', async () => {
    for (const status of [Win32Error.NERR_NetNameNotFound, Win32Error.ERROR_INVALID_NAME]) {
      const { error } = await ask(
        () => NetrShareGetInfo[2].response.encode({ infoStruct: null, status }),
        binding => shareGetInfo(binding, 'a'),
      );
      expect(error).to.include({ code: 'ENOENT', status: 'NERR_NetNameNotFound' });
    }
  });

  it('describes the server at the level that the user has a right to', async () => {
    const info = { platformId: 500, name: 'LAB' };
    const { values, calls } = await ask(
      call =>
        levelOf(call) === 101
          ? NetrServerGetInfo[101].response.encode({ infoStruct: null, status: ERROR_ACCESS_DENIED })
          : NetrServerGetInfo[100].response.encode({ infoStruct: info, status: 0 }),
      serverGetInfo,
    );
    expect(values).to.deep.equal([info]);
    expect(calls.map(levelOf)).to.deep.equal([101, 100]);
  });

  it('and wkssvc do not take success without an answer for one', async () => {
    const server = await ask(
      () => NetrServerGetInfo[101].response.encode({ infoStruct: null, status: 0 }),
      serverGetInfo,
    );
    expect(server.error).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'NetrServerGetInfo', fatal: false });
    const machine = await ask(
      () => NetrWkstaGetInfo.response.encode({ wkstaInfo: null, status: 0 }),
      wkstaGetInfo,
    );
    expect(machine.error).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'NetrWkstaGetInfo' });
    const denied = await ask(
      () => NetrWkstaGetInfo.response.encode({ wkstaInfo: null, status: 5 }),
      wkstaGetInfo,
    );
    expect(denied.error).to.include({ code: 'EACCES' });
  });
});

describe('lsarpc', () => {
  const handle = Uint8Array.from({ length: 20 }, (_, index) => index + 1);
  const policy = (status = 0) => LsarOpenPolicy2.response.encode({ policyHandle: handle, status });
  const closed = () => LsarClose.response.encode({ objectHandle: new Uint8Array(20), status: 0 });

  interface Names {
    readonly use: number;
    readonly name: string | null;
    readonly domainIndex: number;
  }
  const named = (names: readonly Names[], status = 0, domains: readonly string[] = ['LAB']) =>
    LsarLookupSids2.response.encode({
      referencedDomains: { domains: domains.map(name => ({ name, sid: 'S-1-5-21-1-2-3' })), maxEntries: 32 },
      translatedNames: names.map(name => ({ ...name, flags: 0 })),
      mappedCount: 0,
      status,
    });
  const lookedUp = (answer: (call: Called) => Uint8Array, sids: readonly string[]) =>
    ask(
      call => (call.opnum === 44 ? policy() : call.opnum === 0 ? closed() : answer(call)),
      binding => lookUpSids(binding, sids),
    );
  const ann = { use: SidNameUse.USER, name: 'ann', domainIndex: 0 };

  it('opens a policy, looks up, and closes it', async () => {
    const { values, calls } = await lookedUp(() => named([ann]), ['S-1-5-21-1-2-3-4']);
    expect(values).to.deep.equal([
      [{ use: SidNameUse.USER, sid: 'S-1-5-21-1-2-3-4', name: 'ann', domain: 'LAB' }],
    ]);
    expect(calls.map(({ opnum }) => opnum)).to.deep.equal([44, 57, 0]);
    expect(LsarLookupSids2.request.decode(calls[1]?.stub ?? handle).policyHandle).to.deep.equal(handle);
    expect(LsarClose.request.decode(calls[2]?.stub ?? handle).objectHandle).to.deep.equal(handle);
  });

  it('asks for a thousand at a time', async () => {
    const sids = Array.from({ length: 2 * MOST_NAMES + 1 }, (_, index) => `S-1-5-21-1-2-3-${index}`);
    const { values, calls } = await lookedUp(({ stub }) => {
      const { sidEnumBuffer } = LsarLookupSids2.request.decode(stub);
      return named(sidEnumBuffer.map(sid => ({ ...ann, name: `user of ${sid ?? '?'}` })));
    }, sids);
    expect(values.map(({ length }) => length)).to.deep.equal([MOST_NAMES, MOST_NAMES, 1]);
    expect(values.flat().map(({ name }) => name)).to.deep.equal(sids.map(sid => `user of ${sid}`));
    expect(calls.map(({ opnum }) => opnum)).to.deep.equal([44, 57, 57, 57, 0]);
  });

  it('knows nobody where the server leaves all answers out', async () => {
    const none = LsarLookupSids2.response.encode({
      referencedDomains: null,
      translatedNames: [],
      mappedCount: 0,
      status: 0xc000_0073,
    });
    const { values } = await lookedUp(() => none, ['S-1-1-1']);
    expect(values).to.deep.equal([
      [{ use: SidNameUse.UNKNOWN, sid: 'S-1-1-1', name: undefined, domain: undefined }],
    ]);
  });

  it('refuses answers that are too few, too many, or in a domain that is none', async () => {
    const refused = async (answer: Uint8Array, why: string) => {
      const { error } = await lookedUp(() => answer, ['S-1-1-1', 'S-1-1-2']);
      expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'LsarLookupSids2', fatal: false });
      expect(error?.message).to.include(why);
    };
    await refused(named([ann]), '1 answers to 2 questions');
    await refused(named([ann, ann, ann]), '3 answers to 2 questions');
    await refused(named([ann, { ...ann, domainIndex: 1 }]), 'domain 1');
  });

  it('fails where the policy is denied, or the look-up', async () => {
    const denied = await ask(
      () => policy(0xc000_0022),
      binding => lookUpSids(binding, ['S-1-1-0']),
    );
    expect(denied.error).to.include({
      code: 'EACCES',
      command: 'LsarOpenPolicy2',
      status: 'STATUS_ACCESS_DENIED',
    });
    const { error, calls } = await lookedUp(() => named([], 0xc000_000d), ['S-1-1-0']);
    expect(error).to.include({ code: 'EINVAL', command: 'LsarLookupSids2' });
    expect(
      calls.map(({ opnum }) => opnum),
      'the pipe takes the policy with it',
    ).to.deep.equal([44, 57]);
  });

  it('does not mind a policy that cannot be closed', async () => {
    const { values, error } = await ask(
      ({ opnum }) => (opnum === 44 ? policy() : opnum === 57 ? named([ann]) : new Uint8Array(3)),
      binding => lookUpSids(binding, ['S-1-1-0']),
    );
    expect(error).to.equal(undefined);
    expect(values).to.have.lengthOf(1);
  });

  it('gives the SIDs of names', async () => {
    const sids = [
      { use: SidNameUse.USER, sid: 'S-1-5-21-1-2-3-4', domainIndex: 0, flags: 0 },
      { use: SidNameUse.UNKNOWN, sid: null, domainIndex: -1, flags: 0 },
    ];
    const domains = [{ name: 'LAB', sid: 'S-1-5-21-1-2-3' }];
    const { values } = await ask(
      ({ opnum }) =>
        opnum === 44
          ? policy()
          : opnum === 0
            ? closed()
            : LsarLookupNames3.response.encode({
                referencedDomains: { domains, maxEntries: 1 },
                translatedSids: sids,
                mappedCount: 1,
                status: 0x107,
              }),
      binding => lookUpNames(binding, ['ann', 'nobody']),
    );
    expect(values).to.deep.equal([
      [
        { use: SidNameUse.USER, sid: 'S-1-5-21-1-2-3-4', name: 'ann', domain: 'LAB' },
        { use: SidNameUse.UNKNOWN, sid: undefined, name: 'nobody', domain: undefined },
      ],
    ]);
  });
});
