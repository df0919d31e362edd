import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { SambaServer } from '../spec/support/samba.ts';
import type { Guard } from './counting.ts';
import type { Contestant } from './measure.ts';

/** The command lines of all contestants for one server. */
export function contestants(server: SambaServer) {
  const obscured = execFileSync('rclone', ['obscure', '-'], { input: server.password }).toString().trim();

  return {
    /** Our command line, the built one, with what the server grants by default: signed, GMAC. */
    rxsmb(guard: Guard, args: readonly string[]): Contestant {
      const flags = {
        off: ['--signing', 'off', '--encryption', 'off'],
        signed: ['--encryption', 'off'],
        sealed: ['--encryption', 'required'],
      }[guard];
      return {
        name: 'rxsmb',
        guard,
        command: process.execPath,
        args: [...BUNDLE, ...args, ...flags],
        env: { RXSMB_PASSWORD: server.password },
      };
    },
    /** The address of a file for our command line. */
    url: (port: number, path: string): string =>
      `smb://${encodeURIComponent(server.username)}@${server.host}:${port}/share/${path}`,

    smbclient(port: number, guard: Guard, commands: string): Contestant {
      const flags = {
        off: ['--option', 'client signing=off'],
        signed: ['--client-protection=sign'],
        sealed: ['--client-protection=encrypt'],
      }[guard];
      const login = ['-p', String(port), '-A', join(server.dir, 'login')];
      return {
        name: 'smbclient',
        guard,
        command: 'smbclient',
        args: [`//${server.host}/share`, ...login, ...flags, '-c', commands],
      };
    },

    /** rclone, which speaks through go-smb2; `transfers` is how many files it moves at once. */
    rclone(port: number, transfers: number, args: readonly string[]): Contestant {
      return {
        name: `rclone, ${transfers} at once`,
        command: 'rclone',
        args: [...args, '--transfers', String(transfers), '--checkers', String(transfers), '--retries', '1'],
        env: {
          RCLONE_CONFIG: '/dev/null',
          RCLONE_SMB_HOST: server.host,
          RCLONE_SMB_PORT: String(port),
          RCLONE_SMB_USER: server.username,
          RCLONE_SMB_PASS: obscured,
        },
      };
    },
  };
}

export type Peers = ReturnType<typeof contestants>;

/** The built command line, as a user has it. */
export const BUNDLE = ['dist/bin/rxsmb.js'];
