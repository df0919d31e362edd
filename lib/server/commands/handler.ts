import type { Call } from '../connection/call.ts';
import type { Reply } from '../connection/reply.ts';

/** Answers one command; throws what `refusalOf` understands. */
export type Handler = (call: Call) => Promise<Reply> | Reply;
