import * as fs from 'fs';
import * as path from 'path';
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as fc from 'fast-check';
import * as ts from 'typescript';
import { HardenFunctionsProps, RuntimePolicy, RuntimeProtection, Sec3 } from '../../lib';

type Change = (app: App) => void;

const CODE = { code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X };
const FLAG = '@aws-cdk/aws-lambda:useCdkManagedLogGroup';

/** Types that each change creates again, and that hold no data. */
const CREATED_AGAIN = ['AWS::Lambda::Version', 'AWS::ApiGateway::Deployment'];

const REPLACED = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE, ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_ORPHAN];

/** Resources beside a deployed function, and its settings. */
interface Deployed {
  readonly flag: boolean;
  readonly logs: 'none' | 'given' | 'given by name' | 'retention';
  readonly named: boolean;
  readonly role: 'own' | 'given' | 'imported';
  readonly destination: 'none' | 'queue' | 'on failure';
  readonly vpc: boolean;
  readonly version: boolean;
  readonly tracing: boolean;
}

/** Creates a stack with data stores and functions. */
function deployed(how: Deployed, change?: Change): Stack {
  const app = new App({ context: { [FLAG]: how.flag } });
  const stack = new Stack(app, 'Orders');
  const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const queue = new sqs.Queue(stack, 'Queue', { visibilityTimeout: Duration.seconds(90) });
  const bucket = new s3.Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  const secret = new secretsmanager.Secret(stack, 'Secret');
  const fn = new lambda.Function(stack, 'Fn', { ...CODE, ...propsOf(how, stack), environment: { TABLE: table.tableName, SECRET: secret.secretArn } });
  fn.addEventSource(new SqsEventSource(queue));
  for (const grantable of [table, bucket] as const) grantable instanceof s3.Bucket ? grantable.grantRead(fn) : grantable.grantReadData(fn);
  new apigateway.LambdaRestApi(stack, 'Api', { handler: how.version ? fn.addAlias('live') : fn });
  change?.(app);
  app.synth();
  return stack;
}

