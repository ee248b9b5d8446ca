/** Runs the steps of the GitHub action, the GitLab job and the pre-commit hook as their hosts do. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { parse } from 'yaml';
import { GitHub } from './git-hub';
import { run as runBeside } from '../tools/command';
import { PythonTool } from '../tools/python-tool';

jest.setTimeout(300_000);

const REPOSITORY = path.resolve(__dirname, '../..');
const read = (name: string): any => parse(fs.readFileSync(path.join(REPOSITORY, name), 'utf8'));

const FINE = { Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: {} } } };
const WRONG = { Resources: { Key: { Type: 'AWS::SecretsManager::Secret', Properties: {} } } };

let folder: string;

beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-hooks-')));
  const bin = path.join(folder, 'node_modules/.bin');
  fs.mkdirSync(bin, { recursive: true });
  fs.symlinkSync(path.join(REPOSITORY, 'bin/cdk-sec3'), path.join(bin, 'cdk-sec3'));
  run('git', ['init', '--quiet', '--initial-branch', 'main']);
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: undefined, ...env } as NodeJS.ProcessEnv });
  return { status, output: `${stdout}${stderr}` };
}

const write = (name: string, content: unknown) => fs.writeFileSync(path.join(folder, name), JSON.stringify(content, undefined, 1));
const text = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');

describe('action.yml', () => {
  const { runs: { using, steps }, inputs } = read('action.yml');
  const [judge, upload, comment, verdict] = steps;

  test('pins actions to commits, and inserts no input into a script', () => {
    expect(using).toBe('composite');
    expect(upload.uses).toMatch(/^github\/codeql-action\/upload-sarif@[0-9a-f]{40}$/);
    for (const { run: script } of steps) expect(script ?? '').not.toContain('${{');
    expect(fs.existsSync(path.join(REPOSITORY, comment.run.match(/GITHUB_ACTION_PATH\/([^"]+)/)[1]))).toBe(true);
    for (const { default: value } of Object.values<any>(inputs)) expect(value).toEqual(expect.any(String));
  });

  function act(given: { readonly [input: string]: string }): number | null {
    const files = { GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'), GITHUB_OUTPUT: path.join(folder, 'output') };
    for (const file of Object.values(files)) fs.rmSync(file, { force: true });
    const values = Object.fromEntries(Object.entries<string>(judge.env).map(([name, expression]) => {
      const input = /inputs\.([a-z-]+)/.exec(expression)![1];
      return [name, given[input] ?? inputs[input].default];
    }));
    const first = run('bash', ['-e', '-o', 'pipefail', '-c', judge.run], { ...files, ...values });
    if (first.status !== 0) return first.status;
    const status = /^status=(\d)$/m.exec(text('output'))![1];
    return run('bash', ['-e', '-o', 'pipefail', '-c', verdict.run], { SEC3_STATUS: status }).status;
  }

  test('fails for a non-compliant template with SARIF and a summary; a baseline accepts known findings', () => {
    write('a.template.json', WRONG);
    write('b.template.json', FINE);
    expect(act({ paths: 'a.template.json b.template.json' })).toBe(1);
    expect(JSON.parse(text('sec3.sarif')).runs[0].results.map(({ ruleId }: any) => ruleId)).toContain('Sec3-SecretRotated');
    expect(text('summary.md')).toContain('SecretRotated');
    expect(act({ 'paths': 'a.template.json', 'fail-on': 'never' })).toBe(0);
    run('node', [path.join(REPOSITORY, 'bin/cdk-sec3'), 'check', 'a.template.json', '--baseline', 'known.json', '--update-baseline']);
    expect(act({ paths: 'a.template.json', baseline: 'known.json' })).toBe(0);
  });

  test('fails for an unreadable template, and reports what is beside it', () => {
    for (const step of [upload, comment]) expect(step.if).toContain("steps.judge.outputs.reported == 'true'");
    expect(act({ paths: 'missing.json' })).toBe(2);
    expect(text('output')).toBe('status=2\n');
    write('a.template.json', WRONG);
    expect(act({ 'paths': 'a.template.json missing.json', 'fail-on': 'never' })).toBe(2);
    expect(text('output')).toBe('reported=true\nstatus=2\n');
    expect(text('sec3.sarif')).toContain('Sec3-SecretRotated');
    expect(text('summary.md')).toContain('missing.json');
    // Nothing of an earlier run is reported again.
    expect(act({ paths: 'missing.json' })).toBe(2);
    expect(text('output')).toBe('status=2\n');
  });

  test('comments new findings on the pull request, and the next run replaces the comment', async () => {
    const gitHub = new GitHub();
    const env = {
      GITHUB_API_URL: await gitHub.start(), GITHUB_REPOSITORY: 'example/orders', PULL_REQUEST: '7', GITHUB_TOKEN: 'token-of-the-job', GITHUB_ACTION_PATH: REPOSITORY,
    };
    try {
      write('a.template.json', WRONG);
      run('node', [path.join(REPOSITORY, 'bin/cdk-sec3'), 'check', 'a.template.json', '--baseline', 'known.json', '--update-baseline']);
      write('a.template.json', { Resources: { ...WRONG.Resources, Second: WRONG.Resources.Key } });
      expect(act({ paths: 'a.template.json', baseline: 'known.json' })).toBe(1);
      for (const last of [false, true]) {
        // The server runs in this process.
        expect(await runBeside('bash', ['-e', '-o', 'pipefail', '-c', comment.run], folder, env)).toMatchObject({ status: 0 });
        expect(gitHub.comments).toHaveLength(2);
        const { body } = gitHub.comments[1];
        // Known findings follow, folded.
        const [fresh] = body.split('findings in the baseline');
        expect([fresh.includes('a.template.json/Second'), fresh.includes('a.template.json/Key')]).toEqual([!last, false]);
        write('a.template.json', WRONG);
        expect(act({ paths: 'a.template.json', baseline: 'known.json' })).toBe(0);
      }
    } finally {
      gitHub.stop();
    }
  });
});

describe('the job for GitLab', () => {
  const { script, artifacts } = read('examples/pipelines/gitlab-ci.yml').sec3;

  test.each([[WRONG, 7], [FINE, 0]])('%j: the job exits with %i as synthesis does, after all files are written', (template, status) => {
    // `npm ci` and synthesis belong to the app; these replacements do nothing.
    for (const [name, text_] of [['npm', '#!/bin/sh\n'], ['cdk', `#!/bin/sh\nexit ${status}\n`]]) {
      fs.writeFileSync(path.join(folder, 'node_modules/.bin', name), text_, { mode: 0o755 });
    }
    fs.mkdirSync(path.join(folder, 'cdk.out'));
    write('cdk.out/Orders.template.json', template);
    write('cdk.out/manifest.json', {
      version: '48.0.0',
      artifacts: { Orders: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: 'Orders.template.json' } } },
    });
    const env = { PATH: `${path.join(folder, 'node_modules/.bin')}:${process.env.PATH}` };
    const ran = run('bash', ['-e', '-o', 'pipefail', '-c', script.join('\n')], env);
    expect(ran).toMatchObject({ status });
    const issues = JSON.parse(text(artifacts.reports.codequality));
    expect(issues.map(({ check_name: name }: any) => name).includes('Sec3-SecretRotated[not-rotated]')).toBe(status !== 0);
    for (const { location } of issues) expect(location.path).toBe('cdk.out/Orders.template.json');
    for (const file of [artifacts.reports.junit, ...artifacts.paths]) expect(text(file)).toMatch(/\S/);
  });
});

test('pre-commit: the hook judges only the templates of a commit', () => {
  const tool = new PythonTool('pre-commit', '4.3.0');
  const hook = path.join(folder, 'hook');
  fs.mkdirSync(hook);
  fs.copyFileSync(path.join(REPOSITORY, '.pre-commit-hooks.yaml'), path.join(hook, '.pre-commit-hooks.yaml'));
  const git = (...args: string[]) => run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args]);
  git('-C', hook, 'init', '--quiet');
  git('-C', hook, 'add', '.');
  git('-C', hook, 'commit', '--quiet', '-m', 'hook');
  const commit = (name: string, content: unknown) => {
    write(name, content);
    git('add', name);
    return tool.run(['try-repo', hook, 'cdk-sec3', '--files', name], folder);
  };
  expect(commit('notes.json', WRONG).stdout).toContain('no files to check');
  const failed = commit('orders.template.json', WRONG);
  expect(failed.status).toBe(1);
  expect(failed.stdout).toContain('SecretRotated');
  expect(commit('topic.template.json', FINE)).toMatchObject({ status: 0 });
});
