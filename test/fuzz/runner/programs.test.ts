import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-programs-')));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const ENVIRONMENT = process.env;
beforeEach(() => {
  jest.resetModules();
  process.env = { ...ENVIRONMENT, NVM_DIR: path.join(folder, 'none'), FNM_DIR: path.join(folder, 'none'), PYENV_ROOT: path.join(folder, 'none') };
});
afterAll(() => void (process.env = ENVIRONMENT));

/** Creates a program that prints a version, as an interpreter does. */
function interpreter(at: string, version: string): string {
  const file = path.join(folder, at);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\ncase "$*" in *boto3*) exit 0;; esac\necho ${file}\necho ${version}\n`, { mode: 0o755 });
  return file;
}

// What was asked is kept by the module, so that each test loads its own.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const programFor: typeof import('../../../lib/fuzz/runner/programs').programFor = (...args) => require('../../../lib/fuzz/runner/programs').programFor(...args);

test('uses this Node.js if the function has the same version, or no version', () => {
  const own = { path: process.execPath, version: process.versions.node };
  expect(programFor({ language: 'node' })).toEqual(own);
  expect(programFor({ language: 'node', runtime: `nodejs${process.versions.node.split('.')[0]}.x` })).toEqual(own);
});

test.each([
  ['nvm', 'nvm/versions/node/v99.2.0/bin/node', { NVM_DIR: path.join(folder, 'nvm') }],
  ['fnm', 'fnm/node-versions/v99.2.0/installation/bin/node', { FNM_DIR: path.join(folder, 'fnm') }],
])('another version is found by %s', (_, at, variables) => {
  const file = interpreter(at, '99.2.0');
  Object.assign(process.env, variables);
  expect(programFor({ language: 'node', runtime: 'nodejs99.x' })).toEqual({ path: file, version: '99.2.0' });
});

test('another version is found among the packages of the app', () => {
  const file = interpreter('packages/node/bin/node', '98.0.1');
  expect(programFor({ language: 'node', runtime: 'nodejs98.x', packages: [path.join(folder, 'packages')] })).toEqual({ path: file, version: '98.0.1' });
});

test('uses the newest of several', () => {
  for (const version of ['97.1.0', '97.3.0']) interpreter(`many/versions/node/v${version}/bin/node`, version);
  process.env.NVM_DIR = path.join(folder, 'many');
  expect(programFor({ language: 'node', runtime: 'nodejs97.x' }).version).toBe('97.3.0');
});

test('ignores a program whose version differs from its folder', () => {
  interpreter('wrong/versions/node/v96.0.0/bin/node', '20.1.0');
  process.env.NVM_DIR = path.join(folder, 'wrong');
  expect(programFor({ language: 'node', runtime: 'nodejs96.x' })).toEqual({ path: process.execPath, version: process.versions.node });
});

test('finds Python versions of pyenv', () => {
  const file = interpreter('pyenv/versions/3.99.1/bin/python3', '3.99.1');
  process.env.PYENV_ROOT = path.join(folder, 'pyenv');
  expect(programFor({ language: 'python', runtime: 'python3.99' })).toEqual({ path: file, version: '3.99.1' });
});

test('prefers a given program, and names it if it can’t run', () => {
  const file = interpreter('given/node', '1.2.3');
  expect(programFor({ language: 'node', runtime: 'nodejs22.x' }, file)).toEqual({ path: file, version: '1.2.3' });
  expect(programFor({ language: 'node' }, path.join(folder, 'nowhere'))).toEqual({ path: path.join(folder, 'nowhere') });
});
