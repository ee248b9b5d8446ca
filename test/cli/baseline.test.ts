import * as fs from 'fs';
import { assembly, cli, inTemporaryFolder, template } from './harness';

const write = inTemporaryFolder();

const BASELINE = ['--baseline', 'b.json'];
const UPDATE = [...BASELINE, '--update-baseline'];

const entries = (): { id: string; path: string }[] => JSON.parse(fs.readFileSync('b.json', 'utf8')).findings;

/** A template with two findings, of two rules. */
const two = { Resources: { ...template(true).Resources, Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } } } };

test('--update-baseline makes the check pass and prints the changes', async () => {
  write({ 't.json': template(true) });
  expect((await cli(['check', 't.json'])).code).toBe(1);
  expect(await cli(['check', 't.json', ...UPDATE])).toMatchObject({ code: 0, err: 'cdk-sec3: b.json has 1 finding: 1 added, 0 removed\n' });
  expect(await cli(['check', 't.json', ...BASELINE])).toMatchObject({ code: 0, out: expect.stringContaining('no new findings, 1 in the baseline'), err: '' });
});

test('a new finding fails alone, and a fixed one is named and removed', async () => {
  write(assembly('cdk.out', { Stack: { Resources: { ...template(true).Resources, Other: template(false).Resources.Api } } }));
  await cli(['check', ...UPDATE]);
  write(assembly('cdk.out', { Stack: { Resources: { ...template(false).Resources, Other: template(true).Resources.Api } } }));
  const { code, out } = await cli(['check', ...BASELINE]);
  expect([code, out.includes('Stack/Other')]).toEqual([1, true]);
  expect(out).toMatch(/FIXED[^]*Sec3-AppSyncAuthorized\[api-key-only\] +Stack\/Api/);
  const updated = await cli(['check', ...UPDATE]);
  expect(updated).toMatchObject({ code: 0, err: 'cdk-sec3: b.json has 1 finding: 1 added, 1 removed\n' });
  expect(updated.out).toMatch(/no new findings, 1 in the baseline, 1 fixed since the baseline\n[^]*FIXED[^]*Sec3-AppSyncAuthorized\[api-key-only\] +Stack\/Api/);
  expect((await cli(['check', ...UPDATE])).out).not.toContain('FIXED');
  expect(entries().map(({ path }) => path)).toEqual(['Stack/Other']);
});

test('--only keeps the entries of other rules', async () => {
  write({ 't.json': two });
  await cli(['check', 't.json', ...UPDATE]);
  const all = entries();
  expect(new Set(all.map(({ id }) => id)).size).toBeGreaterThan(2);
  write({ 't.json': { Resources: { ...two.Resources, Api: template(false).Resources.Api } } });
  const { code, out } = await cli(['check', 't.json', '--only', 'Sec3-AppSyncAuthorized', ...BASELINE]);
  expect([code, out.match(/Sec3-/g)]).toEqual([0, ['Sec3-']]);
  await cli(['check', 't.json', '--only', 'AppSyncAuthorized', ...UPDATE]);
  expect(entries()).toEqual(all.filter(({ id }) => !id.includes('AppSync')));
});

test('existing templates outside the check keep their entries; a missing template counts as renamed', async () => {
  write({ 'a.json': template(true), 'b.json': template(true), 'base.json': '{"version": 1, "findings": []}' });
  const shared = ['--baseline', 'base.json'];
  const templates = (): unknown[] => JSON.parse(fs.readFileSync('base.json', 'utf8')).findings.map((entry: any) => entry.template);
  await cli(['check', 'a.json', ...shared, '--update-baseline']);
  expect((await cli(['check', 'b.json', ...shared])).code).toBe(1);
  await cli(['check', 'b.json', ...shared, '--update-baseline']);
  expect(templates()).toEqual(['a.json', 'b.json']);
  expect((await cli(['check', 'b.json', ...shared])).out).toContain('no new findings, 1 in the baseline\n');
  fs.renameSync('a.json', 'c.json');
  expect((await cli(['check', 'b.json', 'c.json', ...shared])).out).toContain('no new findings, 2 in the baseline\n');
});

