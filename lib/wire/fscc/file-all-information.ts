// [MS-FSCC] 2.4 FileAllInformation
import type { Encodable, Layout, Struct } from '../struct.ts';
import { AccessFields } from './file-access-information.ts';
import { AlignmentFields } from './file-alignment-information.ts';
import { BasicFields } from './file-basic-information.ts';
import { EaFields } from './file-ea-information.ts';
import { InternalFields } from './file-internal-information.ts';
import { ModeFields } from './file-mode-information.ts';
import { NameFields } from './file-name-information.ts';
import { PositionFields } from './file-position-information.ts';
import { StandardFields } from './file-standard-information.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** In wire order; only the last one varies in size. */
const PARTS = {
  basicInformation: BasicFields,
  standardInformation: StandardFields,
  internalInformation: InternalFields,
  eaInformation: EaFields,
  accessInformation: AccessFields,
  positionInformation: PositionFields,
  modeInformation: ModeFields,
  alignmentInformation: AlignmentFields,
  nameInformation: NameFields,
} as const;

type Parts = typeof PARTS;
type All = { [K in keyof Parts]: ReturnType<Parts[K]['decode']> };
type AllInput = { readonly [K in keyof Parts]?: Parameters<Parts[K]['encode']>[0] | undefined };

const ENTRIES = Object.entries(PARTS) as unknown as readonly (readonly [keyof Parts, Struct<Layout>])[];

/** Everything that a handle tells about its file, in one answer. */
export const FileAllInformation = fileInformation('FileAllInformation', 18, {
  decode(bytes: Uint8Array): All {
    const all: Partial<Record<keyof Parts, unknown>> = {};
    let at = 0;
    for (const [key, part] of ENTRIES) {
      all[key] = part.decode(bytes, at);
      at += part.fixed;
    }
    return all as All;
  },
  encode(value: AllInput): Uint8Array {
    const chunks = ENTRIES.map(([key, part]) => part.encode((value[key] ?? {}) as Encodable<Layout>));
    return Uint8Array.from(Buffer.concat(chunks));
  },
});
export type FileAllInformation = InformationOf<typeof FileAllInformation>;
