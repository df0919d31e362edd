import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { expect } from 'chai';
import type { CopyRow } from '../../bench/rows.ts';
import { runNode } from '../support/process.ts';
import { sharedSamba } from '../support/samba.ts';

const BENCH = join(import.meta.dirname, '..', '..', 'bench');
const SIZE = 16 * 1024 * 1024;

/** What is counted of these statements, in a process of their own: it is changed for good. */
async function counted(code: string): Promise<unknown> {
  const program = `
    const { Copies } = await import(${JSON.stringify(pathToFileURL(join(BENCH, 'copied.ts')).href)});
    const { createCipheriv } = await import('node:crypto');
    const [source, target] = [Buffer.alloc(1000), Buffer.alloc(1000)];
    const copies = new Copies();
    ${code}
    const { moved, ciphered, unknown } = copies;
    console.log(JSON.stringify({ moved, ciphered, unknown }));`;
  const { stdout, stderr } = await runNode(['--input-type=module', '-e', program]);
  expect(stderr).to.equal('');
  return JSON.parse(stdout);
}

async function copied(work: string, query: string, path: string) {
  const url = (await sharedSamba()).url('share', { query });
  const { stdout, stderr } = await runNode([join(BENCH, 'copies.ts'), work, url, path, String(SIZE)]);
  expect(stderr).to.equal('');
  return JSON.parse(stdout) as Omit<CopyRow, 'name' | 'most'>;
}

describe('bench: copies of a byte', function () {
  this.timeout(60_000);

  for (const [statement, moved] of [
    ['target.set(source)', 1000],
    ['source.copy(target, 0, 0, 10)', 10],
    ['Buffer.concat([source, target])', 2000],
    ['Buffer.from(source)', 1000],
    ['Uint8Array.prototype.slice.call(source, 0, 5)', 5],
    ['new ArrayBuffer(7).slice(0, 7)', 7],
    ['source.subarray(1); source.slice(1); Buffer.from(source.buffer)', 0],
  ] as const) {
    it(`sees ${statement}`, async () => {
      expect(await counted(statement)).to.deep.equal({ moved, ciphered: 0, unknown: 0 });
    });
  }

  it("sees what a cipher writes, and memory that is neither the kernel's nor a copy's", async () => {
    const update = "createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12)).update(source)";
    expect(await counted(update)).to.deep.equal({ moved: 0, ciphered: 1000, unknown: 0 });
    expect(await counted('copies.take(new Uint8Array(source))')).to.include({ unknown: 1000 });
    expect(await counted('target.set(source); copies.take(target)')).to.include({ unknown: 0 });
  });

  it('finds none but the headers without encryption, whichever way the bytes go', async () => {
    writeFileSync(join((await sharedSamba()).path, 'copies.bin'), randomFillSync(Buffer.alloc(SIZE)));
    for (const query of ['sign=0&seal=0', 'seal=0']) {
      for (const work of ['read', 'write']) {
        const { moved, ...rest } = await copied(work, query, 'copies.bin');
        expect(rest, `${work} ${query}`).to.deep.equal({ count: SIZE, ciphered: 0, unknown: 0 });
        expect(moved, `${work} ${query}`).to.be.below(0.01);
      }
    }
  });

  it("finds the cipher's and at most one more with encryption", async () => {
    writeFileSync(join((await sharedSamba()).path, 'sealed.bin'), randomFillSync(Buffer.alloc(SIZE)));
    for (const work of ['read', 'write']) {
      const { moved, ciphered, unknown } = await copied(work, 'seal', 'sealed.bin');
      expect(unknown, work).to.equal(0);
      expect(ciphered, work).to.be.within(1, 1.01);
      expect(moved, work).to.be.below(1.01);
    }
  });
});
