import { expect } from 'chai';
import { inspect } from 'node:util';
import { firstValueFrom, from, type ObservableInput } from 'rxjs';
import { FileHandle } from '../../lib/share/file-handle.ts';
import { OpenFile } from '../../lib/share/open-file.ts';
import { openIntent } from '../../lib/share/open-flags.ts';
import { shares } from '../../lib/share/services/shares.ts';
import { Stats } from '../../lib/share/stats.ts';
import { MANY_ANSWERS, ONE_ANSWER } from '../../lib/share/verb-table.ts';
import type { Volume } from '../../lib/share/volume.ts';
import { reason } from '../live/failure.ts';
import type { ScriptServer } from '../support/script-server.ts';
import { volumeRig } from './verbs/verbs-rig.ts';

type Loose = (volume: Volume, ...given: unknown[]) => unknown;
const VERBS = { ...ONE_ANSWER, ...MANY_ANSWERS } as unknown as Readonly<Record<string, Loose>>;
const STREAMS: ReadonlySet<string> = new Set(['createReadStream', 'createWriteStream']);

/** Without a path they are of the whole share. */
const OF_THE_ROOT: ReadonlySet<string> = new Set(['snapshots', 'statfs']);
/** What stands behind the path where it is no second path, nor options. */
const BESIDE: Readonly<Record<string, readonly unknown[]>> = {
  appendFile: [''],
  chmod: [0o600],
  copyFile: ['b'],
  cp: ['b'],
  getXattr: ['b'],
  link: ['b'],
  removeXattr: ['b'],
  rename: ['b'],
  setAttributes: [{}],
  setSecurity: ['O:BA'],
  setXattr: ['b', 'c'],
  utimes: [0, 0],
  lutimes: [0, 0],
  writeFile: [''],
};

/** What goes wrong with a call, thrown at once or told later. */
async function mistakeOf(name: string, volume: Volume, given: readonly unknown[]): Promise<unknown> {
  return reason(
    (async () => {
      const answer = VERBS[name]!(volume, ...given);
      if (STREAMS.has(name)) {
        return new Promise((_, reject) => (answer as NodeJS.EventEmitter).once('error', reject));
      }
      if (answer instanceof WritableStream) return answer.getWriter().closed;
      return firstValueFrom(from(answer as ObservableInput<unknown>));
    })(),
  );
}

