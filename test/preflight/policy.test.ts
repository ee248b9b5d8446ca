import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT, REGION, stack, stubbed } from './asking';
import { everyQuestion, lacksEverything, lacksNothing } from './every-question';
import { Received } from './stub-aws';
import { readCloudAssembly, StackTemplate } from '../../lib/gate';
import { actionOf, OperationName, OPERATIONS } from '../../lib/preflight/client/operations';
import { policyAccounts, policyFor } from '../../lib/preflight/policy';
import { targetsOf } from '../../lib/preflight/target';

// The simulator reads AWS's documents about actions, service by service.
jest.setTimeout(60_000);

const scene = stubbed();

let folder: string;
let stacks: readonly StackTemplate[];

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-policy-'));
  stacks = readCloudAssembly(everyQuestion(folder)).stacks;
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Resources of calls, as ARNs, for actions with resource-level permissions. */
const ON: { readonly [operation in OperationName]?: (parameters: any) => string } = {
  'apigateway:GetAccount': () => `arn:aws:apigateway:${REGION}::/account`,
  'cloudformation:DescribeStacks': ({ StackName }) => `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${StackName}/1a2b`,
  'cloudformation:ListStackResources': ({ StackName }) => `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${StackName}/1a2b`,
  'cloudtrail:GetEventSelectors': () => `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit`,
  'cloudtrail:GetTrailStatus': () => `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit`,
  'codeconnections:GetConnection': ({ ConnectionArn }) => ConnectionArn,
  'dynamodb:DescribeTable': ({ TableName }) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TableName}`,
  'iam:GetRole': ({ RoleName }) => `arn:aws:iam::${ACCOUNT}:role/${RoleName.startsWith('AWSServiceRole') ? 'aws-service-role/inspector2.amazonaws.com/' : 'a/path/'}${RoleName}`,
  'lambda:GetFunctionConcurrency': ({ FunctionName }) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${FunctionName}`,
  'lambda:GetFunctionConfiguration': ({ FunctionName }) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${FunctionName}`,
  's3:HeadBucket': ({ Bucket }) => `arn:aws:s3:::${Bucket}`,
  'secretsmanager:DescribeSecret': ({ SecretId }) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${SecretId}-AbCdEf`,
  'servicequotas:GetServiceQuota': ({ ServiceCode, QuotaCode }) => `arn:aws:servicequotas:${REGION}:${ACCOUNT}:${ServiceCode}/${QuotaCode}`,
  'sns:GetTopicAttributes': ({ TopicArn }) => TopicArn,
  'sqs:GetQueueUrl': ({ QueueName }) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${QueueName}`,
  'ssm:GetParameter': ({ Name }) => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${Name}`,
};

/** Returns all calls of a pre-flight, to an account that lacks nothing and to one that lacks everything. */
async function calls(): Promise<Received[]> {
  const all: Received[] = [];
  for (const account of [lacksNothing, lacksEverything]) {
    scene.aws.reset();
    account(scene.aws);
    await scene.ask(stacks);
    all.push(...scene.aws.received);
  }
  return [...new Map(all.map((call) => [JSON.stringify([call.operation, call.parameters]), call])).values()];
}

async function isAllowed(policy: object, { operation, parameters }: Received): Promise<boolean> {
  const name = operation as OperationName;
  const response = await runSimulation({
    request: {
      principal: `arn:aws:iam::${ACCOUNT}:user/tester`,
      action: actionOf(name)!,
      resource: { resource: ON[name]?.(parameters) ?? '*', accountId: ACCOUNT },
      contextVariables: {},
    },
    identityPolicies: [{ name: 'preflight', policy }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: undefined,
  }, {});
  if (response.resultType !== 'single') throw new Error(`${operation}: ${JSON.stringify(response)}`);
  return response.overallResult === 'Allowed';
}

test('the policy allows exactly the calls that are made', async () => {
  const made = (await calls()).filter(({ operation }) => actionOf(operation as OperationName) !== undefined);
  const policy = JSON.parse(policyFor(targetsOf(stacks, { account: ACCOUNT, region: REGION })));
  const denied: string[] = [];
  for (const call of made) if (!(await isAllowed(policy, call))) denied.push(call.operation);
  expect(denied).toEqual([]);
  const allowed: string[] = policy.Statement.flatMap(({ Action }: any) => Action);
  expect(allowed.sort()).toEqual([...new Set(made.map(({ operation }) => actionOf(operation as OperationName)!))].sort());
});

test('each operation is used by a question', async () => {
  expect([...new Set((await calls()).map(({ operation }) => operation))].sort()).toEqual(Object.keys(OPERATIONS).sort());
});

test('the policy allows only reading', () => {
  const policy = JSON.parse(policyFor(targetsOf(stacks)));
  for (const action of policy.Statement.flatMap(({ Action }: any) => Action)) expect(action).toMatch(/:(Get|List|Describe|BatchGet|GET$)/);
});

test('the policy names the known accounts and Regions, in their partition', () => {
  const queue = { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } } };
  expect(policyFor(targetsOf([stack(queue)]))).toContain('"arn:aws:sqs:*:*:orders"');
  expect(policyFor(targetsOf([stack(queue)], { region: 'us-gov-west-1' }))).toContain('"arn:aws-us-gov:sqs:us-gov-west-1:*:orders"');
  expect(policyFor(targetsOf([stack(queue, { account: ACCOUNT, region: 'cn-north-1' })]))).toContain(`"arn:aws-cn:sqs:cn-north-1:${ACCOUNT}:orders"`);
});

test.each<[string, { account?: string; region?: string }[], string[][]]>([
  ['one account in two Regions', [{ account: ACCOUNT, region: 'eu-west-1' }, { account: ACCOUNT, region: 'us-east-1' }], [['eu-west-1', 'us-east-1']]],
  ['two accounts', [{ account: ACCOUNT, region: 'eu-west-1' }, { account: '444455556666', region: 'eu-west-1' }], [['eu-west-1'], ['eu-west-1']]],
  ['two partitions', [{ account: ACCOUNT, region: 'eu-west-1' }, { account: ACCOUNT, region: 'cn-north-1' }], [['eu-west-1'], ['cn-north-1']]],
  ['one account, and an open one', [{ account: ACCOUNT, region: 'eu-west-1' }, { region: 'us-east-1' }], [['eu-west-1', 'us-east-1']]],
  ['an open account in another partition', [{ account: ACCOUNT, region: 'cn-north-1' }, { region: 'us-east-1' }], [['cn-north-1'], ['us-east-1']]],
  ['two accounts, and an open one', [{ account: ACCOUNT, region: 'eu-west-1' }, { account: '444455556666', region: 'eu-west-2' }, { region: 'us-east-1' }], [['eu-west-1'], ['eu-west-2'], ['us-east-1']]],
])('%s need a policy for each account of a partition', (_, places, regions) => {
  const queue = { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } } };
  const groups = policyAccounts(targetsOf(places.map((place) => stack(queue, place))));
  expect(groups.map((group) => group.map(({ place }) => place.region))).toEqual(regions);
});
