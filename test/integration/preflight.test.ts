import * as fs from 'fs';
import * as path from 'path';
import { main } from '../../lib/cli/main';
import { endpointOf } from '../../lib/preflight/client/endpoints';
import { OperationName, OPERATIONS, Operation, SERVICES } from '../../lib/preflight/client/operations';
import { cdkSynth } from '../e2e/cdk';
import { StubAws } from '../preflight/stub-aws';
import { MotoServer } from '../tools/moto-server';
import { PythonTool } from '../tools/python-tool';

jest.setTimeout(600_000);

/** Operations that moto lacks, or has no values for; a stub answers these, and forwards all others. */
const LACKED_BY_MOTO: readonly OperationName[] = [
  'codebuild:ListSourceCredentials', 'codeconnections:GetConnection', 'inspector2:GetDelegatedAdminAccount', 'lambda:GetAccountSettings', 'servicequotas:GetServiceQuota',
];

const ACCOUNT = '123456789012';

let moto: MotoServer;
let stub: StubAws;
let assembly: string;
const before = process.env;

beforeAll(async () => {
  assembly = cdkSynth(path.resolve(__dirname, '../../examples/orders/app.ts')).outdir;
  moto = await MotoServer.start();
  stub = await StubAws.start(moto.url);
  const { region, credentials } = moto.clientConfig;
  process.env = {
    ...before,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: moto.url,
  };
  for (const operation of LACKED_BY_MOTO) process.env[`AWS_ENDPOINT_URL_${SERVICES[OPERATIONS[operation].service].variable}`] = stub.url;
  // moto loads a service at its first request, which may take longer than the command's time limit.
  fresh();
  await main(['preflight', assembly], { stdout: { write: () => true }, stderr: { write: () => true }, color: false, cwd: process.cwd() });
});

afterAll(async () => {
  process.env = before;
  await stub?.stop();
  await moto?.stop();
});

/** Runs the command as a user does, and returns the answers by their kind. */
async function preflight(): Promise<{ code: number; report: any; answers: { [id: string]: string }; text: string }> {
  let out = '';
  let err = '';
  const stderr = { write: (text: string) => (err += text) };
  const code = await main(['preflight', assembly, '--format', 'json'], { stdout: { write: (text) => (out += text) }, stderr, color: false, cwd: process.cwd() });
  expect(err).toBe('');
  let text = '';
  expect(await main(['preflight', assembly], { stdout: { write: (more) => (text += more) }, stderr, color: false, cwd: process.cwd() })).toBe(code);
  const report = JSON.parse(out);
  const answers = report.environments.flatMap((environment: any) => environment.answers);
  return { code, report, text, answers: Object.fromEntries(answers.map(({ id, status }: any) => [id, status])) };
}

/** Resets the account to a new AWS account. */
function fresh(): void {
  stub
    .on('lambda:GetAccountSettings', { AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } })
    .on('codebuild:ListSourceCredentials', { sourceCredentialsInfos: [] })
    .on('codeconnections:GetConnection', { Connection: { ConnectionStatus: 'PENDING' } })
    .on('inspector2:GetDelegatedAdminAccount', {})
    .on('servicequotas:GetServiceQuota', ({ ServiceCode }) => ({ Quota: { Value: ServiceCode === 'kms' ? 100_000 : 100 } }));
}

