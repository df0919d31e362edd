import { expect } from 'chai';
import type { Outcome } from '../../lib/share/small-chain.ts';
import { SmallFiles } from '../../lib/share/small-files.ts';
import type { Time } from '../../lib/share/small-write.ts';
import { volumeOf } from '../../lib/share/volume.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { FileBasicInformation } from '../../lib/wire/fscc/file-basic-information.ts';
import { FileRenameInformation } from '../../lib/wire/fscc/file-rename-information.ts';
import { CloseFlags, CloseResponse } from '../../lib/wire/smb2/close.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { SetInfoRequest } from '../../lib/wire/smb2/set-info.ts';
import { FileServer, KIB, pattern, turn } from '../streams/script-file.ts';
import { answers } from '../support/script-answers.ts';
import { rig, type RigOptions } from '../support/script-rig.ts';
import type { Received } from '../support/script-server.ts';
import { creates, frames } from './verbs/verbs-rig.ts';

const { CANCEL, CREATE, CLOSE, READ, SET_INFO, WRITE } = Command;

describe('small files', () => {
  let server: FileServer;
  async function files(content?: Uint8Array, check: () => void = () => undefined, options?: RigOptions) {
    server = new FileServer(content);
    const { tree } = await rig(server, options);
    return new SmallFiles(volumeOf(tree, { path: 'top', mapNames: true }, check));
  }
  /** What came of it: a value or an error, and undefined while nothing has. */
  function heard<T>() {
    const told: { value?: T; error?: unknown; times: number } = { times: 0 };
    const outcome: Outcome<T> = {
      done: value => void Object.assign(told, { value, times: told.times + 1 }),
      failed: error => void Object.assign(told, { error, times: told.times + 1 }),
    };
    return { told, outcome };
  }
  const isRename = (request: Received) =>
    request.read(SetInfoRequest).fileInfoClass === FileRenameInformation.infoClass;

  afterEach(() => {
    expect(server.violation).to.equal(undefined);
    expect([...server.handles]).to.deep.equal([]);
  });

  describe('are read', () => {
    it('in one round trip', async () => {
      const data = pattern(10 * KIB);
      const small = await files(data);
      const { told, outcome } = heard<Buffer>();
      small.read('a/b', data.length, outcome);
      await turn();
      expect(frames(server)).to.deep.equal([[CREATE, READ, CLOSE]]);
      expect(creates(server)[0]?.name).to.equal('top\\a\\b');
      expect(told.value?.equals(data)).to.equal(true);
      expect(told.times).to.equal(1);
    });

    it('only as long as they have the size that was listed, or less', async () => {
      const small = await files(pattern(10 * KIB));
      const { told, outcome } = heard<Buffer>();
      small.read('a', 9 * KIB, outcome);
      await turn();
      expect(told.error).to.include({ code: 'EAGAIN' });
      const shorter = heard<Buffer>();
      small.read('a', 11 * KIB, shorter.outcome);
      await turn();
      expect(shorter.told.value).to.have.lengthOf(10 * KIB);
    });

    it('not at all where the server refuses, or the share is closed', async () => {
      const small = await files(pattern(1));
      server.on(CREATE, () => answers.refused(NtStatus.STATUS_ACCESS_DENIED));
      const { told, outcome } = heard<Buffer>();
      small.read('a', 1, outcome);
      await turn();
      expect(told.error).to.include({ code: 'EACCES' });
      const shut = await files(undefined, () => {
        throw new Error('closed');
      });
      const closed = heard<Buffer>();
      shut.read('a', 1, closed.outcome);
      expect(closed.told).to.have.nested.property('error.message', 'closed');
      expect(server.requests).to.deep.equal([]);
    });

    it('request by request, where the server grants fewer credits than a chain costs', async () => {
      const data = pattern(100);
      const small = await files(data, undefined, { credits: 2 });
      const { told, outcome } = heard<Buffer>();
      small.read('a', data.length, outcome);
      await turn();
      await turn();
      expect(frames(server)).to.deep.equal([[CREATE], [READ], [CLOSE]]);
      expect(told.value?.equals(data)).to.equal(true);
    });

    it('with one credit, though the file is as large as that is worth', async () => {
      const data = pattern(64 * KIB);
      const small = await files(data);
      const { told, outcome } = heard<Buffer>();
      small.read('a', data.length, outcome);
      await turn();
      expect(server.got(READ)[0]?.header.creditCharge).to.equal(1);
      expect(told.value?.equals(data)).to.equal(true);
    });

    it('for nobody who has cancelled', async () => {
      const small = await files(pattern(1));
      server.on(READ, () => undefined);
      const { told, outcome } = heard<Buffer>();
      small.read('a', 1, outcome)();
      await turn();
      server.handles.clear(); // that chain is never answered
      expect(server.got(CANCEL)).to.not.have.lengthOf(0);
      expect(told.times).to.equal(0);
    });
  });

  describe('are written', () => {
    const lastWriteTime = 1234n;
    const names = { temp: 'a/temp', path: 'a/b', lastWriteTime };

    /** A server that tells what time a file has after its CLOSE. */
    const tellsTime = (time: bigint) =>
      server.on(CLOSE, () => ({
        body: CloseResponse.encode({ flags: CloseFlags.POSTQUERY_ATTRIB, lastWriteTime: time }, HEADER_SIZE),
      }));

    for (const length of [10 * KIB, 0]) {
      it(`in two round trips, ${length} bytes, and renamed when they have their bytes and their time`, async () => {
        const data = pattern(length);
        const small = await files();
        tellsTime(lastWriteTime);
        const { told, outcome } = heard<Time>();
        small.write({ data, ...names }, outcome);
        await turn();
        server.handles.clear(); // which that answer to CLOSE leaves in place
        expect(frames(server)).to.deep.equal([
          length === 0 ? [CREATE, SET_INFO] : [CREATE, SET_INFO, WRITE],
          [SET_INFO, CLOSE],
        ]);
        const [time, name] = server.got(SET_INFO).map(request => request.read(SetInfoRequest).buffer);
        expect(FileBasicInformation.codec.decode(time!).lastWriteTime).to.equal(lastWriteTime);
        const rename = FileRenameInformation.codec.decode(name!);
        expect(rename).to.include({ fileName: 'top\\a\\b', replaceIfExists: true });
        expect(creates(server)[0]?.name).to.equal('top\\a\\temp');
        expect(server.content.equals(data)).to.equal(true);
        expect(told).to.deep.equal({ value: 'kept', times: 1 });
      });
    }

    for (const [what, time] of [
      ['says nothing of times', undefined],
      ['changes the time with the bytes', lastWriteTime + 1n],
    ] as const) {
      it(`with their time last, from the second on, where the server ${what}`, async () => {
        const small = await files();
        if (time !== undefined) tellsTime(time);
        const [first, second] = [heard<Time>(), heard<Time>()];
        small.write({ data: pattern(10), ...names }, first.outcome);
        await turn();
        expect(first.told).to.deep.equal({ value: 'lost', times: 1 });
        small.write({ data: pattern(10), ...names }, second.outcome);
        await turn();
        server.handles.clear();
        expect(second.told).to.deep.equal({ value: 'kept', times: 1 });
        expect(frames(server)).to.deep.equal([
          [CREATE, SET_INFO, WRITE],
          [SET_INFO, CLOSE],
          [CREATE, WRITE, SET_INFO],
          [SET_INFO, CLOSE],
        ]);
      });
    }

    it('but not renamed where the server took only a part, and closed before that is told', async () => {
      const small = await files();
      server.most = 4 * KIB;
      const { told, outcome } = heard<Time>();
      small.write({ data: pattern(10 * KIB), ...names }, outcome);
      await turn();
      expect(told.error).to.include({ code: 'EAGAIN' });
      expect(server.got(SET_INFO).some(isRename)).to.equal(false);
      expect(server.got(CLOSE)).to.have.lengthOf(1);
    });

    it('and closed where they cannot be written, or not be renamed', async () => {
      const small = await files();
      server.on(WRITE, () => answers.refused(NtStatus.STATUS_DISK_FULL));
      const full = heard<Time>();
      small.write({ data: pattern(10), ...names }, full.outcome);
      await turn();
      expect(full.told.error).to.include({ code: 'ENOSPC' });
      expect(server.got(SET_INFO).some(isRename)).to.equal(false);
      server.on(WRITE, request => answers.usual(request));
      server.on(SET_INFO, request =>
        isRename(request) ? answers.refused(NtStatus.STATUS_ACCESS_DENIED) : answers.usual(request),
      );
      const denied = heard<Time>();
      small.write({ data: pattern(10), ...names }, denied.outcome);
      await turn();
      expect(denied.told.error).to.include({ code: 'EACCES' });
      expect(denied.told.times).to.equal(1);
    });

    it('and closed when nobody waits for them any more, while they are renamed too', async () => {
      const small = await files();
      server.on(SET_INFO, request => (isRename(request) ? undefined : answers.usual(request)));
      const { told, outcome } = heard<Time>();
      const cancel = small.write({ data: pattern(10), ...names }, outcome);
      await turn();
      void cancel();
      await turn();
      server.handles.clear(); // that chain is never answered
      expect(server.got(CLOSE)).to.not.have.lengthOf(0);
      expect(told.times).to.equal(0);
    });

    for (const refused of [false, true]) {
      it(`and a renaming that was asked for is waited for: ${refused ? 'refused' : 'done'}`, async () => {
        const small = await files();
        let go: () => void = () => undefined;
        const gate = new Promise<void>(resolve => (go = resolve));
        server.on(SET_INFO, request => {
          if (!isRename(request)) return answers.usual(request);
          return gate.then(() =>
            refused ? answers.refused(NtStatus.STATUS_ACCESS_DENIED) : answers.usual(request),
          );
        });
        const { told, outcome } = heard<Time>();
        const cancel = small.write({ data: pattern(10), ...names }, outcome);
        await turn();
        let left: boolean | undefined;
        void cancel().then(isLeft => (left = isLeft));
        await turn();
        expect(left, 'nobody knows yet').to.equal(undefined);
        expect(server.got(CANCEL)).to.have.lengthOf(0);
        go();
        for (let turns = 0; turns < 5; turns++) await turn();
        expect(left).to.equal(refused);
        expect(told.times).to.equal(0);
      });
    }
  });
});
