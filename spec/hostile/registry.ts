import { AUTH_DECODERS } from './auth-decoders.ts';
import { CONTEXT_DECODERS } from './context-decoders.ts';
import type { Decoder } from './decoder.ts';
import { DTYP_DECODERS } from './dtyp-decoders.ts';
import { FRAME_DECODERS } from './frame-decoders.ts';
import { FSCC_DECODERS } from './fscc-decoders.ts';
import { KERBEROS_DECODERS } from './kerberos-decoders.ts';
import { RPCE_DECODERS } from './rpce-decoders.ts';
import { SMB2_DECODERS } from './smb2-decoders.ts';

/** Every decoder of outside bytes; `registry.spec.ts` fails for one that is missing. */
export const DECODERS: readonly Decoder[] = [
  ...FRAME_DECODERS,
  ...SMB2_DECODERS,
  ...CONTEXT_DECODERS,
  ...FSCC_DECODERS,
  ...DTYP_DECODERS,
  ...AUTH_DECODERS,
  ...KERBEROS_DECODERS,
  ...RPCE_DECODERS,
];
