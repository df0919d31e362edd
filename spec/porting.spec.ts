import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import * as fsPromises from 'node:fs/promises';
import { join } from 'node:path';
import * as rxsmb from '../lib/index.ts';

const ROOT = join(import.meta.dirname, '..');

/** What libsmb2 announces, without its prefix. */
const LIBSMB2 = (
  'connect_share disconnect_share open close opendir readdir rewinddir telldir seekdir closedir pread pwrite read write ' +
  'lseek fstat stat statvfs mkdir rmdir unlink rename truncate ftruncate readlink parse_url echo cmd_*_async get_fd ' +
  'which_events service set_security_mode get_client_guid get_error'
).split(' ');

/** Properties that instances have and prototypes have not. */
const FIELDS: ReadonlySet<string> = new Set(['stats']);

/** Rows with two counterparts, of which their spec shows one: the other has a row of its own, or another spec. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'readdir in spec/live/node-fs.spec.ts', // shown by spec/live/verbs.spec.ts
  'walk in spec/live/packages.spec.ts', // shown by spec/live/walk.spec.ts
]);

interface Row {
  readonly from: string;
  readonly to: string;
  readonly spec: string;
}

/** The rows of all tables of docs/porting.md. */
function rows(): Row[] {
  const text = readFileSync(join(ROOT, 'docs', 'porting.md'), 'utf8');
  return [...text.matchAll(/^\| (`.+?) \| (.+?) \| `(spec\/.+?)` \|$/gm)].map(
    ([, from = '', to = '', spec = '']) => ({ from, to, spec }),
  );
}

describe('the porting table', () => {
  const table = rows();
  const names = table.flatMap(({ from }) => [...from.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));

  it('has every function of libsmb2 that a client calls', () => {
    expect(names).to.include.members(LIBSMB2.map(name => `smb2_${name}`));
  });

  it('has every function of node:fs/promises', () => {
    const known = Object.keys(fsPromises).filter(name => name !== 'default');
    expect(known.length).to.be.above(25);
    expect(names).to.include.members(known);
  });

  it('has every method of a FileHandle', async () => {
    const handle = await fsPromises.open(join(ROOT, 'package.json'));
    const prototype = Object.getPrototypeOf(handle) as object;
    await handle.close();
    const methods = Object.getOwnPropertyNames(prototype).filter(
      name => !['constructor', 'getAsyncId'].includes(name) && /^[a-z]/.test(name),
    );
    expect(methods.length).to.be.above(15);
    expect(names).to.include.members(methods.map(name => `handle.${name}`));
  });

  it('names a spec in every row', () => {
    expect(table.length).to.be.above(80);
    expect(table.filter(({ spec }) => !existsSync(join(ROOT, spec)))).to.deep.equal([]);
  });

  it('names a spec that uses what it is to show', () => {
    const silent = table.flatMap(({ to, spec }) => {
      const text = readFileSync(join(ROOT, spec), 'utf8');
      const named = [...to.matchAll(/`(?:share|handle|dir)\.(\w+)/g)].map(([, name = '']) => name);
      return named.filter(name => !new RegExp(`\\.${name}\\b`).test(text)).map(name => `${name} in ${spec}`);
    });
    expect(silent.filter(each => !ELSEWHERE.has(each))).to.deep.equal([]);
    expect(
      [...ELSEWHERE].filter(each => !silent.includes(each)),
      'exceptions without need',
    ).to.deep.equal([]);
  });

  it('names only what is there', () => {
    const missing = table.flatMap(({ to }) =>
      [...to.matchAll(/`(share|handle|dir)\.(\w+)/g)]
        .filter(([, owner = '', name = '']) => !FIELDS.has(name) && !(name in prototypeOf(owner)))
        .map(([found]) => found.slice(1)),
    );
    expect(missing).to.deep.equal([]);
    expect('lchmod' in rxsmb.Share.prototype).to.equal(false);
  });
});

function prototypeOf(owner: string): object {
  if (owner === 'share') return rxsmb.Share.prototype;
  return owner === 'handle' ? rxsmb.FileHandle.prototype : rxsmb.Dir.prototype;
}
