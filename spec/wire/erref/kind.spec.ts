import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import {
  errorCodeOf,
  describe as explain,
  isFatal,
  isRetryable,
  Severity,
  severity,
} from '../../../lib/wire/erref/kind.ts';
import { NtStatus as Common } from '../../../lib/wire/erref/common-ntstatus.ts';
import { KINDS } from '../../../lib/wire/erref/kinds.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { RARE_SENTENCES } from '../../../lib/wire/erref/rare-sentences.ts';

type Name = keyof typeof NtStatus extends `STATUS_${infer N}` ? N : never;

/** What users of fs would expect. */
const CODES: Readonly<Record<string, readonly Name[]>> = {
  ENOENT: [
    'OBJECT_NAME_NOT_FOUND',
    'OBJECT_PATH_NOT_FOUND',
    'NO_SUCH_FILE',
    'DELETE_PENDING',
    'BAD_NETWORK_NAME',
  ],
  EEXIST: ['OBJECT_NAME_COLLISION'],
  EACCES: ['ACCESS_DENIED'],
  EBUSY: ['SHARING_VIOLATION', 'FILE_LOCK_CONFLICT'],
  EAGAIN: ['LOCK_NOT_GRANTED', 'INSUFFICIENT_RESOURCES', 'INSUFF_SERVER_RESOURCES'],
  ENOTEMPTY: ['DIRECTORY_NOT_EMPTY'],
  ENOTDIR: ['NOT_A_DIRECTORY'],
  EISDIR: ['FILE_IS_A_DIRECTORY'],
  ENOSPC: ['DISK_FULL'],
  ENOTSUP: ['NOT_SUPPORTED', 'INVALID_DEVICE_REQUEST', 'EAS_NOT_SUPPORTED'],
  EILSEQ: ['ILLEGAL_CHARACTER'],
  EINVAL: ['INVALID_PARAMETER', 'OBJECT_NAME_INVALID', 'INVALID_EA_NAME'],
  ENODATA: ['NO_EAS_ON_FILE', 'NONEXISTENT_EA_ENTRY'],
  E2BIG: ['EA_TOO_LARGE'],
  ERANGE: ['BUFFER_OVERFLOW', 'BUFFER_TOO_SMALL'],
  ENAMETOOLONG: ['NAME_TOO_LONG'],
  EMFILE: ['TOO_MANY_OPENED_FILES'],
  EROFS: ['MEDIA_WRITE_PROTECTED'],
  EXDEV: ['NOT_SAME_DEVICE'],
  EPERM: ['CANNOT_DELETE'],
  ETIMEDOUT: ['IO_TIMEOUT'],
  ELOOP: ['STOPPED_ON_SYMLINK'],
  ECANCELED: ['CANCELLED'],
  ERR_SMB_CLOSED: ['NETWORK_SESSION_EXPIRED', 'USER_SESSION_DELETED', 'NETWORK_NAME_DELETED'],
  ERR_SMB_AUTH: [
    'LOGON_FAILURE',
    'WRONG_PASSWORD',
    'NO_SUCH_USER',
    'ACCOUNT_RESTRICTION',
    'ACCOUNT_DISABLED',
    'ACCOUNT_EXPIRED',
    'ACCOUNT_LOCKED_OUT',
    'PASSWORD_EXPIRED',
    'PASSWORD_MUST_CHANGE',
    'INVALID_LOGON_HOURS',
    'INVALID_WORKSTATION',
    'LOGON_TYPE_NOT_GRANTED',
    'NO_LOGON_SERVERS',
    'TRUSTED_RELATIONSHIP_FAILURE',
  ],
  ERR_SMB_STATUS: ['UNSUCCESSFUL', 'INTERNAL_ERROR', 'VIRUS_INFECTED'],
};

describe('the kind of an NTSTATUS', () => {
  for (const [code, names] of Object.entries(CODES)) {
    it(`is ${code} for ${names.join(', ')}`, () => {
      for (const name of names) expect(errorCodeOf(NtStatus[`STATUS_${name}`]), name).to.equal(code);
    });
  }

  it('is ERR_SMB_STATUS for what nobody listed', () => {
    expect(errorCodeOf(0xc123_4567)).to.equal('ERR_SMB_STATUS');
    expect(explain(0xc123_4567)).to.equal(undefined);
  });

  it('is the same for a signed number', () => {
    expect(errorCodeOf(NtStatus.STATUS_ACCESS_DENIED | 0)).to.equal('EACCES');
  });

  it('says it in a sentence', () => {
    for (const [status, { says }] of KINDS) {
      expect(says ?? RARE_SENTENCES.get(status), status.toString(16)).to.match(/^[A-Z][^\n]+\.$/);
    }
  });

  it('has its sentence in one place: with the name for what is met every day', () => {
    const common = new Set<number>(Object.values(Common));
    for (const status of RARE_SENTENCES.keys()) {
      expect(KINDS.has(status), `${status.toString(16)} has a code`).to.equal(true);
      expect(explain(status), status.toString(16)).to.equal(undefined);
      expect(common.has(status), status.toString(16)).to.equal(false);
    }
  });

  it('is of the number that a comment names', async () => {
    const source = await readFile(new URL('../../../lib/wire/erref/kinds.ts', import.meta.url), 'utf8');
    const named = [...source.matchAll(/(0x[0-9a-f_]+), \/\/ ([A-Z_]+)/g)];
    expect(named.length).to.be.above(80);
    for (const [, number = '', name = ''] of named) {
      const statuses: Readonly<Record<string, number>> = NtStatus;
      expect(statuses[`STATUS_${name}`], name).to.equal(Number(number.replace('_', '')));
    }
  });

  it('is worth a retry only where time may help', () => {
    for (const name of [
      'SHARING_VIOLATION',
      'FILE_LOCK_CONFLICT',
      'INSUFF_SERVER_RESOURCES',
      'IO_TIMEOUT',
    ] as const) {
      expect(isRetryable(NtStatus[`STATUS_${name}`]), name).to.equal(true);
    }
    for (const name of ['LOGON_FAILURE', 'ACCESS_DENIED', 'OBJECT_NAME_NOT_FOUND', 'DISK_FULL'] as const) {
      expect(isRetryable(NtStatus[`STATUS_${name}`]), name).to.equal(false);
    }
  });

  it('is fatal exactly where the session or the share is gone', () => {
    const fatal = Object.values(NtStatus).filter(status => isFatal(status));
    expect(fatal.map(status => errorCodeOf(status))).to.deep.equal(Array(3).fill('ERR_SMB_CLOSED'));
    expect(
      fatal.some(status => isRetryable(status)),
      'and then repeating is of no use',
    ).to.equal(false);
  });

  it('has a severity in its upper two bits', () => {
    expect(severity(NtStatus.STATUS_PENDING)).to.equal(Severity.SUCCESS);
    expect(severity(0x4000_0000)).to.equal(Severity.INFORMATIONAL);
    expect(severity(NtStatus.STATUS_BUFFER_OVERFLOW)).to.equal(Severity.WARNING);
    expect(severity(NtStatus.STATUS_ACCESS_DENIED)).to.equal(Severity.ERROR);
  });
});
