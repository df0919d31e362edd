import { refusal } from '../refusal.ts';
import type { ByteRange } from '../file-system.ts';
import type { Budget } from './budget.ts';

/** What a hole is made of, as on NTFS. */
export const PAGE = 65_536;
/** What is counted as taken: a file of one byte takes this much of the volume. */
export const CLUSTER = 4096;
/** What the smallest page really takes. */
const SMALLEST = 64;

/** A piece of a file; what lies behind its end reads as zeros, so that small files need no whole page. */
interface Page {
  readonly bytes: Uint8Array;
  /** Others only look at it, and copy it before they change it. */
  readonly owner: Pages;
}

/** The bytes of a file in pages of 64 KiB, those that were never written missing. */
export class Pages {
  readonly #pages: Map<number, Page>;
  readonly #budget: Budget;
  #size: number;
  #taken: number;

  constructor(budget: Budget, from?: Pages) {
    this.#budget = budget;
    this.#pages = new Map(from === undefined ? [] : from.#pages);
    this.#size = from?.size ?? 0;
    this.#taken = from?.taken ?? 0;
  }

  /** The same bytes, not one of them copied. This one must not be changed any more. */
  fork(): Pages {
    return new Pages(this.#budget, this);
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes on the volume. */
  get taken(): number {
    return this.#taken;
  }

  read(offset: number, into: Uint8Array): number {
    const count = Math.max(0, Math.min(into.length, this.#size - offset));
    for (const { index, start, end, at } of partsOf(offset, count)) {
      const held = this.#pages.get(index)?.bytes.subarray(start, end);
      const length = held?.length ?? 0;
      if (held !== undefined) into.set(held, at);
      into.fill(0, at + length, at + end - start);
    }
    return count;
  }

  /** All of it or, for want of room, nothing. */
  write(offset: number, chunks: readonly Uint8Array[]): void {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (length === 0) return;
    if (!Number.isSafeInteger(offset + length)) throw refusal('EFBIG', '');
    this.#reserve(offset, length);
    let position = offset;
    for (const chunk of chunks) {
      for (const { index, start, end, at } of partsOf(position, chunk.length)) {
        this.#writable(index, end).set(chunk.subarray(at, at + end - start), start);
      }
      position += chunk.length;
    }
    this.#size = Math.max(this.#size, position);
  }

  truncate(size: number): void {
    if (size < this.#size) this.zero(size, this.#size);
    this.#size = size;
  }

  /** Drops whole pages; what is left of a page at either end is overwritten. */
  zero(from: number, to: number): void {
    const wholeFile = to >= this.#size;
    const end = Math.min(to, this.#size);
    for (const index of this.#held(from, end)) {
      const start = index * PAGE;
      const within = { from: Math.max(0, from - start), to: Math.min(PAGE, end - start) };
      const toEnd = within.to === PAGE || wholeFile;
      if (within.from === 0 && toEnd) this.#drop(index);
      else this.#blank(index, within.from, within.to);
    }
  }

  allocated(from: number, to: number): ByteRange[] {
    const ranges: ByteRange[] = [];
    const last = Math.min(to, this.#size);
    for (const index of this.#held(from, last)) {
      const start = Math.max(from, index * PAGE);
      const end = Math.min(last, (index + 1) * PAGE);
      const before = ranges.at(-1);
      if (before?.end === start) ranges[ranges.length - 1] = { start: before.start, end };
      else ranges.push({ start, end });
    }
    return ranges;
  }

  /** Gives the room back that no snapshot needs. */
  release(): void {
    for (const index of [...this.#pages.keys()]) this.#drop(index);
    this.#size = 0;
  }

  /** The pages between two offsets that are there, in order: a huge hole is not walked through. */
  #held(from: number, to: number): number[] {
    if (from >= to) return [];
    const first = Math.floor(from / PAGE);
    const last = Math.floor((to - 1) / PAGE);
    const held: number[] = [];
    if (last - first < this.#pages.size) {
      for (let index = first; index <= last; index++) if (this.#pages.has(index)) held.push(index);
      return held;
    }
    for (const index of this.#pages.keys()) if (index >= first && index <= last) held.push(index);
    return held.sort((a, b) => a - b);
  }

  /** Pays for all pages that a write will touch before it touches any. */
  #reserve(offset: number, length: number): void {
    let volume = 0;
    let file = 0;
    for (const { index, end } of partsOf(offset, length)) {
      const page = this.#pages.get(index);
      const held = page === undefined ? 0 : clusters(page.bytes.length);
      const needed = Math.max(held, clusters(roomFor(end)));
      file += needed - held;
      volume += page?.owner === this ? needed - held : needed;
    }
    this.#budget.take(volume);
    this.#taken += file;
  }

  /** The page's memory, ours alone and long enough; it has been paid for. */
  #writable(index: number, end: number): Uint8Array {
    const page = this.#pages.get(index);
    if (page?.owner === this && page.bytes.length >= end) return page.bytes;
    const bytes = new Uint8Array(Math.max(roomFor(end), page?.bytes.length ?? 0));
    if (page !== undefined) bytes.set(page.bytes);
    this.#pages.set(index, { bytes, owner: this });
    return bytes;
  }

  #blank(index: number, from: number, to: number): void {
    const held = this.#pages.get(index)?.bytes.length ?? 0;
    if (from >= held) return;
    const end = Math.min(to, held);
    this.#reserve(index * PAGE + from, end - from);
    this.#writable(index, end).fill(0, from, end);
  }

  #drop(index: number): void {
    const page = this.#pages.get(index);
    if (page === undefined) return;
    this.#pages.delete(index);
    const room = clusters(page.bytes.length);
    this.#taken -= room;
    if (page.owner === this) this.#budget.give(room);
  }
}

/** Doubles, so that a file that is appended to byte by byte is not copied for each of them. */
function roomFor(end: number): number {
  let room = SMALLEST;
  while (room < end) room *= 2;
  return room;
}

function clusters(length: number): number {
  return Math.ceil(length / CLUSTER) * CLUSTER;
}

interface Part {
  readonly index: number;
  /** Within the page. */
  readonly start: number;
  readonly end: number;
  /** Within the caller's bytes. */
  readonly at: number;
}

function* partsOf(offset: number, length: number): Generator<Part> {
  for (let at = 0; at < length;) {
    const index = Math.floor((offset + at) / PAGE);
    const start = offset + at - index * PAGE;
    const end = Math.min(PAGE, start + length - at);
    yield { index, start, end, at };
    at += end - start;
  }
}
