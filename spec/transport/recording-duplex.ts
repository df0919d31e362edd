import { Duplex } from 'node:stream';

/** A Duplex that takes down what is written, one entry for each writev, and never answers by itself. */
export function recordingDuplex(): { readonly duplex: Duplex; readonly writes: Uint8Array[][] } {
  const writes: Uint8Array[][] = [];
  const duplex = new Duplex({
    read: () => undefined,
    write(chunk: Uint8Array, _encoding, done) {
      writes.push([chunk]);
      done();
    },
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => chunk as Uint8Array));
      done();
    },
  });
  return { duplex, writes };
}

/** Where bytes lie. */
export function placeOf({ buffer, byteOffset, length }: Uint8Array) {
  return { buffer, byteOffset, length };
}