test('reports what a new account lacks for examples/orders, and is ready after that is created', async () => {
  fresh();
  const first = await preflight();
  expect(first.report.environments.map(({ environment }: any) => environment)).toEqual([`aws://${ACCOUNT}/eu-central-1`]);
  expect(Object.values(first.answers)).not.toContain('unknown');
  const lacks = Object.entries(first.answers).flatMap(([id, status]) => (status === 'fails' ? [id] : []));
  expect(first.code).toBe(1);
  expect(lacks).toEqual(expect.arrayContaining(['bootstrap', 'source-credentials']));
  // Each is reported with a fix, also in the readable report.
  for (const { status, fix, resources } of first.report.environments[0].answers) {
    if (status !== 'fails') continue;
    expect(resources.length).toBeGreaterThan(0);
    expect(first.text.replace(/\s+/g, ' ')).toContain(fix);
  }
  process.stdout.write(`a fresh account lacks: ${lacks.join(', ')}\n`);

  const making: { [id: string]: () => unknown } = {
    'bootstrap': bootstrap,
    'api-logging-role': makeLoggingRole,
    'trail': makeTrail,
    'lambda-concurrency': () => stub.on('lambda:GetAccountSettings', { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 } }),
    'source-connection': () => stub.on('codeconnections:GetConnection', { Connection: { ConnectionStatus: 'AVAILABLE' } }),
    'source-credentials': () => stub.on('codebuild:ListSourceCredentials', { sourceCredentialsInfos: [{ serverType: 'GITHUB', authType: 'CODECONNECTIONS' }] }),
  };
  // Each fix settles exactly one question.
  for (const id of lacks) {
    const earlier = (await preflight()).answers;
    await making[id]();
    expect((await preflight()).answers).toEqual({ ...earlier, [id]: 'ready' });
  }
  const last = await preflight();
  expect(new Set(Object.values(last.answers))).toEqual(new Set(['ready']));
  expect(last.code).toBe(0);
  expect(last.text).toMatch(/✔ Pre-flight: \d+ ready, of \d+ questions\n$/);
});

test('moto with permission checks allows all calls with the printed policy, and rejects them with less', async () => {
  let printed = '';
  const io = { stdout: { write: (text: string) => (printed += text) }, stderr: process.stderr, color: false, cwd: process.cwd() };
  expect(await main(['preflight', assembly, '--policy'], io)).toBe(0);
  // moto can’t distinguish resources; another test checks the policy with IAM’s simulator.
  const actions: string[] = JSON.parse(printed).Statement.flatMap(({ Action }: any) => Action);
  const policy = (Action: string[]) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
  const may = await userWith('asker', policy(actions));
  const mayLess = await userWith('asker-of-less', policy(actions.filter((action) => action !== 'ssm:GetParameter')));
  const wrong = { ...may, AWS_SECRET_ACCESS_KEY: `${may.AWS_SECRET_ACCESS_KEY}x` };
  const rest = process.env;
  fresh();
  // Forwarded requests are signed for the stub.
  stub.on('inspector2:BatchGetAccountStatus', { accounts: [] });
  await checkAccess(true);
  try {
    process.env = { ...rest, ...may };
    const { answers } = await preflight();
    // moto rejects the signature of every GET, including those of AWS's own SDK for Python.
    expect(Object.keys(answers).filter((id) => answers[id] === 'unknown')).toEqual([]);
    process.env = { ...rest, ...mayLess };
    expect((await preflight()).answers).toEqual({ ...answers, bootstrap: 'unknown' });
    process.env = { ...rest, ...wrong };
    const rejected = await preflight();
    expect(rejected.code).toBe(2);
    expect(new Set(Object.values(rejected.answers))).toEqual(new Set(['unknown']));
    expect(rejected.text).toContain('AWS does not accept the credentials');
    expect(rejected.text).not.toContain(may.AWS_SECRET_ACCESS_KEY);
  } finally {
    process.env = rest;
    await checkAccess(false);
  }
});

test('operations that the stub answers are still missing in moto', async () => {
  for (const operation of LACKED_BY_MOTO) {
    const { service, http }: Operation = OPERATIONS[operation];
    const { protocol, signingName } = SERVICES[service];
    const path_ = http?.path ?? '/';
    const call = protocol.kind === 'json'
      ? moto.json(signingName, `${protocol.target}.${operation.split(':')[1]}`, { ServiceCode: 'kms', QuotaCode: 'L-C2F1777E' })
      : moto.rest(signingName, http!.method, path_);
    await expect(call).rejects.toThrow(/moto answered with (404|500|501|400)/);
  }
});

test('pre-flight has changed nothing in the account', () => {
  for (const { operation } of stub.received) expect(operation).toMatch(/:(Get|List|Describe|BatchGet)/);
});

test('services, operations and endpoints match those of the AWS SDK for Python', () => {
  const regions = ['eu-central-1', 'us-east-1', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'us-isof-south-1', 'eusc-de-east-1'];
  const known = botocore(regions);
  const ours = Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, { service, http }]: [string, Operation]) => {
      const { protocol, signingName, variable } = SERVICES[service];
      const form = protocol.kind === 'json' ? [protocol.target, protocol.version] : protocol.kind === 'query' ? [protocol.version] : [http!.method, http!.path];
      const endpoints = Object.fromEntries(regions.map((region) => [region, endpointOf(service, region, {}).url]));
      return [name, { signingName, variable, form, endpoints }];
    }),
  );
  expect(ours).toEqual(known);
});

