// The part of the library that goes to servers. Loaded, as one piece, by a verb that does: help and the like start without.
export { kerberosState } from '../auth/kerberos-state.ts';
export { lookupSids } from '../share/services/look-up.ts';
export { sync } from '../sync/sync.ts';
export { Shares } from './shares.ts';
