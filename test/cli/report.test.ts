import { execFileSync } from 'child_process';
import * as fs from 'fs';
import { assembly, cli, inTemporaryFolder, template } from './harness';

const files = inTemporaryFolder();

beforeEach(() => files(assembly('cdk.out', { App: template(true) })));

test('exits with 0 despite findings', async () => {
  const { code, out, err } = await cli(['report']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^SEC 3: How do you implement/);
  expect(out).toContain('Sec3-AppSyncAuthorized (1 resource)');
});

test('writes each format, and compares with an earlier report', async () => {
  expect((await cli(['report', '--html', 'a.html', '--markdown', 'a.md', '--json', 'a.json', '--well-architected', 'answer.json'])).code).toBe(0);
  expect(fs.readFileSync('a.html', 'utf8')).toContain('<a href="cdk.out/App.template.json">');
  expect(fs.readFileSync('a.md', 'utf8')).toContain('Checklist of SEC 3');
  expect(JSON.parse(fs.readFileSync('answer.json', 'utf8')).LensAlias).toBe('serverless');
  files(assembly('cdk.out', { App: template(false) }));
  const { out } = await cli(['report', '--since', 'a.json', '--markdown', 'b.md']);
  expect(out).toMatch(/Since \d{4}-\d\d-\d\d: [1-9]\d* findings? fixed or gone, 0 new/);
  expect(fs.readFileSync('b.md', 'utf8')).toMatch(/### Since \d{4}/);
});

test('reads the certified dependencies file that a template names, if it is in this folder', async () => {
  const named = (file: string) => {
    const dependencies = { sbom: 'a.cdx.json', packages: 1, certification: { file, problems: [], unknown: [] } };
    return { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: {}, Metadata: { 'cdk-sec3:dependencies': dependencies } } } };
  };
  const evidence = async (file: string) => {
    files({ ...assembly('cdk.out', { App: named(file) }), 'c.json': { version: 2, packages: [] }, 'broken.json': '{' });
    expect((await cli(['report', '--json', 'a.json'])).code).toBe(0);
    return fs.readFileSync('a.json', 'utf8');
  };
  expect(await evidence('c.json')).toContain('Certifies 0 packages; 0 advisories ignored');
  for (const file of ['missing.json', 'broken.json', '../../etc/passwd', '/etc/passwd']) expect(await evidence(file)).toContain('approvals are not listed');
});

test('names files that the commit does not have, without those of the assembly', async () => {
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { stdio: 'ignore' });
  files({ 'app.ts': '1', '.gitignore': 'node_modules' });
  git('init', '--quiet');
  git('add', 'app.ts', '.gitignore');
  git('commit', '--quiet', '-m', 'a');
  const subject = async () => {
    expect((await cli(['report', '--json', '.git/a.json'])).code).toBe(0);
    const { modified, untracked } = JSON.parse(fs.readFileSync('.git/a.json', 'utf8')).subject;
    return { modified, untracked };
  };
  expect(await subject()).toEqual({ modified: false, untracked: [] });
  files({ 'lib/évil.ts': '1', 'node_modules/a.js': '1' });
  expect(await subject()).toEqual({ modified: false, untracked: ['lib/évil.ts'] });
  files({ 'app.ts': '2' });
  expect(await subject()).toEqual({ modified: true, untracked: ['lib/évil.ts'] });
});

test.each([
  [['report', 'nowhere'], /nowhere: does not exist/],
  [['report', '--open'], /--open: there is no HTML file to open/],
  [['report', '--html', 'no/such/folder.html'], /--html no\/such\/folder.html: the folder no\/such does not exist/],
  [['report', '--since', 'cdk.out/manifest.json'], /--since .*is not a report/],
  [['report', '--since', 'missing.json'], /--since missing\.json: the report does not exist; cdk-sec3 report with --json writes one/],
])('%j is rejected', async (argv, message) => {
  const { code, err } = await cli(argv);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test('exits with 2 if an input can’t be judged, and the report says so', async () => {
  files({ 'cdk.out/App.template.json': '{', 'other.json': template(false) });
  const { code, err } = await cli(['report', 'cdk.out', 'other.json', '--html', 'a.html']);
  expect(code).toBe(2);
  expect(err).toContain('Not everything could be checked');
  expect(fs.existsSync('a.html')).toBe(true);
});
