import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { temporaryFolder } from './cdk';
import { cli } from '../cli/harness';

const REPOSITORY = path.resolve(__dirname, '../..');
const CDK = path.join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk');

/** Runs a program of Node.js in a folder. */
function node(cwd: string, ...args: string[]) {
  const env = { ...process.env, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: '1' };
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env });
}

/** Creates an app as `cdk init` does, with the packages of this repository, and this repository as cdk-sec3. */
function newApp(language: string): string {
  const folder = path.join(temporaryFolder(), 'hello');
  fs.mkdirSync(folder);
  expect(node(folder, CDK, 'init', 'app', '--language', language, '--generate-only').status).toBe(0);
  const packages = path.join(folder, 'node_modules');
  fs.mkdirSync(packages);
  for (const name of ['@types', 'aws-cdk-lib', 'cdk-nag', 'constructs', 'tsx', 'typescript']) fs.symlinkSync(path.join(REPOSITORY, 'node_modules', name), path.join(packages, name));
  fs.symlinkSync(REPOSITORY, path.join(packages, 'cdk-sec3'));
  return folder;
}

describe.each([['typescript', 'bin/hello.ts'], ['javascript', 'bin/hello.js']])('an app of cdk init in %s', (language, entry) => {
  const folder = newApp(language);
  const before = fs.readFileSync(path.join(folder, entry), 'utf8');

  test('gets the gate', async () => {
    const { code, out, err } = await cli(['init', '--yes'], { cwd: folder });
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toContain('by hand');
    expect(fs.readFileSync(path.join(folder, entry), 'utf8')).not.toBe(before);
  });

  test('synthesizes with the gate', () => {
    const { status, stderr } = node(folder, CDK, 'synth', '--quiet', '--no-notices', '--app', `${process.execPath} --import tsx ${entry}`);
    expect([status, stderr]).toEqual([0, expect.anything()]);
    expect(Object.keys(JSON.parse(fs.readFileSync(path.join(folder, 'cdk.out/manifest.json'), 'utf8')).artifacts)).toContain('Sec3Gate');
  });

  test('is not changed by a second run', async () => {
    const { code, out } = await cli(['init', '--yes'], { cwd: folder });
    expect([code, out]).toEqual([0, expect.stringContaining(`${entry} already exists, and is not changed.`)]);
  });
});

test('an app of cdk init in Python gets the gate', async () => {
  const folder = newApp('python');
  const { code, out } = await cli(['init', '--yes'], { cwd: folder });
  expect(code).toBe(0);
  expect(out).not.toContain('by hand');
  const { status, stderr } = spawnSync('python3', ['-m', 'py_compile', 'app.py'], { cwd: folder, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  expect(fs.readFileSync(path.join(folder, 'requirements.txt'), 'utf8')).toContain('cdk-sec3>=');
});

test.each(['java', 'go'])('an app of cdk init in %s is not changed, and the lines to add by hand are shown', async (language) => {
  const folder = newApp(language);
  const { code, out } = await cli(['init', '--yes'], { cwd: folder });
  expect([code, out]).toEqual([2, expect.stringContaining('Add to the code that makes the App')]);
  expect(fs.existsSync(path.join(folder, 'sec3.yaml'))).toBe(true);
});
