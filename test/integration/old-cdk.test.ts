import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const REPOSITORY = path.resolve(__dirname, '../..');

jest.setTimeout(300_000);

// Releases whose validation framework lets a failing gate pass: no app for plugins, acknowledgements that reach too far.
test.each(['2.257.0', '2.268.0', '2.270.0'])('an app made with aws-cdk-lib %s is refused', (version) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-old-cdk-'));
  try {
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    const install = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `aws-cdk-lib@${version}`, 'constructs@10.6.0'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(install.status).toBe(0);
    // cdk-sec3 and cdk-nag are resolved from within the app, so that they load the app's aws-cdk-lib, as in a user's project.
    fs.cpSync(path.join(REPOSITORY, 'lib'), path.join(folder, 'node_modules/cdk-sec3/lib'), { recursive: true });
    fs.cpSync(path.join(REPOSITORY, 'node_modules/cdk-nag'), path.join(folder, 'node_modules/cdk-nag'), { recursive: true });
    const { bundledDependencies } = JSON.parse(fs.readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8')) as { bundledDependencies: string[] };
    for (const name of bundledDependencies) {
      const link = path.join(folder, 'node_modules', name);
      fs.mkdirSync(path.dirname(link), { recursive: true });
      fs.symlinkSync(path.join(REPOSITORY, 'node_modules', name), link);
    }
    fs.writeFileSync(
      path.join(folder, 'app.ts'),
      `import { App } from 'aws-cdk-lib';
       import { Sec3 } from './node_modules/cdk-sec3/lib';
       Sec3.enforce(new App());`,
    );
    const tsx = path.join(REPOSITORY, 'node_modules/.bin/tsx');
    const run = spawnSync(tsx, ['app.ts'], { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_ENV: undefined } });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(`The SEC 3 gate needs aws-cdk-lib 2.271.0 or later, but this app is made with ${version}`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
