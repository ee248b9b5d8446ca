import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  CertifiedDependencies, EventSchema, RotatedSecret, RuntimePolicy, SecretRotation, SecureFunction, SecureFunctionProps, SecureNodejsFunction,
  SecureNodejsFunctionProps, VaultPath, VaultSecret,
} from '../../../lib';
import { packFindings } from '../packs';

const CODE = { code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X };

type Extra = Partial<SecureFunctionProps> & SecureNodejsFunctionProps;
type Secure = SecureFunction | SecureNodejsFunction;

/** Both classes, created with the same props. */
const CLASSES: [string, (stack: Stack, props?: Extra) => Secure][] = [
  ['SecureFunction', (stack, props) => new SecureFunction(stack, 'Fn', { ...CODE, ...props })],
  ['SecureNodejsFunction', (stack, props) => new SecureNodejsFunction(stack, 'Fn', { ...CODE, ...props })],
];

const newStack = () => new Stack(new App(), 'Stack');
const fnOf = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))[0].Properties;

describe.each(CLASSES)('%s', (_, make) => {
  test('eventSchemas add the validator before the handler', () => {
    const stack = newStack();
    const fn = make(stack, { eventSchemas: [EventSchema.sqs({ type: 'object', additionalProperties: false })] });
    expect(fn.eventValidation!.quarantine).toBeDefined();
    expect(fnOf(stack)).toMatchObject({ Handler: '/opt/sec3-event-validator/handler.handler', Environment: { Variables: { SEC3_EVENT_HANDLER: 'index.handler' } } });
  });

  test('records a bill of materials, and compares it with certified dependencies', () => {
    const stack = newStack();
    make(stack, { certifiedDependencies: CertifiedDependencies.fromFile('no-such-file.json'), code: lambda.Code.fromAsset(path.join(__dirname, '../../../examples/orders/handlers')) });
    const { Metadata: metadata } = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))[0];
    expect(metadata['cdk-sec3:dependencies']).toEqual({ sbom: 'sbom/Stack/Fn.cdx.json', packages: 0, certification: { file: 'no-such-file.json', problems: [], unknown: [] } });
  });

  test('passes the gate, both packs of cdk-nag and the CDK’s validator', () => {
    const { open, acknowledged } = packFindings((stack) => void make(stack));
    expect(open).toEqual(['Sec3-FunctionConcurrencyBounded[unbounded] Stack/Fn/Resource']);
    expect(acknowledged).toEqual([
      'AwsSolutions-IAM5[Resource::*] Stack/Fn/ExecutionPolicy/Resource',
      'Serverless-SQSRedrivePolicy Stack/Fn/FailedEvents/Resource',
    ]);
  });

  test('passes with all options and a reserved concurrency', () => {
    const { open } = packFindings((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 1 });
      vpc.addFlowLog('FlowLog');
      make(stack, {
        vpc,
        reservedConcurrentExecutions: 5,
        logEncryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
        runtime: lambda.Runtime.NODEJS_22_X,
        retryAttempts: 0,
      });
    });
    expect(open).toEqual([]);
  });

  test('passes with an on-failure destination', () => {
    const { open, acknowledged } = packFindings((stack) => {
      const dead = { queue: new sqs.Queue(stack, 'Dead', { enforceSSL: true, redriveAllowPolicy: undefined }), maxReceiveCount: 3 };
      make(stack, { reservedConcurrentExecutions: 5, onFailure: new SqsDestination(new sqs.Queue(stack, 'Failed', { enforceSSL: true, deadLetterQueue: dead })) });
    });
    expect(open).toEqual(['Serverless-SQSRedrivePolicy Stack/Dead/Resource']);
    expect(acknowledged).toContain('Serverless-LambdaDLQ Stack/Fn/Resource');
  });

  test('does not acknowledge findings on permissions that the app adds', () => {
    const { open } = packFindings((stack) => {
      make(stack, { reservedConcurrentExecutions: 5 }).addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    });
    expect(open).toEqual([
      'AwsSolutions-IAM5[Resource::*] Stack/Fn/ServiceRole/DefaultPolicy/Resource',
      'Sec3-FunctionRoleLeastPrivilege[every-resource] Stack/Fn/Resource',
    ]);
  });

  test('has a timeout and a memory size, and no limit on concurrency', () => {
    const stack = newStack();
    make(stack);
    expect(fnOf(stack)).toMatchObject({ Timeout: 10, MemorySize: 256, TracingConfig: { Mode: 'Active' } });
    expect(fnOf(stack)).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('exposes its resources as properties', () => {
    const stack = newStack();
    const fn = make(stack);
    expect([fn.logGroup, fn.failureQueue, fn.executionPolicy].map((it) => it?.node.path)).toEqual([
      'Stack/Fn/LogGroup',
      'Stack/Fn/FailedEvents',
      'Stack/Fn/ExecutionPolicy',
    ]);
    Template.fromStack(stack).resourceCountIs('Custom::LogRetention', 0);
  });

  test.each<[string, Extra, object]>([
    ['undefined values', { timeout: undefined, memorySize: undefined, tracing: undefined }, { Timeout: 10, MemorySize: 256, TracingConfig: { Mode: 'Active' } }],
    ['time and memory', { timeout: Duration.minutes(1), memorySize: 1024 }, { Timeout: 60, MemorySize: 1024 }],
    ['tracing', { tracing: lambda.Tracing.PASS_THROUGH }, { TracingConfig: { Mode: 'PassThrough' } }],
    ['no tracing', { tracing: lambda.Tracing.DISABLED }, { TracingConfig: undefined }],
    ['concurrency', { reservedConcurrentExecutions: 7 }, { ReservedConcurrentExecutions: 7 }],
    ['no place for failed events', { deadLetterQueueEnabled: false }, { DeadLetterConfig: undefined }],
    ['log format', { loggingFormat: lambda.LoggingFormat.JSON }, { LoggingConfig: { LogFormat: 'JSON', LogGroup: expect.anything() } }],
  ])('accepts %s', (__, props, expected) => {
    const stack = newStack();
    make(stack, props);
    expect(Object.fromEntries(Object.keys(expected).map((key) => [key, fnOf(stack)[key]]))).toEqual(expected);
  });

  test.each<[lambda.Tracing | undefined, string | undefined]>([
    [undefined, 'Active'],
    [lambda.Tracing.PASS_THROUGH, 'PassThrough'],
    [lambda.Tracing.DISABLED, undefined],
  ])('with OpenTelemetry, tracing %s is %s', (tracing, mode) => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
    make(stack, {
      tracing,
      adotInstrumentation: {
        layerVersion: lambda.AdotLayerVersion.fromJavaScriptSdkLayerVersion(lambda.AdotLambdaLayerJavaScriptSdkVersion.LATEST),
        execWrapper: lambda.AdotLambdaExecWrapper.REGULAR_HANDLER,
      },
    });
    expect(fnOf(stack).TracingConfig?.Mode).toBe(mode);
  });

  test('uses a given queue for failed events, and creates its own if one is only enabled', () => {
    const stack = newStack();
    const given = new sqs.Queue(stack, 'Given');
    expect(make(stack, { deadLetterQueue: given })).toMatchObject({ deadLetterQueue: given, failureQueue: undefined });
    const other = newStack();
    expect(make(other, { deadLetterQueueEnabled: true }).failureQueue).toBeDefined();
    Template.fromStack(other).resourcePropertiesCountIs('AWS::SQS::Queue', { SqsManagedSseEnabled: true }, 1);
    Template.fromStack(other).resourceCountIs('AWS::SQS::Queue', 1);
  });

  test('uses a given log group', () => {
    const stack = newStack();
    const logGroup = new logs.LogGroup(stack, 'Given');
    expect(make(stack, { logGroup }).logGroup).toBe(logGroup);
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 1);
  });

  test('takes settings for its own log group', () => {
    const stack = newStack();
    make(stack, { logGroupRetention: logs.RetentionDays.ONE_MONTH, logGroupRemovalPolicy: RemovalPolicy.DESTROY });
    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
  });

  test('asynchronous invocation can be configured later', () => {
    const stack = newStack();
    make(stack).configureAsyncInvoke({ maxEventAge: Duration.hours(1) });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumEventAgeInSeconds: 3600 });
  });

  test('is guarded, with an alarm', () => {
    const stack = newStack();
    const fn = make(stack);
    expect(fnOf(stack)).toMatchObject({
      Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/sec3-runtime-guard/wrapper', SEC3_RUNTIME_POLICY: JSON.stringify(RuntimePolicy.standard().toJson()) } },
      Layers: [{ Ref: expect.stringContaining('Sec3RuntimeGuard') }],
    });
    expect(fn.blockedAlarm!.node.path).toMatch(/^Stack\/Fn\//);
  });

  test('takes another runtime policy, or none', () => {
    const [strict, none] = [newStack(), newStack()];
    make(strict, { runtimePolicy: RuntimePolicy.strict() });
    expect(fnOf(strict).Environment.Variables.SEC3_RUNTIME_POLICY).toBe(JSON.stringify(RuntimePolicy.strict().toJson()));
    expect(make(none, { runtimeProtection: false }).blockedAlarm).toBeUndefined();
    expect(fnOf(none)).not.toHaveProperty('Layers');
  });

  test('is not guarded if the guard can’t protect it, unless runtimeProtection is true', () => {
    const layers = (stack: Stack) => [1, 2, 3, 4, 5].map((n) => lambda.LayerVersion.fromLayerVersionArn(stack, `L${n}`, `arn:aws:lambda:eu-west-1:111111111111:layer:l${n}:1`));
    const stack = newStack();
    make(stack, { layers: layers(stack) });
    expect(fnOf(stack).Environment?.Variables ?? {}).not.toHaveProperty('SEC3_RUNTIME_POLICY');
    const asked = newStack();
    expect(() => make(asked, { layers: layers(asked), runtimeProtection: true })).toThrow("[Stack/Fn] the runtime guard can't protect the function: it has 5 layers");
  });

  test('reads secrets: their ARNs are in environment variables, with a grant', () => {
    const stack = newStack();
    const secret = new RotatedSecret(stack, 'Secret', { rotation: SecretRotation.generated() });
    make(stack, { secrets: { PAYMENTS_KEY: secret }, secretUse: { currentVersionOnly: true } });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { PAYMENTS_KEY: { Ref: Match.stringLikeRegexp('^Secret') } } } });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'secretsmanager:GetSecretValue', Condition: Match.objectLike({ ArnEquals: { 'lambda:SourceFunctionArn': Match.anyValue() } }) }),
        ]),
      },
    });
  });

  test('reads secrets from Vault', () => {
    const stack = newStack();
    const vaultSecret = new VaultSecret(stack, 'Vault', {
      address: 'https://vault.example.com',
      role: 'orders',
      paths: { PAYMENTS_URL: VaultPath.kv2('secret', 'payments') },
      layer: lambda.LayerVersion.fromLayerVersionArn(stack, 'Extension', 'arn:aws:lambda:eu-west-1:111111111111:layer:vault:1'),
    });
    make(stack, { vaultSecret });
    expect(fnOf(stack).Environment.Variables).toMatchObject({ PAYMENTS_URL: 'http://127.0.0.1:8200/v1/secret/data/payments' });
  });

  test('warns about remaining gaps', () => {
    const stack = newStack();
    make(stack, { durableConfig: { executionTimeout: Duration.hours(1) } });
    Annotations.fromStack(stack).hasWarning('/Stack/Fn', Match.stringLikeRegexp('^The function may write to every log group.*Sec3-FunctionNotHardened'));
  });

  describe('rejects', () => {
    test.each<[string, (stack: Stack) => Extra, string]>([
      [
        'a deprecated runtime',
        () => ({ runtime: lambda.Runtime.NODEJS_20_X }),
        '[Stack/Fn] runtime nodejs20.x is deprecated since 2026-04-30, and AWS no longer patches it: choose a newer one',
      ],
      [
        'deprecated settings of logs',
        () => ({ logRetention: 7, logRemovalPolicy: RemovalPolicy.DESTROY }),
        '[Stack/Fn] logRetention 7 creates a custom resource: use logGroupRetention; ' +
          'logRemovalPolicy destroy creates a custom resource: use logGroupRemovalPolicy',
      ],
      [
        'a policy without protection, and a use of no secrets',
        () => ({ runtimeProtection: false, runtimePolicy: RuntimePolicy.strict(), secretUse: { cachingExtension: true } }),
        '[Stack/Fn] runtimePolicy is set, but runtimeProtection is false: remove one of them; secretUse is set without secrets: set secrets, or remove it',
      ],
      [
        'a variable twice',
        (stack) => ({ environment: { KEY: 'x' }, secrets: { KEY: new RotatedSecret(stack, 'Twice', { rotation: SecretRotation.generated() }) } }),
        '[Stack/Fn] environment.KEY and secrets.KEY set the same variable: remove or rename one of them',
      ],
      [
        'settings of a log group that is not its own',
        (stack) => ({
          logGroup: new logs.LogGroup(stack, 'Given'),
          logGroupRetention: 7,
          logGroupRemovalPolicy: RemovalPolicy.DESTROY,
          logEncryptionKey: new kms.Key(stack, 'Key'),
        }),
        `[Stack/Fn] ${['logGroupRetention 7', 'logGroupRemovalPolicy destroy', 'logEncryptionKey Stack/Key']
          .map((it) => `${it} applies only to the function's own log group, but logGroup sets another one: set it on that log group`)
          .join('; ')}`,
      ],
      [
        'a FIFO queue for failed events',
        (stack) => ({ deadLetterQueue: new sqs.Queue(stack, 'Q', { fifo: true }) }),
        '[Stack/Fn] queue Stack/Q is a FIFO queue, but Lambda delivers only to standard ones: use a standard queue',
      ],
      [
        'a FIFO topic for failed events',
        (stack) => ({ deadLetterTopic: new sns.Topic(stack, 'T', { fifo: true }) }),
        '[Stack/Fn] topic Stack/T is a FIFO topic, but Lambda delivers only to standard ones: use a standard topic',
      ],
      [
        'all of it at once',
        () => ({ runtime: lambda.Runtime.NODEJS_18_X, logRetention: 7 }),
        '[Stack/Fn] logRetention 7 creates a custom resource: use logGroupRetention; ' +
          'runtime nodejs18.x is deprecated since 2025-09-01, and AWS no longer patches it: choose a newer one',
      ],
    ])('%s', (__, props, message) => {
      const stack = newStack();
      expect(() => make(stack, props(stack))).toThrow(new Error(message));
    });
  });
});

test('SecureFunction accepts container images', () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
  try {
    fs.writeFileSync(path.join(dir, 'Dockerfile'), 'FROM scratch\n');
    const stack = newStack();
    new SecureFunction(stack, 'Fn', { code: lambda.Code.fromAssetImage(dir), handler: lambda.Handler.FROM_IMAGE, runtime: lambda.Runtime.FROM_IMAGE });
    expect(fnOf(stack)).toMatchObject({ PackageType: 'Image', TracingConfig: { Mode: 'Active' } });
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});

test('40 functions share a role, whose policies stay within the limits of IAM', () => {
  const stack = newStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const secrets = { KEY_ONE: new RotatedSecret(stack, 'One', { rotation: SecretRotation.generated() }) };
  const fns = Array.from({ length: 40 }, (_, index) => new SecureFunction(stack, `Fn${index}`, { ...CODE, role, secrets: index < 12 ? secrets : undefined }));
  const template = Template.fromStack(stack);
  const logged = Object.values({ ...template.findResources('AWS::IAM::Policy'), ...template.findResources('AWS::IAM::ManagedPolicy') })
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) => ([Action].flat().includes('logs:PutLogEvents') ? [Resource].flat() : []));
  for (const fn of fns) expect(logged).toContainEqual(stack.resolve(fn.logGroup.logGroupArn));
  expect(fns[0].executionPolicy).toBeDefined();
  expect(fns[39].executionPolicy).toBeUndefined();
});

test('a role of another account is rejected, as Lambda does', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::444455556666:role/other');
  expect(() => new SecureFunction(stack, 'Fn', { ...CODE, role })).toThrow(
    "[Stack/Fn] role Stack/Role is in account 444455556666, and Lambda only accepts roles of the function's own account, 111122223333: let the function assume it",
  );
});
