import { spawn } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { parse } from 'yaml';
import { GitHub } from './git-hub';

jest.setTimeout(300_000);

const REPOSITORY = path.resolve(__dirname, '../..');
const PIPELINES = path.join(REPOSITORY, 'examples/pipelines');
const read = (name: string): any => parse(fs.readFileSync(path.join(PIPELINES, name), 'utf8'));
const workflow = read('github-actions.yml');
const buildspec = read('buildspec.yml');

/** Creates an app as users have it, with its packages installed above it, because `npm ci` removes those in the folder itself. */
function makeApp(falls: boolean): string {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-pipeline-')));
  const modules = path.join(root, 'node_modules');
  fs.mkdirSync(path.join(modules, '.bin'), { recursive: true });
  for (const name of ['aws-cdk-lib', 'constructs', 'cdk-nag', 'aws-cdk']) fs.symlinkSync(path.join(REPOSITORY, 'node_modules', name), path.join(modules, name));
  fs.symlinkSync(REPOSITORY, path.join(modules, 'cdk-sec3'));
  fs.symlinkSync(path.join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk'), path.join(modules, '.bin/cdk'));
  fs.symlinkSync(path.join(REPOSITORY, 'bin/cdk-sec3'), path.join(modules, '.bin/cdk-sec3'));
  const app = path.join(root, 'app');
  fs.mkdirSync(path.join(app, '.github'), { recursive: true });
  fs.copyFileSync(path.join(PIPELINES, 'sec3-comment.sh'), path.join(app, '.github/sec3-comment.sh'));
  const manifest = { name: 'orders', version: '1.0.0', private: true };
  fs.writeFileSync(path.join(app, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(app, 'package-lock.json'), JSON.stringify({ ...manifest, lockfileVersion: 3, requires: true, packages: { '': manifest } }));
  fs.writeFileSync(path.join(app, 'cdk.json'), JSON.stringify({ app: 'node app.js' }));
  fs.writeFileSync(path.join(app, 'app.js'), `
    const { App, Stack } = require('aws-cdk-lib');
    const { Code, Runtime } = require('aws-cdk-lib/aws-lambda');
    const { ApiAuthorization, RequestModel, Sec3, SecureFunction, SecureRestApi } = require('cdk-sec3');
    const app = new App();
    const stack = new Stack(app, 'Orders');
    const handler = new SecureFunction(stack, 'Create', {
      runtime: Runtime.NODEJS_24_X, handler: 'index.handler', reservedConcurrentExecutions: 20,
      code: Code.fromInline('exports.handler = async (event) => { JSON.parse(event.body); return { statusCode: 200, body: "" }; };'),
    });
    const body = RequestModel.fromSchema({ type: 'object', additionalProperties: false, required: ['amount'], properties: { amount: { type: 'integer', minimum: 1, maximum: 100 } } });
    const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
    api.addEndpoint('POST /orders', { handler, body });
    ${falls ? "new (require('aws-cdk-lib/aws-secretsmanager').Secret)(stack, 'Key');" : ''}
    Sec3.enforce(app);
  `);
  return app;
}

interface Ran {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
}

async function bash(name: string, script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  const file = path.join(path.dirname(cwd), 'step.sh');
  fs.writeFileSync(file, script);
  const child = spawn('bash', ['-e', file], { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: undefined, NODE_OPTIONS: undefined, CI: 'true', ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { name, ok: code === 0, output };
}

describe('the workflow of GitHub Actions', () => {
  const jobs: [string, any][] = Object.entries(workflow.jobs);

  test('pins actions to commits', () => {
    const used = jobs.flatMap(([, { steps }]) => steps.flatMap(({ uses }: any) => uses ?? []));
    expect(used.length).toBeGreaterThan(3);
    for (const action of used) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
    expect(fs.readFileSync(path.join(PIPELINES, 'github-actions.yml'), 'utf8').match(/uses: .*@[0-9a-f]{40} # v\d+\.\d+\.\d+\n/g)).toHaveLength(used.length);
  });

  test('no job runs code of the pull request with write permissions', () => {
    expect(workflow.permissions).toEqual({});
    expect(workflow.on).toBe('pull_request');
    expect(workflow.jobs.judge.permissions).toEqual({ contents: 'read' });
    expect(workflow.jobs.comment.permissions).toEqual({ 'contents': 'read', 'pull-requests': 'write' });
    const [checkout, ...others] = workflow.jobs.comment.steps;
    expect(checkout.with.ref).toBe('${{ github.event.pull_request.base.sha }}');
    expect(others.map(({ run }: any) => run).join('\n')).not.toMatch(/npm|npx|node/);
    // Values chosen by others, such as a title or the name of a branch, must not be part of a script.
    for (const [, { steps }] of jobs) for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  const VALUES: { readonly [expression: string]: string } = { '${{ github.token }}': 'token-of-the-job', '${{ github.event.pull_request.number }}': '7' };

  /** Runs the steps of a job as a runner does: after a failed step, only those that declare it. */
  async function runJob(name: 'judge' | 'comment', cwd: string, env: NodeJS.ProcessEnv): Promise<Ran[]> {
    const ran: Ran[] = [];
    const artifact = path.join(path.dirname(cwd), 'artifact');
    for (const step of workflow.jobs[name].steps) {
      if (ran.some(({ ok }) => !ok) && step.if !== '${{ !cancelled() }}') continue;
      if (step.uses?.startsWith('actions/upload-artifact@')) {
        for (const file of step.with.path.trim().split('\n')) {
          if (fs.existsSync(path.join(cwd, file))) fs.cpSync(path.join(cwd, file), path.join(artifact, file), { recursive: true });
        }
      } else if (step.uses?.startsWith('actions/download-artifact@')) {
        fs.cpSync(artifact, path.join(cwd, step.with.path), { recursive: true });
      } else if (step.run !== undefined) {
        const own = Object.entries<string>(step.env ?? {}).map(([key, value]) => {
          if (VALUES[value] === undefined) throw new Error(`${value} is not known here`);
          return [key, VALUES[value]];
        });
        ran.push(await bash(step.name, step.run, cwd, { ...env, ...Object.fromEntries(own) }));
      }
    }
    return ran;
  }

  test.each([false, true])('runs the gate, report, fuzzer and comment; with a non-compliant app: %s', async (falls) => {
    const gitHub = new GitHub();
    const app = makeApp(falls);
    try {
      const summary = path.join(app, 'summary.md');
      const env = { GITHUB_API_URL: await gitHub.start(), GITHUB_REPOSITORY: 'example/orders', GITHUB_STEP_SUMMARY: summary };
      const judged = await runJob('judge', app, env);
      const outputs = judged.map(({ output }) => output).join('\n');
      expect({ steps: judged.map(({ name, ok }) => [name, ok]), outputs }).toEqual({ steps: [['Install', true], ['Gate', !falls], ['Report', true], ['Fuzz', true]], outputs });
      expect(outputs.includes('Sec3-SecretRotated')).toBe(falls);
      for (const file of ['sec3.md', 'sec3.html', 'sec3.json', 'sec3-fuzz.html']) expect(fs.statSync(path.join(app, file)).size).toBeGreaterThan(100);
      expect(fs.readFileSync(summary, 'utf8')).toBe(fs.readFileSync(path.join(app, 'sec3.md'), 'utf8'));
      // Twice: the second comment replaces the first.
      for (const verb of ['POST /repos/example/orders/issues/7/comments', 'PATCH /repos/example/orders/issues/comments/2']) {
        const [{ ok, output }] = await runJob('comment', app, env);
        expect({ ok, output }).toEqual({ ok: true, output: expect.stringContaining('The report is on the pull request: https://github.com/') });
        expect(gitHub.calls[gitHub.calls.length - 1]).toBe(verb);
      }
      expect(gitHub.comments).toHaveLength(2);
      expect(gitHub.comments[1].body).toMatch(falls ? /^<!-- cdk-sec3 -->\n## ❌ SEC 3: \d+ errors?,/ : /^<!-- cdk-sec3 -->\n## (✅|⚠️) SEC 3: /);
      expect(gitHub.comments[1].body).toContain('### Checklist of SEC 3');
      gitHub.rejects = true;
      expect((await runJob('comment', app, env)).map(({ ok }) => ok)).toEqual([false]);
    } finally {
      gitHub.stop();
      fs.rmSync(path.dirname(app), { recursive: true, force: true });
    }
  });
});

describe('the build specification of CodeBuild', () => {
  test('has only fields that CodeBuild supports', () => {
    expect(buildspec.version).toBe(0.2);
    expect(Object.keys(buildspec.phases)).toEqual(['install', 'build', 'post_build']);
    expect(Object.keys(buildspec).sort()).toEqual(['artifacts', 'env', 'phases', 'reports', 'version']);
  });

  test('runs the gate, report, fuzzer and comment, also if the gate rejects the app', async () => {
    const gitHub = new GitHub();
    const app = makeApp(true);
    try {
      const env = {
        GITHUB_API_URL: await gitHub.start(),
        SEC3_GITHUB_TOKEN: 'token-of-the-job',
        CODEBUILD_WEBHOOK_TRIGGER: 'pr/7',
        CODEBUILD_SOURCE_REPO_URL: 'https://github.com/example/orders.git',
      };
      const phases: { [phase: string]: boolean } = {};
      let output = '';
      for (const phase of ['install', 'build', 'post_build']) {
        phases[phase] = true;
        for (const command of buildspec.phases[phase].commands) {
          const ran = await bash(phase, command, app, env);
          output += `$ ${command}\n${ran.output}`;
          if ((phases[phase] = ran.ok) === false) break;
        }
      }
      expect({ phases, output }).toEqual({ phases: { install: true, build: false, post_build: true }, output });
      expect(gitHub.calls).toEqual(['GET /repos/example/orders/issues/7/comments?per_page=100&page=1', 'POST /repos/example/orders/issues/7/comments']);
      for (const file of [...buildspec.reports.sec3.files, 'sec3.html', 'sec3.json']) expect(fs.statSync(path.join(app, file)).size).toBeGreaterThan(100);
      expect(fs.readFileSync(path.join(app, 'sec3-gate.xml'), 'utf8')).toContain('<failure');
    } finally {
      gitHub.stop();
      fs.rmSync(path.dirname(app), { recursive: true, force: true });
    }
  });

  test('comments nothing without a pull request', async () => {
    const app = makeApp(false);
    try {
      const [comment] = buildspec.phases.post_build.commands.filter((command: string) => command.includes('sec3-comment.sh'));
      expect(await bash('comment', comment, app, { CODEBUILD_WEBHOOK_TRIGGER: 'branch/main' })).toEqual({ name: 'comment', ok: true, output: '' });
    } finally {
      fs.rmSync(path.dirname(app), { recursive: true, force: true });
    }
  });
});
