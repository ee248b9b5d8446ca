import * as fs from 'fs';
import * as path from 'path';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { MotoCloudFormation, Resource, Template, text } from './moto-cloudformation';
import { cdkSynth } from '../e2e/cdk';
import { MotoServer } from '../tools/moto-server';

jest.setTimeout(900_000);

const STACK = 'Orders';

let moto: MotoServer;
/** Resources that moto created, by type and logical id: the physical id, empty if moto has none. */
let created: Map<string, Map<string, string>>;
let secretArns: string[];
let template: Template;

beforeAll(async () => {
  const { outdir } = cdkSynth(path.resolve(__dirname, '../../examples/orders/app.ts'));
  moto = await MotoServer.start();
  await moto.simulateFunctions();
  const cloudFormation = new MotoCloudFormation(moto);
  await cloudFormation.bootstrap();
  await cloudFormation.publish(outdir, STACK);
  const whole = JSON.parse(fs.readFileSync(path.join(outdir, `${STACK}.template.json`), 'utf8')) as Template;
  const types = [...new Set(Object.values(whole.Resources).map(({ Type }) => Type))].sort();
  const skipped = await cloudFormation.skippedSilently(types);
  const secrets = await cloudFormation.createSecrets(STACK, whole.Resources);
  secretArns = [...secrets.values()];
  template = cloudFormation.without(whole, ({ Type }) => skipped.includes(Type), secrets);
  created = await cloudFormation.deploy(STACK, template);
  const count = Object.keys(whole.Resources).length;
  const left = skipped.map((type) => `${Object.values(whole.Resources).filter(({ Type }) => Type === type).length} ${type}`);
  process.stdout.write(`moto's CloudFormation: ${Object.keys(template.Resources).length} of ${count} resources deployed; left out, since moto skips them: ${left.join(', ')}\n`);
});

afterAll(() => moto?.stop());

/** Looks a resource up in the API of its own service, which fails if there is none. */
const LOOKUPS: Record<string, (physicalId: string) => Promise<unknown>> = {
  'AWS::IAM::Role': (name) => moto.query('iam', { Action: 'GetRole', Version: '2010-05-08', RoleName: name }),
  // moto's DescribeKey fails for keys created by its CloudFormation.
  'AWS::KMS::Key': async (id) => {
    const { Keys } = await moto.json('kms', 'TrentService.ListKeys', {});
    if (!Keys.some(({ KeyId }: { KeyId: string }) => KeyId === id)) throw new Error(`There is no key ${id}`);
  },
  'AWS::SQS::Queue': (url) => moto.query('sqs', { Action: 'GetQueueAttributes', Version: '2012-11-05', QueueUrl: url }),
  'AWS::Lambda::Function': (name) => moto.rest('lambda', 'GET', `/2015-03-31/functions/${name}`),
  'AWS::Lambda::EventSourceMapping': (id) => moto.rest('lambda', 'GET', `/2015-03-31/event-source-mappings/${id}`),
  'AWS::ApiGateway::RestApi': (id) => moto.rest('apigateway', 'GET', `/restapis/${id}`),
};

test('resources that moto created exist', async () => {
  const types = Object.keys(LOOKUPS).filter((type) => Object.values(template.Resources).some(({ Type }) => Type === type));
  expect(types).toEqual(expect.arrayContaining(['AWS::IAM::Role', 'AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::ApiGateway::RestApi']));
  const counts: string[] = [];
  for (const type of types) {
    const found = [...created.get(type)!.values()];
    expect(found).toHaveLength(Object.values(template.Resources).filter(({ Type }) => Type === type).length);
    for (const physicalId of found) await LOOKUPS[type](physicalId);
    await expect(LOOKUPS[type]('nothing-has-this-name')).rejects.toThrow();
    counts.push(`${found.length} ${type}`);
  }
  process.stdout.write(`looked up by their own APIs: ${counts.join(', ')}\n`);
});

test('each secret exists, and a policy allows a function to read it by its ARN', async () => {
  expect(secretArns.length).toBeGreaterThan(0);
  const client = new SecretsManagerClient(moto.clientConfig);
  const policies = await Promise.all(Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Policy').map(([, policy]) => attached(policy)));
  expect(policies.length).toBeGreaterThan(0);
  for (const arn of secretArns) {
    expect((await client.send(new DescribeSecretCommand({ SecretId: arn }))).ARN).toBe(arn);
    const readers = policies.flat().filter(({ action, resource }) => action.includes('secretsmanager:GetSecretValue') && resource.includes(arn));
    expect(readers.length).toBeGreaterThan(0);
  }
});

test('each method of the API calls an existing function', async () => {
  const [apiId] = created.get('AWS::ApiGateway::RestApi')!.values();
  const { item, _embedded } = JSON.parse(await moto.rest('apigateway', 'GET', `/restapis/${apiId}/resources`));
  const methods = (item ?? _embedded.item).flatMap((resource: any) => Object.values<any>(resource.resourceMethods ?? {}));
  expect(methods).toHaveLength(Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Method').length);
  for (const { methodIntegration: { uri } } of methods) {
    const [, name] = /function:([^/]+)\/invocations$/.exec(uri)!;
    expect([...created.get('AWS::Lambda::Function')!.values()]).toContain(name);
  }
});

/** Returns the statements of an inline policy as IAM stores them. */
async function attached({ Properties }: Resource): Promise<{ action: string[]; resource: string[] }[]> {
  const role = created.get('AWS::IAM::Role')!.get(Properties!.Roles[0].Ref)!;
  const answer = await moto.query('iam', { Action: 'GetRolePolicy', Version: '2010-05-08', RoleName: role, PolicyName: Properties!.PolicyName });
  const document = JSON.parse(decodeURIComponent(text(answer, 'PolicyDocument').replace(/&quot;/g, '"')));
  return document.Statement.map(({ Action, Resource: resource }: any) => ({ action: [Action].flat(), resource: [resource].flat() }));
}
