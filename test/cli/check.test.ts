import * as fs from 'fs';
import { assembly, cli, inTemporaryFolder, template } from './harness';
import { SEC3_RULES } from '../../lib/secure/rules';
import { parseXml } from '../report/xml';

jest.mock('fs', () => {
  const actual = jest.requireActual('fs');
  return { ...actual, renameSync: jest.fn(actual.renameSync) };
});

const write = inTemporaryFolder();

const FOUND = 'ERROR Sec3-AppSyncAuthorized (1 finding)';

describe('exit codes', () => {
  test('0 if there are no findings', async () => {
    write({ 't.json': template(false) });
    expect(await cli(['check', 't.json'])).toEqual({
      code: 0,
      out: `✔ SEC 3: no findings\n  ${SEC3_RULES.length} rules over 1 resource in 1 template: t.json\n`,
      err: '',
    });
  });

  test('1 for an error', async () => {
    write({ 't.json': template(true) });
    const { code, out, err } = await cli(['check', 't.json']);
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain(`${FOUND}\n`);
    expect(out).toContain('\n    t.json/Api  Properties.AuthenticationType  t.json:7:5\n');
    expect(out).toMatch(/^✖ SEC 3: 1 error\n/);
  });

  test('warnings fail as --fail-on says', async () => {
    write({ 't.json': template(true), 'c.yaml': 'levels: { AppSyncAuthorized: warning }' });
    const codes = ['error', 'warning', 'never'].map(async (level) => (await cli(['check', 't.json', '--config', 'c.yaml', '--fail-on', level])).code);
    expect(await Promise.all(codes)).toEqual([0, 1, 0]);
  });

  test('1 if nothing is judged, unless the configuration switches this off', async () => {
    write({ 't.json': { Resources: { Jobs: { Type: 'AWS::SQS::Queue' } } }, 'empty.json': { Resources: {} }, 'c.yaml': 'nothingJudged: off' });
    for (const file of ['t.json', 'empty.json']) {
      const { code, out } = await cli(['check', file]);
      expect([code, out]).toEqual([1, expect.stringContaining('ERROR Sec3-NothingJudged (1 finding)')]);
      expect((await cli(['check', file, '--config', 'c.yaml'])).code).toBe(0);
    }
    write({ 'api.json': template(false) });
    expect((await cli(['check', 't.json', 'api.json'])).code).toBe(0);
    expect((await cli(['check', 'api.json', '--only', 'SecretRotated'])).code).toBe(1);
  });

  test('errors fail as --fail-on says', async () => {
    write({ 't.json': template(true) });
    const codes = ['error', 'warning', 'never'].map(async (level) => (await cli(['check', 't.json', '--fail-on', level])).code);
    expect(await Promise.all(codes)).toEqual([1, 1, 0]);
  });

  test('1 if nothing is judged, with any --fail-on, unless the configuration switches this off', async () => {
    write({ 't.json': { Resources: { Topic: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: '{}' } } } }, 'c.json': { nothingJudged: 'off' } });
    expect((await cli(['check', 't.json', '--fail-on', 'never'])).code).toBe(1);
    expect((await cli(['check', 't.json', '--fail-on', 'never', '--config', 'c.json'])).code).toBe(0);
  });

  test('2 if an input can’t be read, with any --fail-on', async () => {
    write({ 'good.json': template(false), 'bad.json': '{' });
    expect((await cli(['check', 'good.json', 'bad.json', '--fail-on', 'never'])).code).toBe(2);
  });
});

