import type { WindowsAttributes } from '../attributes.ts';
import type { VerbOptions } from '../verb.ts';
import type { StreamInfo } from '../verbs/streams.ts';
import type { Carrier, Carriers } from './carriers.ts';

/** The verbs that concern what Windows keeps beside a file's content. */
export interface AttributeVerbs<C extends Carrier> {
  /**
   * The attributes of Windows by their names ([MS-FSCC] 2.6). One round trip.
   *
   * @throws SmbError `ENOENT`, `EACCES`
   * @example
   * ```ts
   * const { hidden, readonly } = await share.getAttributes('desktop.ini');
   * ```
   */
  getAttributes(path: string, options?: VerbOptions): Carriers<WindowsAttributes>[C];

  /**
   * Sets some attributes of Windows, clears others, leaves the rest. Two round trips.
   *
   * @throws SmbError `ENOENT`, `EACCES`; TypeError `ERR_INVALID_ARG_VALUE` for a name that is none of them
   * @example
   * ```ts
   * await share.setAttributes('desktop.ini', { hidden: true, archive: false });
   * ```
   */
  setAttributes(path: string, changes: Partial<WindowsAttributes>, options?: VerbOptions): Carriers<void>[C];

  /**
   * The value of an extended attribute, whatever the case of its name; on the disk of Samba it is `user.NAME`. One
   * round trip.
   *
   * @throws SmbError `ENODATA` (there is none of that name), `ENOENT`, `EACCES`, `ENOTSUP`, `EINVAL` (no name)
   * @example
   * ```ts
   * const comment = (await share.getXattr('report.pdf', 'comment')).toString();
   * ```
   */
  getXattr(path: string, name: string, options?: VerbOptions): Carriers<Buffer>[C];

  /**
   * Sets an extended attribute: a text as UTF-8, or bytes, 1 to 65,535 of them. The name is ASCII. One round trip.
   *
   * @throws SmbError `E2BIG`, `ENOSPC` (the server's file system has room for less), `EINVAL` (a name the server does
   *   not allow, no bytes), `ENOENT`, `EACCES`, `ENOTSUP`
   * @example
   * ```ts
   * await share.setXattr('report.pdf', 'comment', 'reviewed');
   * ```
   */
  setXattr(
    path: string,
    name: string,
    value: string | NodeJS.ArrayBufferView,
    options?: VerbOptions,
  ): Carriers<void>[C];

  /**
   * The names of all extended attributes, as the server has them.
   *
   * @throws SmbError `ENOENT`, `EACCES`, `ENOTSUP`
   * @example
   * ```ts
   * for (const name of await share.listXattr('report.pdf')) console.log(name);
   * ```
   */
  listXattr(path: string, options?: VerbOptions): Carriers<string[]>[C];

  /**
   * Removes an extended attribute; one that is not there is no error, for SMB does not tell.
   *
   * @throws SmbError `ENOENT`, `EACCES`, `ENOTSUP`, `EINVAL` (no name)
   * @example
   * ```ts
   * await share.removeXattr('report.pdf', 'comment');
   * ```
   */
  removeXattr(path: string, name: string, options?: VerbOptions): Carriers<void>[C];

  /**
   * The alternate data streams of a file or folder. A file's own content is none of them. What lies in one is read
   * and written by the option `stream` of `readFile`, `createWriteStream` and others; `unlink` removes it.
   *
   * @throws SmbError `ENOENT`, `EACCES`, `ENOTSUP`
   * @example
   * ```ts
   * for (const { name, size } of await share.streams('setup.exe')) console.log(name, size);
   * const origin = await share.readFile('setup.exe', { stream: 'Zone.Identifier', encoding: 'utf8' });
   * ```
   */
  streams(path: string, options?: VerbOptions): Carriers<StreamInfo[]>[C];
}
