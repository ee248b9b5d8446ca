import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnResource, CustomResource, CustomResourceProvider, CustomResourceProviderRuntime, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import * as deployment from 'aws-cdk-lib/aws-s3-deployment';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as customResources from 'aws-cdk-lib/custom-resources';
import * as triggers from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { evaluate, readCloudAssembly, readStacks, Settings, Workload } from '../../../lib/gate';
import { isCdkOwned } from '../../../lib/gate/cdk/cdk-owned';
import { functionRoleLeastPrivilege } from '../../../lib/runtime-protection/rules/function-role-least-privilege';

const FUNCTION = 'AWS::Lambda::Function';

const inline = {
  code: lambda.Code.fromInline('exports.handler = async () => {};'),
  handler: 'index.handler',
  runtime: lambda.Runtime.NODEJS_22_X,
};

/** Returns the functions of a stack that rules skip, and those that they judge. */
function functions(build: (stack: Stack) => void): { owned: string[]; own: string[] } {
  return owners([FUNCTION], build);
}

/** Does the same as {@link functions} for resources of other types. */
function owners(types: readonly string[], build: (stack: Stack) => void): { owned: string[]; own: string[] } {
  return readAssembly(build, (workload) => {
    const all = workload.resources(...types);
    const paths = (is: boolean) => all.filter((resource) => isCdkOwned(resource, workload) === is).map((resource) => resource.path);
    return { owned: paths(true), own: paths(false) };
  });
}

/** Reads an app with one stack while its assets exist. */
function readAssembly<T>(build: (stack: Stack) => void, read: (workload: Workload, outdir: string) => T): T {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
  try {
    const app = new App({ outdir, context: { 'aws:cdk:enable-path-metadata': true } });
    build(new Stack(app, 'S', { env: { account: '111111111111', region: 'eu-west-1' } }));
    app.synth();
    return read(new Workload(readCloudAssembly(outdir).stacks), outdir);
  } finally {
    fs.rmSync(outdir, { recursive: true });
  }
}

const bucket = (scope: Construct, props?: s3.BucketProps) => new s3.Bucket(scope, 'Bucket', props);

const sdkCall = { service: 'S3', action: 'listBuckets', physicalResourceId: customResources.PhysicalResourceId.of('x') };
const policy = customResources.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] });

describe('functions that the CDK creates for its own use', () => {
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

  test('S3 notifications, but not a function of the app', () => {
    const { owned, own } = functions((stack) =>
      bucket(stack).addObjectCreatedNotification(new notifications.LambdaDestination(new lambda.Function(stack, 'Mine', inline))),
    );
    expect({ owned, own }).toEqual({ owned: ['S/BucketNotificationsHandler050a0587b7544547bf325f094a3db834/Resource'], own: ['S/Mine/Resource'] });
  });

  test('the provider framework, but not the handler of the app', () => {
    const { owned, own } = functions((stack) => {
      const onEventHandler = new lambda.Function(stack, 'Handler', inline);
      const { serviceToken } = new customResources.Provider(stack, 'Provider', { onEventHandler, isCompleteHandler: onEventHandler });
      new CustomResource(stack, 'It', { serviceToken });
    });
    expect(owned).toEqual(['onEvent', 'isComplete', 'onTimeout'].map((name) => `S/Provider/framework-${name}/Resource`));
    expect(own).toEqual(['S/Handler/Resource']);
  });

  test('triggers, but not the function that they call', () => {
    const { owned, own } = functions((stack) => new triggers.TriggerFunction(stack, 'Mine', inline));
    expect({ owned, own }).toEqual({ owned: ['S/AWSCDK.TriggerCustomResourceProviderCustomResourceProvider/Handler'], own: ['S/Mine/Resource'] });
  });

  test('references across Regions', () => {
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
    const app = new App({ outdir });
    const [owner, user] = ['us-east-1', 'eu-west-1'].map(
      (region, i) => new Stack(app, ['Owner', 'User'][i], { env: { account: '111111111111', region }, crossRegionReferences: true }),
    );
    new s3.CfnBucket(user, 'B', { bucketName: new s3.CfnBucket(owner, 'B').ref });
    app.synth();
    const workload = new Workload(readCloudAssembly(outdir).stacks);
    expect(workload.resources(FUNCTION).map((resource) => [resource.path, isCdkOwned(resource, workload)])).toEqual([
      ['Owner/Custom::CrossRegionExportWriterCustomResourceProvider/Handler', true],
      ['User/Custom::CrossRegionExportReaderCustomResourceProvider/Handler', true],
    ]);
    fs.rmSync(outdir, { recursive: true });
  });

  test.each<[string, (stack: Stack) => void]>([
    ['LogRetention', (stack) => new logs.LogRetention(stack, 'It', { logGroupName: '/x', retention: logs.RetentionDays.ONE_DAY })],
    ['OpenIdConnectProvider', (stack) => new iam.OpenIdConnectProvider(stack, 'It', { url: 'https://example.com' })],
  ])('the role and the policies of %s', (_, build) => {
    expect(owners(['AWS::IAM::Role', 'AWS::IAM::Policy'], build).own).toEqual([]);
  });
});

