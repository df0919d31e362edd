// [MS-SMB2] 2.2.33 FileInformationClass
import type { DirectoryClass } from '../../wire/fscc/directory-class.ts';
import { FileBothDirectoryInformation } from '../../wire/fscc/file-both-directory-information.ts';
import { FileDirectoryInformation } from '../../wire/fscc/file-directory-information.ts';
import { FileFullDirectoryInformation } from '../../wire/fscc/file-full-directory-information.ts';
import {
  type FileIdBothDirectoryInput,
  FileIdBothDirectoryInformation,
} from '../../wire/fscc/file-id-both-directory-information.ts';
import {
  FileIdExtdDirectoryInformation,
  type FileIdExtdDirectoryInput,
} from '../../wire/fscc/file-id-extd-directory-information.ts';
import { FileIdFullDirectoryInformation } from '../../wire/fscc/file-id-full-directory-information.ts';
import { FileNamesInformation } from '../../wire/fscc/file-names-information.ts';

/** What any class could tell of an entry; each takes what it has room for. */
export type Told = FileIdBothDirectoryInput & FileIdExtdDirectoryInput;

/** A class, as a listing needs it. */
export type ListingClass = Pick<DirectoryClass<unknown, Told>, 'fixed' | 'infoClass' | 'encodeAll'>;

const CLASSES: readonly ListingClass[] = [
  FileDirectoryInformation,
  FileFullDirectoryInformation,
  FileBothDirectoryInformation,
  FileIdFullDirectoryInformation,
  FileIdBothDirectoryInformation,
  FileIdExtdDirectoryInformation,
  FileNamesInformation,
];

/** The class of a number, if it is one of a listing. */
export function listingClass(infoClass: number): ListingClass | undefined {
  return CLASSES.find(known => known.infoClass === infoClass);
}
