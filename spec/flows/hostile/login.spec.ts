import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import type { Authenticator } from '../../../lib/auth/authenticator.ts';
import { mountTree } from '../../../lib/session/mount-tree.ts';
import { mount } from '../../../lib/share/mount.ts';
import type { MountOptions } from '../../../lib/target.ts';
import { PREFIX, writePrefix } from '../../../lib/transport/framing.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { CIPHER_NAMES } from '../../../lib/wire/smb2/cipher-name.ts';
import { SIGNING_ALGORITHM_NAMES } from '../../../lib/wire/smb2/signing-algorithm-name.ts';
import { Dialect } from '../../../lib/wire/smb2/dialect.ts';
import { HEADER_SIZE } from '../../../lib/wire/smb2/header.ts';
import { ReadRequest } from '../../../lib/wire/smb2/read.ts';
import { SessionSetupResponse } from '../../../lib/wire/smb2/session-setup.ts';
import { encodeNegTokenResp, NegState } from '../../../lib/wire/spnego/neg-token-resp.ts';
import { failure, reason } from '../../live/failure.ts';
import { ACCOUNT, login } from '../../support/script-login.ts';
import { type Answer, answers, ScriptServer, SERVER } from '../../support/script-server.ts';

const { NEGOTIATE, SESSION_SETUP, TREE_CONNECT, CREATE, READ, QUERY_INFO, ECHO } = Command;
const dialect = Dialect.SMB_3_1_1;
const IMPATIENT = { connect: 1_000, silence: 200, idle: 0 } as const;

function mounting(server: ScriptServer, more: MountOptions = {}) {
  const transport = () => server.duplex();
  return mount({ host: 'server', share: 'share', ...ACCOUNT, transport, timeouts: IMPATIENT, ...more });
}

const again = (securityBuffer: Uint8Array): Answer => ({
  status: NtStatus.STATUS_MORE_PROCESSING_REQUIRED,
  body: SessionSetupResponse.encode({ sessionFlags: 0, securityBuffer }, HEADER_SIZE),
  header: { sessionId: 1n },
});

