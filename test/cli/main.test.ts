import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { cli, inTemporaryFolder, template } from './harness';
import { Gate } from '../../lib/gate';

const write = inTemporaryFolder();
const repository = path.join(__dirname, '..', '..');

describe('usage', () => {
  test.each([
    [['check', '--formt', 'json'], "error: unknown option '--formt'\n(Did you mean --format?)\n"],
    [['check', '--format', 'html'], "error: option '-f, --format <format>' argument 'html' is invalid. Allowed choices are text, json, sarif, gitlab, junit, markdown.\n"],
    [['check', '--fail-on', 'info'], "error: option '--fail-on <level>' argument 'info' is invalid. Allowed choices are error, warning, never.\n"],
    [['check', '--output'], "error: option '-o, --output <file>' argument missing\n"],
    [['chek'], "error: unknown command 'chek'\n(Did you mean check?)\n"],
  ])('%j', async (argv, err) => {
    expect(await cli(argv)).toEqual({ code: 2, out: '', err: `${err}(cdk-sec3 --help lists commands and options)\n` });
  });

  test('no command', async () => {
    const { code, out, err } = await cli([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^Usage: cdk-sec3 \[options\] \[command\]\n/);
  });

  test.each([[['--help']], [['check', '--help']], [['help', 'check']]])('%j', async (argv) => {
    const { code, out, err } = await cli(argv);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: cdk-sec3 /);
  });

  test('the help of check explains the exit codes', async () => {
    expect((await cli(['check', '--help'])).out).toContain('\nExit codes:\n');
  });

  test('--version', async () => {
    const { version } = JSON.parse(fs.readFileSync(path.join(repository, 'package.json'), 'utf8'));
    expect(await cli(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});

describe('unexpected errors', () => {
  const { DEBUG } = process.env;

  beforeEach(() => {
    write({ 't.json': template(false) });
    jest.spyOn(Gate.prototype, 'run').mockImplementation(() => {
      throw new TypeError('x is not a function');
    });
  });

  afterEach(() => {
    jest.restoreAllMocks();
    if (DEBUG === undefined) delete process.env.DEBUG;
    else process.env.DEBUG = DEBUG;
  });

  test('exits with 2 and the message', async () => {
    delete process.env.DEBUG;
    expect(await cli(['check', 't.json'])).toEqual({
      code: 2,
      out: '',
      err: 'cdk-sec3: unexpected error: x is not a function\nThis is a bug in cdk-sec3; with DEBUG=1 in the environment it shows where.\n',
    });
  });

  test('shows the stack with DEBUG', async () => {
    process.env.DEBUG = '1';
    const { code, err } = await cli(['check', 't.json']);
    expect(code).toBe(2);
    expect(err).toMatch(/^cdk-sec3: unexpected error: TypeError: x is not a function\n {4}at /);
  });
});

describe('as a process', () => {
  /** Runs a shell command in which `$SEC3` is the command. */
  function shell(command: string, env: NodeJS.ProcessEnv = {}) {
    write({ 'run.ts': `import { run } from ${JSON.stringify(path.join(repository, 'lib', 'cli', 'main'))};\nvoid run(process);\n` });
    const tsx = path.join(repository, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
      encoding: 'utf8',
      env: { ...process.env, ...env, SEC3: `${process.execPath} ${tsx} run.ts` },
    });
    return { status, stdout, stderr };
  }

  test('the exit code is that of the check, even if the reader closes the pipe', () => {
    const resources = Array.from({ length: 3000 }, (_, index) => [`Api${index}`, template(true).Resources.Api]);
    write({ 't.json': { Resources: Object.fromEntries(resources) } });
    expect(shell('$SEC3 check t.json -f json | head -1; echo ${PIPESTATUS[0]}')).toEqual({ status: 0, stdout: '{\n1\n', stderr: '' });
  }, 60_000);
});

test('the installed command runs the bundle', () => {
  const file = path.join(repository, 'bin', 'cdk-sec3');
  expect(fs.readFileSync(file, 'utf8')).toBe("#!/usr/bin/env node\nrequire('../bundle/cli').main.run(process);\n");
  expect(fs.statSync(file).mode % 8).toBe(5);
});
