import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { build } from 'esbuild';
import { ownCode } from '../../../lib/fuzz/branches/own-code';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-own-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

const write = (name: string, text: string): string => {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
};

/** Bundles a handler with a package, and returns which of them is own code. */
async function bundled(options: object): Promise<{ readonly own: boolean; readonly packaged: boolean } | undefined> {
  write('app/node_modules/greet/index.js', 'module.exports = (name) => `hello of the package ${name}`;');
  const entry = write('app/handler.ts', "import greet from 'greet';\nexport const handler = async (e: any) => e.own ? `text of the app ${greet(e.own)}` : 0;\n");
  const outfile = path.join(root, `out-${fs.readdirSync(root).length}`, 'index.js');
  await build({ entryPoints: [entry], bundle: true, platform: 'node', outfile, logLevel: 'silent', ...options });
  const source = fs.readFileSync(outfile, 'utf8');
  const isOwn = ownCode(path.dirname(outfile), outfile, source);
  return isOwn && { own: isOwn(source.indexOf('text of the app')), packaged: isOwn(source.indexOf('hello of the package')) };
}

test.each([
  ['comments that esbuild writes', {}],
  ['a separate source map of a minified file', { minify: true, sourcemap: true }],
  ['a source map in the file', { minify: true, sourcemap: 'inline' }],
])('%s', async (_, options) => {
  expect(await bundled(options)).toEqual({ own: true, packaged: false });
});

test('parts of a minified bundle without a source map can’t be distinguished', async () => {
  const long = write('long.js', `exports.handler = async () => { ${'a();'.repeat(200)} };`);
  expect(ownCode(root, long, fs.readFileSync(long, 'utf8'))).toBeUndefined();
});

test('a missing source map is treated as none', () => {
  const source = `exports.handler = 1;\n${'a();'.repeat(200)}\n//# sourceMappingURL=index.js.map\n`;
  expect(ownCode(root, path.join(root, 'index.js'), source)).toEqual(expect.any(Function));
});

test('a source file is own code, and one of a package is not', () => {
  const of = (name: string) => ownCode(root, path.join(root, name), 'exports.a = 1;\n')!(0);
  expect([of('src/index.js'), of('node_modules/greet/index.js')]).toEqual([true, false]);
});
