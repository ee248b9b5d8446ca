import * as fs from 'fs';
import * as path from 'path';
import { CreateSecretCommand, DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { zipSync } from 'fflate';
import { cdkSynth } from '../e2e/cdk';
import { MotoServer } from '../tools/moto-server';

jest.setTimeout(900_000);

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, any>;
}

const STACK = 'Orders';
const ACCOUNT = '123456789012';

let moto: MotoServer;
/** What moto made, by type and logical id: the physical id, empty where moto gives none. */
let created: Map<string, Map<string, string>>;
let secretArns: string[];
let template: { Resources: Record<string, Resource> };

beforeAll(async () => {
  const { outdir } = cdkSynth(path.resolve(__dirname, '../../examples/orders/app.ts'));
  moto = await MotoServer.start();
  await moto.simulateFunctions();
  await publish(outdir);
  const whole = JSON.parse(fs.readFileSync(path.join(outdir, `${STACK}.template.json`), 'utf8')) as typeof template;
  const types = [...new Set(Object.values(whole.Resources).map(({ Type }) => Type))].sort();
  const skipped = await skippedSilently(types);
  const secrets = await createSecrets(whole.Resources);
  secretArns = [...secrets.values()];
  template = without(whole, (type) => skipped.includes(type), secrets);
  created = await deploy();
  const count = Object.keys(whole.Resources).length;
  const left = skipped.map((type) => `${Object.values(whole.Resources).filter(({ Type }) => Type === type).length} ${type}`);
  process.stdout.write(`moto's CloudFormation: ${Object.keys(template.Resources).length} of ${count} resources deployed; left out, since moto skips them: ${left.join(', ')}\n`);
});

afterAll(() => moto?.stop());

/** Looks a resource up by the API of its own service, which fails where there is none. */
const LOOKUPS: Record<string, (physicalId: string) => Promise<unknown>> = {
  'AWS::IAM::Role': (name) => moto.query('iam', { Action: 'GetRole', Version: '2010-05-08', RoleName: name }),
  // moto's DescribeKey breaks on keys that its CloudFormation made.
  'AWS::KMS::Key': async (id) => {
    const { Keys } = await moto.json('kms', 'TrentService.ListKeys', {});
    if (!Keys.some(({ KeyId }: { KeyId: string }) => KeyId === id)) throw new Error(`There is no key ${id}`);
  },
  'AWS::SQS::Queue': (url) => moto.query('sqs', { Action: 'GetQueueAttributes', Version: '2012-11-05', QueueUrl: url }),
  'AWS::Lambda::Function': (name) => moto.rest('lambda', 'GET', `/2015-03-31/functions/${name}`),
  'AWS::Lambda::EventSourceMapping': (id) => moto.rest('lambda', 'GET', `/2015-03-31/event-source-mappings/${id}`),
  'AWS::ApiGateway::RestApi': (id) => moto.rest('apigateway', 'GET', `/restapis/${id}`),
};

