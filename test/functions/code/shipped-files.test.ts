import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { setShippedModes, writeShippedFile } from '../../../lib/functions/code/shipped-files';
import { setStagedModes } from '../../../lib/functions/code/staged-modes';

const LIB = path.join(__dirname, '../../../lib');

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-shipped-'))));
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const at = (...names: string[]): string => path.join(folder, ...names);
const modeOf = (file: string): string => (fs.statSync(file).mode % 0o1000).toString(8);

test('sets the mode of a new file and of new folders, and keeps that of existing folders', () => {
  fs.mkdirSync(at('there'), { mode: 0o700 });
  writeShippedFile(at('there', 'a', 'b', 'one.json'), '{}');
  expect(['there', 'there/a', 'there/a/b', 'there/a/b/one.json'].map((name) => modeOf(at(name)))).toEqual(['700', '755', '755', '644']);
  fs.chmodSync(at('there/a/b/one.json'), 0o600);
  writeShippedFile(at('there', 'a', 'b', 'one.json'), '[]', true);
  expect(modeOf(at('there/a/b/one.json'))).toBe('755');
});

test('gives others the owner’s permission to execute, and does not change the target of a link', () => {
  const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-outside-'));
  fs.writeFileSync(path.join(outside, 'key'), '', { mode: 0o600 });
  fs.mkdirSync(at('code'), { mode: 0o700 });
  fs.writeFileSync(at('code', 'run'), '', { mode: 0o700 });
  fs.writeFileSync(at('code', 'data'), '', { mode: 0o600 });
  fs.symlinkSync(path.join(outside, 'key'), at('code', 'link'));
  fs.symlinkSync(outside, at('code', 'linked'));
  setShippedModes(folder);
  expect(['code', 'code/run', 'code/data', 'code/link'].map((name) => modeOf(at(name)))).toEqual(['755', '755', '644', '600']);
  fs.rmSync(outside, { recursive: true });
});

function stage(context: { [key: string]: unknown } = {}): { readonly staged: string; readonly source: string } {
  const source = at('installed');
  fs.mkdirSync(source, { mode: 0o700 });
  fs.writeFileSync(path.join(source, 'index.js'), '', { mode: 0o600 });
  const app = new App({ outdir: at('cdk.out'), context });
  const fn = new lambda.Function(new Stack(app, 'Orders'), 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset(source) });
  setStagedModes(fn);
  const staged = fs.readdirSync(app.outdir).find((name) => name.startsWith('asset.'));
  return { staged: at('cdk.out', staged ?? ''), source };
}

test('a package installed under umask 077 is staged so that Lambda can read it', () => {
  const { staged, source } = stage();
  expect([staged, path.join(staged, 'index.js')].map(modeOf)).toEqual(['755', '644']);
  expect([source, path.join(source, 'index.js')].map(modeOf)).toEqual(['700', '600']);
});

test('keeps the modes of the source if staging is disabled', () => {
  const { source } = stage({ 'aws:cdk:disable-asset-staging': true });
  expect([source, path.join(source, 'index.js')].map(modeOf)).toEqual(['700', '600']);
});

test('ignores code that is not an asset', () => {
  const inline = { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1') };
  expect(() => setStagedModes(new lambda.Function(new Stack(new App(), 'Orders'), 'Fn', inline))).not.toThrow();
});

test('in the rest of lib, only commands, advisory indexes and the fuzzer write files', () => {
  const sources = fs.readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const writers = sources.filter((name) => /\b(write|append|create)(File|WriteStream)(Sync)?\(/.test(fs.readFileSync(path.join(LIB, name), 'utf8')));
  expect(writers.sort()).toEqual([
    'cli/output-file.ts', 'dependencies/advisories/advisory-index.ts', 'functions/code/shipped-files.ts', 'fuzz/targets/functions.ts',
  ]);
});
