import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Chunks } from '../../projenrc/bundle/chunks';

let root: string;

beforeEach(() => (root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-chunks-')))));

afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function write(files: { readonly [file: string]: string }): void {
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), content);
  }
}

function chunks(standIns: { [name: string]: string } = {}): Chunks {
  return new Chunks({ root, source: path.join(root, 'build'), target: path.join(root, 'bundle'), external: ['peer'], standIns });
}

/** Returns the output of a program that runs beside the bundle. */
function run(program: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], { cwd: path.join(root, 'bundle'), encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

const LOUD = (name: string, more = '') => `console.log('${name}');\n${more}`;

test('each room and each package is one file, and a module runs once, when it is first required', async () => {
  write({
    'build/one/a.js': LOUD('a', "exports.b = () => require('../two/deep/b');"),
    'build/one/never.js': LOUD('never'),
    'build/two/deep/b.js': LOUD('b', "require('pack'); require('@scope/pack/part'); require('../../one/again');"),
    'build/one/again.js': LOUD('again', "require('pack');"),
    'node_modules/pack/index.js': LOUD('pack'),
    'node_modules/@scope/pack/part.js': LOUD('part', "require('pack');"),
  });
  const metafile = await chunks().write([path.join(root, 'build/one/a.js'), path.join(root, 'build/one/never.js')]);
  const written = fs.readdirSync(path.join(root, 'bundle'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  expect(written.sort()).toEqual(['one.js', 'packages/pack.js', 'packages/scope.pack.js', 'two.js']);
  fs.rmSync(path.join(root, 'build'), { recursive: true });
  fs.rmSync(path.join(root, 'node_modules'), { recursive: true });
  const program = "const one = require('./one'); console.log('loaded'); const { b } = one.a; console.log('used'); b(); b();";
  expect(run(program).split('\n')).toEqual(['loaded', 'a', 'used', 'b', 'pack', 'part', 'again']);
  // Imports of modules, also across chunks.
  const imports = Object.fromEntries(Object.entries(metafile.inputs).map(([file, input]) => [file, input.imports.map((one) => one.path)]));
  expect(imports).toMatchObject({
    'build/one/a.js': ['build/two/deep/b.js'],
    'build/two/deep/b.js': ['node_modules/pack/index.js', 'node_modules/@scope/pack/part.js', 'build/one/again.js'],
    'node_modules/@scope/pack/part.js': ['node_modules/pack/index.js'],
  });
});

test('peer dependencies are not bundled, and a replacement is bundled instead of a package', async () => {
  write({ 'build/one/a.js': "module.exports = [require('peer/part'), require('heavy'), require('fs') === require('node:fs')];" });
  await chunks({ heavy: "module.exports = require('heavy/light');" }).write([path.join(root, 'build/one/a.js')]);
  write({ 'bundle/node_modules/peer/part.js': "module.exports = 'peer';", 'bundle/node_modules/heavy/light.js': "module.exports = 'light';" });
  expect(run("console.log(require('./one').a.join())")).toBe('peer,light,true');
});

test('classes and functions keep their names', async () => {
  write({ 'build/one/a.js': 'class Size { static ONE = new Size(); static make() { return Size.ONE; } }\nexports.Size = Size;' });
  await chunks().write([path.join(root, 'build/one/a.js')]);
  expect(run("console.log(require('./one').a.Size.make().constructor.name)")).toBe('Size');
});

test.each([
  ['a package that is not installed', "require('absent');", 'Could not resolve "absent"'],
  ['ES modules that are in another chunk', "require('pack');", 'imports other as an ES module, which chunks can’t'],
  ['code that esbuild warns of', "exports.a = typeof exports === 'objekt';", 'typeof'],
  ['code outside of rooms', "require('../../elsewhere');", 'elsewhere.js is in no room'],
])('rejects %s', async (_, code, message) => {
  write({
    'build/one/a.js': code,
    'node_modules/pack/index.mjs': "import 'other';",
    'node_modules/pack/package.json': '{ "name": "pack", "main": "index.mjs" }',
    'node_modules/other/index.js': '',
    'elsewhere.js': '',
  });
  await expect(chunks().write([path.join(root, 'build/one/a.js')])).rejects.toThrow(message);
});
