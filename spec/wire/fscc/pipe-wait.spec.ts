import { expect } from 'chai';

import { PipeWaitRequest } from '../../../lib/wire/fscc/pipe-wait.ts';
import { hex, refusesShort, survivesLies } from '../smb2/codec-laws.ts';
import { hexOf } from './class-laws.ts';

describe('FSCTL_PIPE_WAIT Request', () => {
  // half a second, relative, for the pipe `ab`
  const bytes = hex('c0b4b3ffffffffff 04000000 01 00 61006200');
  const value = { timeout: -5_000_000n, timeoutSpecified: true, name: 'ab' };

  it('reads and writes the known bytes', () => {
    expect(PipeWaitRequest.decode(bytes)).to.deep.equal(value);
    expect(hexOf(PipeWaitRequest.encode(value))).to.equal(hexOf(bytes));
    expect(hexOf(PipeWaitRequest.encode({ name: 'ab' }))).to.equal(
      '0000000000000000040000000000' + '61006200',
    );
  });

  it('refuses what is too short, and survives lies', () => {
    refusesShort(each => PipeWaitRequest.decode(each), bytes, bytes.length);
    survivesLies(each => PipeWaitRequest.decode(each), bytes, 0);
  });
});
