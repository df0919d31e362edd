import { expect } from 'chai';
import fc from 'fast-check';
import { ShareType, TreeConnectRequest, TreeConnectResponse } from '../../../lib/wire/smb2/tree-connect.ts';
import { any, describeCodec, fixture } from './codec-laws.ts';

describeCodec(TreeConnectRequest, {
  message: fixture('treeConnectRequest'),
  value: { flags: 0, path: '\\\\127.0.0.1\\share' },
  arbitrary: fc.record({ flags: any.u16, path: any.text }),
});

describeCodec(TreeConnectResponse, {
  message: fixture('treeConnectResponse'),
  value: { shareType: ShareType.DISK, shareFlags: 0, capabilities: 0, maximalAccess: 0x001f_01ff },
  arbitrary: fc.record({
    shareType: any.u8,
    shareFlags: any.u32,
    capabilities: any.u32,
    maximalAccess: any.u32,
  }),
});

describe('TREE_CONNECT', () => {
  it('tells a pipe share from a disk', () => {
    const { shareType } = TreeConnectResponse.decode(fixture('treeConnectResponsePipe'), 64);
    expect(shareType).to.equal(ShareType.PIPE);
  });

  it('does not send a path with the length of its low 16 bits', () => {
    const path = 'x'.repeat(0x8001);
    expect(() => TreeConnectRequest.encode({ path }, 64)).to.throw(RangeError, 'path is too long');
  });
});
