import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { thirdPartyNotices } from '../../projenrc/bundle/third-party-notices';

let root: string;

beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-notices-'))));

afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function install(folder: string, manifest: object, files: { readonly [name: string]: string } = {}): void {
  const target = path.join(root, folder);
  fs.mkdirSync(target, { recursive: true });
  for (const [name, content] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files })) fs.writeFileSync(path.join(target, name), content);
}

function notices(...files: string[]): string {
  return thirdPartyNotices(root, { inputs: Object.fromEntries(files.map((file) => [file, { bytes: 1, imports: [] }])), outputs: {} });
}

test('each package is listed once, with its license texts', () => {
  install('node_modules/b', { name: 'b', version: '2.0.0', license: 'MIT' }, { 'LICENSE': 'Text of b', 'NOTICE.txt': 'Notice of b', 'index.js': 'code' });
  install('node_modules/@s/a', { name: '@s/a', version: '1.0.0', license: 'Apache-2.0' }, { 'license.md': 'Text of a' });
  const text = notices('node_modules/b/index.js', 'node_modules/b/more.js', 'node_modules/@s/a/lib/index.js', 'build/own.js');
  expect(text.split(/^-{80}\n/m).slice(1)).toEqual(['@s/a 1.0.0 (Apache-2.0)\n\nText of a\n\n', 'b 2.0.0 (MIT)\n\nText of b\n\nNotice of b\n']);
});

test('a package without a license file has its author and the text of its license', () => {
  install('node_modules/a', { name: 'a', version: '1.0.0', license: 'ISC', author: { name: 'Ada' } });
  install('node_modules/b', { name: 'b', version: '1.0.0', license: 'BSD-2-Clause', repository: { url: 'https://example.com/b' } });
  const [, a, b] = notices('node_modules/a/index.js', 'node_modules/b/index.js').split(/^-{80}\n/m);
  expect(a).toMatch(/^a 1\.0\.0 \(ISC\)\n\nCopyright \(c\) the authors: Ada\n\nISC License[^]*Permission to use, copy, modify/);
  expect(b).toMatch(/the authors: https:\/\/example\.com\/b\n[^]*Redistribution and use in source and binary forms/);
});

test('packages that are bundled within a package are listed, too', () => {
  install('node_modules/redos-detector', { name: 'redos-detector', version: '6.0.0', license: 'MIT', dependencies: { inner: '1', nested: '1' } }, { LICENSE: 'Outer' });
  install('node_modules/inner', { name: 'inner', version: '1.0.0', license: 'MIT' }, { LICENSE: 'Inner' });
  install('node_modules/redos-detector/node_modules/nested', { name: 'nested', version: '1.0.0', license: 'MIT' }, { LICENSE: 'Nested' });
  expect(notices('node_modules/redos-detector/index.js').match(/^(Outer|Inner|Nested)$/gm)).toEqual(['Inner', 'Nested', 'Outer']);
});

test.each([['GPL-3.0-only'], [undefined]])('the license %s is rejected', (license) => {
  install('node_modules/a', { name: 'a', version: '1.0.0', license }, { LICENSE: 'Text' });
  expect(() => notices('node_modules/a/index.js')).toThrow(/^a has license .*; bundled packages must have one of 0BSD, Apache-2.0/);
});