/** Returns facts of botocore, which comes with moto, about the operations. */
function botocore(regions: readonly string[]): unknown {
  const script = `
import json, sys
from botocore.session import get_session
from botocore.endpoint_provider import EndpointProvider
session = get_session(); loader = session.get_component('data_loader')
partitions = loader.load_data('partitions'); out = {}
names = {'servicequotas': 'service-quotas'}
for operation in json.loads(sys.argv[1]):
    short, name = operation.split(':')
    model = session.get_service_model(names.get(short, short)); meta = model.metadata
    kinds = meta.get('protocols') or [meta['protocol']]
    http = model.operation_model(name).http
    if 'json' in kinds: form = [meta['targetPrefix'], meta['jsonVersion']]
    elif 'query' in kinds: form = [meta['apiVersion']]
    else: form = [http['method'], http['requestUri']]
    provider = EndpointProvider(loader.load_service_model(model.service_name, 'endpoint-rule-set-1'), partitions)
    known = set(provider.ruleset.parameters)
    endpoints = {}
    for region in json.loads(sys.argv[2]):
        given = {'Region': region, 'UseFIPS': False, 'UseDualStack': False, 'UseGlobalEndpoint': False}
        endpoints[region] = provider.resolve_endpoint(**{k: v for k, v in given.items() if k in known}).url
    out[operation] = {'signingName': model.signing_name, 'variable': str(model.service_id).upper().replace(' ', '_'), 'form': form, 'endpoints': endpoints}
print(json.dumps(out))
`;
  const file = path.join(fs.mkdtempSync(path.join(path.dirname(assembly), 'botocore-')), 'known.py');
  fs.writeFileSync(file, script);
  const { status, stdout, stderr } = new PythonTool('moto[server]', '5.2.5', 'python').run([file, JSON.stringify(Object.keys(OPERATIONS)), JSON.stringify(regions)], path.dirname(file));
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Creates a user with one policy; returns its keys as variables of a process. */
async function userWith(name: string, policy: object): Promise<{ AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string }> {
  const Version = '2010-05-08';
  await moto.query('iam', { Action: 'CreateUser', Version, UserName: name });
  await moto.query('iam', { Action: 'PutUserPolicy', Version, UserName: name, PolicyName: 'preflight', PolicyDocument: JSON.stringify(policy) });
  const keys = await moto.query('iam', { Action: 'CreateAccessKey', Version, UserName: name });
  const [, id] = /<AccessKeyId>([^<]+)/.exec(keys)!;
  const [, secret] = /<SecretAccessKey>([^<]+)/.exec(keys)!;
  return { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret };
}

/** Enables or disables moto's access check. */
async function checkAccess(on: boolean): Promise<void> {
  const response = await fetch(`${moto.url}/moto-api/reset-auth`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: on ? '0' : 'Infinity' });
  if (!response.ok) throw new Error(await response.text());
}

async function bootstrap(): Promise<void> {
  const template = { Resources: { CdkBootstrapVersion: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Name: '/cdk-bootstrap/hnb659fds/version', Value: '30' } } } };
  await moto.query('cloudformation', { Action: 'CreateStack', StackName: 'CDKToolkit', TemplateBody: JSON.stringify(template) });
}

async function makeLoggingRole(): Promise<void> {
  const operations = [{ op: 'replace', path: '/cloudwatchRoleArn', value: `arn:aws:iam::${ACCOUNT}:role/ApiLogs` }];
  await moto.rest('apigateway', 'PATCH', '/account', JSON.stringify({ patchOperations: operations }));
}

async function makeTrail(): Promise<void> {
  const location = '<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>';
  await moto.rest('s3', 'PUT', '/trails-of-the-account', location);
  const { protocol } = SERVICES.cloudtrail;
  const target = protocol.kind === 'json' ? protocol.target : '';
  await moto.json('cloudtrail', `${target}.CreateTrail`, { Name: 'audit', S3BucketName: 'trails-of-the-account', IsMultiRegionTrail: true });
  await moto.json('cloudtrail', `${target}.StartLogging`, { Name: 'audit' });
}