describe('a hostile server, on the way into a share:', () => {
  it('a first frame that claims 16 MiB, or a byte more than a stranger may, ends the mount at once', async () => {
    for (const claimed of [0xff_ffff, 128 * 1024 + 1]) {
      const server = login(new ScriptServer(), { dialect });
      server.on(NEGOTIATE, (_, { deliverRaw }) => {
        const frame = new Uint8Array(PREFIX);
        writePrefix(frame, claimed);
        deliverRaw.call(server, frame);
        return undefined;
      });
      const error = await failure(mounting(server));
      expect(error).to.include({ code: 'ERR_SMB_DIALECT' });
      expect(error.message).to.include(`a frame of ${claimed} bytes exceeds the limit of 131072`);
    }
  });

  it('STATUS_MORE_PROCESSING_REQUIRED without end is over when NTLM has said all that it has to say', async () => {
    const server = login(new ScriptServer(), { dialect });
    const token = { negState: NegState.ACCEPT_INCOMPLETE, responseToken: Buffer.from('NTLMSSP and more') };
    server.on(SESSION_SETUP, SERVER, again(encodeNegTokenResp(token)));
    const error = await failure(mounting(server));
    expect(error).to.include({ code: 'ERR_SMB_AUTH', fatal: true });
    expect(error.message).to.include('goes on after the exchange was complete');
    expect(server.got(SESSION_SETUP)).to.have.lengthOf(2);
  });

  it('STATUS_MORE_PROCESSING_REQUIRED without end has 16 legs more, whatever the mechanism makes of it', async () => {
    const server = login(new ScriptServer(), { dialect });
    server.on(SESSION_SETUP, again(Buffer.from('more')));
    const credulous: Authenticator = {
      anonymous: false,
      sessionKey: undefined,
      step: () => Promise.resolve(Buffer.from('yes')),
      finish: () => Promise.resolve(),
    };
    const mounted = mountTree({
      host: 'server',
      port: 445,
      share: 'share',
      dialects: { min: Dialect.SMB_2_0_2, max: dialect },
      signing: 'required',
      encryption: 'if-required',
      ciphers: CIPHER_NAMES,
      signingAlgorithms: SIGNING_ALGORITHM_NAMES,
      allow: 'user',
      timeouts: IMPATIENT,
      authenticator: () => Promise.resolve(credulous),
      transport: () => server.duplex(),
    });
    const error = await failure(firstValueFrom(mounted));
    expect(error).to.include({ code: 'ERR_SMB_AUTH', fatal: true });
    expect(error.message).to.include('never finishes');
    expect(server.got(SESSION_SETUP)).to.have.lengthOf(1 + 16);
  });

  for (const field of ['maxReadSize', 'maxWriteSize', 'maxTransactSize'] as const) {
    it(`a ${field} of 0 is nobody to work with`, async () => {
      const server = login(new ScriptServer(), { dialect, negotiate: { [field]: 0 } });
      const error = await failure(mounting(server));
      expect(error).to.include({ code: 'ERR_SMB_DIALECT', fatal: true });
      expect(error.message).to.include('too small');
      expect(server.got(SESSION_SETUP)).to.deep.equal([]);
    });
  }

  it('sizes of 4 GiB are taken for 8 MiB', async () => {
    const most = 0xffff_ffff;
    const negotiate = { maxReadSize: most, maxWriteSize: most, maxTransactSize: most };
    const server = login(new ScriptServer(), { dialect, negotiate });
    server.on(CREATE, answers.created({ endOfFile: 1n << 40n }));
    const lengths: number[] = [];
    server.on(READ, request => {
      lengths.push(request.read(ReadRequest).length);
      return answers.refused(NtStatus.STATUS_ACCESS_DENIED);
    });
    await using share = await mounting(server);
    const { limits, exchange } = share.connection.address();
    const cap = 8 * 1024 * 1024;
    expect(limits).to.include({ maxReadSize: cap, maxWriteSize: cap, maxTransactSize: cap });
    expect(exchange.frameLimit).to.equal(2 * (cap + 65_536));
    await reason(share.readFile('huge'));
    expect(Math.max(...lengths)).to.be.at.most(cap);
  });

  for (const [name, command] of Object.entries({ NEGOTIATE, SESSION_SETUP, TREE_CONNECT })) {
    it(`an answer to ${name} that never comes, or an interim one and nothing more, is ETIMEDOUT`, async () => {
      for (const reply of [undefined, answers.pending(1n)]) {
        const server = login(new ScriptServer(), { dialect }).on(command, () => reply);
        expect(await failure(mounting(server))).to.include({ code: 'ETIMEDOUT', command: name, fatal: true });
      }
    });
  }

  for (const [name, status, code] of [
    ['a session that has expired', NtStatus.STATUS_NETWORK_SESSION_EXPIRED, 'ERR_SMB_CLOSED'],
    ['a session that was deleted', NtStatus.STATUS_USER_SESSION_DELETED, 'ERR_SMB_CLOSED'],
    ['a share that is gone', NtStatus.STATUS_NETWORK_NAME_DELETED, undefined],
  ] as const) {
    it(`${name}, said of every request, is an error of each, and no login or connection more`, async () => {
      const server = login(new ScriptServer(), { dialect });
      server.on(CREATE, {
        ...answers.refused(status),
        signed: status === NtStatus.STATUS_NETWORK_NAME_DELETED,
      });
      let dialled = 0;
      const transport = () => {
        dialled++;
        return server.duplex();
      };
      const share = await mounting(server, { transport });
      for (let turn = 0; turn < 5; turn++) {
        const error = await failure(share.stat('file'));
        if (code !== undefined && turn === 0) expect(error).to.include({ code, fatal: true });
      }
      expect(dialled).to.equal(1);
      expect(server.got(SESSION_SETUP)).to.have.lengthOf(2);
      expect(server.got(TREE_CONNECT)).to.have.lengthOf(1);
      await share.close();
    });
  }

  it('an ECHO that is answered for ever gives no other request more time', async () => {
    const server = login(new ScriptServer(), { dialect })
      .on(CREATE, () => undefined)
      .on(QUERY_INFO, () => undefined)
      .on(ECHO, answers.echoed());
    const share = await mounting(server, { timeouts: { ...IMPATIENT, idle: 20 } });
    const error = await failure(share.stat('file'));
    expect(error).to.include({ code: 'ETIMEDOUT', command: 'CREATE' });
    server.end();
    await share.close();
  });
});
