// [MS-FSA] 2.1.5.12: the classes that are lists, of which as many entries are told as there is room for
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { FileFullEaInformation, type FullEaInput } from '../../wire/fscc/file-full-ea-information.ts';
import { FileGetEaInformation } from '../../wire/fscc/file-get-ea-information.ts';
import { FileStreamInformation, type StreamEntry } from '../../wire/fscc/file-stream-information.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import type { Xattr } from '../file-systems/file-system.ts';
import { Refused } from '../refused.ts';
import type { Query } from './query.ts';
import type { Subject } from './subject.ts';

/** The streams of a file, its own content first; a folder has none of its own. */
export const STREAMS: Query = {
  infoClass: FileStreamInformation.infoClass,
  access: 0,
  least: 32,
  answer: async subject => FileStreamInformation.codec.encode(await streamsOf(subject)),
};

/** Extended attributes: all, or those that the input names. */
export const FULL_EAS: Query = {
  infoClass: FileFullEaInformation.infoClass,
  access: AccessMask.READ_EA,
  least: 8,
  async answer(subject, room) {
    const { fs } = subject.open.share;
    if (fs.getXattrs === undefined) throw new Refused(NtStatus.STATUS_EAS_NOT_SUPPORTED);
    const there = await fs.getXattrs(subject.open.path);
    const wanted = subject.input.length === 0 ? there : chosen(there, subject.input);
    if (wanted.length === 0) throw new Refused(NtStatus.STATUS_NO_EAS_ON_FILE);
    const bytes = FileFullEaInformation.codec.encode(wanted.map(entryOf));
    if (bytes.length <= room) return bytes;
    // half an attribute is none: who asks again brings more room
    throw new Refused(NtStatus.STATUS_BUFFER_TOO_SMALL);
  },
};

async function streamsOf({ open, entry }: Subject): Promise<StreamEntry[]> {
  const { fs } = open.share;
  const named = (await fs.streams?.(entry.path)) ?? [];
  const list = named.map(({ name, size, allocationSize }) => ({
    streamName: `:${name}:$DATA`,
    streamSize: BigInt(size),
    streamAllocationSize: BigInt(allocationSize),
  }));
  if (entry.isDirectory) return list;
  const { size, allocationSize } = open.stream === undefined ? entry : await open.entry();
  const own = {
    streamName: '::$DATA',
    streamSize: BigInt(size),
    streamAllocationSize: BigInt(allocationSize),
  };
  return [own, ...list];
}

/** In the order of the list; what is not there has no bytes. */
function chosen(there: readonly Xattr[], input: Uint8Array): Xattr[] {
  return FileGetEaInformation.decode(input).map(name => {
    const same = there.find(xattr => xattr.name.toUpperCase() === name.toUpperCase());
    return same ?? { name, value: new Uint8Array(0) };
  });
}

function entryOf({ name, value }: Xattr): FullEaInput {
  return { eaName: name, eaValue: value };
}
