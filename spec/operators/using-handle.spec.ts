import { expect } from 'chai';
import { EMPTY, NEVER, Observable, of, Subject, take, throwError } from 'rxjs';
import { create, type CreateResponse } from '../../lib/commands/create.ts';
import { read } from '../../lib/commands/read.ts';
import { SmbError } from '../../lib/errors.ts';
import { iterate } from '../../lib/operators/flow.ts';
import { usingHandle } from '../../lib/operators/using-handle.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { AccessMask, CreateDisposition } from '../../lib/wire/smb2/create.ts';
import { answers } from '../support/script-answers.ts';
import { type Rig, rig } from '../support/script-rig.ts';
import { type Received, ScriptServer } from '../support/script-server.ts';
import { Counting, turn } from './counting.ts';

const boom = new Error('boom');

describe('usingHandle', () => {
  let server: ScriptServer;
  let tree: Rig['tree'];
  /** CLOSEs that the spec answers itself, when `holdClose` was called. */
  let closing: Received[];

  beforeEach(async () => {
    server = new ScriptServer();
    ({ tree } = await rig(server));
    closing = [];
  });
  afterEach(() => {
    expect(server.violation).to.be.undefined;
    expect(server.handles.size, 'handles left open').to.equal(0);
  });

  const open = () =>
    create(tree, {
      path: 'a.txt',
      desiredAccess: AccessMask.GENERIC_READ,
      createDisposition: CreateDisposition.OPEN,
    });
  const holdClose = () =>
    server.on(Command.CLOSE, request => {
      closing.push(request);
      return undefined;
    });
  const closes = () => server.got(Command.CLOSE).length;

  function record(source: Observable<unknown>) {
    const got: unknown[] = [];
    const subscription = source.subscribe({
      next: value => got.push(value),
      error: error => got.push(error),
      complete: () => got.push('|'),
    });
    return { got, subscription };
  }

  for (const [name, work, before, end] of [
    ['completes empty', () => EMPTY, [], '|'],
    ['completes with values', () => of(1, 2), [1, 2], '|'],
    ['is an iterable', () => [1, 2], [1, 2], '|'],
    ['fails', () => throwError(() => boom), [], boom],
    [
      'throws',
      () => {
        throw boom;
      },
      [],
      boom,
    ],
  ] as const) {
    it(`closes once when the work ${name}, and ends after CLOSE was answered`, async () => {
      holdClose();
      const { got } = record(usingHandle<unknown>(open(), work));
      await turn();
      expect([got, closing.length]).to.deep.equal([before, 1]);
      server.answer(closing[0]!, answers.closed());
      await turn();
      expect([got, closes()]).to.deep.equal([[...before, end], 1]);
    });
  }

  it('closes once when it is unsubscribed during the work, which is cancelled first', async () => {
    const events: string[] = [];
    server.on(Command.CLOSE, () => {
      events.push('close');
      return answers.closed();
    });
    const work = () => new Observable<number>(() => () => events.push('cancel'));
    const { got, subscription } = record(usingHandle(open(), work));
    await turn();
    subscription.unsubscribe();
    await turn();
    expect([got, events]).to.deep.equal([[], ['cancel', 'close']]);
  });

  it('closes once when it is unsubscribed while CLOSE is under way', async () => {
    holdClose();
    const { got, subscription } = record(usingHandle(open(), () => of(1)));
    await turn();
    subscription.unsubscribe();
    server.answer(closing[0]!, answers.closed());
    await turn();
    expect([got, closes()]).to.deep.equal([[1], 1]);
  });

  it('closes once when the consumer has enough of a synchronous work', async () => {
    let running = 0;
    const work = () =>
      new Observable<number>(subscriber => {
        running++;
        subscriber.next(1);
        return () => running--;
      });
    const { got } = record(usingHandle(open(), work).pipe(take(1)));
    await turn();
    expect([got, running, closes()]).to.deep.equal([[1, '|'], 0, 1]);
  });

  it('never works when it is unsubscribed before the handle is there; the late handle is closed', async () => {
    let creating: Received | undefined;
    server.on(Command.CREATE, request => {
      creating = request;
      return undefined;
    });
    let worked = false;
    const { subscription } = record(
      usingHandle(open(), () => {
        worked = true;
        return NEVER;
      }),
    );
    await turn();
    subscription.unsubscribe();
    server.answer(creating!, answers.created());
    await turn();
    expect([worked, closes()]).to.deep.equal([false, 1]);
  });

  it('sends nothing before it is subscribed, and opens anew for each subscription', async () => {
    const flow = usingHandle(open(), () => of(1));
    expect(server.requests).to.deep.equal([]);
    record(flow);
    record(flow);
    await turn();
    expect([server.got(Command.CREATE).length, closes()]).to.deep.equal([2, 2]);
  });

  it('ends as the opening does when there is no handle', async () => {
    server.on(Command.CREATE, answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND));
    const refused = record(usingHandle(open(), () => of(1)));
    await turn();
    expect(refused.got[0]).to.include({ code: 'ENOENT', path: 'a.txt' });
    expect(record(usingHandle<never>(EMPTY, () => EMPTY)).got).to.deep.equal(['|']);
    expect(record(usingHandle<never>(NEVER, () => EMPTY)).got).to.deep.equal([]);
    expect(closes()).to.equal(0);
  });

  it('fails when CLOSE fails, unless the work did already', async () => {
    server.on(Command.CLOSE, request => {
      server.handles.delete(request.fileId.volatile);
      return answers.refused(NtStatus.STATUS_DISK_FULL);
    });
    const good = record(usingHandle(open(), () => of(1)));
    const bad = record(usingHandle(open(), () => throwError(() => boom)));
    await turn();
    expect(good.got[0]).to.equal(1);
    expect(good.got[1]).to.be.instanceOf(SmbError).and.include({ code: 'ENOSPC', command: 'CLOSE' });
    expect(bad.got).to.deep.equal([boom]);
  });

  it('gives the handle and the response to the work, whose commands are cancelled with it', async () => {
    server.on(Command.READ, () => undefined);
    let seen: CreateResponse | undefined;
    const { subscription } = record(
      usingHandle(open(), (handle, response) => {
        seen = response;
        expect(handle).to.equal(response.handle);
        return read(handle, { offset: 0, length: 4 });
      }),
    );
    await turn();
    expect(seen?.handle.path).to.equal('a.txt');
    subscription.unsubscribe();
    await turn();
    const order = server.requests.map(({ header }) => header.command);
    expect(order).to.deep.equal([Command.CREATE, Command.READ, Command.CANCEL, Command.CLOSE]);
  });

  it('passes demand to the work', async () => {
    const counting = new Counting();
    let taken = 0;
    for await (const _ of usingHandle(open(), () => counting.flow)) {
      await turn();
      expect(counting.produced).to.equal(++taken);
      if (taken === 5) break;
    }
    await turn();
    expect([counting.open, closes()]).to.deep.equal([0, 1]);

    let made = 0;
    const generator = function* () {
      for (;;) yield made++;
    };
    const iterator = iterate(usingHandle(open(), generator));
    await iterator.next();
    await turn();
    expect(made).to.equal(1);
    await iterator.return?.();
    await turn();
    expect(closes()).to.equal(2);
  });

  it('works once, however the opening goes on', async () => {
    const opening = new Subject<CreateResponse>();
    let worked = 0;
    const { got } = record(
      usingHandle(opening, () => {
        worked++;
        return of(worked);
      }),
    );
    open().subscribe(response => opening.next(response));
    await turn();
    opening.complete();
    expect([got, worked, closes()]).to.deep.equal([[1, '|'], 1, 1]);
  });
});