test('what moto created really exists', async () => {
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

test('each secret exists, made by its own API, and a policy lets a function read it by its ARN', async () => {
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

test('each method of the API calls a function that exists', async () => {
  const [apiId] = created.get('AWS::ApiGateway::RestApi')!.values();
  const { item, _embedded } = JSON.parse(await moto.rest('apigateway', 'GET', `/restapis/${apiId}/resources`));
  const methods = (item ?? _embedded.item).flatMap((resource: any) => Object.values<any>(resource.resourceMethods ?? {}));
  expect(methods).toHaveLength(Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Method').length);
  for (const { methodIntegration: { uri } } of methods) {
    const [, name] = /function:([^/]+)\/invocations$/.exec(uri)!;
    expect([...created.get('AWS::Lambda::Function')!.values()]).toContain(name);
  }
});

/** The statements of an inline policy as IAM holds them. */
async function attached({ Properties }: Resource): Promise<{ action: string[]; resource: string[] }[]> {
  const role = created.get('AWS::IAM::Role')!.get(Properties!.Roles[0].Ref)!;
  const answer = await moto.query('iam', { Action: 'GetRolePolicy', Version: '2010-05-08', RoleName: role, PolicyName: Properties!.PolicyName });
  const document = JSON.parse(decodeURIComponent(text(answer, 'PolicyDocument').replace(/&quot;/g, '"')));
  return document.Statement.map(({ Action, Resource: resource }: any) => ({ action: [Action].flat(), resource: [resource].flat() }));
}

/** Files where the template looks for them, as `cdk deploy` publishes them, and the version of the bootstrap stack. */
async function publish(outdir: string): Promise<void> {
  await moto.json('ssm', 'AmazonSSM.PutParameter', { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30' });
  const { files } = JSON.parse(fs.readFileSync(path.join(outdir, `${STACK}.assets.json`), 'utf8')) as { files: Record<string, any> };
  const { region } = moto.clientConfig;
  const buckets = new Set<string>();
  for (const { source, destinations } of Object.values(files)) {
    if (source.packaging !== 'zip') continue;
    for (const { bucketName, objectKey } of Object.values<any>(destinations)) {
      const bucket = bucketName.replace('${AWS::AccountId}', ACCOUNT).replace('${AWS::Region}', region);
      const location = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
      if (!buckets.has(bucket)) await moto.rest('s3', 'PUT', `/${bucket}`, location);
      buckets.add(bucket);
      await moto.rest('s3', 'PUT', `/${bucket}/${objectKey}`, Buffer.from(zipped(path.join(outdir, source.path))));
    }
  }
}

function zipped(folder: string): Uint8Array {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return zipSync(Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(folder, name))])));
}

/** Of these types, those that moto reports as created without making anything: such a resource has no physical id. */
async function skippedSilently(types: readonly string[]): Promise<string[]> {
  const skipped: string[] = [];
  for (const [index, type] of types.entries()) {
    const name = `probe-${index}`;
    try {
      await createStack(name, { Resources: { Probe: { Type: type, Properties: {} } } });
      const [[, , physicalId]] = await resourcesOf(name);
      if (!physicalId) skipped.push(type);
      await moto.query('cloudformation', { Action: 'DeleteStack', StackName: name });
    } catch {
      // A type that moto knows well enough to miss properties.
    }
  }
  return skipped;
}

/** Secrets, made by their own API: their ARNs by logical id. */
async function createSecrets(resources: Record<string, Resource>): Promise<Map<string, string>> {
  const client = new SecretsManagerClient(moto.clientConfig);
  const arns = new Map<string, string>();
  for (const [id, { Type }] of Object.entries(resources)) {
    if (Type !== 'AWS::SecretsManager::Secret') continue;
    arns.set(id, (await client.send(new CreateSecretCommand({ Name: `${STACK}-${id}`, SecretString: 'first value' }))).ARN!);
  }
  return arns;
}

/** The template without resources of some types; what refers to them gets the ARN of what stands in for them. */
function without(whole: typeof template, gone: (type: string) => boolean, standIns: ReadonlyMap<string, string>): typeof template {
  const left = (id: unknown) => typeof id === 'string' && whole.Resources[id] && gone(whole.Resources[id].Type);
  const arn = (id: string) => standIns.get(id) ?? `arn:aws:left-out:${moto.clientConfig.region}:${ACCOUNT}:${id}`;
  const walk = (value: any): any => {
    if (Array.isArray(value)) return value.filter((item) => !left(item)).map(walk);
    if (typeof value !== 'object' || value === null) return value;
    if (left(value.Ref)) return arn(value.Ref);
    if (left(value['Fn::GetAtt']?.[0])) return arn(value['Fn::GetAtt'][0]);
    return Object.fromEntries(Object.entries(value).filter(([key, item]) => !(key === 'DependsOn' && left(item))).map(([key, item]) => [key, walk(item)]));
  };
  return { ...walk(whole), Resources: walk(Object.fromEntries(Object.entries(whole.Resources).filter(([id]) => !left(id)))) };
}

async function deploy(): Promise<typeof created> {
  await createStack(STACK, template);
  const byType = new Map<string, Map<string, string>>();
  for (const [id, type, physicalId] of await resourcesOf(STACK)) byType.set(type, (byType.get(type) ?? new Map()).set(id, physicalId));
  return byType;
}

async function createStack(name: string, body: object): Promise<void> {
  const capability = { 'Capabilities.member.1': 'CAPABILITY_IAM' };
  await moto.query('cloudformation', { Action: 'CreateStack', StackName: name, TemplateBody: JSON.stringify(body), ...capability });
}

async function resourcesOf(stack: string): Promise<[id: string, type: string, physicalId: string][]> {
  const answer = await moto.query('cloudformation', { Action: 'DescribeStackResources', StackName: stack });
  return [...answer.matchAll(/<member>([\s\S]*?)<\/member>/g)].map(([, member]) => {
    if (text(member, 'ResourceStatus') !== 'CREATE_COMPLETE') throw new Error(`${stack}: ${member}`);
    return [text(member, 'LogicalResourceId'), text(member, 'ResourceType'), text(member, 'PhysicalResourceId')];
  });
}

function text(xml: string, element: string): string {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? '';
}
