// [MS-SMB2] 2.2.32.2 SRV_SNAPSHOT_ARRAY
import { ProtocolError } from '../../errors.ts';
import { controlCode, nothing } from '../fscc/control-code.ts';
import { u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { bytes, readUtf16, writeUtf16 } from '../tails.ts';

/** The snapshots of a volume, by their tokens `@GMT-YYYY.MM.DD-HH.MM.SS`. */
export interface SrvSnapshotArray {
  /** That there are; more than `snapshots` where the answer had no room for them. */
  readonly numberOfSnapshots: number;
  /** Bytes that all of them take. */
  readonly snapshotArraySize: number;
  readonly snapshots: readonly string[];
}

/** Bytes of an answer before the first token. */
export const SNAPSHOT_ARRAY_HEAD = 12;

const Raw = struct('SRV_SNAPSHOT_ARRAY', undefined, {
  numberOfSnapshots: u32,
  numberOfSnapshotsReturned: u32,
  snapshotArraySize: u32,
  list: bytes,
});

/** The codec, for a server of ours. */
export const SrvSnapshotArray = {
  encode({ numberOfSnapshots, snapshotArraySize, snapshots }: SrvSnapshotArray): Uint8Array {
    const list = writeUtf16(`${snapshots.map(token => `${token}\0`).join('')}\0`);
    return Raw.encode({
      numberOfSnapshots,
      numberOfSnapshotsReturned: snapshots.length,
      snapshotArraySize,
      list,
    });
  },
  decode(message: Uint8Array): SrvSnapshotArray {
    const { numberOfSnapshots, numberOfSnapshotsReturned, snapshotArraySize, list } = Raw.decode(message);
    const tokens = readUtf16(list.subarray(0, list.length & ~1))
      .split('\0')
      .slice(0, -1); // each is terminated
    const snapshots = tokens.filter(token => token !== '').slice(0, numberOfSnapshotsReturned);
    if (snapshots.length < numberOfSnapshotsReturned) {
      const message = `SRV_SNAPSHOT_ARRAY: ${numberOfSnapshotsReturned} tokens are said to be in ${list.length} bytes`;
      throw new ProtocolError(message);
    }
    return { numberOfSnapshots, snapshotArraySize, snapshots };
  },
};

/** Which snapshots there are of the volume that a handle lies on. */
export const FSCTL_SRV_ENUMERATE_SNAPSHOTS = controlCode('FSCTL_SRV_ENUMERATE_SNAPSHOTS', 0x0014_4064, {
  input: nothing,
  output: SrvSnapshotArray,
  room: 65_536,
  asks: true,
});
