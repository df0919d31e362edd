import { hex } from '../smb2/codec-laws.ts';
import { SidNameUse } from '../../../lib/wire/rpce/lsarpc/lookup.ts';
import { LsarLookupNames3 } from '../../../lib/wire/rpce/lsarpc/lsar-lookup-names3.ts';
import { LsarLookupSids2 } from '../../../lib/wire/rpce/lsarpc/lsar-lookup-sids2.ts';
import {
  LsarClose,
  LsarOpenPolicy2,
  NO_ATTRIBUTES,
  POLICY_LOOKUP_NAMES,
} from '../../../lib/wire/rpce/lsarpc/policy.ts';
import { NetrServerGetInfo } from '../../../lib/wire/rpce/srvsvc/netr-server-get-info.ts';
import { MAX_PREFERRED_LENGTH, NetrShareEnum } from '../../../lib/wire/rpce/srvsvc/netr-share-enum.ts';
import { NetrShareGetInfo } from '../../../lib/wire/rpce/srvsvc/netr-share-get-info.ts';
import { NetrWkstaGetInfo } from '../../../lib/wire/rpce/wkssvc/netr-wksta-get-info.ts';
import { describeCall } from './rpc-laws.ts';

const every = {
  serverName: null,
  infoStruct: [],
  preferedMaximumLength: MAX_PREFERRED_LENGTH,
  resumeHandle: 0,
};
const enumerated = { totalEntries: 2, resumeHandle: 0, status: 0 };
const docs = { netname: 'docs', type: 0, remark: 'papers' };
const ipc = { netname: 'IPC$', type: 0x8000_0003, remark: 'IPC Service (a lab)' };
const uses = { permissions: 0, maxUses: 0xffff_ffff, passwd: '' };

describeCall(NetrShareEnum[0], {
  fixture: 'netrShareEnum0',
  request: every,
  response: { infoStruct: [{ netname: 'docs' }, { netname: 'IPC$' }], ...enumerated },
});

describeCall(NetrShareEnum[1], {
  fixture: 'netrShareEnum1',
  request: every,
  response: { infoStruct: [docs, ipc], ...enumerated },
});

describeCall(NetrShareEnum[2], {
  fixture: 'netrShareEnum2',
  request: every,
  response: {
    infoStruct: [
      { ...docs, ...uses, currentUses: 1, path: 'C:\\srv' },
      { ...ipc, ...uses, currentUses: 1, path: 'C:\\tmp' },
    ],
    ...enumerated,
  },
});

describeCall(NetrShareGetInfo[2], {
  fixture: 'netrShareGetInfo',
  request: { serverName: null, netName: 'docs', level: 2 },
  response: { infoStruct: { ...docs, ...uses, currentUses: 1, path: 'C:\\srv' }, status: 0 },
});

describeCall(NetrServerGetInfo[101], {
  fixture: 'netrServerGetInfo',
  request: { serverName: null, level: 101 },
  response: {
    infoStruct: {
      platformId: 500,
      name: 'LAB',
      versionMajor: 6,
      versionMinor: 1,
      type: 0x0080_9a03,
      comment: 'a lab',
    },
    status: 0,
  },
});

describeCall(NetrWkstaGetInfo, {
  fixture: 'netrWkstaGetInfo',
  request: { serverName: null, level: 100 },
  response: {
    wkstaInfo: {
      platformId: 500,
      computerName: 'LAB',
      langroup: 'WORKGROUP',
      versionMajor: 6,
      versionMinor: 1,
    },
    status: 0,
  },
});

const policyHandle = hex('01000000747f65e6bc8c8347857da9a0f69d1295');

describeCall(LsarOpenPolicy2, {
  fixture: 'lsarOpenPolicy2',
  request: { systemName: null, objectAttributes: NO_ATTRIBUTES, desiredAccess: POLICY_LOOKUP_NAMES },
  response: { policyHandle, status: 0 },
});

describeCall(LsarClose, {
  fixture: 'lsarClose',
  request: { objectHandle: policyHandle },
  response: { objectHandle: new Uint8Array(20), status: 0 },
});

const lookup = { lookupLevel: 1, mappedCount: 0, lookupOptions: 0, clientRevision: 2 };

describeCall(LsarLookupSids2, {
  fixture: 'lsarLookupSids2',
  request: {
    policyHandle,
    sidEnumBuffer: ['S-1-5-32-544', 'S-1-5-21-1-2-3-4'],
    translatedNames: [],
    ...lookup,
  },
  response: {
    referencedDomains: {
      domains: [
        { name: 'BUILTIN', sid: 'S-1-5-32' },
        { name: '', sid: 'S-1-5-21-1-2-3' },
      ],
      maxEntries: 32,
    },
    translatedNames: [
      { use: SidNameUse.ALIAS, name: 'Administrators', domainIndex: 0, flags: 0 },
      { use: SidNameUse.UNKNOWN, name: 'S-1-5-21-1-2-3-4', domainIndex: -1, flags: 0 },
    ],
    mappedCount: 1,
    status: 0x107,
  },
});

describeCall(LsarLookupNames3, {
  fixture: 'lsarLookupNames3',
  request: {
    policyHandle: hex('0100000076f463a98d63a145b78dd0a1799deb73'),
    count: 2,
    names: ['BUILTIN\\Administrators', 'nobody-here'],
    translatedSids: [],
    ...lookup,
  },
  response: {
    referencedDomains: { domains: [{ name: 'BUILTIN', sid: 'S-1-5-32' }], maxEntries: 32 },
    translatedSids: [
      { use: SidNameUse.ALIAS, sid: 'S-1-5-32-544', domainIndex: 0, flags: 0 },
      { use: SidNameUse.UNKNOWN, sid: null, domainIndex: -1, flags: 0 },
    ],
    mappedCount: 1,
    status: 0x107,
  },
});
