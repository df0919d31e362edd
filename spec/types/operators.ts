// Compile-only: what the operators promise to the type checker.
import { map, type Observable, type ObservableInput } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import type { CloseResponse } from '../../lib/commands/close-plan.ts';
import { create, type CreateOptions, type CreateResponse } from '../../lib/commands/create.ts';
import type { Answered } from '../../lib/commands/addressed.ts';
import { echo } from '../../lib/commands/echo.ts';
import type { Link, Pdu } from '../../lib/commands/pdu.ts';
import { RELATED } from '../../lib/commands/plan.ts';
import { queryInfo, type QueryInfoResponse } from '../../lib/commands/query-info.ts';
import { read, type ReadResponse } from '../../lib/commands/read.ts';
import type { Connection, Open, Tree } from '../../lib/commands/target.ts';
import { compound } from '../../lib/operators/compound.ts';
import { Flow } from '../../lib/operators/flow.ts';
import { inOrder } from '../../lib/operators/in-order.ts';
import type { One } from '../../lib/operators/one.ts';
import { parallel } from '../../lib/operators/parallel.ts';
import { pipelined } from '../../lib/operators/pipelined.ts';
import { retryTransient } from '../../lib/operators/retry-transient.ts';
import { usingHandle } from '../../lib/operators/using-handle.ts';
import type { SecurityDescriptor } from '../../lib/wire/dtyp/security-descriptor.ts';
import { FileAllInformation } from '../../lib/wire/fscc/file-all-information.ts';
import { assignable, same } from './same.ts';

declare const tree: Tree;
declare const open: Open;
declare const connection: Connection;
declare const options: CreateOptions;
declare const one: One<string>;
declare const flow: Flow<number>;

export function compounds(): void {
  // the example of libsmb2's announcement
  const getsd = compound(create(tree, options), queryInfo(RELATED, 7), close(RELATED));
  same<Observable<[CreateResponse, QueryInfoResponse<SecurityDescriptor>, CloseResponse]>>()(getsd);

  const all = compound(create(tree, options), queryInfo(RELATED, FileAllInformation));
  same<Observable<[CreateResponse, QueryInfoResponse<FileAllInformation>]>>()(all);
  same<Observable<[ReadResponse]>>()(compound(read(open, { offset: 0, length: 1 })));

  // the first element is a PDU, and a Link is none; nor is what was piped
  type Elements = Parameters<typeof compound>;
  assignable<[], Elements>(false);
  assignable<[Pdu<CloseResponse>, Link<CloseResponse>], Elements>(true);
  assignable<[Link<CloseResponse>], Elements>(false);
  assignable<[Observable<CloseResponse>], Elements>(false);
  assignable<Link<CloseResponse>, Observable<unknown>>(false);
}

export function pdus(): void {
  same<Pdu<CloseResponse>>()(close(open));
  same<Link<CloseResponse>>()(close(RELATED));
  same<Pdu<Answered>>()(echo(connection));
  assignable<[typeof RELATED], Parameters<typeof echo>>(false);
}

export async function ones(): Promise<void> {
  same<string>()(await one);
  const length = await one.then(
    text => text.length,
    () => undefined,
  );
  same<number | undefined>()(length);
  same<Observable<number>>()(one.pipe(map(text => text.length)));
  assignable<One<string>, AsyncIterable<unknown>>(false);
}

export async function flows(): Promise<void> {
  for await (const value of flow) same<number>()(value);
  for await (const value of Flow.of(flow.pipe(map(value => String(value))))) same<string>()(value);
  assignable<Flow<number>, PromiseLike<unknown>>(false);
}

export function operators(input: ObservableInput<string>, bytes: Observable<Buffer>): void {
  const lengths = parallel(2, (text: string) => [text.length]);
  same<Flow<number>>()(lengths(input));
  // rxjs says Observable of whatever was piped
  same<Observable<string>>()(flow.pipe(parallel(2, value => Promise.resolve(String(value)))));
  assignable<Flow<number>, Parameters<typeof lengths>[0]>(false);

  same<Flow<Buffer>>()(pipelined([{ offset: 0, length: 1 }], () => bytes));
  const pieces = bytes.pipe(map(data => ({ offset: 0, data })));
  same<Observable<Buffer>>()(pieces.pipe(inOrder()));
  same<Flow<Buffer>>()(inOrder<Buffer>()(pieces));

  const used = usingHandle(create(tree, options), handle => read(handle, { offset: 0, length: 1 }));
  same<Flow<ReadResponse>>()(used);
  same<Observable<ReadResponse>>()(used.pipe(retryTransient({ count: 1 })));
}