describe('inputs', () => {
  test('the default is cdk.out', async () => {
    write(assembly('cdk.out', { Stack: template(true) }));
    const { code, out } = await cli(['check']);
    expect(code).toBe(1);
    expect(out).toContain('    Stack/Api  Properties.AuthenticationType  cdk.out/Stack.template.json:7:5\n');
  });

  test('YAML with short forms', async () => {
    write({ 't.yaml': 'Resources:\n  Api:\n    Type: AWS::AppSync::GraphQLApi\n    Properties:\n      Name: orders\n      AuthenticationType: !Sub API_KEY\n' });
    expect(await cli(['check', 't.yaml'])).toMatchObject({ code: 1, out: expect.stringContaining('    t.yaml/Api  Properties.AuthenticationType  t.yaml:6:7\n') });
  });

  test('several templates and assemblies are judged as one workload', async () => {
    write({ ...assembly('cdk.out', { Stack: template(true) }), 'a.json': template(true), 'b.json': template(false) });
    const { code, out } = await cli(['check', 'a.json', 'cdk.out', './b.json', 'b.json']);
    expect(code).toBe(1);
    expect(out).toContain(' over 3 resources in 3 templates\n');
    expect(out).toContain('    in cdk.out/Stack.template.json\n      Stack/Api  Properties.AuthenticationType  cdk.out/Stack.template.json:7:5\n');
    expect(out).toContain('\n    a.json/Api  Properties.AuthenticationType  a.json:7:5\n');
  });

  test('references between bare templates are resolved', async () => {
    const exporting = { Resources: {}, Outputs: { Auth: { Value: 'API_KEY', Export: { Name: 'auth' } } } };
    const importing = { Resources: { Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'orders', AuthenticationType: { 'Fn::ImportValue': 'auth' } } } } };
    write({ 'a.json': exporting, 'b.json': importing });
    expect((await cli(['check', 'a.json', 'b.json'])).out).toContain('[api-key-only]');
    expect((await cli(['check', 'b.json'])).out).toContain('[undetermined]');
  });

  test('paths are relative to the working folder and shown as given', async () => {
    write({ 'deep/t.json': template(true) });
    const { out } = await cli(['check', '../deep/t.json'], { cwd: `${process.cwd()}/deep` });
    expect(out).toContain('    deep/t.json/Api  Properties.AuthenticationType  deep/t.json:7:5\n');
  });
});

test('a nested template in another folder that is also given is judged once, as the nested stack', async () => {
  const parent = { Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: '../b/child.json' } } } };
  write({ 'a/t.json': parent, 'b/child.json': template(true) });
  expect((await cli(['check', 'a/t.json'])).out).toContain('Sec3-ResourcesUnread');
  for (const paths of [['a/t.json', 'b/child.json'], ['b/child.json', 'a/t.json']]) {
    const { out } = await cli(['check', ...paths]);
    expect(out).toMatch(/^✖ SEC 3: 1 error\n {2}\d+ rules over \d+ resources? in 2 templates/);
    expect(out).toContain(FOUND);
  }
});

describe('unreadable inputs', () => {
  const rejected = (reason: string) => ({ code: 2, out: '', err: `cdk-sec3: There is nothing to check:\n- ${reason}\n` });

  test('no cdk.out', async () => {
    expect(await cli(['check'])).toEqual(
      rejected('cdk.out: does not exist. Run cdk synth first, or name a cloud assembly folder or CloudFormation templates'),
    );
  });

  test('a folder without manifest', async () => {
    write({ 'folder/t.json': template(false) });
    expect(await cli(['check', 'folder'])).toEqual(
      rejected('folder: is a folder without manifest.json, so no cloud assembly. Name the folder that cdk synth writes (cdk.out), or template files'),
    );
  });

  test('an assembly without stacks', async () => {
    write(assembly('cdk.out', {}));
    expect(await cli(['check'])).toEqual(rejected('cdk.out: has no stack, so there is nothing to check'));
  });

  test.each([
    ['truncated JSON', 't.json', '{\n "Resources": {\n  "A": {', /^t\.json:3:\d+: is not valid JSON \(.+\)$/],
    ['YAML with a tab', 't.yaml', 'Resources:\n\tA: 1\n', /^t\.yaml:2:1: is not valid YAML \(.+\)$/],
    ['an empty file', 't.yaml', '', /^t\.yaml: is not a CloudFormation template: expected an object with Resources, found null$/],
    ['no template', 't.json', '{"a": 1}', /^t\.json: is not a CloudFormation template: Resources is missing, expected an object$/],
  ])('%s', async (_, name, text, reason) => {
    write({ [name]: text });
    const { code, out, err } = await cli(['check', name]);
    expect([code, out]).toEqual([2, '']);
    const [heading, problem] = err.split('\n');
    expect(heading).toBe('cdk-sec3: There is nothing to check:');
    expect(problem.slice(2)).toMatch(reason);
  });

  test('a truncated manifest', async () => {
    write({ 'cdk.out/manifest.json': '{"artifacts": {' });
    const { code, out, err } = await cli(['check']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^cdk-sec3: There is nothing to check:\n- cdk\.out\/manifest\.json:1:\d+: is not valid JSON \(.+\)\n$/);
  });

  test('all problems are reported at once', async () => {
    write({ 'a.json': '[]', 'b.json': '{}' });
    const { err } = await cli(['check', 'a.json', 'b.json', 'c.json']);
    expect(err.split('\n').map((line) => line.split(':')[0])).toEqual(['cdk-sec3', '- a.json', '- b.json', '- c.json', '']);
  });

  test('other inputs are still reported', async () => {
    write(assembly('cdk.out', { Good: template(true), Cut: '{"Resources": {' }));
    const { code, out, err } = await cli(['check']);
    expect(code).toBe(2);
    expect(out).toContain('FATAL Sec3-TemplateUnreadable (1 finding)\n');
    expect(out).toContain(`${FOUND}\n`);
    expect(out).toContain('✖ SEC 3: 1 fatal, 1 error\n');
    expect(err).toMatch(/^cdk-sec3: Not everything could be checked:\n- Cut: cdk\.out\/Cut\.template\.json:1:\d+: is not valid JSON \(.+\)\n$/);
  });
});

