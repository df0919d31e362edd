/**
 * Tests code of one's own against a server that misbehaves: short reads, frames in pieces, and a cut wire. No port is
 * opened, nothing is installed.
 *
 *     node --import tsx examples/sabotage.ts
 */
import { mount, SmbError } from 'rxsmb';
import { all, Command, cutAt, everyFrame, memory, onReply, pieces, shortRead } from 'rxsmb/server';
import { type ServerScript, SmbServer } from 'rxsmb/server';

async function readAgainst(script: ServerScript): Promise<string> {
  await using server = await SmbServer.listen({
    shares: { data: memory({ 'a.txt': 'what was written' }) },
    users: { me: 'secret' },
    script,
  });
  try {
    const target = { host: 'test', share: 'data', username: 'me', password: 'secret' };
    await using share = await mount({ ...target, transport: server.connect });
    return await share.readFile('a.txt', 'utf8');
  } catch (error) {
    if (error instanceof SmbError) return error.code;
    throw error;
  }
}

console.log(
  'short reads in small pieces:',
  await readAgainst(all(onReply(Command.READ, shortRead(3)), everyFrame(pieces(7)))),
);
console.log('a wire that is cut:', await readAgainst(cutAt({ frame: 6 })));
