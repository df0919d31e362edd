// [MS-SMB2] 3.3.5.15, 3.3.5.18 to 3.3.5.20: no server answers more than there is room for
import { ProtocolError } from '../errors.ts';

/** @throws {ProtocolError} for an answer that is longer than what was asked for: others count on its being none */
export function checkRoom(command: string, answer: Uint8Array, room: number): void {
  if (answer.length <= room) return;
  throw new ProtocolError(`${command}: the server sent ${answer.length} bytes where ${room} were asked for`);
}
