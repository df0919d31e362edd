import { expect } from 'chai';
import { iterate } from '../../lib/operators/flow.ts';
import { watch, type WatchItem, type WatchOptions } from '../../lib/operators/watch.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { FileAction, FileNotifyInformation } from '../../lib/wire/fscc/file-notify-information.ts';
import { ChangeNotifyRequest, ChangeNotifyResponse } from '../../lib/wire/smb2/change-notify.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { answers } from '../support/script-answers.ts';
import { type Rig, rig } from '../support/script-rig.ts';
import { type Answer, type Received, ScriptServer } from '../support/script-server.ts';
import { turn } from './counting.ts';

type Change = readonly [action: number, fileName: string];

/** A CHANGE_NOTIFY response with these changes. */
function changed(...changes: readonly Change[]): Answer {
  const outputBuffer = FileNotifyInformation.encodeAll(
    changes.map(([action, fileName]) => ({ action, fileName })),
  );
  return { body: ChangeNotifyResponse.encode({ outputBuffer }, HEADER_SIZE) };
}

describe('watch', () => {
  const { ADDED, REMOVED, MODIFIED, RENAMED_OLD_NAME, RENAMED_NEW_NAME } = FileAction;
  let server: ScriptServer;
  let tree: Rig['tree'];
  let exchange: Rig['exchange'];
  /** CHANGE_NOTIFY requests that were not answered. */
  let waiting: Received[];
  let asyncId = 0n;

  beforeEach(async () => {
    server = new ScriptServer();
    ({ tree, exchange } = await rig(server));
    waiting = [];
    server.on(Command.CHANGE_NOTIFY, request => {
      waiting.push(request);
      return undefined;
    });
  });
  afterEach(() => {
    expect(server.violation).to.be.undefined;
  });

  function record(options: WatchOptions = {}) {
    const got: unknown[] = [];
    const subscription = watch(tree, 'folder', options).subscribe({
      next: item => got.push('path' in item ? item : item.type),
      error: error => got.push(error),
      complete: () => got.push('|'),
    });
    return { got, subscription };
  }
  const pend = (request = waiting.at(-1)!) => server.answer(request, answers.pending(++asyncId));
  const answer = async (reply: Answer) => {
    server.answer(waiting.at(-1)!, reply);
    await turn();
  };

  it('is ready when the server has taken the request, not before', async () => {
    const { got, subscription } = record();
    await turn();
    expect([got, waiting.length]).to.deep.equal([[], 1]);
    pend();
    await turn();
    expect(got).to.deep.equal(['ready']);
    subscription.unsubscribe();
  });

  it('is ready where the first answer comes without an interim one', async () => {
    const { got, subscription } = record();
    await turn();
    await answer(changed([ADDED, 'a']));
    expect(got).to.deep.equal(['ready', { type: 'added', path: 'a' }]);
    subscription.unsubscribe();
  });

  it('asks for the fields it was told', async () => {
    const { subscription } = record({ recursive: true, completionFilter: 3, outputBufferLength: 1000 });
    await turn();
    const fields = ChangeNotifyRequest.decode(waiting[0]!.message, HEADER_SIZE);
    expect(fields).to.include({ flags: 1, completionFilter: 3, outputBufferLength: 1000 });
    subscription.unsubscribe();
  });

  it('sends the next request before it tells what the last one brought', async () => {
    const outstanding: number[] = [];
    const subscription = watch(tree, 'folder').subscribe(({ type }) => {
      if (type === 'added') outstanding.push(exchange.ledger.size);
    });
    await turn();
    await answer(changed([ADDED, 'a'], [ADDED, 'b']));
    await answer(changed([ADDED, 'c']));
    expect(outstanding).to.deep.equal([1, 1, 1]);
    subscription.unsubscribe();
  });

  it('does not recurse where every answer is there at once', async () => {
    let left = 5_000;
    server.on(Command.CHANGE_NOTIFY, () => (left-- > 0 ? changed([MODIFIED, 'a']) : undefined));
    const { got, subscription } = record();
    await turn();
    while (left >= 0) await turn();
    expect(got.length).to.equal(5_001);
    subscription.unsubscribe();
  });

  it('joins the two names of a renaming, also of two answers', async () => {
    const { got, subscription } = record();
    await turn();
    await answer(changed([RENAMED_OLD_NAME, 'a'], [RENAMED_NEW_NAME, 'b'], [RENAMED_OLD_NAME, 'c']));
    await answer(changed([RENAMED_NEW_NAME, 'd']));
    expect(got.slice(1)).to.deep.equal([
      { type: 'renamed', path: 'b', oldPath: 'a' },
      { type: 'renamed', path: 'd', oldPath: 'c' },
    ]);
    subscription.unsubscribe();
  });

  it('takes an old name alone for a removal, and a new one alone for an addition', async () => {
    const { got, subscription } = record();
    await turn();
    await answer(changed([RENAMED_NEW_NAME, 'in'], [RENAMED_OLD_NAME, 'out'], [ADDED, 'a']));
    expect(got.slice(1)).to.deep.equal([
      { type: 'added', path: 'in' },
      { type: 'removed', path: 'out' },
      { type: 'added', path: 'a' },
    ]);
    await answer(changed([RENAMED_OLD_NAME, 'last']));
    pend();
    while (got.length < 5) await turn();
    expect(got.at(-1)).to.deep.equal({ type: 'removed', path: 'last' });
    subscription.unsubscribe();
  });

  it('tells of a stream as of its file, and of what it does not know as a modification', async () => {
    const { got, subscription } = record();
    await turn();
    await answer(
      changed([FileAction.ADDED_STREAM, 'a:s:$DATA'], [77, 'b'], [FileAction.REMOVED_BY_DELETE, 'c']),
    );
    expect(got.slice(1)).to.deep.equal([
      { type: 'modified', path: 'a' },
      { type: 'modified', path: 'b' },
      { type: 'removed', path: 'c' },
    ]);
    subscription.unsubscribe();
  });

  it('says overflow where the server does, by its status or by telling nothing, and goes on', async () => {
    const { got, subscription } = record();
    await turn();
    await answer(answers.refused(NtStatus.STATUS_NOTIFY_ENUM_DIR));
    await answer({ body: ChangeNotifyResponse.encode({}, HEADER_SIZE) });
    await answer(changed([REMOVED, 'a']));
    expect(got).to.deep.equal(['ready', 'overflow', 'overflow', { type: 'removed', path: 'a' }]);
    subscription.unsubscribe();
  });

  it('keeps what a slow consumer has not taken, and asks on meanwhile', async () => {
    const items = iterate(watch(tree, 'folder'));
    const first = items.next();
    await turn();
    pend();
    expect((await first).value).to.deep.equal({ type: 'ready' });
    for (let index = 0; index < 20; index++) await answer(changed([ADDED, `file-${index}`]));
    expect(server.got(Command.CHANGE_NOTIFY).length).to.equal(21);
    const seen: WatchItem[] = [];
    for (let index = 0; index < 20; index++) seen.push((await items.next()).value!);
    expect(seen).to.deep.equal(
      Array.from({ length: 20 }, (_, at) => ({ type: 'added', path: `file-${at}` })),
    );
    await items.return?.();
  });

  it('says overflow in place of more than may wait', async () => {
    const items = iterate(watch(tree, 'folder', { outputBufferLength: 1 << 18 }));
    const first = items.next();
    await turn();
    pend();
    await first;
    const many = Array.from({ length: 10_000 }, (_, index): Change => [ADDED, `${index}`]);
    for (let round = 0; round < 7; round++) await answer(changed(...many));
    expect((await items.next()).value).to.deep.equal({ type: 'overflow' });
    expect((await items.next()).value).to.include({ type: 'added' });
    await items.return?.();
  });

  it('cancels the request and closes the folder when it is unsubscribed', async () => {
    const { got, subscription } = record();
    await turn();
    pend();
    await turn();
    subscription.unsubscribe();
    await turn();
    expect(server.got(Command.CANCEL).map(({ header }) => header.asyncId)).to.deep.equal([asyncId]);
    expect(server.handles.size).to.equal(0);
    server.answer(waiting[0]!, answers.refused(NtStatus.STATUS_CANCELLED));
    await turn();
    expect(got).to.deep.equal(['ready']);
  });

  it('ends with ENOENT when the folder is gone, or the server closes it', async () => {
    for (const status of [NtStatus.STATUS_DELETE_PENDING, NtStatus.STATUS_NOTIFY_CLEANUP]) {
      const { got } = record();
      await turn();
      await answer(answers.refused(status));
      expect(got.at(-1)).to.include({ code: 'ENOENT', command: 'CHANGE_NOTIFY' });
      expect(server.handles.size).to.equal(0);
    }
  });

  it('ends the connection over changes that are none', async () => {
    const { got } = record();
    await turn();
    const outputBuffer = Buffer.from('00000000010000000800000061', 'hex');
    await answer({ body: ChangeNotifyResponse.encode({ outputBuffer }, HEADER_SIZE) });
    expect(got.at(-1)).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: true });
  });

  it('closes a folder that is opened too late, when nobody watches any more', async () => {
    const opened: Received[] = [];
    server.on(Command.CREATE, request => {
      opened.push(request);
      return undefined;
    });
    const { got, subscription } = record();
    await turn();
    subscription.unsubscribe();
    server.answer(opened[0]!, answers.created());
    await turn();
    expect(got).to.deep.equal([]);
    expect([server.got(Command.CLOSE).length, waiting.length]).to.deep.equal([1, 0]);
    expect(server.handles.size).to.equal(0);
  });
});
