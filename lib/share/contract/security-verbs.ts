import type { SecurityDescriptor } from '../../wire/dtyp/security-descriptor.ts';
import type { SnapshotOptions } from '../aspect.ts';
import type { VerbOptions } from '../verb.ts';
import type { SetSecurityOptions } from '../verbs/set-security.ts';
import type { Carrier, Carriers } from './carriers.ts';

/** The verbs that concern who owns a file and who may do what with it. */
export interface SecurityVerbs<C extends Carrier> {
  /**
   * The security descriptor of a file or folder ([MS-DTYP] 2.4.6): owner, group and access list, or the parts that
   * `SecurityInformation` flags name. One round trip. `toSddl` makes text of it.
   *
   * @param parts default: OWNER, GROUP and DACL; SACL needs a privilege of the account
   * @throws SmbError `ENOENT`, `EACCES`, `EPERM` (the audit list, without the privilege)
   * @example
   * ```ts
   * const { owner, dacl } = await share.getSecurity('report.pdf');
   * console.log(toSddl(await share.getSecurity('report.pdf', SecurityInformation.DACL)));
   * ```
   */
  getSecurity(
    path: string,
    parts?: number,
    options?: VerbOptions & SnapshotOptions,
  ): Carriers<SecurityDescriptor>[C];

  /**
   * Changes the security descriptor of a file or folder, from a descriptor or from SDDL: those parts that are in it,
   * or of these the ones that `SecurityInformation` flags name. An access list replaces the one there was; what lies
   * below a folder keeps its own until somebody changes it. One round trip.
   *
   * @param parts default: all that are in the descriptor
   * @throws SmbError `EINVAL` (SDDL that cannot be read, a part that is not there), `ENOENT`, `EACCES`, `EPERM` (an
   *   owner that the account may not set, the audit list without its privilege), `ENOTSUP`
   * @example
   * ```ts
   * await share.setSecurity('secret', 'D:P(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)');
   * await share.setSecurity('copy', await share.getSecurity('original'), SecurityInformation.DACL);
   * ```
   */
  setSecurity(
    path: string,
    security: string | Partial<SecurityDescriptor>,
    parts?: number,
    options?: SetSecurityOptions,
  ): Carriers<void>[C];
}