describe('inputs that can’t be judged together', () => {
  test('two assemblies with the same stack', async () => {
    write({ ...assembly('a', { Stack: template(false) }), ...assembly('b', { Stack: template(false), Other: template(false) }) });
    expect(await cli(['check', 'a', 'b'])).toEqual({
      code: 2,
      out: '',
      err: 'cdk-sec3: These inputs can’t be checked together; check them one by one:\n- a and b both hold stack Stack\n',
    });
  });

  test.each([
    ['', 'its whole app', 't.json'],
    ['Prod', 'Prod', 'Prod/Other'],
  ])('an acknowledgement at %j that would cover another input', async (at, named, covered) => {
    const reason = { 'Sec3-AppSyncAuthorized': 'the callers are checked' };
    const first = assembly('a', { Stack: template(true) }, { [at]: reason });
    const second = JSON.parse(JSON.stringify(assembly('b', { Other: template(true) })).replace('"displayName":"Other"', '"displayName":"Prod/Other"'));
    write({ ...first, ...second, 't.json': template(true) });
    const { code, out, err } = await cli(['check', 'a', at === '' ? 't.json' : 'b']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`- a acknowledges Sec3-AppSyncAuthorized for ${named}, which would also hold for ${covered}\n`);
  });

  test('an acknowledgement that would cover a template taken from the same app', async () => {
    const { Api: api } = template(true).Resources;
    const taken = { Resources: { Api: { ...api, Metadata: { 'aws:cdk:path': 'Stack/Api' } } } };
    write({ ...assembly('a', { Stack: template(true) }, { 'Stack/Api': { 'Sec3-AppSyncAuthorized': 'the callers are checked' } }), 't.json': taken });
    const { code, err } = await cli(['check', 'a', 't.json']);
    expect(code).toBe(2);
    expect(err).toContain('- a acknowledges Sec3-AppSyncAuthorized for Stack/Api, which would also hold for Stack/Api\n');
  });

  test('an acknowledgement that covers only its own input is allowed', async () => {
    const acknowledged = { 'Stack/Api': { 'Sec3-AppSyncAuthorized': 'the callers are checked' } };
    write({ ...assembly('a', { Stack: template(true) }, acknowledged), ...assembly('b', { Stack2: template(true) }), 't.json': template(false) });
    const { code, out } = await cli(['check', 'a', 'b', 't.json']);
    expect(code).toBe(1);
    expect(out).toContain('✖ SEC 3: 1 error, 1 acknowledged\n');
  });

  test('acknowledgements of other tools are allowed', async () => {
    write({ ...assembly('a', { Stack: template(false) }, { '': { 'AwsSolutions-L1': 'not now' } }), 't.json': template(false) });
    expect((await cli(['check', 'a', 't.json'])).code).toBe(0);
  });
});