/** Returns a stack of the app of examples/legacy, changed at the location where the gate would be added. */
function legacy(change: Change): Stack {
  const folder = path.resolve(__dirname, '../../examples/legacy');
  const source = fs.readFileSync(path.join(folder, 'app.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const apps: App[] = [];
  const enforce = jest.spyOn(Sec3, 'enforce').mockImplementation((app) => (apps.push(app), undefined as never));
  new Function('require', 'exports', '__dirname', outputText)((name: string) => jest.requireActual(name), {}, folder);
  enforce.mockRestore();
  const [app] = apps;
  change(app);
  app.synth();
  return app.node.findChild('LegacyOrders') as Stack;
}

function propsOf({ logs: logsOf, named, role, destination, vpc, tracing }: Deployed, stack: Stack): Partial<lambda.FunctionProps> {
  return {
    ...(logsOf === 'given' && { logGroup: new logs.LogGroup(stack, 'Given') }),
    ...(logsOf === 'given by name' && { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Given', '/given') }),
    ...(logsOf === 'retention' && { logRetention: logs.RetentionDays.ONE_WEEK }),
    ...(named && { functionName: 'orders' }),
    ...(role === 'given' && { role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }) }),
    ...(role === 'imported' && { role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111111111111:role/given') }),
    ...(destination === 'queue' && { deadLetterQueueEnabled: true }),
    ...(destination === 'on failure' && { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }),
    ...(vpc && { vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 1 }) }),
    ...(tracing && { tracing: lambda.Tracing.PASS_THROUGH }),
  };
}

/** Returns types of resources that an update replaces or removes. */
function replaced(before: Stack, after: Stack): string[] {
  const { resources } = fullDiff(Template.fromStack(before).toJSON(), Template.fromStack(after).toJSON());
  const types: string[] = [];
  resources.forEachDifference((id, difference) => {
    if (REPLACED.includes(difference.changeImpact)) types.push(`${difference.resourceType} ${id}`);
  });
  return types.filter((type) => !CREATED_AGAIN.includes(type.split(' ')[0]));
}

/** Returns the types of resources that an update adds, without duplicates. */
function added(before: Stack, after: Stack): string[] {
  const [known, now] = [before, after].map((stack) => Template.fromStack(stack).toJSON().Resources as { [id: string]: { Type: string } });
  const types = Object.entries(now).filter(([id]) => !(id in known)).map(([, { Type }]) => Type);
  return [...new Set(types)].filter((type) => !CREATED_AGAIN.includes(type)).sort();
}

const harden = (props: HardenFunctionsProps = {}): Change => (app) => void Sec3.harden(app, props);
const hardenAndProtect = (props: HardenFunctionsProps = {}): Change => (app) => {
  Sec3.harden(app, props);
  RuntimeProtection.protect(app, { policy: RuntimePolicy.alertOnly() });
};

const PLAIN: Deployed = { flag: false, logs: 'none', named: false, role: 'own', destination: 'none', vpc: false, version: false, tracing: false };

const anyDeployed: fc.Arbitrary<Deployed> = fc.record({
  flag: fc.boolean(),
  logs: fc.constantFrom('none', 'given', 'given by name', 'retention'),
  named: fc.boolean(),
  role: fc.constantFrom('own', 'given', 'imported'),
  destination: fc.constantFrom('none', 'queue', 'on failure'),
  vpc: fc.boolean(),
  version: fc.boolean(),
  tracing: fc.boolean(),
});

const anyProps: fc.Arbitrary<HardenFunctionsProps> = fc.record({
  keepLogGroups: fc.boolean(),
  logGroupRetention: fc.constantFrom(undefined, logs.RetentionDays.ONE_MONTH, logs.RetentionDays.INFINITE),
});

test('an update replaces nothing, for any function; a dry run changes nothing, and names the types of new resources', () => {
  fc.assert(fc.property(anyDeployed, anyProps, (how, props) => {
    const [before, after, dry] = [deployed(how), deployed(how, harden(props)), deployed(how, harden({ ...props, dryRun: true }))];
    expect(replaced(before, after)).toEqual([]);
    expect(Template.fromStack(dry).toJSON()).toEqual(Template.fromStack(before).toJSON());
    expect([...noteOf(dry).matchAll(/AWS::\w+::\w+/g)].map(([type]) => type).sort()).toEqual(added(before, after));
  }), { numRuns: 8 });
});

test('an update that adds the guard replaces nothing', () => {
  const how: Deployed = { ...PLAIN, flag: true, version: true, destination: 'queue' };
  expect(replaced(deployed(how), deployed(how, hardenAndProtect()))).toEqual([]);
});

test.each([['as it is', {}], ['with the log groups of Lambda', { keepLogGroups: true }]])('an update of examples/legacy, %s, replaces nothing', (_, props) => {
  expect(replaced(legacy(() => {}), legacy(hardenAndProtect(props)))).toEqual([]);
});

test('renaming a log group replaces it, which these tests detect', () => {
  const rename: Change = (app) => {
    const group = app.node.findChild('Orders').node.findChild('Fn').node.findChild('LogGroup').node.defaultChild as logs.CfnLogGroup;
    group.logGroupName = undefined;
  };
  expect(replaced(deployed({ ...PLAIN, flag: true }), deployed({ ...PLAIN, flag: true }, rename))).toEqual([expect.stringMatching(/^AWS::Logs::LogGroup /)]);
});

describe('a dry run', () => {
  test.each<[string, Partial<Deployed>, HardenFunctionsProps, string]>([
    ['move to a new group', {}, {}, 'logs move to the new log group, which keeps events for 365 days; those of before stay in the old one'],
    ['move, and are kept for good', {}, { logGroupRetention: logs.RetentionDays.INFINITE }, 'logs move to the new log group, which keeps events for good; those of before stay in the old one'],
    ['stay with Lambda', {}, { keepLogGroups: true }, 'logs stay in the log group that is named after the function'],
    ['stay in the template', { flag: true }, {}, 'logs stay in the log group that is named after the function'],
    ['stay, kept shorter', { flag: true }, { logGroupRetention: 7 }, 'logs stay in the log group that is named after the function, which keeps events for 7 days'],
    ['stay in their log group', { logs: 'given' }, {}, 'logs stay in the log group that the function is configured with'],
  ])('reports that logs %s', (_, how, props, expected) => {
    expect(noteOf(deployed({ ...PLAIN, ...how }, harden({ ...props, dryRun: true })))).toContain(expected);
  });

  test('reports its changes', () => {
    expect(noteOf(deployed(PLAIN, harden({ dryRun: true })))).toMatch(/^Hardening would change the function. It adds a log group .*; it removes AWS managed policies .* from the role; it sets tracing to Active; /);
  });
});

function noteOf(stack: Stack): string {
  const [{ entry }] = Annotations.fromStack(stack).findInfo('/Orders/Fn', Match.stringLikeRegexp('Sec3-HardeningPlanned'));
  return String(entry.data);
}
