import fc from 'fast-check';
import type { Decoder } from './decoder.ts';
import { ANY_BYTES, mutated } from './mutation.ts';
import { DECODERS } from './registry.ts';
import { trial } from './trial.ts';

/** What a run is made of. */
export interface Campaign {
  /** Of the random numbers: the same seed gives the same cases. */
  readonly seed: number;
  /** Cases for each decoder: two thirds mutations of its samples, the rest bytes of no origin. */
  readonly cases: number;
  /** Goes on at a counterexample that an earlier run has told. */
  readonly path?: string | undefined;
}

/** The campaign of a run of the specs: always the same, unless `FUZZ_SEED` and `FUZZ_CASES` say otherwise. */
export const USUAL: Campaign = {
  seed: Number(process.env['FUZZ_SEED'] ?? 20_260_131),
  cases: Number(process.env['FUZZ_CASES'] ?? 400),
};

/** Something of every protocol there is, to splice into another. */
export const STRANGERS = DECODERS.flatMap(({ samples }) => samples.slice(0, 1));

/** Gives a decoder bytes that are wrong in many ways. @throws {Error} with the shortest bytes that break a law */
export function tryBytes(decoder: Decoder, { seed, cases, path }: Campaign = USUAL): void {
  const bytes = fc.oneof(
    { weight: 2, arbitrary: mutated(decoder.samples, STRANGERS) },
    { weight: 1, arbitrary: ANY_BYTES },
  );
  const property = fc.property(bytes, given => void trial(decoder, given));
  const result = fc.check(property, { seed, numRuns: cases, ...(path === undefined ? {} : { path }) });
  if (!result.failed) return;
  const [found] = result.counterexample ?? [];
  const hex = Buffer.from(found ?? []).toString('hex');
  const replay = `npm run fuzz -- --seed ${result.seed} --path ${result.counterexamplePath ?? ''} --only '${decoder.id}'`;
  const cause = result.errorInstance;
  const what = cause instanceof Error ? cause.message : String(cause);
  throw new Error(`${what}\n  bytes: ${hex}\n  again: ${replay}`, { cause });
}
