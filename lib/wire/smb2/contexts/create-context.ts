// [MS-SMB2] 2.2.13.2 SMB2_CREATE_CONTEXT
import { ProtocolError } from '../../../errors.ts';
import { viewOf, within } from '../../fields.ts';
import { alignUp } from '../../struct.ts';
import type { Tail } from '../../tails.ts';

/** One context as it is framed. Names are bytes, mostly four letters, sometimes a GUID: read as latin1. */
export interface CreateContext {
  readonly name: string;
  readonly data: Uint8Array;
}

/** The names of the specification: four letters, or the bytes of a GUID. */
export const CreateContextName = {
  EA_BUFFER: 'ExtA',
  SD_BUFFER: 'SecD',
  DURABLE_HANDLE_REQUEST: 'DHnQ',
  DURABLE_HANDLE_RECONNECT: 'DHnC',
  ALLOCATION_SIZE: 'AlSi',
  QUERY_MAXIMAL_ACCESS_REQUEST: 'MxAc',
  TIMEWARP_TOKEN: 'TWrp',
  QUERY_ON_DISK_ID: 'QFid',
  REQUEST_LEASE: 'RqLs',
  DURABLE_HANDLE_REQUEST_V2: 'DH2Q',
  DURABLE_HANDLE_RECONNECT_V2: 'DH2C',
  APP_INSTANCE_ID: '\x45\xbc\xa6\x6a\xef\xa7\xf7\x4a\x90\x08\xfa\x46\x2e\x14\x4d\x74',
  APP_INSTANCE_VERSION: '\xb9\x82\xd0\xb7\x3b\x56\x07\x4f\xa0\x7b\x52\x4a\x81\x16\xa0\x10',
  SVHDX_OPEN_DEVICE: '\x9c\xcb\xcf\x9e\x04\xc1\xe6\x43\x98\x0e\x15\x8d\xa1\xf6\xec\x83',
} as const;
export type CreateContextName = (typeof CreateContextName)[keyof typeof CreateContextName];

const HEAD = 16; // Next, NameOffset, NameLength, Reserved, DataOffset, DataLength

/** The chain: every context begins at a multiple of 8, and so does its data. */
export const createContexts: Tail<readonly CreateContext[]> = {
  tail: true,
  align: 8,
  fallback: [],
  size: value => value.reduce((end, context) => alignUp(end, 8) + sizeOf(context), 0),
  write(target, value) {
    const view = viewOf(target);
    let at = 0;
    for (const [index, context] of value.entries()) {
      const { name, data } = context;
      if (name.length > 0xffff)
        throw new RangeError(`a create context's name of ${name.length} bytes is too long`);
      const step = alignUp(sizeOf(context), 8);
      view.setUint32(at, index === value.length - 1 ? 0 : step, true);
      view.setUint16(at + 4, HEAD, true);
      view.setUint16(at + 6, name.length, true);
      target.set(Buffer.from(name, 'latin1'), at + HEAD);
      if (data.length > 0) {
        const dataOffset = alignUp(HEAD + name.length, 8);
        view.setUint16(at + 10, dataOffset, true);
        view.setUint32(at + 12, data.length, true);
        target.set(data, at + dataOffset);
      }
      at += step;
    }
  },
  read(region) {
    const contexts: CreateContext[] = [];
    if (region.length === 0) return contexts;
    const view = viewOf(region);
    for (let at = 0, next = -1; next !== 0; at += next) {
      within(region, at, HEAD, 'SMB2_CREATE_CONTEXT');
      next = view.getUint32(at, true);
      // Next only ever goes forward, past this one's head: a smaller step would read bytes twice, or for ever
      if (next !== 0 && (next % 8 !== 0 || next < HEAD || at + next >= region.length)) {
        throw new ProtocolError(`SMB2_CREATE_CONTEXT: Next ${next} at ${at} of ${region.length}`);
      }
      contexts.push(readOne(next === 0 ? region.subarray(at) : region.subarray(at, at + next)));
    }
    return contexts;
  },
};

/** Data begins 8-aligned behind the name; without data the context ends with the name. */
function sizeOf({ name, data }: CreateContext): number {
  const named = HEAD + name.length;
  return data.length === 0 ? named : alignUp(named, 8) + data.length;
}

function readOne(context: Uint8Array): CreateContext {
  const view = viewOf(context);
  const name = part(context, view.getUint16(4, true), view.getUint16(6, true), 'Name');
  const data = part(context, view.getUint16(10, true), view.getUint32(12, true), 'Data');
  return { name: Buffer.from(name.buffer, name.byteOffset, name.length).toString('latin1'), data };
}

/** The offset of nothing may be anything. */
function part(context: Uint8Array, offset: number, length: number, what: string): Uint8Array {
  if (length === 0) return context.subarray(0, 0);
  if (offset < HEAD) throw new ProtocolError(`SMB2_CREATE_CONTEXT: ${what} at ${offset} overlaps the head`);
  return within(context, offset, length, `SMB2_CREATE_CONTEXT: ${what}`);
}
