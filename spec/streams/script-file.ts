import { lastValueFrom, type Observable, toArray } from 'rxjs';
import { create, type CreateResponse } from '../../lib/commands/create.ts';
import type { Pdu } from '../../lib/commands/pdu.ts';
import type { Tree } from '../../lib/commands/target.ts';
import { FileStandardInformation } from '../../lib/wire/fscc/file-standard-information.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { AccessMask, CreateDisposition } from '../../lib/wire/smb2/create.ts';
import { ReadRequest } from '../../lib/wire/smb2/read.ts';
import { WriteRequest } from '../../lib/wire/smb2/write.ts';
import { answers } from '../support/script-answers.ts';
import { ScriptServer } from '../support/script-server.ts';

export const KIB = 1024;
export const MIB = 1024 * 1024;

/** A request on a stretch of a file. */
export interface Asked {
  readonly offset: number;
  readonly length: number;
}

/** A server with one file, whatever its path: it can be read, written and measured. */
export class FileServer extends ScriptServer {
  content: Buffer;
  /** What CREATE and QUERY_INFO tell; by default the truth. */
  size: number | undefined;
  /** The most that one READ brings, or one WRITE takes. */
  most = Infinity;

  constructor(content: Uint8Array = Buffer.alloc(0)) {
    super();
    this.content = Buffer.from(content);
    this.on(Command.CREATE, () => answers.created({ endOfFile: BigInt(this.size ?? this.content.length) }));
    this.on(Command.QUERY_INFO, () => {
      const endOfFile = BigInt(this.size ?? this.content.length);
      return answers.information(FileStandardInformation.codec.encode({ endOfFile }));
    });
    this.on(Command.READ, request => {
      const { offset, length } = request.read(ReadRequest);
      const at = Number(offset);
      const data = this.content.subarray(at, at + Math.min(length, this.most));
      return data.length === 0 ? answers.endOfFile() : answers.data(data);
    });
    this.on(Command.WRITE, request => {
      const { offset, length } = request.read(WriteRequest);
      const count = Math.min(length, this.most);
      const at = Number(offset);
      const data = request.message.subarray(112, 112 + count);
      const before = Buffer.alloc(Math.max(at + count, this.content.length));
      before.set(this.content);
      before.set(data, at);
      this.content = before;
      return answers.written(count);
    });
  }

  get reads(): Asked[] {
    return this.got(Command.READ).map(request => asked(request.read(ReadRequest)));
  }

  get writes(): Asked[] {
    return this.got(Command.WRITE).map(request => asked(request.read(WriteRequest)));
  }

  /** How often each command came, by its name. */
  get commands(): string[] {
    return this.requests.map(({ header }) => NAMES.get(header.command) ?? String(header.command));
  }
}

const NAMES = new Map<number, string>(Object.entries(Command).map(([name, number]) => [number, name]));

function asked({ offset, length }: { offset: bigint; length: number }): Asked {
  return { offset: Number(offset), length };
}

/** Bytes that tell their offset. */
export function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 31 + (at >> 8) * 7 + (at >> 16)) & 0xff;
  return bytes;
}

/** The CREATE of some file. */
export function opening(tree: Tree): Pdu<CreateResponse> {
  return create(tree, {
    path: 'file',
    desiredAccess: AccessMask.READ_DATA | AccessMask.WRITE_DATA,
    createDisposition: CreateDisposition.OPEN_IF,
  });
}

/** All of an Observable's values. */
export function all<T>(source: Observable<T>): Promise<T[]> {
  return lastValueFrom(source.pipe(toArray()));
}

/** Whether a view lies in the memory of another. */
export function liesIn(view: Uint8Array, memory: Uint8Array): boolean {
  const at = view.byteOffset - memory.byteOffset;
  return view.buffer === memory.buffer && at >= 0 && at + view.length <= memory.length;
}

/** Lets what waits for the event loop happen. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
