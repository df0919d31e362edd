import { Tag, applicationTag, contextTag, writeElement } from '../../../lib/wire/spnego/der.ts';

/** A KRB-ERROR as a service sends it: KRB_AP_ERR_SKEW, by its clock 2026-11-25 12:00:00 UTC. */
export const KRB_ERROR = krbError(37);

/** A KRB-ERROR of that code. */
export function krbError(code: number): Uint8Array {
  const text = (tag: number, value: string) => writeElement(tag, Buffer.from(value));
  const integer = (value: number) => writeElement(Tag.INTEGER, Uint8Array.of(value));
  const name = writeElement(
    Tag.SEQUENCE,
    writeElement(contextTag(0), integer(2)),
    writeElement(
      contextTag(1),
      writeElement(Tag.SEQUENCE, text(Tag.GENERAL_STRING, 'cifs'), text(Tag.GENERAL_STRING, 'dc')),
    ),
  );
  const fields: readonly (readonly [number, Uint8Array])[] = [
    [0, integer(5)],
    [1, integer(30)],
    [4, text(Tag.GENERALIZED_TIME, '20261125120000Z')],
    [5, integer(7)],
    [6, integer(code)],
    [9, text(Tag.GENERAL_STRING, 'CORE.EXAMPLE')],
    [10, name],
  ];
  const sequence = writeElement(
    Tag.SEQUENCE,
    ...fields.map(([n, value]) => writeElement(contextTag(n), value)),
  );
  return writeElement(applicationTag(30), sequence);
}