describe('share: mistakes in the arguments', () => {
  let server: ScriptServer;
  let volume: Volume;

  beforeEach(async () => {
    ({ server, volume } = await volumeRig());
  });

  function expectCode(error: unknown, code: string): void {
    expect(error, String((error as Error).stack)).to.include({ code });
    expect(error).to.be.instanceOf(code === 'ERR_OUT_OF_RANGE' ? RangeError : TypeError);
    expect((error as Error).message).to.match(/must|give|needs|no |a string, /);
    expect(server.requests, 'nothing is sent').to.deep.equal([]);
  }

  for (const name of Object.keys(VERBS)) {
    it(`${name} says what a path must be`, async () => {
      // the first argument of a symlink is a text, and a path comes behind it
      const before = name === 'symlink' ? ['target'] : [];
      const bad = [null, 5, {}, ['a'], ...(OF_THE_ROOT.has(name) ? [] : [undefined])];
      for (const path of bad) {
        expectCode(
          await mistakeOf(name, volume, [...before, path, ...(BESIDE[name] ?? [])]),
          'ERR_INVALID_ARG_TYPE',
        );
      }
    });
  }

  for (const name of ['copyFile', 'cp', 'link', 'rename']) {
    it(`${name} says the same of its second path`, async () => {
      for (const path of [undefined, null, 5]) {
        expectCode(await mistakeOf(name, volume, ['a', path]), 'ERR_INVALID_ARG_TYPE');
      }
    });
  }

  for (const [name, given, code] of [
    ['symlink', [undefined, 'a'], 'ERR_INVALID_ARG_TYPE'],
    ['setSecurity', ['a', undefined], 'ERR_INVALID_ARG_TYPE'],
    ['setSecurity', ['a', null], 'ERR_INVALID_ARG_TYPE'],
    ['getSecurity', ['a', {}], 'ERR_INVALID_ARG_TYPE'],
    ['getSecurity', ['a', 1.5], 'ERR_OUT_OF_RANGE'],
    ['truncate', ['a', 1.5], 'ERR_OUT_OF_RANGE'],
    ['truncate', ['a', '1'], 'ERR_INVALID_ARG_TYPE'],
    ['utimes', ['a', 'x', 0], 'ERR_INVALID_ARG_TYPE'],
    ['utimes', ['a', 0, undefined], 'ERR_INVALID_ARG_TYPE'],
    ['lutimes', ['a', null, 0], 'ERR_INVALID_ARG_TYPE'],
    ['utimes', ['a', 0, Infinity], 'ERR_OUT_OF_RANGE'],
    ['utimes', ['a', -1n, 0], 'ERR_OUT_OF_RANGE'],
    ['utimes', ['a', new Date(NaN), 0], 'ERR_OUT_OF_RANGE'],
    ['watch', ['a', { filter: 'files' }], 'ERR_INVALID_ARG_TYPE'],
    ['watch', ['a', { filter: 0 }], 'ERR_OUT_OF_RANGE'],
    ['watch', ['a', { filter: 1.5 }], 'ERR_OUT_OF_RANGE'],
    ['watch', ['a', { filter: null }], 'ERR_INVALID_ARG_TYPE'],
    ['watch', ['a', { filter: ['cats'] }], 'ERR_INVALID_ARG_VALUE'],
    ['getXattr', ['a', undefined], 'ERR_INVALID_ARG_TYPE'],
    ['setXattr', ['a', 'name', undefined], 'ERR_INVALID_ARG_TYPE'],
    ['writeFile', ['a', undefined], 'ERR_INVALID_ARG_TYPE'],
    ['stat', ['a', { snapshot: 5 }], 'ERR_INVALID_ARG_VALUE'],
    ['chmod', ['a', {}], 'ERR_INVALID_ARG_VALUE'],
    ['setAttributes', ['a', null], 'ERR_INVALID_ARG_TYPE'],
    ['setAttributes', ['a', undefined], 'ERR_INVALID_ARG_TYPE'],
  ] as const) {
    it(`${name}(${given.map(each => inspect(each)).join(', ')}) is ${code}`, async () => {
      expectCode(await mistakeOf(name, volume, given), code);
    });
  }

  for (const name of ['stat', 'lstat', 'watch', 'truncate', 'getSecurity']) {
    it(`${name} says what its options must be`, async () => {
      const { length } = VERBS[name]!;
      const before = ({ truncate: ['a', 0], getSecurity: ['a', 1] } as Record<string, unknown[]>)[name] ?? [
        'a',
      ];
      expect(length).to.be.above(0);
      for (const options of [null, 'x', 5]) {
        expectCode(await mistakeOf(name, volume, [...before, options]), 'ERR_INVALID_ARG_TYPE');
      }
    });
  }

  for (const [name, given, code] of [
    ['lock', [null], 'ERR_INVALID_ARG_TYPE'],
    ['lock', [{ start: 5 }], 'ERR_INVALID_ARG_VALUE'],
    ['lock', [{ offset: '5' }], 'ERR_INVALID_ARG_TYPE'],
    ['unlock', [{ start: 5 }], 'ERR_INVALID_ARG_VALUE'],
    ['zero', [], 'ERR_INVALID_ARG_TYPE'],
    ['zero', [null], 'ERR_INVALID_ARG_TYPE'],
    ['zero', [5, 6], 'ERR_INVALID_ARG_TYPE'],
    ['zero', [{ position: 5 }], 'ERR_INVALID_ARG_VALUE'],
    ['zero', [{ start: 5, length: 6 }], 'ERR_INVALID_ARG_VALUE'],
    ['zero', [{ offset: -1, length: 6 }], 'ERR_OUT_OF_RANGE'],
    ['allocatedRanges', [{ from: 1 }], 'ERR_INVALID_ARG_VALUE'],
    ['truncate', [1.5], 'ERR_OUT_OF_RANGE'],
    ['utimes', ['x', 0], 'ERR_INVALID_ARG_TYPE'],
  ] as const) {
    it(`handle.${name}(${given.map(each => JSON.stringify(each)).join(', ')}) is ${code}`, async () => {
      const stats = Object.create(Stats.prototype) as Stats;
      const { tree } = volume;
      const file = new OpenFile(
        { handle: { tree, address: () => tree.address() }, endOfFile: 10n, fileAttributes: 0 } as never,
        'a',
        openIntent('r+'),
      );
      const handle = new FileHandle(volume, file, stats) as unknown as Record<
        string,
        (...given: unknown[]) => PromiseLike<unknown>
      >;
      expectCode(await reason((async () => handle[name]!(...given))()), code);
    });
  }

  it('shares knows three levels', async () => {
    for (const level of [9, -1, 1.5, '1', null]) {
      const error = await reason((async () => shares('server', { level: level as 0 }))());
      expectCode(error, 'ERR_INVALID_ARG_VALUE');
    }
  });
});
