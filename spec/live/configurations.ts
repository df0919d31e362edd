import type { DialectName, MountOptions } from '../../lib/target.ts';
import type { SigningAlgorithm } from '../../lib/wire/smb2/negotiate-contexts.ts';
import type { SambaOptions, SambaProtocol } from '../support/samba.ts';

/** A server that speaks one dialect, and signs by one algorithm. */
export interface Configuration {
  readonly name: string;
  readonly dialect: DialectName;
  readonly algorithm: Algorithm;
  /** The server insists on signing. */
  readonly mandatory: boolean;
  readonly samba: SambaOptions;
}

type Algorithm = keyof typeof SigningAlgorithm;
/** An algorithm, and its name where the server has to be told. */
type Signing = readonly [Algorithm, string | undefined];

const HMAC: Signing = ['HMAC_SHA256', undefined];
const CMAC: Signing = ['AES_CMAC', undefined];

const DIALECTS: readonly (readonly [DialectName, SambaProtocol, readonly Signing[]])[] = [
  ['2.0.2', 'SMB2_02', [HMAC]],
  ['2.1', 'SMB2_10', [HMAC]],
  ['3.0', 'SMB3_00', [CMAC]],
  ['3.0.2', 'SMB3_02', [CMAC]],
  [
    '3.1.1',
    'SMB3_11',
    [
      ['AES_GMAC', 'aes-128-gmac'],
      ['AES_CMAC', 'aes-128-cmac'],
      ['HMAC_SHA256', 'hmac-sha256'],
    ],
  ],
];

/** Every dialect with every signing algorithm that Samba offers for it, signing mandatory and optional. */
export const CONFIGURATIONS: readonly Configuration[] = DIALECTS.flatMap(([dialect, protocol, signings]) =>
  signings.flatMap(([algorithm, only]) =>
    [true, false].map(mandatory => ({
      name: [dialect, only, `signing ${mandatory ? 'mandatory' : 'optional'}`].filter(Boolean).join(', '),
      dialect,
      algorithm,
      mandatory,
      samba: {
        minProtocol: protocol,
        maxProtocol: protocol,
        signing: mandatory ? 'mandatory' : 'auto',
        ...(only === undefined ? {} : { global: { 'server smb3 signing algorithms': withFallback(only) } }),
      },
    })),
  ),
);

/** smbclient refuses a server that does not have HMAC-SHA256 too; Samba prefers what stands first. */
function withFallback(algorithm: string): string {
  return algorithm === 'hmac-sha256' ? algorithm : `${algorithm}, hmac-sha256`;
}

/** Whether a session between the two is signed. */
export function isSigned(
  { mandatory }: Configuration,
  signing: NonNullable<MountOptions['signing']>,
): boolean {
  return signing === 'required' || (signing === 'if-required' && mandatory);
}
