import { readFileSync } from 'node:fs';
import { Assembly } from '../../lib/rpc/fragments.ts';
import { boundTo, stubOf } from '../../lib/rpc/rpc-errors.ts';
import { openPipe } from '../../lib/server/pipes/open-pipe.ts';
import { SmbError } from '../../lib/errors.ts';
import * as bind from '../../lib/wire/rpce/bind.ts';
import { RpcFault, RpcRequest, RpcResponse } from '../../lib/wire/rpce/call.ts';
import { LsarLookupNames3 } from '../../lib/wire/rpce/lsarpc/lsar-lookup-names3.ts';
import { LsarLookupSids2 } from '../../lib/wire/rpce/lsarpc/lsar-lookup-sids2.ts';
import { LsarClose, LsarOpenPolicy2 } from '../../lib/wire/rpce/lsarpc/policy.ts';
import { NdrReader } from '../../lib/wire/rpce/ndr-memory.ts';
import type { NdrParameters } from '../../lib/wire/rpce/ndr.ts';
import { decodePdu, encodePdu, pduLength, RPC_HEADER_SIZE, RpcPduType } from '../../lib/wire/rpce/pdu.ts';
import { NoInfo, type RpcCall } from '../../lib/wire/rpce/rpc-call.ts';
import { NetrServerGetInfo } from '../../lib/wire/rpce/srvsvc/netr-server-get-info.ts';
import * as shareEnum from '../../lib/wire/rpce/srvsvc/netr-share-enum.ts';
import * as shareInfo from '../../lib/wire/rpce/srvsvc/netr-share-get-info.ts';
import { SRVSVC } from '../../lib/wire/rpce/srvsvc/srvsvc.ts';
import { NetrWkstaGetInfo } from '../../lib/wire/rpce/wkssvc/netr-wksta-get-info.ts';
import { codec, type Decoder, reader } from './decoder.ts';
import { host, tree } from './server-parts.ts';

