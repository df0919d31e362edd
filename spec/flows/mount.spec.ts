import { expect } from 'chai';
import { firstValueFrom, type Subscription } from 'rxjs';
import { ntlm } from '../../lib/auth/ntlm.ts';
import { spnego } from '../../lib/auth/spnego.ts';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { read } from '../../lib/commands/read.ts';
import { RELATED } from '../../lib/commands/plan.ts';
import { SigningAlgorithm } from '../../lib/crypto/signing.ts';
import { SmbError } from '../../lib/errors.ts';
import { compound } from '../../lib/operators/compound.ts';
import { nth } from '../../lib/server/script/anywhere.ts';
import { mangle } from '../../lib/server/script/frames.ts';
import { everyFrame } from '../../lib/server/script/on.ts';
import { type MountSettings, mountTree } from '../../lib/session/mount-tree.ts';
import type { MountedTree } from '../../lib/session/mounted-tree.ts';
import { Command, commandName } from '../../lib/wire/smb2/command.ts';
import { CreateDisposition } from '../../lib/wire/smb2/create.ts';
import { CIPHER_NAMES } from '../../lib/wire/smb2/cipher-name.ts';
import { SIGNING_ALGORITHM_NAMES } from '../../lib/wire/smb2/signing-algorithm-name.ts';
import { Capabilities, Dialect, SecurityMode } from '../../lib/wire/smb2/dialect.ts';
import { HeaderFlags } from '../../lib/wire/smb2/header.ts';
import { ShareFlags } from '../../lib/wire/smb2/tree-connect.ts';
import { FsctlCode, IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { NegotiateRequest } from '../../lib/wire/smb2/negotiate.ts';
import { TreeConnectResponse } from '../../lib/wire/smb2/tree-connect.ts';
import { ValidateNegotiateInfoRequest } from '../../lib/wire/smb2/validate-negotiate.ts';
import { ACCOUNT, login, type LoginScript, SESSION, TREE, validated } from '../support/script-login.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { malformedFrames, fields, pcapFile } from '../support/tshark.ts';
import { framed, pattern } from '../transport/recording-sink.ts';

const { CREATE, IOCTL, NEGOTIATE, READ } = Command;
const ALL = [
  Dialect.SMB_2_0_2,
  Dialect.SMB_2_1,
  Dialect.SMB_3_0,
  Dialect.SMB_3_0_2,
  Dialect.SMB_3_1_1,
] as const;

/** Settings of a mount by way of a Duplex. */
function settings(server: ScriptServer, more: Partial<MountSettings> = {}): MountSettings {
  return {
    host: 'server',
    port: 445,
    share: 'share',
    dialects: { min: Dialect.SMB_2_0_2, max: Dialect.SMB_3_1_1 },
    signing: 'required',
    encryption: 'if-required',
    ciphers: CIPHER_NAMES,
    signingAlgorithms: SIGNING_ALGORITHM_NAMES,
    allow: 'user',
    timeouts: { connect: 2_000, silence: 2_000, idle: 0 },
    authenticator: () => Promise.resolve(spnego(ntlm(ACCOUNT))),
    transport: () => server.duplex(),
    ...more,
  };
}

/** Mounts; `left` unsubscribes and resolves when the link is gone. */
async function mounted(server: ScriptServer, more: Partial<MountSettings> = {}) {
  let subscription: Subscription | undefined;
  const tree = await new Promise<MountedTree>((resolve, reject) => {
    subscription = mountTree(settings(server, more)).subscribe({ next: resolve, error: reject });
  });
  const left = async () => {
    subscription?.unsubscribe();
    await tree.closed;
  };
  return { mounted: tree, tree: tree.tree, left };
}

/** How a mount fails. */
async function failure(server: ScriptServer, more: Partial<MountSettings> = {}): Promise<SmbError> {
  const error: unknown = await firstValueFrom(mountTree(settings(server, more))).then(
    tree => {
      void tree.leave();
      return expect.fail('it mounted');
    },
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(SmbError);
  return error as SmbError;
}

/** What the mounts of this file have said to each other, for tshark. */
const CAPTURE = pcapFile();

/** Records the link that is opened by `open`, as a user would who sets RXSMB_PCAP. */
async function recorded<T>(open: () => Promise<T>): Promise<T> {
  const before = process.env['RXSMB_PCAP'];
  process.env['RXSMB_PCAP'] = CAPTURE;
  try {
    return await open();
  } finally {
    if (before === undefined) delete process.env['RXSMB_PCAP'];
    else process.env['RXSMB_PCAP'] = before;
  }
}

const names = (server: ScriptServer) =>
  server.requests.map(({ header: { command } }) => commandName(command));
const LOGIN = ['NEGOTIATE', 'SESSION_SETUP', 'SESSION_SETUP', 'TREE_CONNECT'];
const READING = ['CREATE', 'READ', 'CLOSE'];
const LEAVING = ['TREE_DISCONNECT', 'LOGOFF'];

describe('flow: a mount', () => {
  const ways: LoginScript[] = [
    ...ALL.map(dialect => ({ dialect })),
    ...Object.values(SigningAlgorithm).map(signing => ({ dialect: Dialect.SMB_3_1_1, signing })),
  ];
  for (const way of ways) {
    const how = `dialect 0x${way.dialect.toString(16)}${way.signing === undefined ? '' : `, algorithm ${way.signing}`}`;
    it(`negotiates, logs in, enters, works and leaves (${how})`, async () => {
      const server = login(new ScriptServer(), way).on(READ, answers.data(pattern(50_000)));
      const { tree, left } = await recorded(() => mounted(server));
      const options = { path: 'a.txt', desiredAccess: 1, createDisposition: CreateDisposition.OPEN } as const;
      const [, { data }] = await firstValueFrom(
        compound(create(tree, options), read(RELATED, { offset: 0, length: 50_000 }), close(RELATED)),
      );
      expect(Buffer.compare(data, pattern(50_000))).to.equal(0);
      await left();
      const validation = way.dialect === Dialect.SMB_3_1_1 ? [] : ['IOCTL'];
      expect(names(server)).to.deep.equal([...LOGIN, ...validation, ...READING, ...LEAVING]);
      expect(server.violation).to.equal(undefined);
      for (const { header } of server.requests.slice(3)) {
        expect(header.flags & HeaderFlags.SIGNED, commandName(header.command)).to.equal(HeaderFlags.SIGNED);
        expect(header.sessionId).to.equal(SESSION);
      }
      expect(server.got(CREATE)[0]?.header.treeId).to.equal(TREE);
    });
  }

  it('has sent nothing in any of them that tshark takes for malformed', async function () {
    this.timeout(20_000); // tshark takes its time to start
    expect(await malformedFrames(CAPTURE)).to.deep.equal([]);
    const replies = await fields(CAPTURE, 'smb2.cmd == 0 && smb2.flags.response == 1', ['smb2.dialect']);
    expect(replies.map(([dialect]) => Number(dialect))).to.deep.equal(ways.map(({ dialect }) => dialect));
    const commands = await fields(CAPTURE, 'smb2.flags.response == 0', ['smb2.cmd']);
    expect(
      commands.filter(([cmd]) => cmd === '5,8,6'),
      'the compounds',
    ).to.have.lengthOf(ways.length);
  });

  it('offers what it may, and repeats exactly that where nobody can alter it', async () => {
    const server = login(new ScriptServer(), { dialect: Dialect.SMB_3_0 });
    const { left } = await mounted(server, { dialects: { min: Dialect.SMB_2_1, max: Dialect.SMB_3_0_2 } });
    const offer = server.got(NEGOTIATE)[0]!.read(NegotiateRequest);
    expect(offer.dialects).to.deep.equal([Dialect.SMB_2_1, Dialect.SMB_3_0, Dialect.SMB_3_0_2]);
    expect(offer.negotiateContexts).to.deep.equal([]);
    const { LARGE_MTU, LEASING, ENCRYPTION } = Capabilities;
    expect(offer.capabilities).to.equal(LARGE_MTU | LEASING | ENCRYPTION);
    expect(offer.securityMode & SecurityMode.SIGNING_REQUIRED).to.equal(SecurityMode.SIGNING_REQUIRED);
    const repeated = server.got(IOCTL)[0]!.read(IoctlRequest);
    expect(repeated.ctlCode).to.equal(FsctlCode.FSCTL_VALIDATE_NEGOTIATE_INFO);
    expect(ValidateNegotiateInfoRequest.decode(repeated.input)).to.deep.equal({
      capabilities: offer.capabilities,
      guid: offer.clientGuid,
      securityMode: offer.securityMode,
      dialects: offer.dialects,
    });
    await left();
  });

  it('is over when it is unsubscribed before it began: the Duplex is not left open', async () => {
    const server = login(new ScriptServer(), { dialect: Dialect.SMB_3_1_1 });
    const duplex = server.duplex();
    const closed = new Promise(resolve => duplex.once('close', resolve));
    mountTree(settings(server, { transport: () => duplex }))
      .subscribe({ error: () => undefined })
      .unsubscribe();
    await closed;
    expect(server.requests).to.deep.equal([]);
  });

  describe('fails with ERR_SMB_DIALECT', () => {
    it('where the server hangs up at the first message, as one does that only speaks SMB1', async () => {
      const server = new ScriptServer().on(NEGOTIATE, (_request, { end }) => {
        end.call(server);
        return undefined;
      });
      const error = await failure(server);
      expect(error).to.include({ code: 'ERR_SMB_DIALECT', command: 'NEGOTIATE', fatal: true });
      expect(error.message).to.include('SMB1');
    });

    it('where the server answers in SMB1', async () => {
      const server = new ScriptServer().on(NEGOTIATE, () => {
        server.deliverRaw(framed(Buffer.concat([Buffer.from('\xffSMB', 'latin1'), pattern(40)])));
        return undefined;
      });
      const error = await failure(server);
      expect(error).to.include({ code: 'ERR_SMB_DIALECT', fatal: true });
      expect(error.message).to.include('SMB1');
    });

    it('where it is no SMB server at all', async () => {
      const server = new ScriptServer().on(NEGOTIATE, () => {
        server.deliverRaw(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
        return undefined;
      });
      expect(await failure(server)).to.include({ code: 'ERR_SMB_DIALECT', fatal: true });
    });

    it('where the server refuses every dialect', async () => {
      const server = new ScriptServer().on(NEGOTIATE, answers.refused(0xc000_00bb));
      expect(await failure(server)).to.include({ code: 'ERR_SMB_DIALECT', status: 'STATUS_NOT_SUPPORTED' });
    });

    it('where the server chooses what was not offered', async () => {
      for (const dialectRevision of [Dialect.SMB_2_0_2, Dialect.WILDCARD, 0x0400]) {
        const server = login(new ScriptServer(), {
          dialect: Dialect.SMB_2_1,
          negotiate: { dialectRevision },
        });
        const error = await failure(server, { dialects: { min: Dialect.SMB_2_1, max: Dialect.SMB_3_1_1 } });
        expect(error).to.include({ code: 'ERR_SMB_DIALECT', command: 'NEGOTIATE', fatal: true });
        expect(error.message).to.include(dialectRevision.toString(16));
        expect(names(server)).to.deep.equal(['NEGOTIATE']);
      }
    });

    it('where 3.1.1 comes without its hash', async () => {
      const server = login(new ScriptServer(), {
        dialect: Dialect.SMB_3_1_1,
        negotiate: { negotiateContexts: [] },
      });
      expect(await failure(server)).to.include({ code: 'ERR_SMB_DIALECT' });
    });

    for (const dialect of ALL.slice(0, 4)) {
      it(`where the server remembers another negotiation (0x${dialect.toString(16)})`, async () => {
        for (const lie of [
          { dialect: Dialect.SMB_3_1_1 },
          { capabilities: 0x7f },
          { securityMode: SecurityMode.SIGNING_REQUIRED },
          { guid: new Uint8Array(16) },
        ]) {
          const server = login(new ScriptServer(), {
            dialect,
            validate: good => validated({ ...good, ...lie }),
          });
          const error = await failure(server);
          expect(error, JSON.stringify(lie)).to.include({ code: 'ERR_SMB_DIALECT', fatal: true });
          expect(error.message).to.include('altered');
        }
      });
    }

    it('where the server hangs up at the validation', async () => {
      const server = login(new ScriptServer(), { dialect: Dialect.SMB_2_1 }).on(IOCTL, () => {
        server.end();
        return undefined;
      });
      expect(await failure(server)).to.include({ code: 'ERR_SMB_DIALECT', fatal: true });
    });
  });

  it('goes on where a server does not know the validation and signs that', async () => {
    // NOT_SUPPORTED, INVALID_DEVICE_REQUEST, FILE_CLOSED, INVALID_PARAMETER, FS_DRIVER_REQUIRED, one without a name
    for (const status of [0xc000_00bb, 0xc000_0010, 0xc000_0128, 0xc000_000d, 0xc000_019c, 0xc0ff_ffff]) {
      const server = login(new ScriptServer(), {
        dialect: Dialect.SMB_2_1,
        validate: () => answers.refused(status),
      });
      const { left } = await mounted(server);
      await left();
    }
  });

  it('fails where a server denies access to the validation, or has ended the session', async () => {
    for (const [status, code] of [
      [0xc000_0022, 'ERR_SMB_DIALECT'],
      [0xc000_0203, 'ERR_SMB_CLOSED'],
    ] as const) {
      const server = login(new ScriptServer(), {
        dialect: Dialect.SMB_3_0,
        validate: () => answers.refused(status),
      });
      expect(await failure(server)).to.include({ code, fatal: true });
    }
  });

  it('fails with ERR_SMB_SIGNATURE where the validation is answered without a signature', async () => {
    for (const signing of ['required', 'if-required', 'off'] as const) {
      const server = login(new ScriptServer(), {
        dialect: Dialect.SMB_2_1,
        validate: good => ({ ...validated(good), signed: false }),
      });
      expect(await failure(server, { signing })).to.include({ code: 'ERR_SMB_SIGNATURE', command: 'IOCTL' });
    }
  });

  it('fails with ERR_SMB_SIGNATURE where the last login reply is altered', async () => {
    for (const dialect of [Dialect.SMB_2_1, Dialect.SMB_3_0, Dialect.SMB_3_1_1]) {
      // behind NEGOTIATE and the first leg; of this one a byte of the signature
      const server = login(new ScriptServer(everyFrame(nth(3, mangle(48)))), { dialect });
      expect(await failure(server)).to.include({ code: 'ERR_SMB_SIGNATURE', command: 'SESSION_SETUP' });
    }
  });

  it('fails with ERR_SMB_SIGNATURE where signing is off and the server wants it', async () => {
    const server = login(new ScriptServer(), {
      dialect: Dialect.SMB_3_1_1,
      negotiate: { securityMode: SecurityMode.SIGNING_REQUIRED | SecurityMode.SIGNING_ENABLED },
    });
    expect(await failure(server, { signing: 'off' })).to.include({ code: 'ERR_SMB_SIGNATURE' });
    expect(names(server)).to.deep.equal(['NEGOTIATE']);
  });

  it('signs TREE_CONNECT on 3.1.1 even with signing off, and nothing after it', async () => {
    const server = login(new ScriptServer(), { dialect: Dialect.SMB_3_1_1 });
    const { tree, left } = await mounted(server, { signing: 'off' });
    await firstValueFrom(
      create(tree, { path: '', desiredAccess: 1, createDisposition: CreateDisposition.OPEN }),
    );
    expect(server.requests.slice(3).map(({ header: { flags } }) => flags & HeaderFlags.SIGNED)).to.deep.equal(
      [8, 0],
    );
    await left();
  });

  it('fails with ERR_SMB_GUEST_REFUSED where the server makes a guest, or nobody, of the user', async () => {
    for (const sessionFlags of [1, 2]) {
      const server = login(new ScriptServer(), { dialect: Dialect.SMB_3_1_1, sessionFlags });
      expect(await failure(server)).to.include({ code: 'ERR_SMB_GUEST_REFUSED', fatal: true });
      expect(names(server)).not.to.include('TREE_CONNECT');
    }
  });

  it('fails with ERR_SMB_ENCRYPTION_REQUIRED where the session or the share wants it and no cipher was agreed on', async () => {
    const session = login(new ScriptServer(), { dialect: Dialect.SMB_3_1_1, sessionFlags: 4 });
    expect(await failure(session)).to.include({ code: 'ERR_SMB_ENCRYPTION_REQUIRED', fatal: true });
    const body = TreeConnectResponse.encode({ shareType: 1, shareFlags: ShareFlags.ENCRYPT_DATA }, 64);
    const share = login(new ScriptServer(), { dialect: Dialect.SMB_3_1_1, treeConnect: { body } });
    expect(await failure(share)).to.include({
      code: 'ERR_SMB_ENCRYPTION_REQUIRED',
      path: 'share',
      fatal: true,
    });
  });

  it('fails with ERR_SMB_AUTH where the password is wrong, or the server refuses the login', async () => {
    const server = login(new ScriptServer(), { dialect: Dialect.SMB_3_1_1 });
    const wrong = await failure(server, {
      authenticator: () => Promise.resolve(spnego(ntlm({ ...ACCOUNT, password: 'no' }))),
    });
    expect(wrong).to.include({ code: 'ERR_SMB_AUTH', status: 'STATUS_LOGON_FAILURE', fatal: true });
    const locked = login(new ScriptServer(), { dialect: Dialect.SMB_3_1_1, loginStatus: 0xc000_0234 });
    expect(await failure(locked)).to.include({ code: 'ERR_SMB_AUTH', fatal: true });
  });

  it('fails where the share is missing', async () => {
    const server = login(new ScriptServer(), {
      dialect: Dialect.SMB_3_1_1,
      treeConnect: answers.refused(0xc000_00cc),
    });
    const error = await failure(server);
    expect(error).to.include({ status: 'STATUS_BAD_NETWORK_NAME', path: 'share', fatal: true });
    expect(error.message).to.include("no share 'share'");
  });

  it('fails where the server says nothing, within its time limit', async () => {
    const server = new ScriptServer().on(NEGOTIATE, () => undefined);
    const timeouts = { connect: 1_000, silence: 100, idle: 0 };
    expect(await failure(server, { timeouts })).to.include({ code: 'ETIMEDOUT', command: 'NEGOTIATE' });
  });

  it('ends with an error, after every pending operation, when the link dies', async () => {
    const server = login(new ScriptServer(), { dialect: Dialect.SMB_3_1_1 }).on(READ, () => undefined);
    const told: string[] = [];
    const link = await new Promise<MountedTree>((resolve, reject) => {
      mountTree(settings(server)).subscribe({
        next: resolve,
        error: (error: SmbError) => {
          told.push(`mount ${error.code}`);
          reject(error);
        },
      });
    });
    const options = { path: 'a.txt', desiredAccess: 1, createDisposition: CreateDisposition.OPEN } as const;
    const { handle } = await firstValueFrom(create(link.tree, options));
    read(handle, { offset: 0, length: 10 }).subscribe({
      error: (error: SmbError) => told.push(`${error.command} ${error.path} ${error.code}`),
    });
    server.end(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    const closed: unknown = await link.closed.catch((error: unknown) => error);
    expect(closed).to.have.property('code', 'ECONNRESET');
    expect(told).to.deep.equal(['READ a.txt ECONNRESET', 'mount ECONNRESET']);
  });
});