describe('acknowledgements', () => {
  const config = (acknowledgement: object) => ({ 't.json': template(true), 'c.json': { acknowledgements: [acknowledgement] } });
  const reason = 'the webhook checks a signature';

  test.each([
    ['t.json/Api', 'Sec3-AppSyncAuthorized'],
    ['t.json', 'Sec3-AppSyncAuthorized[api-key-only]'],
    [undefined, 'Sec3::Sec3-AppSyncAuthorized'],
  ])('at %j in the configuration', async (path, id) => {
    write(config({ id, path, reason, until: '2999-12-31' }));
    const { code, out, err } = await cli(['check', 't.json', '-c', 'c.json', '--fail-on', 'warning']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`ACKNOWLEDGED (1 finding)\n  ${id.replace('Sec3::', '')} at ${path ?? '(the whole workload)'}, until 2999-12-31\n    “${reason}”\n    t.json/Api\n`);
  });

  test('an expired one does not cover the finding', async () => {
    write(config({ id: 'Sec3-AppSyncAuthorized', reason, until: '2020-02-29' }));
    const { code, out } = await cli(['check', 't.json', '-c', 'c.json']);
    expect(code).toBe(1);
    expect(out).toContain(`${FOUND}\n`);
    expect(out).toContain('the acknowledgement of Sec3-AppSyncAuthorized expired after 2020-02-29');
  });

  test('a reason that is too short is fatal', async () => {
    write(config({ id: 'Sec3-AppSyncAuthorized', reason: 'ok' }));
    const { code, out } = await cli(['check', 't.json', '-c', 'c.json']);
    expect(code).toBe(1);
    expect(out).toContain('FATAL Sec3-AcknowledgementWithoutReason (1 finding)\n');
  });

  test('an unused one is reported as stale', async () => {
    write(config({ id: 'Sec3-AppSyncAuthorized', reason, path: 'other.json' }));
    const { code, out } = await cli(['check', 't.json', '-c', 'c.json']);
    expect(code).toBe(1);
    expect(out).toContain('WARNING Sec3-AcknowledgementStale (1 finding)\n');
  });

  test('those of the app are used', async () => {
    write(assembly('cdk.out', { Stack: template(true) }, { 'Stack/Api': { 'Sec3-AppSyncAuthorized': reason } }));
    const { code, out } = await cli(['check', '--fail-on', 'warning']);
    expect(code).toBe(0);
    expect(out).toContain('✔ SEC 3: no findings, 1 acknowledged\n');
  });
});

describe('formats', () => {
  beforeEach(() => write(assembly('cdk.out', { Stack: template(true) })));

  test('json', async () => {
    const { code, out } = await cli(['check', '--format', 'json']);
    expect(code).toBe(1);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ version: 1, summary: { errors: 1, rules: SEC3_RULES.length } });
    expect(report.findings.map(({ id, path, location }: any) => [id, path, location])).toEqual([
      ['Sec3-AppSyncAuthorized[api-key-only]', 'Stack/Api', 'Properties.AuthenticationType'],
    ]);
    expect(report.tool.version).toBe(JSON.parse(fs.readFileSync(`${__dirname}/../../package.json`, 'utf8')).version);
    expect(report.checklist).toHaveLength(5);
    expect(out).not.toContain(process.cwd());
  });

  test('sarif, with the line in the template', async () => {
    const { code, out } = await cli(['check', '--format', 'sarif']);
    expect(code).toBe(1);
    expect(JSON.parse(out).runs[0].results).toMatchObject([
      {
        ruleId: 'Sec3-AppSyncAuthorized',
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: 'cdk.out/Stack.template.json' }, region: { startLine: 7, startColumn: 5 } },
            logicalLocations: [{ fullyQualifiedName: 'Stack/Api' }],
          },
        ],
      },
    ]);
  });

  test('junit', async () => {
    const { code, out } = await cli(['check', '--format', 'junit']);
    expect(code).toBe(1);
    expect(parseXml(out).attributes).toMatchObject({ failures: '1', errors: '0' });
  });

  test('markdown', async () => {
    const { code, out } = await cli(['check', '--format', 'markdown']);
    expect(code).toBe(1);
    expect(out).toContain('### Sec3-AppSyncAuthorized (1)\n');
    expect(out).not.toContain('### Checklist');
  });

  test('the checklist is appended to text and Markdown', async () => {
    expect((await cli(['check', '--checklist'])).out).toContain('\nCHECKLIST OF SEC 3\n');
    expect((await cli(['check', '--checklist', '-f', 'markdown'])).out).toContain('\n### Checklist of SEC 3\n');
  });

  test('warnings are failed tests if they fail the check', async () => {
    write({ 'c.yaml': 'levels: { AppSyncAuthorized: warning }' });
    const failures = async (level: string) => parseXml((await cli(['check', '-f', 'junit', '-c', 'c.yaml', '--fail-on', level])).out).attributes.failures;
    expect([await failures('error'), await failures('warning')]).toEqual(['0', '1']);
  });
});

