// One piece of work done by a client from npm, as a program of its own:
//
//     npm-client.mjs FOLDER PACKAGE cat PATH | put FILE PATH | find PATH | get PATH FOLDER
//
// FOLDER is where the package is installed. Server and login come from SMB_HOST, SMB_PORT, SMB_USER, SMB_PASSWORD.
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { once } from 'node:events';

const AT_ONCE = 16;
const LIMIT_MS = 60_000;

const [folder, name, work, from, to] = process.argv.slice(2);
const { SMB_HOST: host, SMB_PORT: port, SMB_USER: username, SMB_PASSWORD: password } = process.env;

console.log = () => {}; // one of them tells on standard output how it logs in

/** Clients with the callbacks of `smb2` and its offspring: one that has no streams moves whole files. */
function byCallbacks(Client) {
  const share = `\\\\${host}\\share`;
  const client = new Client({
    share,
    port: Number(port),
    domain: '',
    username,
    password,
    autoCloseTimeout: 0,
  });
  const call = (method, ...args) =>
    new Promise((resolve, reject) =>
      client[method](...args, (error, value) => (error ? reject(error) : resolve(value))),
    );
  const dos = path => path.replaceAll('/', '\\');
  const streams = client.createReadStream !== undefined;
  return {
    read: async path =>
      streams ? await call('createReadStream', dos(path)) : [await call('readFile', dos(path))],
    async list(path) {
      if (streams) {
        const found = await call('readdir', dos(path), { stats: true });
        return found.map(entry => ({ name: entry.name, isFolder: entry.isDirectory() }));
      }
      // Names are all that it tells; here they say what they name.
      return (await call('readdir', dos(path))).map(entry => ({
        name: entry,
        isFolder: !entry.endsWith('.bin'),
      }));
    },
    async write(path, source) {
      if (streams) return moved(source, await call('createWriteStream', dos(path)));
      const pieces = [];
      for await (const piece of source) pieces.push(piece);
      return call('writeFile', dos(path), Buffer.concat(pieces));
    },
  };
}

/** `node-smb2` and the one that it is a fork of. */
async function bySessions({ Client }) {
  const client = new Client(host, { port: Number(port) });
  const session = await client.authenticate({ domain: '', username, password, forceNtlmVersion: 'v2' });
  const tree = await session.connectTree('share');
  return {
    read: path => tree.createFileReadStream(path),
    async list(path) {
      const found = await tree.readDirectory(path);
      return found.map(({ filename, type }) => ({
        name: filename.replace(/^\.\//, ''),
        isFolder: type === 'Directory',
      }));
    },
    write: async (path, source) => moved(source, await tree.createFileWriteStream(path)),
  };
}

/** Not `pipeline`: some of these streams fail when they are closed, after everything has been moved. */
async function moved(source, target) {
  if (Array.isArray(source)) {
    target.end(source[0]);
  } else {
    const failed = new Promise((_, reject) => source.once('error', reject));
    source.pipe(target, { end: false });
    await Promise.race([once(source, 'end'), failed, once(target, 'error').then(([error]) => fail(error))]);
    source.on('error', () => {});
    failed.catch(() => {});
    target.end();
  }
  await once(target, 'finish');
  target.on('error', () => {});
}

async function* walk(path) {
  for (const { name, isFolder } of await client.list(path)) {
    yield { path: `${path}/${name}`, isFolder };
    if (isFolder) yield* walk(`${path}/${name}`);
  }
}

const works = {
  async cat() {
    await moved(await client.read(from), process.stdout);
  },
  async put() {
    await client.write(to, createReadStream(from));
  },
  async find() {
    let text = '';
    for await (const { path } of walk(from)) text += `${path}\n`;
    await new Promise(resolve => process.stdout.write(text, resolve));
  },
  async get() {
    const running = new Set();
    for await (const { path, isFolder } of walk(from)) {
      const local = join(to, path.slice(from.length));
      if (isFolder) {
        mkdirSync(local);
        continue;
      }
      if (running.size >= AT_ONCE) await Promise.race(running);
      const one = client.read(path).then(source => moved(source, createWriteStream(local)));
      running.add(one);
      void one.then(() => running.delete(one));
    }
    await Promise.all(running);
  },
};

/** Ends with one line; one of the clients rejects with whole responses. */
function fail(error) {
  const status = error?.header?.status;
  const text = status === undefined ? String(error?.message ?? error) : `status 0x${status.toString(16)}`;
  process.stderr.write(`${text.split('\n')[0].slice(0, 120)}\n`, () => process.exit(1));
  return new Promise(() => {});
}

process.on('uncaughtException', fail);
setTimeout(fail, LIMIT_MS, new Error(`no end within ${LIMIT_MS / 1000} s`)).unref();
const module = createRequire(join(folder, 'package.json'))(name);
const client = await (module.default?.Client ? bySessions(module.default) : byCallbacks(module));
await works[work]();
process.exit(); // they keep their connections