/** Calls and answers that went between this client and Samba 4.17, headers included. */
const PDUS = JSON.parse(
  readFileSync(new URL('../fixtures/rpce/samba-4.17.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;

/** Bytes of a request or a response before its parameters. */
const CALL_HEAD = RPC_HEADER_SIZE + 8;

function pdu(name: string): Uint8Array {
  const hex = PDUS[name];
  if (hex === undefined) throw new Error(`no ${name} among the recorded PDUs`);
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function stub(name: string): Uint8Array {
  return pdu(name).subarray(CALL_HEAD);
}

function bodyOf(name: string): Uint8Array {
  return pdu(name).subarray(RPC_HEADER_SIZE);
}

/** A pointer of 4 bytes may be a string of its own, and an element of 4 NULLs an object of several values. */
const GROWTH = 80;

function parameters<T>(id: string, of: NdrParameters<T>, ...samples: readonly Uint8Array[]): Decoder {
  return {
    id: `wire/rpce/${id}`,
    decode: of.decode,
    encode: of.encode,
    samples,
    growth: GROWTH,
  };
}

function call<I, O>(file: string, name: string, of: RpcCall<I, O>, recorded: string): Decoder[] {
  return [
    parameters(`${file}.ts ${name}.request`, of.request, stub(`${recorded}Request`)),
    parameters(`${file}.ts ${name}.response`, of.response, stub(`${recorded}Response`)),
  ];
}

/** Where no call of that level was recorded: what our own encoder makes of these values. */
function made<I, O>(file: string, name: string, of: RpcCall<I, O>, request: I, response: O): Decoder[] {
  return [
    parameters(`${file}.ts ${name}.request`, of.request, of.request.encode(request)),
    parameters(`${file}.ts ${name}.response`, of.response, of.response.encode(response)),
  ];
}

const SHARE = { netname: 'docs', type: 0, remark: 'all of them' };
const { NetrShareGetInfo } = shareInfo;
const CALLS: readonly Decoder[] = [
  ...call('lsarpc/lsar-lookup-names3', 'LsarLookupNames3', LsarLookupNames3, 'lsarLookupNames3'),
  ...call('lsarpc/lsar-lookup-sids2', 'LsarLookupSids2', LsarLookupSids2, 'lsarLookupSids2'),
  ...call('lsarpc/policy', 'LsarClose', LsarClose, 'lsarClose'),
  ...call('lsarpc/policy', 'LsarOpenPolicy2', LsarOpenPolicy2, 'lsarOpenPolicy2'),
  ...call(
    'srvsvc/netr-server-get-info',
    'NetrServerGetInfo.101',
    NetrServerGetInfo[101],
    'netrServerGetInfo',
  ),
  ...call('srvsvc/netr-share-enum', 'NetrShareEnum.0', shareEnum.NetrShareEnum[0], 'netrShareEnum0'),
  ...call('srvsvc/netr-share-enum', 'NetrShareEnum.1', shareEnum.NetrShareEnum[1], 'netrShareEnum1'),
  ...call('srvsvc/netr-share-enum', 'NetrShareEnum.2', shareEnum.NetrShareEnum[2], 'netrShareEnum2'),
  ...call('srvsvc/netr-share-get-info', 'NetrShareGetInfo.2', NetrShareGetInfo[2], 'netrShareGetInfo'),
  ...call('wkssvc/netr-wksta-get-info', 'NetrWkstaGetInfo', NetrWkstaGetInfo, 'netrWkstaGetInfo'),
  ...made(
    'srvsvc/netr-server-get-info',
    'NetrServerGetInfo.100',
    NetrServerGetInfo[100],
    { serverName: 'nas', level: 100 },
    { infoStruct: { platformId: 500, name: 'NAS' }, status: 0 },
  ),
  ...made(
    'srvsvc/netr-share-get-info',
    'NetrShareGetInfo.0',
    NetrShareGetInfo[0],
    { serverName: null, netName: 'docs', level: 0 },
    { infoStruct: SHARE, status: 0 },
  ),
  ...made(
    'srvsvc/netr-share-get-info',
    'NetrShareGetInfo.1',
    NetrShareGetInfo[1],
    { serverName: null, netName: 'docs', level: 1 },
    { infoStruct: SHARE, status: 0 },
  ),
  parameters('rpc-call.ts NoInfo', NoInfo, NoInfo.encode({ level: 7, info: 0, status: 124 })),
  parameters(
    'srvsvc/netr-share-enum.ts NetrShareEnumHead',
    shareEnum.NetrShareEnumHead,
    stub('netrShareEnum1Request'),
  ),
  parameters(
    'srvsvc/netr-share-enum.ts NetrShareEnumNothing',
    shareEnum.NetrShareEnumNothing,
    shareEnum.NetrShareEnumNothing.encode({
      level: 9,
      branch: 9,
      list: 0,
      totalEntries: 0,
      resumeHandle: null,
      status: 124,
    }),
  ),
  parameters(
    'srvsvc/netr-share-get-info.ts NetrShareGetInfoHead',
    shareInfo.NetrShareGetInfoHead,
    stub('netrShareGetInfoRequest'),
  ),
];

const ANSWERS = ['bindAck', 'netrShareEnum1Response', 'lsarLookupSids2Response', 'fault'].map(pdu);
const isTyped = (error: unknown) => error instanceof SmbError;

/** Fragments of the call with this id put together, from a piece as it came. */
function assembled(bytes: Uint8Array): unknown {
  const assembly = new Assembly(2);
  assembly.add(bytes);
  return assembly.whole;
}

/** An answer in two fragments. */
const TWO_FRAGMENTS = Buffer.concat(
  [1, 2].map(flags => {
    const body = RpcResponse.encode({ stub: Uint8Array.of(1, 2, 3, 4) });
    return encodePdu({ type: RpcPduType.RESPONSE, flags, callId: 2, body });
  }),
);

/** What a server's pipe answers to what is written into it. */
function served(bytes: Uint8Array): unknown {
  const pipe = openPipe('srvsvc', { persistent: 1n, volatile: 1n }, tree, host);
  pipe.service.receive(pdu('bind'));
  return pipe.service.receive(bytes);
}

/** [MS-RPCE], [MS-SRVS], [MS-WKST], [MS-LSAT]: PDUs, fragments, parameters, and both ends of a pipe. */
export const RPCE_DECODERS: readonly Decoder[] = [
  ...CALLS,
  codec('wire/rpce/bind.ts RpcBind', bind.RpcBind, [], { samples: [bodyOf('bind')], growth: 100 }),
  codec('wire/rpce/bind.ts RpcBindAck', bind.RpcBindAck, [], { samples: [bodyOf('bindAck')], growth: 100 }),
  codec('wire/rpce/bind.ts RpcBindNak', bind.RpcBindNak, [{ reason: 1 }]),
  codec('wire/rpce/call.ts RpcFault', RpcFault, [{ status: 5 }]),
  codec('wire/rpce/call.ts RpcRequest', RpcRequest, [], { samples: [bodyOf('netrShareEnum1Request')] }),
  codec('wire/rpce/call.ts RpcResponse', RpcResponse, [], { samples: [bodyOf('netrShareEnum1Response')] }),
  codec('wire/rpce/pdu.ts decodePdu', { decode: decodePdu, encode: encodePdu }, [], { samples: ANSWERS }),
  reader('wire/rpce/pdu.ts pduLength', pduLength, ANSWERS),
  reader(
    'wire/rpce/ndr-memory.ts NdrReader',
    bytes => {
      const from = new NdrReader(bytes, 'parameters');
      return [from.count(4), from.u16(), from.i32(), from.take(2), from.left];
    },
    [Uint8Array.from([1, 0, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0, 7, 7])],
  ),
  reader('rpc/fragments.ts Assembly', assembled, [...ANSWERS.slice(1, 2), TWO_FRAGMENTS]),
  reader('rpc/rpc-errors.ts stubOf', bytes => stubOf(decodePdu(bytes), 'a call'), ANSWERS.slice(1, 3), {
    refuses: isTyped,
  }),
  reader('rpc/rpc-errors.ts boundTo', bytes => boundTo(decodePdu(bytes), SRVSVC), ANSWERS.slice(0, 1), {
    refuses: isTyped,
    growth: 100,
  }),
  reader(
    'server/pipes/rpc-service.ts RpcService',
    served,
    ['bind', 'netrShareEnum1Request', 'netrShareGetInfoRequest', 'netrServerGetInfoRequest'].map(pdu),
    // an answer has its own size: of all shares, or of a bind with 255 contexts
    { growth: 512 },
  ),
];
