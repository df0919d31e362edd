/**
 * Counts what a decoder does instead of measuring how long it takes, which says nothing on a busy machine: numbers read
 * through a DataView, and views made.
 */
const READS = [
  'getUint8',
  'getUint16',
  'getUint32',
  'getInt32',
  'getBigUint64',
  'getBigInt64',
] as const satisfies readonly (keyof DataView)[];
const TypedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const BufferPrototype = Object.getPrototypeOf(Buffer.alloc(0)) as object;

let steps = 0;
let undo: (() => void)[] = [];

/** From now on steps are counted, everywhere in this process. */
export function startCounting(): void {
  if (undo.length > 0) return;
  undo = [
    ...READS.map(name => counted(DataView.prototype, name)),
    counted(TypedArray, 'subarray'),
    counted(BufferPrototype, 'subarray'),
    counted(BufferPrototype, 'toString'),
  ];
}

/** Puts everything back. */
export function stopCounting(): void {
  for (const each of undo) each();
  undo = [];
}

/** Steps that something took. */
export function stepsOf(work: () => void): number {
  const before = steps;
  work();
  return steps - before;
}

function counted(owner: object, name: string): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  if (descriptor === undefined) throw new TypeError(`${name} is not where it was`);
  const usual = descriptor.value as (...args: unknown[]) => unknown;
  Object.defineProperty(owner, name, {
    ...descriptor,
    value(this: unknown, ...args: unknown[]) {
      steps++;
      return usual.apply(this, args);
    },
  });
  return () => void Object.defineProperty(owner, name, descriptor);
}
