import { expect } from 'chai';
import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { from, lastValueFrom, Observable, take, toArray } from 'rxjs';
import { valveOf } from '../../lib/operators/demand.ts';
import { Flow } from '../../lib/operators/flow.ts';
import { type LineEncoding, lines } from '../../lib/streams/lines.ts';
import { freshFolder } from '../support/temp.ts';

/** The lines of bytes that come in pieces. */
function linesOf(pieces: readonly Uint8Array[], encoding?: LineEncoding): Promise<string[]> {
  return lastValueFrom(from(pieces).pipe(lines(encoding), toArray()));
}

/** Bytes cut at every place that is named. */
function cutAt(data: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map(place => place % (data.length + 1)), data.length].sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => data.subarray(sorted[index], end));
}

describe('streams: lines', () => {
  it('are those that Node makes of a file, wherever the pieces are cut', async function () {
    this.timeout(30_000);
    const file = join(freshFolder('lines'), 'text');
    const word = fc.constantFrom('a', 'grüße', '€', '🙂', '\n', '\r\n', '\r', ' ', '\ufeff');
    const text = fc.array(word).map(words => words.join(''));
    const places = fc.array(fc.nat(), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(text, places, async (content, cuts) => {
        writeFileSync(file, content);
        const expected: string[] = [];
        const handle = await open(file);
        for await (const line of handle.readLines()) expected.push(line);
        expect(await linesOf(cutAt(Buffer.from(content), cuts))).to.deep.equal(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('are whole where every byte comes alone', async () => {
    const bytes = (text: string, encoding: BufferEncoding) =>
      [...Buffer.from(text, encoding)].map(byte => Uint8Array.of(byte));
    const text = 'grüße\r\n\r\nno end: €';
    const expected = ['grüße', '', 'no end: €'];
    expect(await linesOf(bytes(text, 'utf8'))).to.deep.equal(expected);
    expect(await linesOf(bytes(text, 'utf16le'), 'utf16le')).to.deep.equal(expected);
    expect(await linesOf(bytes('grüße\r\x85\n', 'latin1'), 'latin1')).to.deep.equal(['grüße', '\x85']);
    expect(await linesOf([])).to.deep.equal([]);
    expect(await linesOf(bytes('\r', 'utf8'))).to.deep.equal(['']);
    expect(await linesOf(bytes('a\u2028b\n', 'utf8'))).to.deep.equal(['a\u2028b']);
    // what is no text is shown as Node shows it
    expect(await linesOf([Uint8Array.of(0x61, 0xff, 0x0a, 0xe2, 0x82)])).to.deep.equal(['a\ufffd', '\ufffd']);
  });

  it('refuse an encoding that has none', () => {
    expect(() => lines('base64' as LineEncoding))
      .to.throw(TypeError)
      .with.property('code', 'ERR_INVALID_ARG_VALUE');
  });

  it('end with the consumer, in the middle of a piece', async () => {
    let ended = 0;
    const endless = new Observable<Uint8Array>(subscriber => {
      while (!subscriber.closed) subscriber.next(Buffer.from('1\n2\n3\n'));
      ended++;
    });
    expect(await lastValueFrom(endless.pipe(lines(), take(2), toArray()))).to.deep.equal(['1', '2']);
    expect(ended).to.equal(1);
  });

  it('pass demand through, and errors', async () => {
    let open: () => boolean = () => true;
    const source = new Observable<Uint8Array>(subscriber => {
      const valve = valveOf(subscriber);
      open = () => valve.isOpen;
      subscriber.next(Buffer.from('1\n2\n'));
      return valve.onOpen(() => subscriber.error(new Error('boom')));
    });
    const iterator = Flow.of(source.pipe(lines()))[Symbol.asyncIterator]();
    expect(await iterator.next()).to.deep.equal({ done: false, value: '1' });
    expect(open()).to.equal(false);
    expect(await iterator.next()).to.deep.equal({ done: false, value: '2' });
    const failed = await iterator.next().catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(Error).with.property('message', 'boom');
  });
});
