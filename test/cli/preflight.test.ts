import * as fs from 'fs';
import { cli, inTemporaryFolder } from './harness';
import { ACCOUNT, environmentOf } from '../preflight/asking';
import { everyQuestion, lacksEverything, lacksNothing } from '../preflight/every-question';
import { Failure, StubAws } from '../preflight/stub-aws';

const files = inTemporaryFolder();

let aws: StubAws;
const before = process.env;

beforeAll(async () => {
  aws = await StubAws.start();
});
beforeEach(() => {
  aws.reset();
  process.env = { ...before, ...environmentOf(aws) };
  fs.mkdirSync('cdk.out');
  everyQuestion('cdk.out');
});
afterEach(() => {
  process.env = before;
});
afterAll(() => aws.stop());

/** Counts the marks of answers in a report, without details of the account. */
function marks(out: string): { [mark: string]: number } {
  const counts: { [mark: string]: number } = {};
  for (const [, mark] of out.matchAll(/^[✔✖?] (READY|FAILS|UNKNOWN)/gm)) counts[mark] = (counts[mark] ?? 0) + 1;
  return counts;
}

test('exits with 0 if the account lacks nothing', async () => {
  lacksNothing(aws);
  const { code, out, err } = await cli(['preflight']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`aws://${ACCOUNT}/eu-central-1 (Orders)\n`);
  expect(marks(out)).toEqual({ READY: 19 });
  expect(out).toMatch(/\n✔ Pre-flight: 19 ready, of 19 questions\n$/);
});

test('exits with 1 if something is missing, and names the resource and the fix', async () => {
  lacksEverything(aws);
  const { code, out } = await cli(['preflight']);
  expect(code).toBe(1);
  expect(marks(out)).toEqual({ FAILS: 12, READY: 7 });
  expect(out).toMatch(/^✖ FAILS {3}Does API Gateway have a role .*\n(?: {10}.*\n)+? {10}Orders\/Stage\n {10}Fix {2}Set one once for the account and Region/m);
  expect(out.indexOf('✖ FAILS')).toBeLessThan(out.indexOf('✔ READY'));
});

test('exits with 2 if a question could not be asked, and lists it first', async () => {
  lacksEverything(aws);
  aws.on('kms:ListKeys', new Failure(400, 'AccessDeniedException', 'User: tester is not authorized to perform: kms:ListKeys'));
  const { code, out } = await cli(['preflight']);
  expect(code).toBe(2);
  expect(marks(out)).toEqual({ UNKNOWN: 1, FAILS: 11, READY: 7 });
  expect(out.indexOf('? UNKNOWN')).toBeLessThan(out.indexOf('✖ FAILS'));
  expect(out).toMatch(/\n\? Pre-flight: 1 not known, 11 will fail, 7 ready, of 19 questions: readiness is unknown\n$/);
});

test('JSON has the same content', async () => {
  lacksEverything(aws);
  const { code, out } = await cli(['preflight', '--format', 'json']);
  expect(code).toBe(1);
  const report = JSON.parse(out);
  expect(report).toMatchObject({ version: 1, tool: { name: 'cdk-sec3' }, status: 'fails', leftOut: [] });
  const [{ environment, stacks, answers, notAsked }] = report.environments;
  expect({ environment, stacks, notAsked }).toEqual({ environment: `aws://${ACCOUNT}/eu-central-1`, stacks: ['Orders'], notAsked: [] });
  expect(answers.find(({ id }: any) => id === 'bootstrap')).toEqual({
    id: 'bootstrap',
    asked: 'Is the CDK bootstrapped, at version 6 or later (/cdk-bootstrap/hnb659fds/version)?',
    status: 'fails',
    answer: 'It is not bootstrapped: the parameter does not exist, so no deployment can start.',
    fix: `Run cdk bootstrap aws://${ACCOUNT}/eu-central-1.`,
    resources: ['Orders'],
  });
});

test('with a report file, the summary stays on the terminal', async () => {
  lacksNothing(aws);
  const { code, out } = await cli(['preflight', '--output', 'preflight.txt']);
  expect({ code, out }).toEqual({ code: 0, out: '✔ Pre-flight: 19 ready, of 19 questions\n' });
  expect(marks(fs.readFileSync('preflight.txt', 'utf8'))).toEqual({ READY: 19 });
});