/** Logical id of the CDK's function that calls the API of AWS. */
const ID = 'AWS679f53fac002430cb0da5b7982bd2287';
const CODE = path.join(path.dirname(require.resolve('aws-cdk-lib/package.json')), 'custom-resource-handlers', 'dist', 'custom-resources', 'aws-custom-resource-handler');
const shippedCode = () => ({ ...inline, code: lambda.Code.fromAsset(CODE) });

/** Creates a call of the API of AWS, and changes the resources that the CDK creates for it. */
const changed = (change: (fn: lambda.CfnFunction, stack: Stack) => void) => (stack: Stack) => {
  new customResources.AwsCustomResource(stack, 'It', { onCreate: sdkCall, policy });
  change(stack.node.findChild(ID).node.defaultChild as lambda.CfnFunction, stack);
};

const ROLE = ['AWS::IAM::Role', 'AWS::IAM::Policy'];

describe('a name is not sufficient', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['other code in an asset', (stack) => new lambda.Function(stack, ID, { ...inline, code: lambda.Code.fromAsset(__dirname, { exclude: ['**', '!cdk-owned.test.ts'] }) })],
    ['other code in the template', (stack) => new lambda.Function(stack, ID, inline)],
    ['other code for the provider framework', (stack) => new lambda.Function(stack, 'framework-onEvent', inline)],
    ['other code under the hash of the CDK’s', (stack) => {
      const { assetHash } = new assets.Asset(stack, 'Shipped', { path: CODE });
      const mine = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
      fs.writeFileSync(path.join(mine, 'index.js'), 'exports.handler = async () => {};');
      new lambda.Function(stack, ID, { ...inline, code: lambda.Code.fromAsset(mine, { assetHash }) });
    }],
    ['a file more', (stack) => {
      const mine = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
      fs.cpSync(CODE, mine, { recursive: true });
      fs.writeFileSync(path.join(mine, '__entrypoint__.js'), 'exports.handler = async () => {};');
      new lambda.Function(stack, ID, { ...inline, code: lambda.Code.fromAsset(mine) });
    }],
    ['code in a bucket', (stack) => new lambda.Function(stack, ID, { ...inline, code: lambda.Code.fromBucket(s3.Bucket.fromBucketName(stack, 'B', 'bucket'), 'key.zip') })],
    ['a handler outside of the CDK', changed((fn) => fn.addPropertyOverride('Handler', '/opt/other.handler'))],
    ['a layer', changed((fn, stack) => fn.addPropertyOverride('Layers', [new lambda.LayerVersion(stack, 'L', { code: lambda.Code.fromAsset(__dirname) }).layerVersionArn]))],
    ['a variable that loads other code', changed((fn) => fn.addPropertyOverride('Environment.Variables.NODE_OPTIONS', '--require /opt/x.js'))],
  ])('%s', (_, build) => {
    expect(functions(build).owned).toEqual([]);
  });

  test('the CDK’s code under another name', () => {
    expect(functions((stack) => new lambda.Function(stack, 'Mine', shippedCode())).own).toEqual(['S/Mine/Resource']);
  });

  test('other resources below such a name', () => {
    const { own } = owners(['AWS::Lambda::Url', 'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Permission', FUNCTION], (stack) => {
      const fn = new lambda.Function(stack, ID, shippedCode());
      fn.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
      fn.addEventSourceMapping('Queue', { eventSourceArn: 'arn:aws:sqs:eu-west-1:111111111111:q' });
      new lambda.Function(fn, 'Inner', inline);
    });
    expect(own.filter((at) => at.includes(ID)).length).toBeGreaterThanOrEqual(4);
    expect(own).not.toContain(`S/${ID}/Resource`);
  });

  test.each<[string, (stack: Stack) => void, RegExp]>([
    ['more actions', changed((_, stack) => (stack.node.findChild(ID) as lambda.Function).addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] }))), /DefaultPolicy/],
    ['a policy of AWS', changed((_, stack) => (stack.node.findChild(ID) as lambda.Function).role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'))), /ServiceRole\/Resource/],
    ['another principal that may assume it', changed((_, stack) => {
      const role = stack.node.findChild(ID).node.findChild('ServiceRole') as iam.Role;
      role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.AccountPrincipal('222222222222')] }));
    }), /ServiceRole\/Resource/],
    ['a function of the app that has it', changed((_, stack) => new lambda.Function(stack, 'Mine', { ...inline, role: (stack.node.findChild(ID) as lambda.Function).role })), /ServiceRole\/Resource/],
    ['a policy for others as well', (stack) => {
      new logs.LogRetention(stack, 'It', { logGroupName: '/x', retention: logs.RetentionDays.ONE_DAY });
      const [defaultPolicy] = stack.node.findAll().filter((node) => node instanceof CfnResource && node.cfnResourceType === 'AWS::IAM::Policy');
      (defaultPolicy as CfnResource).addPropertyOverride('Users', ['someone']);
    }, /DefaultPolicy/],
  ])('a role with %s', (_, build, judged) => {
    expect(owners(ROLE, build).own.filter((at) => judged.test(at))).toHaveLength(1);
  });
});

