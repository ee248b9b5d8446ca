import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { parse } from 'yaml';
import { SecureFunction } from '../../lib';

jest.setTimeout(120_000);

const REPOSITORY = path.resolve(__dirname, '../..');
const RECORDED = path.join(REPOSITORY, 'examples/bulletins/recorded');
const workflow = parse(fs.readFileSync(path.join(REPOSITORY, 'examples/pipelines/bulletins.yml'), 'utf8'));
const { steps, permissions } = workflow.jobs.bulletins;

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-workflow-'));
  const bin = path.join(folder, 'node_modules/.bin');
  fs.mkdirSync(bin, { recursive: true });
  fs.symlinkSync(path.join(REPOSITORY, 'bin/cdk-sec3'), path.join(bin, 'cdk-sec3'));
  // Records the workflow's calls of GitHub's command.
  fs.writeFileSync(path.join(bin, 'gh'), '#!/bin/sh\necho "$@" > issue.arguments\ncat > issue.md\n', { mode: 0o755 });
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Synthesizes an app whose function ships a version of the package with an advisory. */
function synthesize(version: string): void {
  const code = path.join(folder, 'code');
  const home = path.join(code, 'node_modules/left-join');
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(path.join(home, 'package.json'), JSON.stringify({ name: 'left-join', version, license: 'MIT' }));
  fs.writeFileSync(path.join(home, 'index.js'), '');
  fs.writeFileSync(path.join(code, 'index.js'), "exports.handler = async () => require('left-join');");
  const app = new App({ outdir: path.join(folder, 'cdk.out') });
  const settings = { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset(code) };
  new SecureFunction(new Stack(app, 'Orders'), 'Create', settings);
  app.synth();
}

/** Runs the last steps as a runner does, on saved documents; returns whether each succeeded. */
function run(since: string, documents: string): boolean[] {
  const ok: boolean[] = [];
  for (const { run: script } of steps.slice(-3)) {
    const offline = script.replace('--since 25h', `--since ${since} --offline ${documents}`);
    const github = fs.existsSync(path.join(folder, 'env')) ? fs.readFileSync(path.join(folder, 'env'), 'utf8').trim().split('=') : [];
    const env = {
      ...process.env,
      NODE_OPTIONS: undefined,
      PATH: `${path.join(folder, 'node_modules/.bin')}:${process.env.PATH}`,
      GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'),
      GITHUB_ENV: path.join(folder, 'env'),
      ...(github.length === 2 ? { [github[0]]: github[1] } : {}),
    };
    const { status } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', offline], { cwd: folder, env: env as NodeJS.ProcessEnv, encoding: 'utf8' });
    ok.push(status === 0);
    if (status !== 0) break;
  }
  return ok;
}

const issue = () => (fs.existsSync(path.join(folder, 'issue.md')) ? fs.readFileSync(path.join(folder, 'issue.md'), 'utf8') : undefined);

test('the workflow runs once a day, pins actions to commits, and may only write issues', () => {
  expect(workflow.on.schedule).toHaveLength(1);
  expect(workflow.permissions).toEqual({});
  expect(permissions).toEqual({ contents: 'read', issues: 'write' });
  for (const { uses } of steps) if (uses) expect(uses).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  for (const { run: script } of steps) expect(script ?? '').not.toContain('${{');
});

test('an issue lists the bulletins at a threshold', () => {
  synthesize('1.4.0');
  expect(run('2026-11-20', RECORDED)).toEqual([true, true, true]);
  expect(issue()).toContain('## Security bulletins');
  expect(issue()).toContain('1.4.0 in Orders/Create: update to 1.4.2');
  expect(fs.readFileSync(path.join(folder, 'issue.arguments'), 'utf8')).toMatch(/^issue create --title Security bulletins of \d{4}-\d\d-\d\d --body-file -\n$/);
});

test('no issue is opened without such a bulletin', () => {
  synthesize('1.4.2');
  expect(run('2026-11-26', RECORDED)).toEqual([true, true, true]);
  expect(issue()).toBeUndefined();
  expect(fs.readFileSync(path.join(folder, 'summary.md'), 'utf8')).toContain('## Security bulletins');
});

test('unread sources open an issue and fail the run', () => {
  synthesize('1.4.0');
  const some = path.join(folder, 'documents');
  fs.cpSync(RECORDED, some, { recursive: true });
  fs.rmSync(path.join(some, 'kev.json'));
  expect(run('2026-11-20', some)).toEqual([true, true, false]);
  expect(issue()).toContain('kev.json can’t be read');
});
