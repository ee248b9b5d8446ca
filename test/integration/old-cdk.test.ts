import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const REPOSITORY = path.resolve(__dirname, '../..');

let folder: string;

jest.setTimeout(300_000);

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-old-cdk-'));
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs an app with a version of aws-cdk-lib, as in a user's project. */
function synthesize(version: string, app: string): { status: number | null; output: string } {
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  const packages = [`aws-cdk-lib@${version}`, 'constructs@10.6.0'];
  const install = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], { cwd: folder, encoding: 'utf8' });
  if (install.status !== 0) throw new Error(`npm install failed: ${install.stderr}`);
  // cdk-sec3 and cdk-nag are resolved from inside the app, so that they load the app's aws-cdk-lib.
  for (const part of ['bundle', 'assets', 'package.json']) {
    fs.cpSync(path.join(REPOSITORY, part), path.join(folder, 'node_modules/cdk-sec3', part), { recursive: true });
  }
  fs.cpSync(path.join(REPOSITORY, 'node_modules/cdk-nag'), path.join(folder, 'node_modules/cdk-nag'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'app.ts'), app);
  const tsx = path.join(REPOSITORY, 'node_modules/.bin/tsx');
  const { status, stdout, stderr } = spawnSync(tsx, ['app.ts'], { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_ENV: undefined } });
  return { status, output: stdout + stderr };
}

// Releases whose validation framework lets a failing gate pass: no app for plugins, and acknowledgements that cover too much.
test.each(['2.257.0', '2.268.0', '2.270.0'])('an app made with aws-cdk-lib %s is rejected', (version) => {
  const { status, output } = synthesize(
    version,
    `import { App } from 'aws-cdk-lib';
     import { Sec3 } from 'cdk-sec3';
     Sec3.enforce(new App());`,
  );
  expect(status).toBe(1);
  expect(output).toContain(`The SEC 3 gate needs aws-cdk-lib 2.271.0 or later, but this app uses ${version}`);
});

// This version does not record the paths of nested templates.
test('an app made with aws-cdk-lib 2.271.0 is judged, including nested stacks and Stages', () => {
  const { status, output } = synthesize(
    '2.271.0',
    `import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
     import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
     import { Sec3 } from 'cdk-sec3';
     const app = new App();
     new Secret(new NestedStack(new Stack(app, 'Outer'), 'Nested'), 'One');
     new Secret(new NestedStack(new Stack(new Stage(app, 'Prod'), 'Outer'), 'Nested'), 'Two');
     Sec3.enforce(app);
     app.synth();`,
  );
  expect(status).toBe(1);
  expect(output).toContain('Sec3-SecretRotated[not-rotated]');
  for (const at of ['Outer/Nested/One', 'Prod/Outer/Nested/Two']) expect(output).toContain(`${at}/Resource`);
});
