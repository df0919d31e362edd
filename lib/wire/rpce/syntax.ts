// [C706] 12.6.3.1 p_syntax_id_t: which interface, or which encoding of its parameters
import { guid } from '../dtyp/guid.ts';
import { type Field, u16 } from '../fields.ts';

/** A UUID and a version. */
export interface RpcSyntax {
  readonly uuid: string;
  readonly major: number;
  readonly minor: number;
}

/** [C706] 14, NDR 2.0: the one encoding that every server knows. */
export const NDR_SYNTAX: RpcSyntax = { uuid: '8a885d04-1ceb-11c9-9fe8-08002b104860', major: 2, minor: 0 };

/** 20 bytes. */
export const syntax: Field<RpcSyntax> = {
  size: 20,
  read: (view, at) => ({
    uuid: guid.read(view, at),
    major: u16.read(view, at + 16),
    minor: u16.read(view, at + 18),
  }),
  write(view, at, { uuid, major, minor }) {
    guid.write(view, at, uuid);
    u16.write(view, at + 16, major);
    u16.write(view, at + 18, minor);
  },
};