test('the report marks findings that are in the baseline', async () => {
  write({ 't.json': template(true) });
  await cli(['check', 't.json', ...UPDATE]);
  expect((await cli(['report', 't.json', ...BASELINE, '--json', 'r.json'])).code).toBe(0);
  const report = JSON.parse(fs.readFileSync('r.json', 'utf8'));
  expect(report.practices.flatMap(({ items }: any) => items.flatMap(({ findings }: any) => findings))).toMatchObject([{ path: 't.json/Api', known: true }]);
});

describe('rejected without writing a file:', () => {
  const rejected = async (args: readonly string[], reason: string | RegExp) => {
    const before = fs.existsSync('b.json') ? fs.readFileSync('b.json', 'utf8') : undefined;
    expect(await cli(['check', 't.json', ...args])).toEqual({ code: 2, out: '', err: expect.stringMatching(reason) });
    expect(fs.existsSync('b.json') ? fs.readFileSync('b.json', 'utf8') : undefined).toBe(before);
  };

  test('an absent baseline', async () => {
    write({ 't.json': template(true) });
    await rejected(BASELINE, /^cdk-sec3: --baseline b\.json: the baseline does not exist; cdk-sec3 check with --update-baseline writes it\n$/);
  });

  test('a malformed baseline, or one of a newer version, also for an update', async () => {
    write({ 't.json': template(true), 'b.json': '{"version": 1,' });
    await rejected(BASELINE, /--baseline b\.json:1:15: is not valid JSON/);
    await rejected(UPDATE, /--baseline b\.json:1:15: is not valid JSON/);
    write({ 'b.json': '{"version": 7}' });
    await rejected(UPDATE, /b\.json: has version 7 of the baseline format, and this cdk-sec3 reads version 1/);
  });

  test('an update without a file, or into an absent folder', async () => {
    write({ 't.json': template(true) });
    await rejected(['--update-baseline'], /--update-baseline: no file is named; name one with --baseline/);
    await rejected(['--update-baseline', '--baseline', 'no/b.json'], /the folder no does not exist/);
  });

  test('an update when a template could not be read', async () => {
    write({ 't.json': template(true), 'cut.json': '{', 'b.json': '{"version": 1, "findings": [{"id": "Sec3-SecretRotated[not-rotated]", "path": "Secret"}]}' });
    await rejected(['cut.json', ...UPDATE], /Not everything could be checked, so b\.json was not changed:\n- cut\.json:1:2: /);
  });

  test('an unknown rule, and one that is switched off', async () => {
    write({ 't.json': template(true), 'c.yaml': 'levels: { SecretRotated: off }' });
    await rejected(['--only', 'SecretRotatd,Sec3-MethodAuthorized,x'], /--only has unknown rules:\n- there is no rule "SecretRotatd"; did you mean SecretRotated\?\n- there is no rule "x"\n$/);
    await rejected(['--only', ''], /there is no rule ""/);
    await rejected(['--only', 'SecretRotated', '--config', 'c.yaml'], /--only: c\.yaml disables SecretRotated/);
  });
});

test('a finding that a baseline can’t hold still fails after an update', async () => {
  const config = 'acknowledgements: [{ id: Sec3-AppSyncAuthorized, reason: x }]';
  write({ 't.json': template(true), 'c.yaml': config });
  expect((await cli(['check', 't.json', '--config', 'c.yaml', ...UPDATE])).code).toBe(1);
  expect(entries()).toEqual([]);
});

test('two concurrent updates leave one complete file', async () => {
  write({ 't.json': two });
  await Promise.all([cli(['check', 't.json', ...UPDATE]), cli(['check', 't.json', '--only', 'AppSyncAuthorized', ...UPDATE])]);
  expect(entries().length).toBeGreaterThan(0);
  expect(fs.readdirSync('.').sort()).toEqual(['b.json', 't.json']);
});
