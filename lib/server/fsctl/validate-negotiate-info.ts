// [MS-SMB2] 3.3.5.15.12 Handling a Validate Negotiate Info Request
import {
  ValidateNegotiateInfoRequest,
  ValidateNegotiateInfoResponse,
} from '../../wire/smb2/validate-negotiate.ts';
import { HangUp } from '../connection/link.ts';
import { dialectsOf } from '../state/settings.ts';
import type { Fsctl } from './fsctl.ts';

/** Bytes of the answer. */
const ROOM = 24;

/** Tells what was agreed on; whoever remembers another offer was lied to on the way, and is hung up on. */
export const validateNegotiateInfo: Fsctl = (call, { input, maxOutputResponse }) => {
  const { agreement, host } = call.link;
  if (agreement === undefined || maxOutputResponse < ROOM)
    throw new HangUp('no room to tell what was agreed');
  const said = ValidateNegotiateInfoRequest.decode(input);
  const { client, capabilities, securityMode, dialect } = agreement;
  const best = dialectsOf(host.settings).find(ours => said.dialects.includes(ours));
  const same =
    best === dialect &&
    said.capabilities === client.capabilities &&
    said.securityMode === client.securityMode &&
    Buffer.compare(said.guid, client.guid) === 0;
  if (!same) throw new HangUp('the client offered something else than what arrived');
  return {
    output: ValidateNegotiateInfoResponse.encode({ capabilities, guid: host.guid, securityMode, dialect }),
  };
};
