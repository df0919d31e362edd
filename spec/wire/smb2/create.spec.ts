import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import {
  AccessMask,
  CreateAction,
  CreateDisposition,
  CreateOptions,
  CreateRequest,
  CreateResponse,
  FileAttributes,
  ImpersonationLevel,
  OplockLevel,
  ShareAccess,
} from '../../../lib/wire/smb2/create.ts';
import { any, body, describeCodec, fixture, hex } from './codec-laws.ts';

const contexts = fc.array(
  fc.record({
    name: fc.constantFrom('MxAc', 'QFid', '\u00ff\u0000\u0080\u0001', 'sixteen bytes ..'),
    data: any.bytes,
  }),
  { maxLength: 4 },
);

describeCodec(CreateRequest, {
  message: fixture('createRequest'),
  value: {
    requestedOplockLevel: OplockLevel.NONE,
    impersonationLevel: ImpersonationLevel.IMPERSONATION,
    desiredAccess:
      AccessMask.READ_DATA |
      AccessMask.READ_EA |
      AccessMask.READ_ATTRIBUTES |
      AccessMask.READ_CONTROL |
      AccessMask.SYNCHRONIZE,
    fileAttributes: 0,
    shareAccess: ShareAccess.READ | ShareAccess.WRITE,
    createDisposition: CreateDisposition.OPEN,
    createOptions: CreateOptions.NON_DIRECTORY_FILE,
    name: 'folder\\hello.txt',
    createContexts: [],
  },
  arbitrary: fc.record({
    requestedOplockLevel: fc.constantFrom(...Object.values(OplockLevel)),
    impersonationLevel: fc.constantFrom(...Object.values(ImpersonationLevel)),
    desiredAccess: any.u32,
    fileAttributes: any.u32,
    shareAccess: any.u32,
    createDisposition: fc.constantFrom(...Object.values(CreateDisposition)),
    createOptions: any.u32,
    name: any.text,
    createContexts: contexts,
  }),
});

const when = 134399158711487903n;
const lease = `${Buffer.from('rxsmb-lease-key!').toString('hex')}07${'00'.repeat(15)}`;

describeCodec(CreateResponse, {
  message: fixture('createResponseContexts'),
  value: {
    oplockLevel: OplockLevel.LEASE,
    flags: 0,
    createAction: CreateAction.OPENED,
    creationTime: when,
    lastAccessTime: when,
    lastWriteTime: when,
    changeTime: when,
    allocationSize: 4096n,
    endOfFile: 6n,
    fileAttributes: FileAttributes.NORMAL,
    fileId: { persistent: 0x613b8467n, volatile: 0x46f9d2b0n },
    createContexts: [
      { name: 'MxAc', data: hex('00000000 ff011f00') },
      { name: 'QFid', data: hex(`f3c32000 00000000 00fe0000 00000000 ${'00'.repeat(16)}`) },
      { name: 'RqLs', data: hex(lease) },
    ],
  },
  arbitrary: fc.record({
    oplockLevel: any.u8,
    flags: any.u8,
    createAction: any.u32,
    creationTime: any.u64,
    lastAccessTime: any.u64,
    lastWriteTime: any.u64,
    changeTime: any.u64,
    allocationSize: any.u64,
    endOfFile: any.u64,
    fileAttributes: any.u32,
    fileId: any.fileId,
    createContexts: contexts,
  }),
});

describe('CREATE', () => {
  const least = { desiredAccess: AccessMask.READ_ATTRIBUTES, createDisposition: CreateDisposition.OPEN };

  it('asks for the root as a real client does: no name, its offset valid, one byte of buffer', () => {
    const message = fixture('createRequestRoot');
    const request = CreateRequest.encode(
      {
        ...least,
        desiredAccess: AccessMask.LIST_DIRECTORY | AccessMask.READ_ATTRIBUTES,
        fileAttributes: FileAttributes.DIRECTORY,
        shareAccess: ShareAccess.READ | ShareAccess.WRITE,
        createOptions: CreateOptions.DIRECTORY_FILE,
      },
      64,
    );
    expect(request).to.deep.equal(message.slice(64));
    expect(request).to.have.length(57);
    expect(new DataView(request.buffer, request.byteOffset).getUint16(44, true)).to.equal(120);
  });

  it('puts contexts at a multiple of 8 behind a name of any length', () => {
    for (const name of ['', 'a', 'ab', 'abc', 'abcd', 'abcde']) {
      const encoded = CreateRequest.encode(
        { ...least, name, createContexts: [{ name: 'MxAc', data: hex('') }] },
        64,
      );
      const view = new DataView(encoded.buffer, encoded.byteOffset);
      const offset = view.getUint32(48, true);
      expect(offset % 8, name).to.equal(0);
      expect(offset).to.be.at.least(120 + name.length * 2);
      expect(view.getUint32(52, true)).to.equal(20);
      expect(encoded).to.have.length(offset - 64 + 20);
      expect(CreateRequest.decode(body(encoded), 64)).to.deep.include({ name });
    }
  });

  it('keeps a lone surrogate of a name both ways', () => {
    const name = 'a\ud800b\udc00';
    expect(CreateRequest.decode(body(CreateRequest.encode({ ...least, name }, 64)), 64).name).to.equal(name);
  });

  it('takes a response without the byte that its StructureSize promises', () => {
    const message = fixture('createResponse');
    expect(message).to.have.length(64 + 88);
    const { endOfFile, createContexts } = CreateResponse.decode(message, 64);
    expect({ endOfFile, createContexts }).to.deep.equal({ endOfFile: 6n, createContexts: [] });
  });

  it('refuses contexts that begin in the fixed part, or end behind the message', () => {
    const at = (offset: number, length: number) => {
      const message = fixture('createResponseContexts');
      const view = new DataView(message.buffer);
      view.setUint32(64 + 80, offset, true);
      view.setUint32(64 + 84, length, true);
      return () => CreateResponse.decode(message, 64);
    };
    expect(at(0x98, 0x90)).not.to.throw();
    expect(at(0x90, 0x90)).to.throw(ProtocolError, /overlaps/);
    expect(at(0, 0x90)).to.throw(ProtocolError, /overlaps/);
    expect(at(0x98, 0x91)).to.throw(ProtocolError, /do not fit/);
    expect(at(0xffff_fff8, 0x90)).to.throw(ProtocolError);
    expect(at(0x98, 0xffff_ffff)).to.throw(ProtocolError);
  });

  it('needs to be told the access and the disposition', () => {
    expect(() => CreateRequest.encode({ createDisposition: 1 } as never)).to.throw(
      TypeError,
      'desiredAccess',
    );
    expect(() => CreateRequest.encode({ desiredAccess: 1 } as never)).to.throw(
      TypeError,
      'createDisposition',
    );
  });
});
