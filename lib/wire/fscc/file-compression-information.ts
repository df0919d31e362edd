// [MS-FSCC] 2.4 FileCompressionInformation
import { as, i64, reserved, u16, u8 } from '../fields.ts';
import { struct } from '../struct.ts';
import type { CompressionFormat } from './fsctl-compression.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** What compression on the server's disk makes of a file. */
export const FileCompressionInformation = fileInformation(
  'FileCompressionInformation',
  28,
  struct('FileCompressionInformation', undefined, {
    /** Bytes. */
    compressedFileSize: i64,
    compressionFormat: as<CompressionFormat>(u16),
    /** Clusters of a unit of compression, as a power of two. */
    compressionUnitShift: u8,
    /** Bytes of a chunk, as a power of two. */
    chunkShift: u8,
    /** Clusters that compression must save, as a power of two. */
    clusterShift: u8,
    reserved: reserved(3),
  }),
);
export type FileCompressionInformation = InformationOf<typeof FileCompressionInformation>;
