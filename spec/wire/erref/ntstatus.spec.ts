import { expect } from 'chai';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { allStatusNames } from '../../../lib/wire/erref/ntstatus-names.ts';
import type * as StatusName from '../../../lib/wire/erref/status-name.ts';
import { loadStatusNames, statusName } from '../../../lib/wire/erref/status-name.ts';

describe('NTSTATUS names', () => {
  const all = allStatusNames();

  before(loadStatusNames);

  it('know the codes of [MS-ERREF] 2.3.1', () => {
    const known: [number, string][] = [
      [0x0000_0000, 'STATUS_SUCCESS'],
      [0x0000_0080, 'STATUS_ABANDONED'],
      [0x0000_0103, 'STATUS_PENDING'],
      [0x0001_0002, 'DBG_CONTINUE'],
      [0x4002_0056, 'RPC_NT_UUID_LOCAL_ONLY'],
      [0x8000_0005, 'STATUS_BUFFER_OVERFLOW'],
      [0x8000_002d, 'STATUS_STOPPED_ON_SYMLINK'],
      [0xc000_0016, 'STATUS_MORE_PROCESSING_REQUIRED'],
      [0xc000_0034, 'STATUS_OBJECT_NAME_NOT_FOUND'],
      [0xc000_0203, 'STATUS_USER_SESSION_DELETED'],
      [0xc000_035c, 'STATUS_NETWORK_SESSION_EXPIRED'],
      [0xc002_0034, 'EPT_NT_INVALID_ENTRY'],
      [0xc019_0011, 'STATUS_CRM_PROTOCOL_NOT_FOUND'],
      [0xc05d_0001, 'STATUS_SMB_BAD_CLUSTER_DIALECT'],
    ];
    for (const [status, name] of known) expect(statusName(status)).to.equal(name);
    expect(all.size).to.equal(1803);
  });

  it('agree with the constants', () => {
    for (const [name, status] of Object.entries(NtStatus)) expect(statusName(status)).to.equal(name);
  });

  it('are each given once', () => {
    expect(new Set(all.values()).size).to.equal(all.size);
    for (const name of all.values()) expect(name).to.match(/^[A-Z][A-Z0-9_]+$/);
  });

  it('are loaded but for those that servers send', async () => {
    const url = new URL('../../../lib/wire/erref/status-name.ts?fresh', import.meta.url);
    const fresh = (await import(url.href)) as typeof StatusName;
    const rare = 0xc019_0011;
    expect(fresh.statusName(rare)).to.equal('0xC0190011');
    expect([rare, NtStatus.STATUS_ACCESS_DENIED].map(fresh.lacksName)).to.deep.equal([true, false]);
    await fresh.loadStatusNames();
    expect(fresh.statusName(rare)).to.equal('STATUS_CRM_PROTOCOL_NOT_FOUND');
    expect(fresh.lacksName(rare)).to.equal(false);
  });

  it('are numbers in hex for what nobody listed, signed numbers included', () => {
    expect(statusName(0xc123_4567)).to.equal('0xC1234567');
    expect(statusName(0x0000_9999)).to.equal('0x00009999');
    expect(statusName(0xc000_0034 | 0)).to.equal('STATUS_OBJECT_NAME_NOT_FOUND');
  });
});
