// [MS-SMB2] 3.3.4.1 Sending Any Outgoing Message
import type { Sealer } from '../../crypto/sealing.ts';
import type { Signer } from '../../crypto/signing.ts';
import { PREFIX, writePrefix } from '../../transport/framing.ts';
import { type Header, HEADER_SIZE, HeaderFlags, writeHeader } from '../../wire/smb2/header.ts';
import { alignUp } from '../../wire/struct.ts';
import type { Reply } from './reply.ts';

/** A reply with the fields of its header that the request and the connection decide. */
export interface Outgoing {
  readonly reply: Reply;
  readonly header: Partial<Header>;
  readonly signer: Signer | undefined;
  /** Seals its frame; all that answer one compound have the same. */
  readonly sealer: Sealer | undefined;
}

const PADDING = new Uint8Array(8);

/** The replies of each frame: of one, unless a script wants some apart. */
export function frames(replies: readonly Outgoing[]): Outgoing[][] {
  const groups: Outgoing[][] = [];
  let alone = true;
  for (const outgoing of replies) {
    const apart = outgoing.reply.altered?.apart === true;
    const group = groups.at(-1);
    if (group === undefined || alone || apart) groups.push([outgoing]);
    else group.push(outgoing);
    alone = apart;
  }
  return groups;
}

/** Makes one frame of the replies to a compound: for each a small buffer, then its payload as it is. */
export function assemble(replies: readonly Outgoing[]): Uint8Array[] {
  const plain: Uint8Array[] = [];
  replies.forEach((outgoing, index) => {
    const message = element(outgoing, index === replies.length - 1, replies.length > 1);
    plain.push(...message);
    outgoing.reply.onSend?.(message);
  });
  const sealer = replies[0]?.sealer;
  const [first, ...rest] = sealer === undefined ? plain : sealer.seal(plain);
  if (first === undefined) return [];
  // one small buffer less for the kernel to gather
  const start = Buffer.concat([new Uint8Array(PREFIX), first]);
  writePrefix(
    start,
    rest.reduce((sum, part) => sum + part.length, first.length),
  );
  return [start, ...rest];
}

/** @param pads others stand beside it: Windows and Samba then pad the last one, too */
function element({ reply, header, signer }: Outgoing, last: boolean, pads: boolean): Uint8Array[] {
  const payload = reply.payload ?? [];
  const own = HEADER_SIZE + reply.body.length;
  const bare = payload.reduce((sum, part) => sum + part.length, own);
  const length = pads ? alignUp(bare, 8) : bare;
  const inside = payload.length === 0 ? length : own;
  const head = new Uint8Array(inside);
  head.set(reply.body, HEADER_SIZE);
  const parts = [head, ...payload];
  if (inside !== length && length > bare) parts.push(PADDING.subarray(0, length - bare));
  writeHeader(head, 0, {
    ...header,
    status: reply.status ?? 0,
    nextCommand: last ? 0 : length,
    flags: (header.flags ?? 0) | HeaderFlags.SERVER_TO_REDIR | (signer ? HeaderFlags.SIGNED : 0),
    ...reply.altered?.header,
  });
  signer?.sign(parts);
  return parts;
}
