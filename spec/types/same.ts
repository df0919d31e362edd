type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `same<Expected>()(value)` compiles only where both types are the same, not merely assignable. */
export function same<Expected>() {
  return <Actual>(_value: Actual, ..._wrong: Equal<Actual, Expected> extends true ? [] : [never]) =>
    undefined;
}

/** `assignable<A, B>(answer)` compiles only with the true answer to whether an A can be given for a B. */
export function assignable<A, B>(_answer: [A] extends [B] ? true : false): undefined {
  return undefined;
}
