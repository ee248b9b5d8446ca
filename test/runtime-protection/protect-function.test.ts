import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { functionIn, propertiesOf, stackOf, variablesOf, WRAPPER } from './protected';
import { protectFunction } from '../../lib/runtime-protection/protect-function';
import { RUNTIME_PROTECTION_RULES } from '../../lib/runtime-protection/rules';
import { RuntimePolicy } from '../../lib/runtime-protection/runtime-policy';
import { check, workloadOfApp } from '../gate/harness';

const STANDARD = RuntimePolicy.standard();

/** Protects a function with the given props. */
function protect(props: Partial<lambda.FunctionProps> | ((stack: Stack) => Partial<lambda.FunctionProps>) = {}, policy = STANDARD): Stack {
  const stack = stackOf();
  protectFunction(functionIn(stack, typeof props === 'function' ? props(stack) : props), policy);
  return stack;
}

const layerArn = (index: number) => `arn:aws:lambda:eu-west-1:111111111111:layer:l${index}:1`;
const layers = (stack: Stack, count: number) =>
  Array.from({ length: count }, (_, index) => lambda.LayerVersion.fromLayerVersionArn(stack, `L${index}`, layerArn(index)));

describe('a protected function', () => {
  const stack = protect({ environment: { STAGE: 'prod' } });

  test('starts the guard, with its policy', () => {
    expect(variablesOf(stack)).toEqual({ STAGE: 'prod', AWS_LAMBDA_EXEC_WRAPPER: WRAPPER, SEC3_RUNTIME_POLICY: JSON.stringify(STANDARD.toJson()) });
  });

  test('has the layer', () => {
    expect(propertiesOf(stack).Layers).toEqual([{ Ref: expect.stringMatching(/^Sec3RuntimeGuard/) }]);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::LayerVersion', { CompatibleArchitectures: ['x86_64', 'arm64'], CompatibleRuntimes: Match.absent() });
  });

  test('has an alarm on blocked actions', () => {
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 1);
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Sec3/RuntimeProtection',
      MetricName: 'Blocked',
      Dimensions: [{ Name: 'functionName', Value: { Ref: Match.stringLikeRegexp('^Fn') } }],
      Statistic: 'Sum',
      Period: 60,
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('satisfies the rules on the guard', () => {
    const workload = workloadOfApp((app) => void protectFunction(functionIn(new Stack(app, 'Stack')), STANDARD));
    const rules = RUNTIME_PROTECTION_RULES.filter(({ id }) => !['FunctionRoleLeastPrivilege', 'FunctionConcurrencyBounded'].includes(id));
    expect(rules.flatMap((rule) => check(rule, workload))).toEqual([]);
  });

  test.each([
    lambda.Runtime.NODEJS_22_X,
    lambda.Runtime.NODEJS_LATEST,
    lambda.Runtime.PYTHON_3_12,
    lambda.Runtime.PYTHON_3_14,
    lambda.Runtime.JAVA_21,
    lambda.Runtime.DOTNET_8,
    lambda.Runtime.RUBY_3_4,
  ])('supports %s', (runtime) => {
    const on = protect((it) => ({ runtime, code: lambda.Code.fromBucketV2(s3.Bucket.fromBucketName(it, 'Code', 'code'), 'code.zip') }));
    expect(variablesOf(on).AWS_LAMBDA_EXEC_WRAPPER).toBe(WRAPPER);
    Annotations.fromStack(on).hasNoWarning('*', Match.stringLikeRegexp('Sec3-FunctionNotProtected'));
  });

  test('supports the newest Node.js of the Region', () => {
    expect(variablesOf(protect((it) => ({ runtime: lambda.determineLatestNodeRuntime(it) }))).AWS_LAMBDA_EXEC_WRAPPER).toBe(WRAPPER);
  });

  test('warns about a runtime that is too new for the whole guard', () => {
    const on = protect({ runtime: new lambda.Runtime('python3.15', lambda.RuntimeFamily.PYTHON, { supportsInlineCode: true }) });
    Annotations.fromStack(on).hasWarning(
      '/Stack/Fn',
      Match.stringLikeRegexp('The runtime python3.15 is newer than the guard supports, so only its native part protects the function'),
    );
  });
});

test('shares the layer with functions of the same stack', () => {
  const stack = stackOf();
  const made = ['A', 'B'].map((id) => protectFunction(functionIn(stack, {}, id), STANDARD));
  expect(made[0].layer).toBe(made[1].layer);
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::LayerVersion', 1);
});

test('has the chosen alarms', () => {
  const stack = stackOf();
  const actions: string[] = [];
  const action = { bind: (_: unknown, alarm: { node: { id: string } }) => ({ alarmActionArn: `arn:aws:sns:eu-west-1:111111111111:${actions.push(alarm.node.id)}` }) };
  const made = protectFunction(functionIn(stack), STANDARD, { blockedAlarm: false, alertedAlarm: true, alarmActions: [action] });
  expect(made).toMatchObject({ blockedAlarm: undefined, alertedAlarm: { node: { id: 'RuntimeProtectionAlerted' } } });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Alerted', AlarmActions: ['arn:aws:sns:eu-west-1:111111111111:1'] });
});

describe('environment variables', () => {
  test('added later are kept', () => {
    const stack = stackOf();
    const fn = functionIn(stack);
    protectFunction(fn, STANDARD);
    fn.addEnvironment('LATER', 'x');
    expect(variablesOf(stack)).toMatchObject({ LATER: 'x', AWS_LAMBDA_EXEC_WRAPPER: WRAPPER });
  });

  test.each(['before', 'after'])('of a wrapper, set %s, make the guard start it', (when) => {
    const stack = stackOf();
    const fn = functionIn(stack, when === 'before' ? { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler' } } : {});
    protectFunction(fn, STANDARD);
    if (when === 'after') fn.addEnvironment('AWS_LAMBDA_EXEC_WRAPPER', '/opt/otel-handler');
    expect(variablesOf(stack)).toMatchObject({ AWS_LAMBDA_EXEC_WRAPPER: WRAPPER, SEC3_CHAINED_WRAPPER: '/opt/otel-handler' });
  });

  test('of the OpenTelemetry wrapper are kept', () => {
    const stack = protect({
      adotInstrumentation: {
        layerVersion: lambda.AdotLayerVersion.fromJavaScriptSdkLayerVersion(lambda.AdotLambdaLayerJavaScriptSdkVersion.LATEST),
        execWrapper: lambda.AdotLambdaExecWrapper.REGULAR_HANDLER,
      },
    });
    expect(variablesOf(stack)).toMatchObject({ AWS_LAMBDA_EXEC_WRAPPER: WRAPPER, SEC3_CHAINED_WRAPPER: '/opt/otel-handler' });
    expect(propertiesOf(stack).Layers).toHaveLength(2);
  });

  test('that already name the guard are kept', () => {
    expect(variablesOf(protect({ environment: { AWS_LAMBDA_EXEC_WRAPPER: WRAPPER } }))).not.toHaveProperty('SEC3_CHAINED_WRAPPER');
  });

  test('that name a chained wrapper are kept', () => {
    expect(variablesOf(protect({ environment: { SEC3_CHAINED_WRAPPER: '/opt/other' } })).SEC3_CHAINED_WRAPPER).toBe('/opt/other');
  });

  test('contain a host that is known only at deployment', () => {
    const stack = stackOf();
    const db = new rds.CfnDBInstance(stack, 'Db', { dbInstanceClass: 'db.t4g.micro' });
    const policy = RuntimePolicy.standard({ allowedHosts: [`${db.attrEndpointAddress}:${db.attrEndpointPort}`, 'example.com'] });
    protectFunction(functionIn(stack), policy);
    const [separator, parts] = variablesOf(stack).SEC3_RUNTIME_POLICY['Fn::Join'];
    const filled = parts.map((part: any) => (typeof part === 'string' ? part : part['Fn::GetAtt'][1] === 'Endpoint.Port' ? '5432' : 'db.example'));
    expect(JSON.parse(filled.join(separator))).toEqual({ ...policy.toJson(), allowedHosts: ['db.example:5432', 'example.com'] });
  });
});

describe('versions', () => {
  const version = (stack: Stack) => Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Version'))[0];
  const versioned = (policy?: RuntimePolicy, later?: string) => {
    const stack = stackOf({ '@aws-cdk/aws-lambda:recognizeLayerVersion': true });
    const fn = functionIn(stack);
    fn.currentVersion;
    if (policy) protectFunction(fn, policy);
    if (later) fn.addEnvironment('LATER', later);
    return version(stack);
  };

  test('change with protection, policy and later variables', () => {
    const ids = [versioned(), versioned(STANDARD), versioned(RuntimePolicy.strict()), versioned(STANDARD, 'x'), versioned(STANDARD, 'y')];
    expect(new Set(ids).size).toBe(ids.length);
    expect(versioned(STANDARD, 'x')).toBe(ids[3]);
  });
});

describe('rejects', () => {
  const edgeRole = (stack: Stack) =>
    new iam.Role(stack, 'Role', {
      assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ServicePrincipal('edgelambda.amazonaws.com')),
    });
  const runtime = (name: string, family?: lambda.RuntimeFamily) => ({ runtime: new lambda.Runtime(name, family, { supportsInlineCode: true }) });

  test.each<[string, (stack: Stack) => Partial<lambda.FunctionProps>, string]>([
    ['OS-only runtimes', () => runtime('provided.al2023'), "can't start the guard: runtime provided.al2023 starts no wrapper (AWS_LAMBDA_EXEC_WRAPPER)"],
    ['old runtimes', () => runtime('python3.11'), "can't start the guard: runtime python3.11 is older than Amazon Linux 2023, which the guard needs"],
    ['unknown runtimes', () => runtime('cobol1'), 'can\'t start the guard: runtime "cobol1" is not known here'],
    [
      'runtimes that are known only at deployment',
      (stack) => runtime(new CfnParameter(stack, 'Runtime').valueAsString, lambda.RuntimeFamily.NODEJS),
      'has a runtime that is known only at deployment: set a fixed one',
    ],
    ['a sixth layer', (stack) => ({ layers: layers(stack, 5) }), 'has 5 layers, and the limit of Lambda is 5 including that of the guard: remove one'],
    ['the edge', (stack) => ({ role: edgeRole(stack) }), 'runs at the edge, where Lambda supports neither layers nor environment variables'],
    [
      'another policy',
      () => ({ environment: { SEC3_RUNTIME_POLICY: '{}' } }),
      'has its own SEC3_RUNTIME_POLICY: pass the policy with RuntimePolicy.fromDocument instead',
    ],
    [
      'two wrappers',
      () => ({ environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/a', SEC3_CHAINED_WRAPPER: '/opt/b' } }),
      'has both AWS_LAMBDA_EXEC_WRAPPER /opt/a and SEC3_CHAINED_WRAPPER /opt/b, but the guard can only start one: remove the other',
    ],
    [
      'more than 4 KB of variables',
      () => ({ environment: { BIG: 'x'.repeat(3900) } }),
      'has 4283 bytes of environment variables with the policy, and the limit of Lambda is 4096: shorten allowedHosts or other variables',
    ],
    [
      'all at once',
      (stack) => ({ ...runtime('nodejs18.x'), layers: layers(stack, 5) }),
      "can't start the guard: runtime nodejs18.x is older than Amazon Linux 2023, which the guard needs; it has 5 layers, and the limit of Lambda is 5",
    ],
  ])('%s', (_, props, problem) => expect(() => protect(props)).toThrow(`[Stack/Fn] the runtime guard can't protect the function: it ${problem}`));

  test('container images', () => {
    const stack = stackOf();
    const code = lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Repo', 'repo'));
    expect(() => protectFunction(new lambda.DockerImageFunction(stack, 'Fn', { code }), STANDARD)).toThrow(
      "[Stack/Fn] the runtime guard can't protect the function: it is a container image, which has no layers: copy the guard into the image",
    );
  });

  test('a function that is already protected', () => {
    const fn = functionIn(stackOf());
    protectFunction(fn, STANDARD);
    expect(() => protectFunction(fn, STANDARD)).toThrow("[Stack/Fn] the runtime guard can't protect the function: it is already protected");
  });

  test('without changes to the function', () => {
    const stack = stackOf();
    const fn = functionIn(stack, { environment: { SEC3_RUNTIME_POLICY: '{}' } });
    expect(() => protectFunction(fn, STANDARD)).toThrow();
    expect(variablesOf(stack)).toEqual({ SEC3_RUNTIME_POLICY: '{}' });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::LayerVersion', 0);
  });
});

describe('fails synthesis for a later addition of', () => {
  const synthesized = (change: (fn: lambda.Function, stack: Stack) => void) => () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const fn = functionIn(stack);
    protectFunction(fn, STANDARD);
    change(fn, stack);
    app.synth();
  };
  const problem = "the runtime guard can't protect the function Stack/Fn: it ";

  test('too many bytes of environment variables', () => {
    expect(synthesized((fn) => fn.addEnvironment('BIG', 'x'.repeat(3900)))).toThrow(`${problem}has 4283 bytes of environment variables`);
  });

  test('another policy', () => {
    expect(synthesized((fn) => fn.addEnvironment('SEC3_RUNTIME_POLICY', '{}'))).toThrow(`${problem}has its own SEC3_RUNTIME_POLICY`);
  });

  test('a distribution that runs it at the edge', () => {
    const atEdge = synthesized((fn, stack) => {
      const edgeLambdas = [{ eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST, functionVersion: fn.currentVersion }];
      new cloudfront.Distribution(stack, 'Distribution', { defaultBehavior: { origin: new origins.HttpOrigin('example.com'), edgeLambdas } });
    });
    expect(atEdge).toThrow(`${problem}runs at the edge`);
  });

  test('a sixth layer', () => expect(synthesized((fn, stack) => fn.addLayers(...layers(stack, 5)))).toThrow('this lambda function already uses 5 layers'));

  test('but not of a fifth layer', () => expect(synthesized((fn, stack) => fn.addLayers(...layers(stack, 4)))).not.toThrow());
});
