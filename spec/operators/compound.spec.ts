import { expect } from 'chai';
import { map, type Observable } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { echo } from '../../lib/commands/echo.ts';
import { RELATED } from '../../lib/commands/plan.ts';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { read } from '../../lib/commands/read.ts';
import type { Tree } from '../../lib/commands/target.ts';
import { SmbError } from '../../lib/errors.ts';
import { compound } from '../../lib/operators/compound.ts';
import { SecurityDescriptor } from '../../lib/wire/dtyp/security-descriptor.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { AccessMask, CreateDisposition } from '../../lib/wire/smb2/create.ts';
import { HeaderFlags } from '../../lib/wire/smb2/header.ts';
import { answers } from '../support/script-answers.ts';
import { rig, targets } from '../support/script-rig.ts';
import { type Received, ScriptServer } from '../support/script-server.ts';
import { turn } from './counting.ts';

const open = (tree: Tree) =>
  create(tree, {
    path: 'a.txt',
    desiredAccess: AccessMask.READ_CONTROL,
    createDisposition: CreateDisposition.OPEN,
  });

/** Values, the error, and `|`, as they come. */
function record(source: Observable<unknown>) {
  const got: unknown[] = [];
  const subscription = source.subscribe({
    next: value => got.push(value),
    error: error => got.push(error),
    complete: () => got.push('|'),
  });
  return { got, subscription };
}

describe('compound', () => {
  let server: ScriptServer;

  beforeEach(() => {
    server = new ScriptServer();
  });
  afterEach(() => {
    expect(server.violation).to.be.undefined;
    expect(server.handles.size, 'handles left open').to.equal(0);
  });

  describe('elements', () => {
    it('must be PDUs, the first of them by itself', async () => {
      const { tree } = await rig(server);
      const [first, link] = [open(tree), close(RELATED)];
      const piped = first.pipe(map(response => response));
      const wrong = compound as (...elements: unknown[]) => unknown;
      expect(() => wrong()).to.throw(TypeError, 'first');
      expect(() => wrong(link)).to.throw(TypeError, 'first');
      expect(() => wrong(piped, link)).to.throw(TypeError, 'first');
      expect(() => wrong(first, piped)).to.throw(TypeError, 'every element');
      expect(() => wrong(first, undefined)).to.throw(TypeError, 'every element');
      expect(server.requests).to.deep.equal([]);
    });

    it('must be all related, or all unrelated', async () => {
      const { tree, connection } = await rig(server);
      const first = open(tree);
      const link = close(RELATED);
      expect(() => compound(first, link, echo(connection))).to.throw(TypeError, 'related and unrelated');
      expect(() => compound(first, echo(connection), link)).to.throw(TypeError, 'related and unrelated');
    });

    it('must belong to one connection', async () => {
      const { connection } = await rig(server);
      const other = await rig(new ScriptServer());
      const { got } = record(compound(echo(connection), echo(other.connection)));
      expect(got[0]).to.be.instanceOf(TypeError);
      expect(server.requests).to.deep.equal([]);
    });
  });

  it('sends nothing before it is subscribed, and all in one frame then', async () => {
    server.on(Command.QUERY_INFO, answers.information(SecurityDescriptor.encode({ owner: 'S-1-5-18' })));
    const { tree } = await rig(server);
    const chain = compound(open(tree), queryInfo(RELATED, 1), close(RELATED));
    expect(server.requests).to.deep.equal([]);
    for (let times = 1; times <= 2; times++) {
      const { got } = record(chain);
      await turn();
      expect(server.frames).to.have.length(times);
      expect(server.requests).to.have.length(3 * times);
      const [responses, end] = got as [
        readonly [unknown, { information: SecurityDescriptor }, unknown],
        string,
      ];
      expect(responses).to.have.length(3);
      expect(responses[1].information.owner).to.deep.equal('S-1-5-18');
      expect(end).to.equal('|');
    }
  });

  it('may be of one element, or of unrelated ones', async () => {
    const { connection } = await rig(server);
    const { got } = record(compound(echo(connection)));
    const several = record(compound(echo(connection), echo(connection), echo(connection)));
    await turn();
    expect(got[0]).to.have.length(1);
    expect(several.got[0]).to.have.length(3);
    expect(server.frames).to.have.length(2);
  });

  it('fails with the first failure, its index, and the responses there were', async () => {
    server.on(Command.READ, answers.refused(NtStatus.STATUS_ACCESS_DENIED));
    const { tree } = await rig(server);
    const { got } = record(compound(open(tree), read(RELATED, { offset: 0, length: 4 }), close(RELATED)));
    await turn();
    await turn();
    const error = got[0] as SmbError;
    expect(error).to.be.instanceOf(SmbError);
    expect(error).to.include({ code: 'EACCES', index: 1, command: 'READ' });
    expect(error.responses).to.have.length(1);
    expect(server.got(Command.CLOSE), 'the one that failed with the chain, and one alone').to.have.length(2);
  });

  it('closes nothing where nothing was opened', async () => {
    server.on(Command.CREATE, answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND));
    const { tree } = await rig(server);
    const { got } = record(compound(open(tree), close(RELATED)));
    await turn();
    const related = server.requests.map(({ header }) => header.flags & HeaderFlags.RELATED_OPERATIONS);
    expect(related.map(Boolean)).to.deep.equal([false, true]);
    expect(got[0]).to.include({ code: 'ENOENT', index: 0, path: 'a.txt' });
    expect(server.got(Command.CLOSE)).to.have.length(1);
  });

  it('closes what a late reply opened, once it was unsubscribed', async () => {
    const waiting: Received[] = [];
    server.on(Command.CREATE, request => {
      waiting.push(request);
      return undefined;
    });
    server.on(Command.READ, request => {
      waiting.push(request);
      return undefined;
    });
    const { tree } = await rig(server);
    const chain = compound(open(tree), read(RELATED, { offset: 0, length: 4 }));
    const { got, subscription } = record(chain);
    await turn();
    subscription.unsubscribe();
    await turn();
    expect(server.got(Command.CANCEL).length).to.be.above(0);
    server.answerTogether(
      [waiting[0]!, answers.created()],
      [waiting[1]!, answers.refused(NtStatus.STATUS_CANCELLED)],
    );
    await turn();
    expect(got).to.deep.equal([]);
    expect(server.got(Command.CLOSE)).to.have.length(1);
  });

  it('makes an error of a target that cannot be addressed', () => {
    const gone = new SmbError({ code: 'ERR_SMB_CLOSED', message: 'the share was closed' });
    const { tree } = targets(undefined as never);
    const { got } = record(
      compound(
        open({
          ...tree,
          address: () => {
            throw gone;
          },
        }),
      ),
    );
    expect(got).to.deep.equal([gone]);
  });
});
