import { ACCOUNT, environmentOf, stack, stubbed } from './asking';
import { Failure } from './stub-aws';
import { AwsClient } from '../../lib/preflight/client/aws-client';
import { AccountReader, Question } from '../../lib/preflight/question';
import { preflightSummary } from '../../lib/preflight/text';

const scene = stubbed();

const KEY = { Type: 'AWS::KMS::Key', Properties: {} };
const QUIET = { Type: 'AWS::CloudFormation::WaitConditionHandle' };

beforeEach(() => {
  scene.aws.on('kms:ListKeys', { Keys: [], Truncated: false }).on('servicequotas:GetServiceQuota', { Quota: { Value: 100 } });
});

test('templates without questions need no credentials, and are not called ready', async () => {
  const result = await scene.ask([stack({ Handle: QUIET })], { environment: {} });
  expect(result.status).toBe('nothing-to-ask');
  expect(scene.aws.received).toEqual([]);
});

test('an environment without questions is not called ready, even if another one is', async () => {
  const result = await scene.ask([stack({ Key: KEY }), stack({ Handle: QUIET }, { constructPath: 'Far', stackName: 'Far', region: 'us-west-2' })]);
  expect(result.status).toBe('nothing-to-ask');
  expect(preflightSummary(result, (text) => text)).toBe(
    `– Pre-flight: 1 ready, of 1 question; of aws://${ACCOUNT}/us-west-2 no requirement can be checked, so nothing is known about the deployment`,
  );
});

test('each account and Region is asked separately; open ones are those of the caller', async () => {
  const result = await scene.ask([
    stack({ Key: KEY }),
    stack({ Key: KEY }, { constructPath: 'Same', stackName: 'Same', account: ACCOUNT, region: 'eu-central-1' }),
    stack({ Key: KEY }, { constructPath: 'Far', stackName: 'Far', region: 'us-west-2' }),
  ]);
  expect(result.environments.map(({ environment, stacks, answers }) => [environment, stacks, answers.map(({ text }) => text)])).toEqual([
    [`aws://${ACCOUNT}/eu-central-1`, ['Orders', 'Same'], ['There are 0, the templates add 2, and the quota is 100.']],
    [`aws://${ACCOUNT}/us-west-2`, ['Far'], ['There are 0, the templates add 1, and the quota is 100.']],
  ]);
  expect(new Set(scene.aws.received.filter(({ operation }) => operation === 'kms:ListKeys').map(({ region }) => region))).toEqual(new Set(['eu-central-1', 'us-west-2']));
  expect(result.status).toBe('ready');
});

test('another account than that of the credentials is unknown', async () => {
  const result = await scene.ask([stack({ Key: KEY }), stack({ Key: KEY }, { constructPath: 'Other', account: '999999999999', region: 'eu-central-1' })]);
  expect(result.status).toBe('unknown');
  expect(result.environments[1].answers).toEqual([
    expect.objectContaining({ id: 'quota-kms', status: 'unknown', text: `The credentials are of account ${ACCOUNT}.`, fix: expect.stringContaining('--profile') }),
  ]);
});

test('another account can be left out, which is reported', async () => {
  const other = stack({ Key: KEY }, { constructPath: 'Other', account: '999999999999', region: 'eu-central-1' });
  const result = await scene.ask([stack({ Key: KEY }), other], { only: [`${ACCOUNT}/eu-central-1`] });
  expect(result).toMatchObject({ status: 'ready', leftOut: ['aws://999999999999/eu-central-1'] });
});

test.each<[string, object, RegExp]>([
  ['no credentials', { AWS_ACCESS_KEY_ID: '', PATH: '/nowhere' }, /^There are no credentials for AWS/],
  ['no Region', { AWS_REGION: '', PATH: '/nowhere' }, /^The Region is unknown/],
  ['no network', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, /^sts:GetCallerIdentity got no answer/],
])('with %s, the result is unknown', async (_, environment, expected) => {
  const result = await scene.ask([stack({ Key: KEY })], { environment: { ...environmentOf(scene.aws), ...environment }, time: 3000, cwd: '/' });
  expect(result.status).toBe('unknown');
  expect(result.environments[0].answers).toEqual([expect.objectContaining({ id: 'quota-kms', status: 'unknown', text: expect.stringMatching(expected), fix: expect.any(String) })]);
});

test('rejected credentials are reported, without a secret', async () => {
  scene.aws.on('sts:GetCallerIdentity', new Failure(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'));
  const result = await scene.ask([stack({ Key: KEY })]);
  expect(result.environments[0].answers[0].text).toContain('AWS does not accept the credentials');
  expect(JSON.stringify(result)).not.toContain('not-to-be-printed');
});

test('unknown outweighs failed, which outweighs ready', async () => {
  const stacks = [stack({ Key: KEY, Acl: { Type: 'AWS::WAFv2::WebACL', Properties: { Scope: 'REGIONAL' } } })];
  scene.aws.on('wafv2:ListWebACLs', { WebACLs: [] });
  expect((await scene.ask(stacks)).status).toBe('ready');
  scene.aws.on('servicequotas:GetServiceQuota', ({ ServiceCode }) => ({ Quota: { Value: ServiceCode === 'kms' ? 0 : 100 } }));
  expect((await scene.ask(stacks)).status).toBe('fails');
  scene.aws.on('wafv2:ListWebACLs', new Failure(400, 'AccessDeniedException'));
  expect((await scene.ask(stacks)).status).toBe('unknown');
});

test('unreadable parts of templates are reported, and are not ready', async () => {
  const result = await scene.ask([stack({ Key: KEY, Hidden: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/x' } } })]);
  expect(result.status).toBe('unknown');
  expect(result.environments[0].answers[0]).toMatchObject({ id: 'templates', status: 'unknown', text: expect.stringContaining('Resources.Hidden') });
});

test('a call for two questions is made once', async () => {
  await scene.ask([stack({ Key: KEY, Acl: { Type: 'AWS::WAFv2::WebACL', Properties: {} }, Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } } })]);
  expect(scene.aws.received.filter(({ operation }) => operation === 'cloudformation:ListStackResources')).toHaveLength(1);
});

test('an undeclared call of a question is a bug', async () => {
  const client = new AwsClient({ region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, environment: environmentOf(scene.aws) });
  const question: Question = { id: 'sly', asked: '?', resources: [], needs: [{ operation: 'kms:ListAliases' }], ask: (account) => account.call('kms:ListKeys') };
  await expect(new AccountReader(client, ACCOUNT).put(question)).rejects.toThrow('question sly does not declare kms:ListKeys');
});

test('every answer names a resource, and a fix unless it is ready', async () => {
  scene.aws.on('servicequotas:GetServiceQuota', { Quota: { Value: 0 } });
  const { environments } = await scene.ask([stack({ Key: KEY, Function: { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: 1, FunctionName: 'f' } } })]);
  const answers = environments.flatMap((environment) => environment.answers);
  expect(answers.length).toBeGreaterThan(2);
  for (const { resources, status, fix } of answers) {
    expect(resources.length).toBeGreaterThan(0);
    if (status !== 'ready') expect(fix).toMatch(/\.$/);
  }
});
