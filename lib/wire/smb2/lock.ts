// [MS-SMB2] 2.2.26 LOCK Request, 2.2.27 LOCK Response
import { countOf, type Field, reserved, u16, u32 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { array } from './array.ts';
import { fileId } from './file-id.ts';

/** What to do with a range. */
export const LockFlags = { SHARED_LOCK: 1, EXCLUSIVE_LOCK: 2, UNLOCK: 4, FAIL_IMMEDIATELY: 0x10 } as const;
export type LockFlags = (typeof LockFlags)[keyof typeof LockFlags];

/** 2.2.26.1: one range of bytes. */
export interface LockElement {
  readonly offset: bigint;
  readonly length: bigint;
  readonly flags: number;
}

const lockElement: Field<LockElement> = {
  size: 24,
  read: (view, at) => ({
    offset: view.getBigUint64(at, true),
    length: view.getBigUint64(at + 8, true),
    flags: view.getUint32(at + 16, true),
  }),
  write(view, at, value) {
    view.setBigUint64(at, value.offset, true);
    view.setBigUint64(at + 8, value.length, true);
    view.setUint32(at + 16, value.flags, true);
  },
};

/** Locks or unlocks ranges of an open; StructureSize counts the one range there must be. */
export const LockRequest = struct('SMB2 LOCK Request', 48, {
  lockCount: countOf('locks', u16),
  /** LockSequenceNumber in the low 4 bits, LockSequenceIndex above. */
  lockSequence: u32,
  fileId,
  locks: array(lockElement),
});
export type LockRequest = ValueOf<typeof LockRequest>;
export type LockRequestInput = InputOf<typeof LockRequest>;

/** Done. */
export const LockResponse = struct('SMB2 LOCK Response', 4, { reserved: reserved(2) });
export type LockResponse = ValueOf<typeof LockResponse>;
export type LockResponseInput = InputOf<typeof LockResponse>;
