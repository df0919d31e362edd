import { join } from 'node:path';
import { expect } from 'chai';
import { cycles, importsOf, prints, readSources, resolveImport, type Sources } from './support/imports.ts';

/** What a room may import besides itself, errors and trace. */
interface Room {
  readonly rooms: readonly string[];
  /** Rooms, or single files, of which only types may be imported. */
  readonly types?: readonly string[];
  /** Modules of Node and npm; their sub-paths (`node:fs/promises`) count as theirs. */
  readonly modules?: readonly string[];
  /** Modules of which only types may be imported: `MountOptions.transport` gives a Duplex. */
  readonly typeModules?: readonly string[];
  /** Modules of npm that are loaded on first use, never at once. */
  readonly lazy?: readonly string[];
  /** From commands upwards everything may be an Observable. */
  readonly rxjs?: true;
}

const EVERYWHERE = ['errors', 'trace'];

/** The floors of docs/architecture.md: imports go down only. */
const ROOMS: Readonly<Record<string, Room>> = {
  errors: { rooms: [], modules: ['node:diagnostics_channel', 'node:util'] },
  trace: { rooms: [], modules: ['node:diagnostics_channel', 'node:util'] },
  wire: { rooms: [] },
  target: { rooms: ['wire'], typeModules: ['node:stream'] },
  crypto: { rooms: ['wire'], modules: ['node:crypto'] },
  transport: { rooms: ['wire'], modules: ['node:net', 'node:stream', 'node:fs'] },
  // node:fs for credential caches, in which Kerberos leaves its session keys
  auth: { rooms: ['wire', 'crypto'], modules: ['node:crypto', 'node:fs'], lazy: ['kerberos'] },
  exchange: { rooms: ['wire', 'crypto', 'transport'] },
  commands: { rooms: ['exchange', 'wire'], rxjs: true },
  operators: { rooms: ['commands', 'wire'], types: ['exchange'], rxjs: true },
  rpc: { rooms: ['operators', 'commands', 'wire'], rxjs: true },
  session: {
    rooms: ['rpc', 'operators', 'commands', 'exchange', 'auth', 'crypto', 'transport', 'wire', 'target'],
    modules: ['node:dns'],
    typeModules: ['node:stream'],
    rxjs: true,
  },
  streams: { rooms: ['operators', 'commands'], modules: ['node:stream'], rxjs: true },
  share: {
    // of crypto only what a file format asks for, never keys
    rooms: ['session', 'streams', 'rpc', 'operators', 'commands', 'wire', 'target', 'crypto/md5.ts'],
    modules: ['node:stream', 'node:events'],
    rxjs: true,
  },
  sync: {
    rooms: ['share', 'streams', 'operators', 'target', 'wire/names.ts'],
    modules: ['node:fs'],
    rxjs: true,
  },
  server: {
    rooms: ['wire', 'crypto', 'auth', 'transport', 'target'],
    modules: ['node:fs', 'node:net', 'node:path', 'node:stream'],
    rxjs: true,
  },
  fuse: { rooms: ['share', 'streams', 'operators', 'target'], modules: ['node:'], rxjs: true },
  cli: {
    // of auth only what the doctor tells of tickets
    rooms: ['sync', 'share', 'server', 'streams/slabs.ts', 'target', 'auth/kerberos-state.ts'],
    modules: ['node:'],
    rxjs: true,
  },
  // The front door shows every room's public names.
  index: { rooms: ['*'], rxjs: true },
};

const LINES_MAX = 400;
/** Tables of the specifications, as long as those are. */
const TABLES = 'wire/erref/';