describe('colors', () => {
  const ESC = '\u001b[';
  beforeEach(() => write({ 't.json': template(true) }));

  test.each([
    [true, [], true],
    [false, [], false],
    [true, ['--no-color'], false],
    [true, ['--format', 'markdown'], false],
  ])('if the terminal has them (%s) and with %j: %s', async (color, options, colored) => {
    expect((await cli(['check', 't.json', ...options], { color })).out.includes(ESC)).toBe(colored);
  });

  test('never in a file', async () => {
    const { out } = await cli(['check', 't.json', '-o', 'report.txt'], { color: true });
    expect(fs.readFileSync('report.txt', 'utf8')).not.toContain(ESC);
    expect(out).toBe(`${ESC}1m${ESC}31m✖ SEC 3: 1 error${ESC}39m${ESC}22m\n`);
  });
});

describe('--output', () => {
  beforeEach(() => write({ 't.json': template(true) }));

  test('writes the report to a file; the summary stays on the terminal', async () => {
    expect(await cli(['check', 't.json', '-f', 'json', '--output', 'r.json'])).toEqual({ code: 1, out: '✖ SEC 3: 1 error\n', err: '' });
    expect(JSON.parse(fs.readFileSync('r.json', 'utf8')).summary.errors).toBe(1);
    expect(fs.readdirSync('.').sort()).toEqual(['r.json', 't.json']);
  });

  test('replaces a file, through a link too', async () => {
    write({ 'real/r.txt': 'old' });
    fs.symlinkSync('real/r.txt', 'link.txt');
    expect((await cli(['check', 't.json', '-o', 'link.txt'])).code).toBe(1);
    expect(fs.lstatSync('link.txt').isSymbolicLink()).toBe(true);
    expect(fs.readFileSync('real/r.txt', 'utf8')).toContain(FOUND);
  });

  test('rejects a folder that does not exist', async () => {
    expect(await cli(['check', 't.json', '-o', 'none/r.json'])).toEqual({
      code: 2,
      out: '',
      err: 'cdk-sec3: --output none/r.json: the folder none does not exist; create it first\n',
    });
  });

  test('rejects a path that is not a regular file', async () => {
    write({ 'folder/x': '' });
    expect(await cli(['check', 't.json', '-o', 'folder'])).toEqual({
      code: 2,
      out: '',
      err: 'cdk-sec3: --output folder: already exists, and is not a regular file\n',
    });
    expect((await cli(['check', 't.json', '-o', '/dev/null'])).code).toBe(2);
  });

  test('keeps the old file if writing fails', async () => {
    write({ 'r.txt': 'old' });
    jest.mocked(fs.renameSync).mockImplementationOnce(() => {
      throw new Error('no space left on device');
    });
    expect(await cli(['check', 't.json', '-o', 'r.txt'])).toEqual({
      code: 2,
      out: '',
      err: 'cdk-sec3: --output r.txt: can’t be written (no space left on device)\n',
    });
    expect(fs.readFileSync('r.txt', 'utf8')).toBe('old');
    expect(fs.readdirSync('.').sort()).toEqual(['r.txt', 't.json']);
  });

  test('keeps the old file if there is nothing to check', async () => {
    write({ 'r.txt': 'old' });
    expect((await cli(['check', 'none.json', '-o', 'r.txt'])).code).toBe(2);
    expect(fs.readFileSync('r.txt', 'utf8')).toBe('old');
  });
});
