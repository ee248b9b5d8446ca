import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { strToU8, zipSync } from 'fflate';
import { unpack } from '../../../stage/deployment/published-assets';

let folder: string;
let umask: number;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-assets-'));
  umask = process.umask(0o077);
});

afterEach(() => {
  process.umask(umask);
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Returns an archive with file modes, as the CDK CLI creates it. */
function archive(files: Record<string, [text: string, mode: number]>): Buffer {
  const entries = Object.entries(files).map(([name, [text, mode]]) => [name, [strToU8(text), { os: 3, attrs: (0o100000 + mode) * 0x10000 }]]);
  return Buffer.from(zipSync(Object.fromEntries(entries)));
}

const modeOf = (name: string) => (fs.statSync(path.join(folder, name)).mode % 0o10000).toString(8);

test('files have the modes of the archive, and folders are accessible, with any umask', () => {
  unpack(archive({ 'index.js': ['code', 0o644], 'bin/wrapper': ['#!/bin/sh', 0o755], 'bin/deep/private': ['secret', 0o600] }), folder);
  expect(['index.js', 'bin/wrapper', 'bin/deep/private', 'bin', 'bin/deep'].map(modeOf)).toEqual(['644', '755', '600', '755', '755']);
  expect(fs.readFileSync(path.join(folder, 'bin/wrapper'), 'utf8')).toBe('#!/bin/sh');
});

test('a second archive overwrites files with the same name', () => {
  unpack(archive({ a: ['first', 0o600], b: ['first', 0o644] }), folder);
  unpack(archive({ a: ['second', 0o755] }), folder);
  expect(fs.readFileSync(path.join(folder, 'a'), 'utf8')).toBe('second');
  expect(fs.readFileSync(path.join(folder, 'b'), 'utf8')).toBe('first');
  expect(modeOf('a')).toBe('755');
});