describe('architecture', () => {
  const sources = readSources(join(import.meta.dirname, '..', 'lib'));

  it('lets imports go down only', () => {
    expect(sources.size, 'files in lib').to.be.above(0);
    expect(climbs(sources)).to.deep.equal([]);
  });

  it('has no circle of files', () => {
    expect(cycles(sources).map(cycle => cycle.join(' > '))).to.deep.equal([]);
  });

  it('has no file that is two rooms', () => {
    expect(tooLong(sources)).to.deep.equal([]);
  });

  it('prints nothing outside the command line', () => {
    expect(printing(sources)).to.deep.equal([]);
  });

  describe('is held by checks that', () => {
    const one = (path: string, text: string): Sources => new Map([[path, text]]);

    it('find a climb', () => {
      const climb = "import { read } from '../commands/read.ts';";
      expect(climbs(one('wire/smb2.ts', climb))).to.deep.equal(['wire/smb2.ts: ../commands/read.ts']);
      expect(climbs(one('share/x.ts', climb))).to.deep.equal([]);
      expect(climbs(one('commands/x.ts', "export * from '../index.ts';"))).to.have.lengthOf(1);
      expect(climbs(one('attic/x.ts', ''))).to.deep.equal(['attic/x.ts: no such room']);
    });

    it('tell types, laziness and single files apart', () => {
      const find = (path: string, text: string) => climbs(one(path, text)).length;
      expect(find('operators/x.ts', "import type { Exchange } from '../exchange/exchange.ts';")).to.equal(0);
      expect(find('operators/x.ts', "import { type A, type B } from '../exchange/exchange.ts';")).to.equal(0);
      expect(find('operators/x.ts', "type A = import('../exchange/exchange.ts').A;")).to.equal(0);
      expect(find('operators/x.ts', "import { type A, b } from '../exchange/exchange.ts';")).to.equal(1);
      expect(find('auth/x.ts', "const kerberos = await import('kerberos');")).to.equal(0);
      expect(find('auth/x.ts', "import kerberos from 'kerberos';")).to.equal(1);
      expect(find('auth/x.ts', 'await import(name);')).to.equal(1);
      expect(find('sync/x.ts', "import { a } from '../wire/names.ts';")).to.equal(0);
      expect(find('sync/x.ts', "import { a } from '../wire/fields.ts';")).to.equal(1);
    });

    it('find a module that a room may not use', () => {
      const find = (path: string, text: string) => climbs(one(path, text)).length;
      expect(find('sync/x.ts', "import { open } from 'node:fs/promises';")).to.equal(0);
      expect(find('wire/x.ts', "import { inspect } from 'node:util';")).to.equal(1);
      expect(find('target/x.ts', "import type { Duplex } from 'node:stream';")).to.equal(0);
      expect(find('target/x.ts', "import { Duplex } from 'node:stream';")).to.equal(1);
      expect(find('exchange/x.ts', "import { Observable } from 'rxjs';")).to.equal(1);
      expect(find('commands/x.ts', "import { map } from 'rxjs/operators';")).to.equal(0);
      expect(find('cli/x.ts', "import { x } from 'left-pad';")).to.equal(1);
      expect(find('wire/x.ts', "// import { x } from 'left-pad';")).to.equal(0);
    });

    it('find a circle, of types too', () => {
      const circle = new Map([
        ['wire/a.ts', "import { b } from './b.ts';"],
        ['wire/b.ts', "import { c } from './deep/c.ts';"],
        ['wire/deep/c.ts', "import type { A } from '../a.ts';"],
      ]);
      expect(cycles(circle)).to.deep.equal([['wire/a.ts', 'wire/b.ts', 'wire/deep/c.ts', 'wire/a.ts']]);
    });

    it('find long files and printing ones', () => {
      const long = '\n'.repeat(LINES_MAX + 1);
      expect(tooLong(one('wire/smb2/read.ts', long))).to.have.lengthOf(1);
      expect(tooLong(one('wire/erref/ntstatus.ts', long))).to.deep.equal([]);
      expect(printing(one('share/x.ts', '\nconsole.log(1);'))).to.deep.equal(['share/x.ts:2']);
      expect(printing(one('share/x.ts', 'process.stderr.write(text);'))).to.deep.equal(['share/x.ts:1']);
      expect(printing(one('cli/x.ts', 'console.log(1);'))).to.deep.equal([]);
      expect(printing(one('share/x.ts', '/** console.log(1); */'))).to.deep.equal([]);
    });
  });
});

function climbs(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => {
    const name = roomOf(path);
    const room = ROOMS[name];
    if (room === undefined) return [`${path}: no such room`];
    const bad = importsOf(path, text).filter(({ specifier, types, lazy }) => {
      if (specifier.startsWith('.')) return !mayEnter(name, room, resolveImport(path, specifier), types);
      return !mayUse(room, specifier, types, lazy);
    });
    return bad.map(({ specifier }) => `${path}: ${specifier}`);
  });
}

function mayEnter(name: string, room: Room, target: string, types: boolean): boolean {
  const other = roomOf(target);
  if (other === 'index') return false; // nobody inside goes out by the front door
  if (other === name || EVERYWHERE.includes(other)) return name !== 'errors' || other === name;
  const open = (doors: readonly string[]) => ['*', other, target].some(door => doors.includes(door));
  return open(room.rooms) || (types && open(room.types ?? []));
}

function mayUse(room: Room, module: string, types: boolean, lazy: boolean): boolean {
  if (room.rxjs && (module === 'rxjs' || module.startsWith('rxjs/'))) return true;
  if (types && room.typeModules?.includes(module)) return true;
  if (lazy && room.lazy?.includes(module)) return true;
  return (room.modules ?? []).some(allowed => {
    return allowed === 'node:'
      ? module.startsWith('node:')
      : module === allowed || module.startsWith(`${allowed}/`);
  });
}

/** The first folder of a path below lib, or the name of a file that is a room of its own. */
function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
}

function tooLong(sources: Sources): string[] {
  return [...sources]
    .filter(([path]) => !path.startsWith(TABLES))
    .map(([path, text]) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
}

function printing(sources: Sources): string[] {
  return [...sources]
    .filter(([path]) => roomOf(path) !== 'cli')
    .flatMap(([path, text]) => prints(path, text).map(line => `${path}:${line}`));
}