test('an assembly that raises no questions is not called ready', async () => {
  files({ 'quiet/manifest.json': { version: '55.0.0', artifacts: { Quiet: { type: 'aws:cloudformation:stack', properties: { templateFile: 'q.json' } } } } });
  files({ 'quiet/q.json': { Resources: { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } } });
  const { code, out } = await cli(['preflight', 'quiet']);
  expect(code).toBe(2);
  expect(out).toContain('– Pre-flight: no requirement can be checked, so nothing is known about the deployment');
  expect(aws.received).toEqual([]);
});

test('--policy sends no request', async () => {
  const { code, out } = await cli(['preflight', '--policy', '--region', 'eu-west-1']);
  expect(code).toBe(0);
  expect(JSON.parse(out).Statement.flatMap(({ Resource }: any) => Resource)).toContain('arn:aws:ssm:eu-west-1:*:parameter/cdk-bootstrap/hnb659fds/version');
  expect(aws.received).toEqual([]);
});

test('--policy of an assembly for several accounts names the commands for each', async () => {
  const stacks = { A: `aws://${ACCOUNT}/eu-west-1`, B: `aws://${ACCOUNT}/eu-west-2`, C: `aws://${ACCOUNT}/cn-north-1` };
  const artifacts = Object.entries(stacks).map(([id, environment]) => [id, { type: 'aws:cloudformation:stack', environment, properties: { templateFile: `${id}.json` } }]);
  files({ 'several/manifest.json': { version: '55.0.0', artifacts: Object.fromEntries(artifacts) } });
  const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } } } };
  for (const id of Object.keys(stacks)) files({ [`several/${id}.json`]: template });
  const { code, err } = await cli(['preflight', '--policy', 'several']);
  expect(code).toBe(2);
  const commands = [...err.matchAll(/- (cdk-sec3 preflight --policy .*)/g)].map(([, command]) => command);
  expect(commands).toEqual([
    `cdk-sec3 preflight --policy --environment ${ACCOUNT}/eu-west-1 --environment ${ACCOUNT}/eu-west-2`,
    `cdk-sec3 preflight --policy --environment ${ACCOUNT}/cn-north-1`,
  ]);
  for (const [index, partition] of ['aws', 'aws-cn'].entries()) {
    const { out } = await cli([...commands[index].split(' ').slice(1), 'several']);
    expect(new Set([...out.matchAll(/"arn:([\w-]+):/g)].map(([, name]) => name))).toEqual(new Set([partition]));
  }
});

test('no output contains the secret key, whatever fails', async () => {
  for (const reply of [new Failure(403, 'SignatureDoesNotMatch'), 'hang-up' as const]) {
    aws.reset();
    aws.on('sts:GetCallerIdentity', reply);
    const { code, out, err } = await cli(['preflight']);
    expect(code).toBe(2);
    expect(out + err).not.toContain('not-to-be-printed');
  }
});

test.each([
  [['preflight', 'nowhere'], /nowhere: does not exist/],
  [['preflight', '--timeout', 'soon'], /--timeout soon: seconds from 1 to 3600 are expected/],
  [['preflight', '--policy', '--environment', '1/eu-west-1', '--region', 'eu-west-1'], /--environment 1\/eu-west-1: no stack is deployed there; there are\n- aws:\/\/unknown-account\/eu-west-1/],
  [['preflight', '--environment', '1/eu-west-1'], /no stack is deployed there; there are\n- aws:\/\/111122223333\/eu-central-1/],
])('%p is rejected with exit code 2', async (argv, expected) => {
  lacksNothing(aws);
  const { code, err } = await cli(argv);
  expect(code).toBe(2);
  expect(err).toMatch(expected);
});

test('a template that can’t be read makes the result incomplete', async () => {
  fs.writeFileSync('cdk.out/Orders.template.json', '{');
  const { code, err } = await cli(['preflight']);
  expect(code).toBe(2);
  expect(err).toContain('Not everything can be read, so that not everything could be asked:');
});