describe('functions that an app creates with the same constructs are its own', () => {
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
  test('a construct with such an id at a deeper level', () => {
    const build = (stack: Stack) => new lambda.Function(new Construct(stack, 'X'), 'AWS679f53fac002430cb0da5b7982bd2287', inline);
    expect(functions(build)).toEqual({ owned: [], own: ['S/X/AWS679f53fac002430cb0da5b7982bd2287/Resource'] });
  });
});

describe('in a template without an app', () => {
  const alone = (remove: boolean) =>
    readAssembly((stack) => new logs.LogRetention(stack, 'It', { logGroupName: '/x', retention: logs.RetentionDays.ONE_DAY }), (_, outdir) => {
      for (const name of fs.readdirSync(outdir)) if (name.startsWith('asset.') && remove) fs.rmSync(path.join(outdir, name), { recursive: true });
      const workload = new Workload(readStacks({ file: path.join(outdir, 'S.template.json') }));
      return workload.resources(FUNCTION, 'AWS::IAM::Role', 'AWS::IAM::Policy').map((resource) => isCdkOwned(resource, workload));
    });

  test('the path in the metadata counts if the assets are beside it', () => {
    expect(alone(false)).toEqual([true, true, true]);
  });
  test('without assets, nothing is recognized', () => {
    expect(alone(true)).toEqual([false, false, false]);
  });
});

function deploy(stack: Stack, props: Partial<deployment.BucketDeploymentProps> = {}): void {
  new deployment.BucketDeployment(stack, 'It', { destinationBucket: bucket(stack), sources: [deployment.Source.data('x', 'y')], ...props });
}

describe('a permission that the app gives to such a function', () => {
  const found = (build: (stack: Stack) => void) =>
    readAssembly(build, (workload) => evaluate(workload, [functionRoleLeastPrivilege], new Settings()).observations.map(({ resource, id }) => `${resource.path} ${id}`));

  test.each<[string, (stack: Stack) => void]>([
    ['in its own policy', changed((_, stack) => (stack.node.findChild(ID) as lambda.Function).addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::x'] })))],
    ['in a policy of the app', (stack) =>
      new customResources.AwsCustomResource(stack, 'It', { onCreate: sdkCall, policy: customResources.AwsCustomResourcePolicy.fromStatements([new iam.PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::x'] })]) })],
    ['in a policy of AWS', changed((_, stack) => (stack.node.findChild(ID) as lambda.Function).role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3FullAccess')))],
    ['by another role', changed((fn, stack) => fn.addPropertyOverride('Role', new iam.Role(stack, 'Mine', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3FullAccess')],
    }).roleArn))],
  ])('is judged %s', (_, build) => {
    expect(found(build)).toContainEqual(expect.stringMatching(new RegExp(`^S/${ID}/Resource (every-action-of-service|broad-managed-policy)$`)));
  });

  test('is not judged if the CDK creates it', () => {
    expect(found((stack) => {
      new logs.LogRetention(stack, 'Retention', { logGroupName: '/x', retention: logs.RetentionDays.ONE_DAY });
      const narrow = new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::x/y'] });
      new customResources.AwsCustomResource(stack, 'Narrow', { onCreate: sdkCall, policy: customResources.AwsCustomResourcePolicy.fromStatements([narrow]) });
      deploy(stack);
    })).toEqual([]);
  });
});
