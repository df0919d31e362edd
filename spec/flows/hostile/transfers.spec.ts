import { expect } from 'chai';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom } from 'rxjs';
import { changeNotify } from '../../../lib/commands/change-notify.ts';
import { ioctl } from '../../../lib/commands/ioctl.ts';
import { queryDirectory } from '../../../lib/commands/query-directory.ts';
import { queryInfo } from '../../../lib/commands/query-info.ts';
import { cutAt } from '../../../lib/server/script/frames.ts';
import { all, onRequest } from '../../../lib/server/script/on.ts';
import { pendingFirst } from '../../../lib/server/script/requests.ts';
import { drop } from '../../../lib/server/script/anywhere.ts';
import type { ServerScript } from '../../../lib/server/script/script.ts';
import type { Share } from '../../../lib/share/share.ts';
import { mount } from '../../../lib/share/mount.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { FileInternalInformation } from '../../../lib/wire/fscc/file-internal-information.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { ChangeNotifyResponse } from '../../../lib/wire/smb2/change-notify.ts';
import { Dialect } from '../../../lib/wire/smb2/dialect.ts';
import { HEADER_SIZE } from '../../../lib/wire/smb2/header.ts';
import { QueryDirectoryResponse } from '../../../lib/wire/smb2/query-directory.ts';
import { failure, reason } from '../../live/failure.ts';
import { served } from '../../server/served.ts';
import { ACCOUNT, login } from '../../support/script-login.ts';
import { rig } from '../../support/script-rig.ts';
import { type Answer, answers, ScriptServer } from '../../support/script-server.ts';

const { CHANGE_NOTIFY, CREATE, IOCTL, QUERY_DIRECTORY, QUERY_INFO, READ, WRITE } = Command;
const IMPATIENT = { connect: 1_000, silence: 250, idle: 0 } as const;
const MIB = 1024 * 1024;

/** A share of a scripted server. */
function mounted(server: ScriptServer, transport: () => Duplex = () => server.duplex()) {
  login(server, { dialect: Dialect.SMB_3_1_1 });
  return mount({ host: 'server', share: 'share', ...ACCOUNT, transport, timeouts: IMPATIENT });
}

