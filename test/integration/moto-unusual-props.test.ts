import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { zipSync } from 'fflate';
import { ACCOUNT, MotoCloudFormation, Resource, Template } from './moto-cloudformation';
import { UNUSUAL } from '../secure/unusual-props';
import { MotoServer } from '../tools/moto-server';

jest.setTimeout(900_000);

let moto: MotoServer;
let cloudFormation: MotoCloudFormation;
/** Types that were left out because moto's CloudFormation lacks them, with their number. */
const lacked = new Map<string, number>();

beforeAll(async () => {
  moto = await MotoServer.start();
  await moto.simulateFunctions();
  cloudFormation = new MotoCloudFormation(moto);
  await cloudFormation.bootstrap();
  await makeOutside();
});

afterAll(async () => {
  await moto?.stop();
  const counts = [...lacked].sort().map(([type, count]) => `${count} ${type}`);
  process.stdout.write(`left out of unusual props, since moto's CloudFormation lacks it: ${counts.join(', ')}\n`);
});

test.each(Object.keys(UNUSUAL))('moto creates %s with its most unusual props, for the types that moto supports', async (name) => {
  const app = new App();
  UNUSUAL[name](new Stack(app, name, { env: { account: ACCOUNT, region: moto.clientConfig.region } }));
  const { directory } = app.synth();
  const whole = JSON.parse(fs.readFileSync(path.join(directory, `${name}.template.json`), 'utf8')) as Template;
  await cloudFormation.publish(directory, name);
  await exportValues(name, whole);
  const resources = Object.values(whole.Resources);
  const skipped = await cloudFormation.skippedSilently([...new Set(resources.map(({ Type }) => Type).filter((type) => !isCustom(type)))]);
  const isLacked = (resource: Resource) => skipped.includes(resource.Type) || isBroken(resource, whole);
  for (const { Type } of resources.filter(isLacked)) lacked.set(Type, (lacked.get(Type) ?? 0) + 1);
  const known = cloudFormation.without(whole, isLacked, await cloudFormation.createSecrets(name, whole.Resources));
  const made = [...(await cloudFormation.deploy(name, known)).values()].flatMap((ids) => [...ids.keys()]);
  expect(made.sort()).toEqual(Object.keys(known.Resources).sort());
});

/** Checks for custom resources: moto waits for the response of functions that it doesn't run. */
const isCustom = (type: string) => type.startsWith('Custom::');

/**
 * Checks for resources that AWS creates and moto can't: it requires a method for MOCK integrations and a name for queues, and code from a custom
 * resource is missing.
 */
function isBroken({ Type, Properties = {} }: Resource, { Resources }: Template): boolean {
  const code = JSON.stringify(Properties.Code ?? {});
  const isSigned = Object.entries(Resources).some(([id, resource]) => isCustom(resource.Type) && code.includes(`"${id}"`));
  const isUnnamedFifo = Type === 'AWS::SQS::Queue' && Properties.FifoQueue && !Properties.QueueName;
  return isCustom(Type) || isSigned || isUnnamedFifo || Properties.Integration?.Type === 'MOCK';
}

/** Creates existing resources: the role, the bucket and the function that the props refer to. */
async function makeOutside(): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] });
  await moto.query('iam', { Action: 'CreateRole', Version: '2010-05-08', RoleName: 'r'.repeat(60), Path: '/path/', AssumeRolePolicyDocument });
  const Properties = { FunctionName: 'rotator', Role: `arn:aws:iam::${ACCOUNT}:role/path/${'r'.repeat(60)}`, Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { ZipFile: ' ' } };
  await cloudFormation.createStack('Outside', { Resources: { Rotator: { Type: 'AWS::Lambda::Function', Properties } } });
  await cloudFormation.put('b'.repeat(63), 'a.jar', Buffer.from(zipSync({ 'A.class': new Uint8Array() })));
}

/** Exports the values that the template imports, from another stack. */
async function exportValues(name: string, template: Template): Promise<void> {
  const imported = [...new Set([...JSON.stringify(template).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, value]) => value))];
  if (imported.length === 0) return;
  const outputs = imported.map((value, index) => [`Output${index}`, { Value: `${value}.example.com`, Export: { Name: value } }]);
  await cloudFormation.createStack(`${name}Exports`, { Resources: { Topic: { Type: 'AWS::SNS::Topic' } }, Outputs: Object.fromEntries(outputs) });
}
