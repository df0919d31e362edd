// [MS-FSCC] 2.3 FSCTL Structures

/** What a control code says and hears. `decode` throws a ProtocolError, and nothing else, for what cannot be. */
export interface ControlCode<I, O> {
  /** As the specification calls it. */
  readonly name: string;
  readonly ctlCode: number;
  readonly input: { encode(value: I): Uint8Array };
  readonly output: { decode(bytes: Uint8Array): O };
  /** Bytes of answer to make room for. */
  readonly room: number;
  /** It changes nothing: asking twice is as good as once. */
  readonly asks: boolean;
  /** The server may work for long: once it has said so, there is no deadline. */
  readonly patient: boolean;
}

/** What a control code takes. */
export type ControlInputOf<C> = C extends ControlCode<infer I, never> ? I : never;
/** What a control code answers. */
export type ControlOutputOf<C> = C extends ControlCode<never, infer O> ? O : never;

const NOTHING = new Uint8Array(0);

/** For the codes that take, or answer, nothing. */
export const nothing = {
  encode: (): Uint8Array => NOTHING,
  decode: (): undefined => undefined,
};

/** Declares a control code; without `room` it answers nothing. */
export function controlCode<I, O>(
  name: string,
  ctlCode: number,
  {
    input,
    output,
    room = 0,
    asks = false,
    patient = false,
  }: Pick<ControlCode<I, O>, 'input' | 'output'> & Partial<ControlCode<I, O>>,
): ControlCode<I, O> {
  return {
    name,
    ctlCode,
    // a structure's own functions have more parameters, which a caller of a code must not reach
    input: { encode: value => input.encode(value) },
    output: { decode: bytes => output.decode(bytes) },
    room,
    asks,
    patient,
  };
}
