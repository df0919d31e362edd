import type { InformationClass } from '../../wire/fscc/information-class.ts';
import type { Subject } from './subject.ts';

/** How a class is answered. */
export interface Query {
  readonly infoClass: number;
  /** A right that the open must have. */
  readonly access: number;
  /** Bytes of the fixed part as Windows counts them, a name's first unit and padding included: with less room it is STATUS_INFO_LENGTH_MISMATCH. */
  readonly least: number;
  /** What does not fit is cut off; else only whole entries of a list are told. */
  readonly answer: (subject: Subject, room: number) => Promise<Uint8Array> | Uint8Array;
}

/** Declares a class of one structure. @param least bytes of its fixed part */
export function query<I>(
  of: InformationClass<unknown, I>,
  access: number,
  least: number,
  tell: (subject: Subject) => Promise<I> | I,
): Query {
  return {
    infoClass: of.infoClass,
    access,
    least,
    answer: async subject => of.codec.encode(await tell(subject)),
  };
}
