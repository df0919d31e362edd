// [MS-SMB2] 2.2.39 SET_INFO Request, 2.2.40 SET_INFO Response
import { as, lengthOf, must, offsetOf, reserved, u16, u32, u8 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { bytes } from '../tails.ts';
import { fileId } from './file-id.ts';
import type { InfoType } from './query-info.ts';

/** Changes what an information class describes. */
export const SetInfoRequest = struct('SMB2 SET_INFO Request', 33, {
  infoType: must(as<InfoType>(u8)),
  /** An information class of [MS-FSCC] 2.4 or 2.5; 0 for security. */
  fileInfoClass: u8,
  bufferLength: lengthOf('buffer', u32),
  bufferOffset: offsetOf('buffer', u16),
  reserved: reserved(2),
  additionalInformation: u32,
  fileId,
  buffer: bytes,
});
export type SetInfoRequest = ValueOf<typeof SetInfoRequest>;
export type SetInfoRequestInput = InputOf<typeof SetInfoRequest>;

/** Done; two bytes, nothing but the StructureSize. */
export const SetInfoResponse = struct('SMB2 SET_INFO Response', 2, {});
export type SetInfoResponse = ValueOf<typeof SetInfoResponse>;
export type SetInfoResponseInput = InputOf<typeof SetInfoResponse>;
