import { expect } from 'chai';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { echo } from '../../lib/commands/echo.ts';
import { flush } from '../../lib/commands/flush.ts';
import { ioctl } from '../../lib/commands/ioctl.ts';
import { leaseBreak } from '../../lib/commands/lease-break.ts';
import { lock } from '../../lib/commands/lock.ts';
import { logoff } from '../../lib/commands/logoff.ts';
import { negotiate } from '../../lib/commands/negotiate.ts';
import { oplockBreak } from '../../lib/commands/oplock-break.ts';
import { queryDirectory } from '../../lib/commands/query-directory.ts';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { sessionSetup } from '../../lib/commands/session-setup.ts';
import { setInfo } from '../../lib/commands/set-info.ts';
import { treeConnect } from '../../lib/commands/tree-connect.ts';
import { treeDisconnect } from '../../lib/commands/tree-disconnect.ts';
import { SigningAlgorithm } from '../../lib/crypto/signing.ts';
import { SecurityDescriptor } from '../../lib/wire/dtyp/security-descriptor.ts';
import { FileBasicInformation } from '../../lib/wire/fscc/file-basic-information.ts';
import { FileFsSizeInformation } from '../../lib/wire/fscc/file-fs-size-information.ts';
import { FileNamesInformation } from '../../lib/wire/fscc/file-names-information.ts';
import { FileStandardInformation } from '../../lib/wire/fscc/file-standard-information.ts';
import { CloseFlags, CloseRequest, CloseResponse } from '../../lib/wire/smb2/close.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { AccessMask, CreateDisposition, CreateRequest, ShareAccess } from '../../lib/wire/smb2/create.ts';
import { RELATED_FILE_ID } from '../../lib/wire/smb2/file-id.ts';
import { FlushRequest } from '../../lib/wire/smb2/flush.ts';
import { HEADER_SIZE, HeaderFlags } from '../../lib/wire/smb2/header.ts';
import { IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { LeaseBreakAcknowledgment, LeaseBreakResponse, LeaseState } from '../../lib/wire/smb2/lease-break.ts';
import { LockFlags, LockRequest, LockResponse } from '../../lib/wire/smb2/lock.ts';
import { NegotiateRequest, NegotiateResponse } from '../../lib/wire/smb2/negotiate.ts';
import { OplockBreakAcknowledgment, OplockBreakResponse } from '../../lib/wire/smb2/oplock-break.ts';
import { OplockLevel } from '../../lib/wire/smb2/oplock-level.ts';
import { QueryDirectoryFlags, QueryDirectoryRequest } from '../../lib/wire/smb2/query-directory.ts';
import { QueryInfoRequest, SecurityInformation } from '../../lib/wire/smb2/query-info.ts';
import { SessionSetupRequest, SessionSetupResponse } from '../../lib/wire/smb2/session-setup.ts';
import { SetInfoRequest } from '../../lib/wire/smb2/set-info.ts';
import { TreeConnectRequest, TreeConnectResponse } from '../../lib/wire/smb2/tree-connect.ts';
import { type Rig, rig, SESSION_ID, TREE_ID } from '../support/script-rig.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { told } from './answered.ts';

const FILE = { persistent: 1n, volatile: 1n };

describe('commands', () => {
  let link: Rig;
  let server: ScriptServer;
  beforeEach(async () => {
    server = new ScriptServer();
    link = await rig(server);
  });

  /** The one request that was sent. */
  function sent(command: number) {
    expect(server.requests).to.have.lengthOf(1);
    const [request] = server.requests;
    expect(request?.header.command).to.equal(command);
    return request!;
  }

  describe('create', () => {
    const options = {
      path: 'folder\\näme.txt',
      desiredAccess: AccessMask.GENERIC_READ,
      shareAccess: ShareAccess.READ,
      createDisposition: CreateDisposition.OPEN,
      createContexts: [{ name: 'MxAc', data: new Uint8Array(0) }],
    } as const;

    it('asks for a path in a tree', () => {
      server.on(Command.CREATE, answers.created());
      const { path: name, createContexts: _, ...fields } = options;
      const { ends } = told(create(link.tree, options));
      expect(ends).to.deep.equal(['complete']);
      const request = sent(Command.CREATE);
      expect(request.header).to.include({ sessionId: SESSION_ID, treeId: TREE_ID, creditCharge: 1 });
      expect(request.read(CreateRequest)).to.deep.include({ ...fields, name });
      expect(request.read(CreateRequest).createContexts.map(context => context.name)).to.deep.equal(['MxAc']);
    });

    it('gives a handle that knows its tree, its id and its path', () => {
      server.on(
        Command.CREATE,
        answers.created({ fileId: { persistent: 8n, volatile: 9n }, endOfFile: 77n }),
      );
      const { values } = told(create(link.tree, options));
      const { handle, endOfFile, status } = values[0]!;
      expect([endOfFile, status]).to.deep.equal([77n, 0]);
      expect(handle.fileId).to.deep.equal({ persistent: 8n, volatile: 9n });
      expect([handle.tree, handle.path]).to.deep.equal([link.tree, options.path]);
      expect(handle.address()).to.deep.include({ treeId: TREE_ID, fileId: handle.fileId });
    });
  });

  it('close gives a handle back, and may ask for the attributes', () => {
    const body = CloseResponse.encode({ flags: 1, endOfFile: 5n, lastWriteTime: 9n }, HEADER_SIZE);
    server.on(Command.CLOSE, { body });
    const { values } = told(close(link.open, { flags: CloseFlags.POSTQUERY_ATTRIB }));
    expect(values[0]).to.include({ status: 0, flags: 1, endOfFile: 5n, lastWriteTime: 9n });
    expect(sent(Command.CLOSE).read(CloseRequest)).to.deep.equal({ flags: 1, fileId: FILE });
  });

  it('flush names its handle', () => {
    expect(told(flush(link.open)).values).to.deep.equal([{ status: 0 }]);
    expect(sent(Command.FLUSH).read(FlushRequest)).to.deep.equal({ fileId: FILE });
  });

  describe('lock', () => {
    const { EXCLUSIVE_LOCK, FAIL_IMMEDIATELY, SHARED_LOCK, UNLOCK } = LockFlags;
    const locked = { body: LockResponse.encode({}, HEADER_SIZE) };
    const LOCK = Command.LOCK;

    it('names its handle and all its ranges', () => {
      server.on(LOCK, locked);
      const flags = SHARED_LOCK | FAIL_IMMEDIATELY;
      const ranges = [
        { offset: 0, length: 10, flags },
        { offset: 2n ** 40n, length: 2n ** 63n, flags },
      ];
      expect(told(lock(link.open, { locks: ranges, lockSequence: 0x21 })).values).to.deep.equal([
        { status: 0 },
      ]);
      expect(sent(LOCK).read(LockRequest)).to.deep.equal({
        fileId: FILE,
        lockSequence: 0x21,
        locks: [
          { offset: 0n, length: 10n, flags },
          { offset: 2n ** 40n, length: 2n ** 63n, flags },
        ],
      });
    });

    it('fails with EAGAIN where another lock is in the way', () => {
      server.on(LOCK, answers.refused(0xc000_0055));
      const { error } = told(
        lock(link.open, { locks: [{ offset: 0, length: 1, flags: EXCLUSIVE_LOCK | FAIL_IMMEDIATELY }] }),
      );
      expect(error).to.include({
        code: 'EAGAIN',
        status: 'STATUS_LOCK_NOT_GRANTED',
        command: 'LOCK',
        retryable: true,
      });
    });

    const blocking = { locks: [{ offset: 5, length: 1, flags: EXCLUSIVE_LOCK }] };

    it('is cancelled by unsubscribing', () => {
      server.on(LOCK, answers.pending(9n));
      const taken = told(lock(link.open, blocking));
      taken.unsubscribe();
      expect(server.got(Command.CANCEL).map(({ header }) => header.asyncId)).to.deep.equal([9n]);
      server.answer(server.got(LOCK)[0]!, { ...answers.refused(0xc000_0120), asyncId: 9n });
      expect(server.got(LOCK), 'nothing to give back').to.have.lengthOf(1);
      expect([taken.values, taken.ends, link.ends]).to.deep.equal([[], [], []]);
    });

    it('gives a lock back that is granted when nobody waits any more', () => {
      server.on(LOCK, answers.pending(9n), locked);
      const taken = told(lock(link.open, blocking));
      taken.unsubscribe();
      server.answer(server.got(LOCK)[0]!, { ...locked, asyncId: 9n });
      expect(server.got(LOCK).map(request => request.read(LockRequest).locks)).to.deep.equal([
        [{ offset: 5n, length: 1n, flags: EXCLUSIVE_LOCK }],
        [{ offset: 5n, length: 1n, flags: UNLOCK }],
      ]);
      expect([taken.values, taken.ends, link.ends]).to.deep.equal([[], [], []]);
    });

    it('leaves a late unlock as it is', () => {
      server.on(LOCK, () => undefined);
      told(lock(link.open, { locks: [{ offset: 5, length: 1, flags: UNLOCK }] })).unsubscribe();
      server.answer(server.got(LOCK)[0]!, locked);
      expect(server.got(LOCK)).to.have.lengthOf(1);
    });

    it('has no deadline while it waits', async () => {
      const hasty = new ScriptServer().on(LOCK, answers.pending(1n), () => undefined);
      const { open, exchange } = await rig(hasty, { silence: 40 });
      const waiting = told(lock(open, blocking));
      await new Promise(resolve => setTimeout(resolve, 200)); // several silences
      expect([waiting.ends, exchange.open], 'it waits on').to.deep.equal([[], true]);
      expect(hasty.got(Command.ECHO).length, 'the connection is asked instead').to.be.above(0);
      waiting.unsubscribe();
    });
  });

  it('oplockBreak gives an oplock back, and happens even if nobody waits', () => {
    const body = OplockBreakResponse.encode({ fileId: FILE, oplockLevel: OplockLevel.II }, HEADER_SIZE);
    server.on(Command.OPLOCK_BREAK, () => undefined);
    const taken = told(oplockBreak(link.open, { oplockLevel: OplockLevel.II }));
    server.answer(server.requests[0]!, { body });
    expect(taken.values).to.deep.equal([{ status: 0, oplockLevel: OplockLevel.II }]);
    expect(sent(Command.OPLOCK_BREAK).read(OplockBreakAcknowledgment)).to.deep.equal({
      fileId: FILE,
      oplockLevel: OplockLevel.II,
    });
    told(oplockBreak(link.open, { oplockLevel: OplockLevel.NONE })).unsubscribe();
    expect(server.got(Command.CANCEL)).to.deep.equal([]);
  });

  it('leaseBreak gives a lease back, addressed to the tree', () => {
    const leaseKey = Buffer.alloc(16, 7);
    const leaseState = LeaseState.READ_CACHING | LeaseState.HANDLE_CACHING;
    server.on(Command.OPLOCK_BREAK, {
      body: LeaseBreakResponse.encode({ leaseKey, leaseState }, HEADER_SIZE),
    });
    const { values } = told(leaseBreak(link.tree, { leaseKey, leaseState }));
    expect(values[0]).to.deep.include({ status: 0, leaseState });
    const request = sent(Command.OPLOCK_BREAK);
    expect(request.header).to.include({ sessionId: SESSION_ID, treeId: TREE_ID });
    const acknowledgment = request.read(LeaseBreakAcknowledgment);
    expect([Buffer.from(acknowledgment.leaseKey), acknowledgment.leaseState]).to.deep.equal([
      leaseKey,
      leaseState,
    ]);
  });

  it('a break that is acknowledged for nothing is an error', () => {
    server.on(Command.OPLOCK_BREAK, answers.refused(0xc000_00e3));
    const { error } = told(oplockBreak(link.open, { oplockLevel: OplockLevel.NONE }));
    expect(error).to.include({
      status: 'STATUS_INVALID_OPLOCK_PROTOCOL',
      command: 'OPLOCK_BREAK',
      fatal: false,
    });
  });

  it('echo goes to a connection', () => {
    expect(told(echo(link.connection)).values).to.deep.equal([{ status: 0 }]);
    expect(sent(Command.ECHO).header).to.include({ sessionId: SESSION_ID, treeId: 0 });
  });

  it('logoff and treeDisconnect go to what they end, and happen even if nobody waits', () => {
    server.on(Command.LOGOFF, () => undefined).on(Command.TREE_DISCONNECT, () => undefined);
    told(treeDisconnect(link.tree)).unsubscribe();
    told(logoff(link.session)).unsubscribe();
    expect(server.requests.map(({ header: { command, treeId } }) => [command, treeId])).to.deep.equal([
      [Command.TREE_DISCONNECT, TREE_ID],
      [Command.LOGOFF, 0],
    ]);
    server.answer(server.requests[0]!, answers.usual(server.requests[0]!));
    server.answer(server.requests[1]!, answers.usual(server.requests[1]!));
    expect(link.ends).to.deep.equal([]);
  });

  describe('queryDirectory', () => {
    it('asks for everything by default, at 64 KiB a reply', () => {
      server.on(Command.QUERY_DIRECTORY, answers.entries('.', '..', 'näme \ud83d\ude00.txt'));
      const { values } = told(queryDirectory(link.open));
      expect(values[0]?.status).to.equal(0);
      expect(values[0]?.entries.map(({ fileName }) => fileName)).to.deep.equal([
        '.',
        '..',
        'näme \ud83d\ude00.txt',
      ]);
      expect(sent(Command.QUERY_DIRECTORY).read(QueryDirectoryRequest)).to.deep.equal({
        fileInformationClass: 37,
        flags: 0,
        fileIndex: 0,
        fileId: FILE,
        outputBufferLength: 65_536,
        fileName: '*',
      });
    });

    it('takes a pattern, a class and a size, which sets the charge', () => {
      const buffer = FileNamesInformation.encodeAll([{ fileName: 'a' }, { fileName: 'bb' }]);
      server.on(Command.QUERY_DIRECTORY, answers.information(buffer)); // the same body as QUERY_INFO's
      const { values } = told(
        queryDirectory(link.open, {
          fileInformationClass: FileNamesInformation,
          fileName: '*.txt',
          flags: QueryDirectoryFlags.RESTART_SCANS,
          outputBufferLength: 200_000,
        }),
      );
      expect(values[0]?.entries.map(({ fileName }) => fileName)).to.deep.equal(['a', 'bb']);
      const request = sent(Command.QUERY_DIRECTORY);
      expect(request.header.creditCharge).to.equal(4);
      expect(request.read(QueryDirectoryRequest)).to.deep.include({
        fileInformationClass: 12,
        fileName: '*.txt',
        flags: 1,
        outputBufferLength: 200_000,
      });
    });

    it('takes the end of a listing, and a pattern that fits nothing, for an answer', () => {
      for (const status of [0x8000_0006, 0xc000_000f]) {
        server.on(Command.QUERY_DIRECTORY, answers.refused(status));
        const { values, ends } = told(queryDirectory(link.open));
        expect(values).to.deep.equal([{ status, entries: [] }]);
        expect(ends).to.deep.equal(['complete']);
      }
    });
  });

  describe('queryInfo', () => {
    it('is typed by the class of a file', () => {
      const buffer = FileStandardInformation.codec.encode({ endOfFile: 1n << 33n, directory: true });
      server.on(Command.QUERY_INFO, answers.information(buffer));
      const { values } = told(queryInfo(link.open, FileStandardInformation));
      expect(values[0]?.information).to.include({ endOfFile: 1n << 33n, directory: true });
      expect(sent(Command.QUERY_INFO).read(QueryInfoRequest)).to.deep.include({
        infoType: 1,
        fileInfoClass: 5,
        outputBufferLength: 65_536,
        additionalInformation: 0,
        fileId: FILE,
      });
    });

    it('is typed by the class of a file system', () => {
      const size = { totalAllocationUnits: 9n, bytesPerSector: 512 };
      server.on(Command.QUERY_INFO, answers.information(FileFsSizeInformation.codec.encode(size)));
      const { values } = told(queryInfo(link.open, FileFsSizeInformation, { outputBufferLength: 1_000_000 }));
      expect(values[0]?.information).to.include(size);
      const request = sent(Command.QUERY_INFO);
      expect(request.header.creditCharge).to.equal(16);
      expect(request.read(QueryInfoRequest)).to.include({ infoType: 2, fileInfoClass: 3 });
    });

    it('gives the security descriptor for the parts that are named', () => {
      server.on(Command.QUERY_INFO, answers.information(SecurityDescriptor.encode({ dacl: null })));
      const { values } = told(queryInfo(link.open, SecurityInformation.OWNER | SecurityInformation.DACL));
      expect(values[0]?.information.dacl).to.equal(null);
      expect(sent(Command.QUERY_INFO).read(QueryInfoRequest)).to.include({
        infoType: 3,
        fileInfoClass: 0,
        additionalInformation: 5,
      });
    });
  });

  it('setInfo encodes what its class describes', () => {
    const value = { lastWriteTime: 132_223_104_000_000_000n, fileAttributes: 0x20 };
    expect(told(setInfo(link.open, FileBasicInformation, value)).values).to.deep.equal([{ status: 0 }]);
    const { infoType, fileInfoClass, buffer, fileId } = sent(Command.SET_INFO).read(SetInfoRequest);
    expect([infoType, fileInfoClass, fileId]).to.deep.equal([1, 4, FILE]);
    expect(FileBasicInformation.codec.decode(buffer)).to.include(value);
  });

  it('setInfo of security names the parts instead of a class', () => {
    const value = { control: 0x1000, owner: 'S-1-5-18', dacl: null };
    const parts = SecurityInformation.OWNER | SecurityInformation.DACL;
    expect(told(setInfo(link.open, parts, value)).values).to.deep.equal([{ status: 0 }]);
    const { infoType, fileInfoClass, additionalInformation, buffer } = sent(Command.SET_INFO).read(
      SetInfoRequest,
    );
    expect([infoType, fileInfoClass, additionalInformation]).to.deep.equal([3, 0, parts]);
    expect(SecurityDescriptor.decode(buffer)).to.include({ control: 0x9004, owner: 'S-1-5-18', dacl: null });
  });

  describe('ioctl', () => {
    it('carries a control code to a handle, charged by the larger of both ways', () => {
      server.on(Command.IOCTL, answers.output(0x0014_01d4, Buffer.from('out')));
      const { values } = told(
        ioctl(link.open, { ctlCode: 0x0014_01d4, input: Buffer.alloc(70_000, 1), maxOutputResponse: 10 }),
      );
      expect(Buffer.from(values[0]!.output).toString()).to.equal('out');
      const request = sent(Command.IOCTL);
      expect(request.header.creditCharge).to.equal(2);
      const { ctlCode, flags, maxOutputResponse, input, fileId } = request.read(IoctlRequest);
      expect([ctlCode, flags, maxOutputResponse, fileId]).to.deep.equal([0x0014_01d4, 1, 10, FILE]);
      expect(Buffer.compare(input, Buffer.alloc(70_000, 1))).to.equal(0);
    });

    it('goes to a tree where no file is meant', () => {
      server.on(Command.IOCTL, answers.output(0x0006_0194, new Uint8Array(3)));
      expect(told(ioctl(link.tree, { ctlCode: 0x0006_0194 })).ends).to.deep.equal(['complete']);
      expect(sent(Command.IOCTL).read(IoctlRequest).fileId).to.deep.equal(RELATED_FILE_ID);
    });

    it('takes an answer that is cut short for one', () => {
      server.on(Command.IOCTL, { ...answers.output(1, new Uint8Array(8)), status: 0x8000_0005 });
      expect(told(ioctl(link.open, { ctlCode: 1 })).values[0]).to.deep.include({ status: 0x8000_0005 });
    });

    it('names the path of its handle when it is refused', () => {
      server.on(Command.IOCTL, answers.refused(0xc000_0010));
      expect(told(ioctl(link.open, { ctlCode: 1 })).error).to.include({
        command: 'IOCTL',
        path: 'folder\\file',
      });
    });
  });

  it('treeConnect gives the id that stands in the header', () => {
    const body = TreeConnectResponse.encode({ shareType: 1, maximalAccess: 0x1f }, HEADER_SIZE);
    server.on(Command.TREE_CONNECT, { body, header: { treeId: 99 } });
    const { values } = told(treeConnect(link.session, { path: '\\\\server\\share' }));
    expect(values[0]).to.include({ treeId: 99, shareType: 1, maximalAccess: 0x1f, status: 0 });
    expect(sent(Command.TREE_CONNECT).read(TreeConnectRequest)).to.include({
      path: '\\\\server\\share',
      flags: 0,
    });
  });

  it('treeConnect is signed wherever there is a key, signing or not', async () => {
    const body = TreeConnectResponse.encode({ shareType: 1 }, HEADER_SIZE);
    server = new ScriptServer().on(Command.TREE_CONNECT, { body });
    link = await rig(server, { signing: SigningAlgorithm.AES_GMAC });
    const { security } = link.exchange;
    security.set(SESSION_ID, { ...security.of(SESSION_ID)!, required: false });
    expect(told(treeConnect(link.session, { path: '\\\\s\\x' })).ends).to.deep.equal(['complete']);
    expect(sent(Command.TREE_CONNECT).header.flags & HeaderFlags.SIGNED).to.equal(HeaderFlags.SIGNED);
  });

  it('sessionSetup shows the messages of both sides, and takes MORE_PROCESSING_REQUIRED for an answer', () => {
    const MORE = 0xc000_0016;
    const body = SessionSetupResponse.encode({ securityBuffer: Buffer.from('challenge') }, HEADER_SIZE);
    server.on(Command.SESSION_SETUP, { body, status: MORE, header: { sessionId: 0x77n } });
    let shown: readonly Uint8Array[] = [];
    const { values } = told(
      sessionSetup(link.connection, {
        securityMode: 1,
        securityBuffer: Buffer.from('token'),
        onSent: message => (shown = message),
      }),
    );
    const { sessionId, status, securityBuffer, message } = values[0]!;
    expect([sessionId, status, Buffer.from(securityBuffer).toString()]).to.deep.equal([
      0x77n,
      MORE,
      'challenge',
    ]);
    expect(message).to.have.lengthOf(HEADER_SIZE + body.length);
    const request = sent(Command.SESSION_SETUP);
    expect(Buffer.compare(Buffer.concat(shown), request.message)).to.equal(0);
    expect(Buffer.from(request.read(SessionSetupRequest).securityBuffer).toString()).to.equal('token');
  });

  it('negotiate shows the messages of both sides', () => {
    const body = NegotiateResponse.encode({ dialectRevision: 0x0210, maxReadSize: 1 << 20 }, HEADER_SIZE);
    server.on(Command.NEGOTIATE, { body });
    let shown: readonly Uint8Array[] = [];
    const { values } = told(
      negotiate(link.connection, { dialects: [0x0202, 0x0210], onSent: message => (shown = message) }),
    );
    expect(values[0]).to.include({ dialectRevision: 0x0210, maxReadSize: 1 << 20 });
    expect(Buffer.from(values[0]!.message.subarray(HEADER_SIZE)).equals(body)).to.equal(true);
    const request = sent(Command.NEGOTIATE);
    expect(Buffer.compare(Buffer.concat(shown), request.message)).to.equal(0);
    expect(request.read(NegotiateRequest).dialects).to.deep.equal([0x0202, 0x0210]);
  });
});