describe('a hostile server, in transfers:', () => {
  let server: ScriptServer;

  beforeEach(() => {
    server = new ScriptServer();
  });

  const readers: readonly (readonly [string, (share: Share) => Promise<unknown>])[] = [
    ['readFile', share => share.promises.readFile('f')],
    [
      'createReadStream',
      async share => {
        for await (const _ of share.createReadStream('f'));
      },
    ],
    [
      'read',
      async share => {
        for await (const _ of share.read('f'));
      },
    ],
  ];

  for (const [name, work] of readers) {
    for (const [what, answer] of [
      ['success with 0 bytes', answers.data(new Uint8Array(0))],
      [
        'STATUS_BUFFER_OVERFLOW with 0 bytes',
        { ...answers.data(new Uint8Array(0)), status: NtStatus.STATUS_BUFFER_OVERFLOW },
      ],
      ['the end of a file that is not at its end', answers.endOfFile()],
    ] as const satisfies readonly (readonly [string, Answer])[]) {
      it(`${what}, for ever, is a file that is cut off for ${name}`, async () => {
        server.on(CREATE, answers.created({ endOfFile: BigInt(100 * MIB) })).on(READ, answer);
        await using share = await mounted(server);
        expect(await failure(work(share))).to.include({ code: 'ERR_SMB_TRUNCATED' });
        expect(server.got(READ).length, 'as many as were under way').to.be.at.most(200);
      });
    }
  }

  it('a size of 2^63 - 1 bytes takes no memory', async () => {
    server.on(CREATE, answers.created({ endOfFile: 0x7fff_ffff_ffff_ffffn }));
    server.on(READ, answers.data(Buffer.alloc(16)), answers.endOfFile());
    await using share = await mounted(server);
    expect(await reason(share.promises.readFile('f'))).to.include({ code: 'ERR_FS_FILE_TOO_LARGE' });
    server.on(READ, answers.data(Buffer.alloc(16)), answers.endOfFile());
    expect(await failure(readers[2]![1](share))).to.include({ code: 'ERR_SMB_TRUNCATED' });
  });

  const writers: readonly (readonly [string, (share: Share) => Promise<unknown>])[] = [
    ['writeFile', share => share.promises.writeFile('f', Buffer.alloc(3 * MIB))],
    [
      'createWriteStream',
      async share => {
        const stream = share.createWriteStream('f');
        stream.end(Buffer.alloc(3 * MIB));
        await once(stream, 'close');
      },
    ],
    ['handle.write', async share => (await share.open('f', 'w')).write(Buffer.alloc(1_000))],
  ];

  for (const [name, work] of writers) {
    it(`a server that writes 0 bytes for ever is asked no more by ${name} than it was at first`, async () => {
      server.on(WRITE, answers.written(0));
      await using share = await mounted(server);
      expect(await failure(work(share))).to.include({ code: 'EIO' });
      expect(server.got(WRITE).length).to.be.at.most(100);
    });

    it(`a server that says it wrote more than it got ends the link of ${name}`, async () => {
      server.on(WRITE, answers.written(0x7fff_ffff));
      const share = await mounted(server);
      expect(await failure(work(share))).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: true });
      await reason(share.closed);
    });
  }

  it('a server that stops reading is written no more than the window, and given up', async () => {
    let taking = true;
    let taken = 0;
    const transport = () => {
      const far = server.duplex();
      const near: Duplex = new Duplex({
        read: () => void far.resume(),
        write(chunk: Uint8Array, _, done) {
          taken += chunk.length;
          if (taking) far.write(chunk, done);
        },
      });
      far.on('data', chunk => near.push(chunk));
      far.on('end', () => near.push(null));
      return near;
    };
    const share = await mounted(server, transport);
    const stream = share.createWriteStream('f');
    await once(stream, 'open');
    taking = false;
    let given = 0;
    const piece = Buffer.alloc(MIB);
    const failed = once(stream, 'error').catch((error: unknown) => [error]);
    while (given < 200 && stream.write(piece)) given++;
    expect(given, 'MiB that the stream took before it said stop').to.be.within(1, 16);
    const [error] = await failed;
    expect(error).to.include({ code: 'ETIMEDOUT' });
    expect(taken).to.be.below(16 * MIB);
    await reason(share.closed);
  });

  describe('answers longer than was asked for end the link:', () => {
    const long = Buffer.alloc(1_000);
    const rows = [
      ['QUERY_INFO', QUERY_INFO, answers.information(long)],
      [
        'QUERY_DIRECTORY',
        QUERY_DIRECTORY,
        { body: QueryDirectoryResponse.encode({ outputBuffer: long }, HEADER_SIZE) },
      ],
      ['IOCTL', IOCTL, answers.output(1, long)],
      [
        'CHANGE_NOTIFY',
        CHANGE_NOTIFY,
        { body: ChangeNotifyResponse.encode({ outputBuffer: long }, HEADER_SIZE) },
      ],
    ] as const;
    for (const [name, command, answer] of rows) {
      it(name, async () => {
        server.on(command, answer);
        const { open, ends } = await rig(server);
        const work = {
          QUERY_INFO: () => queryInfo(open, FileInternalInformation, { outputBufferLength: 999 }),
          QUERY_DIRECTORY: () => queryDirectory(open, { outputBufferLength: 999 }),
          IOCTL: () => ioctl(open, { ctlCode: 1, maxOutputResponse: 999 }),
          CHANGE_NOTIFY: () => changeNotify(open, { completionFilter: 1, outputBufferLength: 999 }),
        }[name];
        const error = await failure(firstValueFrom<unknown>(work()));
        expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', command: name, fatal: true });
        expect(error.message).to.include('1000 bytes where 999 were asked for');
        expect(ends).to.have.lengthOf(1);
      });
    }
  });

  describe('that hangs up', () => {
    const WORK = async (share: Share) => {
      await share.writeFile('new', 'some text');
      await share.readFile('data');
      await share.readdir('');
      await share.rename('new', 'renamed');
      await share.rm('renamed');
    };

    /** How a conversation of many stages ends on a server with a script; true where it never noticed. */
    async function conversation(script: ServerScript): Promise<boolean> {
      await using world = await served({ data: Buffer.alloc(100_000), folder: {} }, { script });
      let share: Share | undefined;
      try {
        share = await world.mount({ timeouts: IMPATIENT });
        await WORK(share);
        return true;
      } catch (error) {
        expect(error)
          .to.have.property('name')
          .that.matches(/^(SmbError|ProtocolError)$/);
        expect((error as { code: string }).code).to.match(
          /^(ECONNRESET|ERR_SMB_PROTOCOL|ERR_SMB_DIALECT|ERR_SMB_CLOSED)$/,
        );
        if (share !== undefined) expect(await reason(share.closed)).to.have.property('fatal', true);
        return false;
      } finally {
        await share?.close();
      }
    }

    for (const [where, byte] of [
      ['in front of', 0],
      ['inside', 10],
      ['inside the payload of', 90],
    ] as const) {
      it(`${where} any frame tells whoever waits, once, with a typed error`, async function () {
        this.timeout(60_000);
        let frame = 1;
        for (; frame < 100; frame++) if (await conversation(cutAt({ frame, byte }))) break;
        expect(frame, 'stages that were cut').to.be.within(10, 90);
      });
    }
  });

  describe('an answer that never comes', () => {
    const rows: readonly (readonly [string, number, (share: Share) => Promise<unknown>])[] = [
      ['CREATE', CREATE, share => share.promises.stat('data')],
      ['READ', READ, share => share.promises.readFile('data')],
      ['WRITE', WRITE, share => share.promises.writeFile('new', 'x')],
      ['QUERY_DIRECTORY', QUERY_DIRECTORY, share => share.promises.readdir('')],
      ['QUERY_INFO', QUERY_INFO, share => share.promises.stat('data')],
      ['SET_INFO', Command.SET_INFO, share => share.promises.rename('data', 'other')],
      ['CLOSE', Command.CLOSE, share => share.promises.writeFile('new', 'x')],
      ['FLUSH', Command.FLUSH, async share => (await share.open('data', 'r+')).sync()],
    ];
    for (const [name, command, work] of rows) {
      for (const [how, script] of [
        ['at all', onRequest(command as Command, drop())],
        ['after an interim one', onRequest(command as Command, pendingFirst(), drop())],
      ] as const) {
        it(`to ${name} ${how} is ETIMEDOUT`, async () => {
          await using world = await served({ data: 'text' }, { script: all(script) });
          const share = await world.mount({ timeouts: IMPATIENT });
          expect(await failure(work(share))).to.include({ code: 'ETIMEDOUT', fatal: true });
          expect(await reason(share.closed)).to.include({ code: 'ETIMEDOUT' });
        });
      }
    }

    it('does not keep close() waiting, nor the process', async () => {
      const script = onRequest([Command.LOGOFF, Command.TREE_DISCONNECT], drop());
      await using world = await served({}, { script });
      const share = await world.mount({ timeouts: IMPATIENT });
      await Promise.race([share.close(), sleep(5_000).then(() => expect.fail('close() never ends'))]);
    });
  });
});
