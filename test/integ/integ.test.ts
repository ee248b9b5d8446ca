import * as fs from 'fs';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { TESTS } from '../../integ/tests';
import { failuresOf } from '../../integ/verdicts';

jest.setTimeout(240_000);

const FOLDER = path.join(__dirname, '../../integ');

describe.each(TESTS)('integ/%s.ts', (name) => {
  const before = { ...process.env };
  let app: App;

  beforeAll(() => {
    // Most people who synthesize have no account.
    for (const variable of Object.keys(process.env).filter((one) => /^(AWS|CDK_DEFAULT)_/.test(one))) delete process.env[variable];
    ({ app } = jest.requireActual<{ app: App }>(path.join(FOLDER, name)));
  });

  afterAll(() => {
    process.env = before;
  });

  test('synthesizes without credentials, and has assertions on the deployment', () => {
    const { stacks, directory } = app.synth();
    const [deployed, asserting] = stacks;
    expect(stacks).toHaveLength(2);
    expect(Object.keys(deployed.template.Resources).length).toBeGreaterThan(1);
    expect(Object.keys(asserting.template.Outputs).filter((output) => output.startsWith('AssertionResults'))).not.toEqual([]);
    expect(asserting.dependencies).toContain(deployed);
    // File that integ-runner reads.
    expect(fs.existsSync(path.join(directory, 'integ.json'))).toBe(true);
  });

  test('deletes its own resources, except account settings', () => {
    const [{ template }] = app.synth().stacks;
    const kept = Object.values<any>(template.Resources).filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete');
    expect([...new Set(kept.map(({ Type }) => Type))].filter((type) => !['AWS::ApiGateway::Account', 'AWS::IAM::Role'].includes(type))).toEqual([]);
  });
});

test('each construct has an integration test', () => {
  const constructs = fs.readdirSync(FOLDER).filter((file) => file.endsWith('.ts')).map((file) => fs.readFileSync(path.join(FOLDER, file), 'utf8')).join('\n');
  const made = [...constructs.matchAll(/\bnew (\w+)\(/g)].map(([, name]) => name);
  expect(made).toEqual(expect.arrayContaining([
    'SecureFunction', 'SecureNodejsFunction', 'SecureRestApi', 'RotatedSecret', 'SecretAudit', 'VaultSecret', 'DependencyReview', 'InspectorScanning', 'CodeSigningConfig',
    'SecurityBulletinFeed', 'RuntimeProtection',
  ]));
  expect(constructs).toContain('SignedCode.fromPath(');
  expect(constructs).toContain('EventSchema.sqs(');
});

test('the workflow runs each of them on demand with OpenID Connect', () => {
  const workflow = fs.readFileSync(path.join(__dirname, '../../.github/workflows/integ.yml'), 'utf8');
  expect([...workflow.matchAll(/^ {10}- (\S+)$/gm)].map(([, name]) => name)).toEqual(TESTS);
  expect(workflow).toMatch(/run: npx projen integ \$\{\{ matrix\.test \}\} -c "vault=\$INTEG_VAULT"/);
  expect(workflow).toMatch(/^ {2}workflow_dispatch: \{\}$/m);
  expect(workflow).not.toMatch(/pull_request|push:|schedule/);
  expect(workflow).toMatch(/id-token: write/);
  expect(workflow).not.toMatch(/secrets\.|access-key/);
});

describe('verdicts', () => {
  test.each<[string, Parameters<typeof failuresOf>[0], string[]]>([
    ['passing assertions', { A: { AssertionResultsX: '{"status":"pass"}', Url: 'https://example.com' } }, []],
    ['a failing assertion', { A: { AssertionResultsX: '{"status":"pass"}', AssertionResultsY: '{"status":"fail","message":"400 is not 403"}' } }, ['AssertionResultsY: 400 is not 403']],
    ['an unreadable assertion', { A: { AssertionResultsX: 'ok' } }, ['AssertionResultsX: ok']],
    ['none', { A: { Url: 'https://example.com' }, B: {} }, ['nothing was asserted: the stacks have no output of an assertion']],
  ])('%s', (_, outputs, failures) => expect(failuresOf(outputs)).toEqual(failures));
});
