// [MS-FSA] 2.1.4.4 Algorithm for Determining if a FileName Is in an Expression

/** Whether a name is one of those that are asked for. */
export type Pattern = (name: string) => boolean;

/** Longest pattern: names are no longer, and each of its characters costs a step for each of a name's. */
export const PATTERN_MAX = 512;

/**
 * A search pattern: `*` and `?`, and what Windows makes of them for old programs: `<` (as `*`, but only up to the
 * last dot), `>` (as `?`, but nothing at a dot or at the end) and `"` (a dot, or nothing at the end).
 *
 * All places of the pattern where one may be are followed at once: no pattern makes this slow.
 */
export function pattern(text: string, caseSensitive: boolean): Pattern {
  if (text === '*') return () => true;
  const fold = caseSensitive ? same : upper;
  const expression = Array.from({ length: text.length }, (_, at) => fold(text.charAt(at)));
  return name => matches(expression, name, fold);
}

function matches(expression: readonly string[], name: string, fold: (unit: string) => string): boolean {
  const lastDot = name.lastIndexOf('.');
  let places = new Set<number>();
  reach(expression, 0, name.charAt(0), places);
  for (let at = 0; at < name.length && places.size > 0; at++) {
    const unit = fold(name.charAt(at));
    const after = name.charAt(at + 1);
    const next = new Set<number>();
    for (const place of places) {
      const to = step(expression[place], place, unit, at === lastDot);
      if (to !== undefined) reach(expression, to, after, next);
    }
    places = next;
  }
  return places.has(expression.length);
}

/** Where one is after a character, if the pattern goes on there. */
function step(wanted: string | undefined, place: number, unit: string, lastDot: boolean): number | undefined {
  switch (wanted) {
    case undefined:
      return undefined;
    case '*':
      return place;
    case '<':
      return lastDot ? place + 1 : place;
    case '?':
      return place + 1;
    case '>':
      return unit === '.' ? undefined : place + 1;
    case '"':
      return unit === '.' ? place + 1 : undefined;
    default:
      return unit === wanted ? place + 1 : undefined;
  }
}

/** Adds a place, and those that lie behind what may stand for nothing before `after`, which is empty at the end. */
function reach(expression: readonly string[], from: number, after: string, places: Set<number>): void {
  for (let place = from; !places.has(place); place++) {
    places.add(place);
    const wanted = expression[place];
    const nothing =
      wanted === '*' ||
      wanted === '<' ||
      (wanted === '>' && (after === '' || after === '.')) ||
      (wanted === '"' && after === '');
    if (!nothing) return;
  }
}

function same(unit: string): string {
  return unit;
}

/** One unit for one unit, so that `?` stays one character. */
function upper(unit: string): string {
  const folded = unit.toUpperCase();
  return folded.length === 1 ? folded : unit;
}
