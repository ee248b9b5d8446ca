import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CustomResource, CustomResourceProvider, CustomResourceProviderRuntime, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as deployment from 'aws-cdk-lib/aws-s3-deployment';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as customResources from 'aws-cdk-lib/custom-resources';
import * as triggers from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { workloadOf, workloadOfApp } from './harness';
import { isCdkOwned } from '../../lib/gate/cdk-owned';

const FUNCTION = 'AWS::Lambda::Function';

const inline = {
  code: lambda.Code.fromInline('exports.handler = async () => {};'),
  handler: 'index.handler',
  runtime: lambda.Runtime.NODEJS_22_X,
};

/** The functions of a stack whose rules do not hold, and those whose rules do. */
function functions(build: (stack: Stack) => void): { owned: string[]; own: string[] } {
  const all = workloadOfApp((app) => build(new Stack(app, 'S', { env: { account: '111111111111', region: 'eu-west-1' } }))).resources(FUNCTION);
  const paths = (is: boolean) => all.filter((resource) => isCdkOwned(resource) === is).map((resource) => resource.path);
  return { owned: paths(true), own: paths(false) };
}

const bucket = (scope: Construct, props?: s3.BucketProps) => new s3.Bucket(scope, 'Bucket', props);

const sdkCall = { service: 'S3', action: 'listBuckets', physicalResourceId: customResources.PhysicalResourceId.of('x') };
const policy = customResources.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] });

describe('what the CDK makes for itself', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['LogRetention', (stack) => new logs.LogRetention(stack, 'It', { logGroupName: '/x', retention: logs.RetentionDays.ONE_DAY })],
    ['autoDeleteObjects', (stack) => bucket(stack, { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY })],
    ['AwsCustomResource', (stack) => new customResources.AwsCustomResource(stack, 'It', { onCreate: sdkCall, policy })],
    ['AwsCustomResource with memory', (stack) => new customResources.AwsCustomResource(stack, 'It', { onCreate: sdkCall, policy, memorySize: 512 })],
    ['BucketDeployment', (stack) => deploy(stack)],
    ['BucketDeployment with memory', (stack) => deploy(stack, { memoryLimit: 512 })],
    ['Vpc', (stack) => new ec2.Vpc(stack, 'It', { restrictDefaultSecurityGroup: true })],
    ['AwsCustomResource in a nested stack', (stack) =>
      new customResources.AwsCustomResource(new NestedStack(stack, 'Nested'), 'It', { onCreate: sdkCall, policy })],
  ])('%s', (_, build) => {
    const { owned, own } = functions(build);
    expect({ owned: owned.length, own }).toEqual({ owned: 1, own: [] });
  });

  test('S3 notifications, beside a function of the app', () => {
    const { owned, own } = functions((stack) =>
      bucket(stack).addObjectCreatedNotification(new notifications.LambdaDestination(new lambda.Function(stack, 'Mine', inline))),
    );
    expect({ owned, own }).toEqual({ owned: ['S/BucketNotificationsHandler050a0587b7544547bf325f094a3db834/Resource'], own: ['S/Mine/Resource'] });
  });

  test('the provider framework, beside the handler of the app', () => {
    const { owned, own } = functions((stack) => {
      const onEventHandler = new lambda.Function(stack, 'Handler', inline);
      const { serviceToken } = new customResources.Provider(stack, 'Provider', { onEventHandler, isCompleteHandler: onEventHandler });
      new CustomResource(stack, 'It', { serviceToken });
    });
    expect(owned).toEqual(['onEvent', 'isComplete', 'onTimeout'].map((name) => `S/Provider/framework-${name}/Resource`));
    expect(own).toEqual(['S/Handler/Resource']);
  });

  test('triggers, beside the function that they call', () => {
    const { owned, own } = functions((stack) => new triggers.TriggerFunction(stack, 'Mine', inline));
    expect({ owned, own }).toEqual({ owned: ['S/AWSCDK.TriggerCustomResourceProviderCustomResourceProvider/Handler'], own: ['S/Mine/Resource'] });
  });

  test('references across Regions', () => {
    const workload = workloadOfApp((app) => {
      const [owner, user] = ['us-east-1', 'eu-west-1'].map(
        (region, i) => new Stack(app, ['Owner', 'User'][i], { env: { account: '111111111111', region }, crossRegionReferences: true }),
      );
      new s3.CfnBucket(user, 'B', { bucketName: new s3.CfnBucket(owner, 'B').ref });
    });
    expect(workload.resources(FUNCTION).map((resource) => [resource.path, isCdkOwned(resource)])).toEqual([
      ['Owner/Custom::CrossRegionExportWriterCustomResourceProvider/Handler', true],
      ['User/Custom::CrossRegionExportReaderCustomResourceProvider/Handler', true],
    ]);
  });
});

describe('what an app makes with the same constructs is its own', () => {
  test('a singleton function', () => {
    const uuid = 'f7d4f730-4ee1-11e8-9c2d-fa7ae01bbebc';
    expect(functions((stack) => new lambda.SingletonFunction(stack, 'It', { ...inline, uuid })).own).toHaveLength(1);
    expect(functions((stack) => new lambda.SingletonFunction(stack, 'It', { ...inline, uuid, lambdaPurpose: 'Mine' })).own).toHaveLength(1);
  });
  test('a provider of custom resources', () => {
    const codeDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
    fs.writeFileSync(path.join(codeDirectory, 'index.js'), '');
    const runtime = CustomResourceProviderRuntime.NODEJS_22_X;
    const build = (stack: Stack) => CustomResourceProvider.getOrCreate(stack, 'Custom::Mine', { codeDirectory, runtime });
    expect(functions(build)).toEqual({ owned: [], own: ['S/Custom::MineCustomResourceProvider/Handler'] });
    fs.rmSync(codeDirectory, { recursive: true });
  });
  test('a construct with such an id, deeper than the CDK puts it', () => {
    const build = (stack: Stack) => new lambda.Function(new Construct(stack, 'X'), 'AWS679f53fac002430cb0da5b7982bd2287', inline);
    expect(functions(build)).toEqual({ owned: [], own: ['S/X/AWS679f53fac002430cb0da5b7982bd2287/Resource'] });
  });
});

test('in a template that came without an app everything is its own', () => {
  const Metadata = { 'aws:cdk:path': 'S/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/Resource' };
  const [fn] = workloadOf({ Resources: { LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a: { Type: FUNCTION, Metadata } } }).resources();
  expect(isCdkOwned(fn)).toBe(false);
});

function deploy(stack: Stack, props: Partial<deployment.BucketDeploymentProps> = {}): void {
  new deployment.BucketDeployment(stack, 'It', { destinationBucket: bucket(stack), sources: [deployment.Source.data('x', 'y')], ...props });
}
