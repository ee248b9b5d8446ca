import * as fs from 'fs';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { LAYER_PUBLISHERS } from '../../../lib/aws/layer-publishers';
import { layerFromKnownAccount } from '../../../lib/dependencies/rules/layer-from-known-account';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

const OWN = '111122223333';
const STRANGER = '999988887777';

const props: lambda.FunctionProps = {
  runtime: lambda.Runtime.PYTHON_3_13,
  handler: 'index.handler',
  code: lambda.Code.fromInline('def handler(event, context): pass'),
};

function layers(...list: unknown[]): TestTemplate {
  return { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Layers: list } } } };
}

function arn(account: string): string {
  return `arn:aws:lambda:eu-west-1:${account}:layer:Tools:3`;
}

/** Creates a function with all layers of AWS that the CDK can add. */
function instrumented(stack: Stack): void {
  new lambda.Function(stack, 'Fn', {
    ...props,
    architecture: lambda.Architecture.ARM_64,
    insightsVersion: lambda.LambdaInsightsVersion.VERSION_1_0_333_0,
    paramsAndSecrets: lambda.ParamsAndSecretsLayerVersion.fromVersion(lambda.ParamsAndSecretsVersions.V1_0_103),
    adotInstrumentation: {
      layerVersion: lambda.AdotLayerVersion.fromPythonSdkLayerVersion(lambda.AdotLambdaLayerPythonSdkVersion.LATEST),
      execWrapper: lambda.AdotLambdaExecWrapper.INSTRUMENT_HANDLER,
    },
  });
}

describe('compliant', () => {
  test('no layers', () => {
    expect(check(layerFromKnownAccount, { Resources: { Fn: { Type: 'AWS::Lambda::Function' } } })).toEqual([]);
  });

  test('a layer of this stack, and of another', () => {
    const workload = workloadOfApp((app) => {
      const [owner, user] = ['Owner', 'User'].map((id) => new Stack(app, id));
      const layer = (stack: Stack) => new lambda.LayerVersion(stack, 'Layer', { code: lambda.Code.fromAsset(__dirname) });
      new lambda.Function(user, 'Fn', { ...props, layers: [layer(owner), layer(user)] });
    });
    expect(check(layerFromKnownAccount, workload)).toEqual([]);
  });

  test.each([
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:layer:Tools:3' }],
    [{ 'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:27' }],
    ['arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Extension:103'],
    ['arn:aws:lambda:us-east-1:634166935893:layer:vault-lambda-extension:25'],
    ['{{resolve:ssm:/aws/service/powertools/python/arm64/python3.13/latest}}'],
  ])('%j', (layer) => {
    expect(check(layerFromKnownAccount, layers(layer))).toEqual([]);
  });

  test('the account of the stack, and a trusted one', () => {
    const workload = workloadOfApp((app) => {
      const stack = new Stack(app, 'Stack', { env: { account: OWN, region: 'eu-west-1' } });
      const imported = [OWN, STRANGER].map((account) => lambda.LayerVersion.fromLayerVersionArn(stack, account, arn(account)));
      new lambda.Function(stack, 'Fn', { ...props, layers: imported });
    });
    expect(check(layerFromKnownAccount, workload, { trustedLayerAccounts: [STRANGER] })).toEqual([]);
  });

  test.each([['us-east-1'], ['eu-west-3'], ['ap-northeast-1'], ['sa-east-1']])('layers that the CDK adds in %s', (region) => {
    const workload = workloadOfApp((app) => instrumented(new Stack(app, 'Stack', { env: { account: OWN, region } })));
    expect(check(layerFromKnownAccount, workload)).toEqual([]);
  });

  test('layers that the CDK adds to a stack without a Region', () => {
    const workload = workloadOfStack(instrumented);
    expect(workload.resources('AWS::Lambda::Function')[0].body.Properties!.Layers).toHaveLength(3);
    expect(check(layerFromKnownAccount, workload)).toEqual([]);
  });

  test('a layer that AWS publishes as a parameter', () => {
    const workload = workloadOfStack((stack) => {
      const powertools = ssm.StringParameter.valueForStringParameter(stack, '/aws/service/powertools/python/arm64/python3.13/latest');
      new lambda.Function(stack, 'Fn', { ...props, layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Powertools', powertools)] });
    });
    expect(check(layerFromKnownAccount, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('an unknown account', () => {
    expect(check(layerFromKnownAccount, layers(arn(STRANGER)))).toEqual([
      `Fn[unknown-account] Properties.Layers[0]: layer ${arn(STRANGER)} comes from account ${STRANGER}, which is not a known publisher of layers`,
    ]);
  });

  test('an unknown account among known ones, in any Region', () => {
    const list = [arn('017000801446'), { 'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:${STRANGER}:layer:Tools:3` }, { Ref: 'Open' }];
    const template = { ...layers(...list), Parameters: { Open: { Type: 'String' } } };
    expect(ids(layerFromKnownAccount, template)).toEqual(['Fn[unknown-account]', 'Fn[undetermined]']);
  });

  test('the stack’s account id, if the stack has no account', () => {
    expect(ids(layerFromKnownAccount, layers(arn(OWN)))).toEqual(['Fn[unknown-account]']);
  });

  test('one unknown account in a mapping', () => {
    const template = layers({ 'Fn::FindInMap': ['Layers', { Ref: 'AWS::Region' }, 'arn'] });
    const rows = [...Array(9).keys()].map((n) => [`region${n}`, { arn: `arn:aws:lambda:region${n}:${n === 7 ? STRANGER : '017000801446'}:layer:L:1` }]);
    template.Mappings = { Layers: Object.fromEntries(rows) };
    expect(check(layerFromKnownAccount, template)).toEqual([
      `Fn[unknown-account] Properties.Layers[0]: layer arn:aws:lambda:region7:${STRANGER}:layer:L:1 comes from account ${STRANGER}, ` +
        'which is not a known publisher of layers',
    ]);
  });

  test('in some deployments', () => {
    const template = layers({ 'Fn::If': ['IsDev', arn(STRANGER), { Ref: 'AWS::NoValue' }] });
    template.Parameters = { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } };
    template.Conditions = { IsDev: { 'Fn::Equals': [{ Ref: 'Env' }, 'dev'] } };
    expect(check(layerFromKnownAccount, template)).toEqual([expect.stringMatching(/^Fn\[unknown-account\] .*\(where parameter Env is "dev"\)$/)]);
  });
});

describe('undetermined', () => {
  test('a parameter of the team', () => {
    const workload = workloadOfStack((stack) => {
      const own = ssm.StringParameter.valueForStringParameter(stack, '/team/layers/tools');
      new lambda.Function(stack, 'Fn', { ...props, layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', own)] });
    });
    expect(check(layerFromKnownAccount, workload)).toEqual([
      expect.stringMatching(/^Fn\w+\[undetermined\] Properties\.Layers\[0\]: the value of parameter \w+ is read from Systems Manager at deployment$/),
    ]);
  });

  test.each([['Tools:3'], ['{{resolve:ssm:/team/layers/tools}}'], [{}], [[]], [5], [{ 'Fn::ImportValue': 'elsewhere' }]])('%j', (layer) => {
    expect(ids(layerFromKnownAccount, layers(layer))).toEqual(['Fn[undetermined]']);
  });

  test.each([[undefined], [5], [{ toString: null }], [['/aws/service/layer']]])('a parameter of Systems Manager with the default %j', (name) => {
    const template = { ...layers({ Ref: 'Layer' }), Parameters: { Layer: { Type: 'AWS::SSM::Parameter::Value<String>', Default: name } } };
    expect(ids(layerFromKnownAccount, template)).toEqual(['Fn[undetermined]']);
  });

  test('a list from a parameter', () => {
    const template = layers();
    template.Parameters = { Layers: { Type: 'CommaDelimitedList' } };
    template.Resources.Fn.Properties.Layers = { Ref: 'Layers' };
    expect(check(layerFromKnownAccount, template)).toEqual([
      'Fn[undetermined] Properties.Layers: the value of parameter Layers is given at deployment',
    ]);
  });
});

describe('publishers', () => {
  test('accounts are well-formed', () => {
    for (const account of LAYER_PUBLISHERS.keys()) expect(account).toMatch(/^\d{12}$/);
  });

  test('the table contains all accounts of the CDK’s layers', () => {
    const facts = path.join(path.dirname(require.resolve('aws-cdk-lib/region-info')), 'lib', 'built-ins.generated.js');
    const known = [...fs.readFileSync(facts, 'utf8').matchAll(/arn:[\w-]+:lambda:[\w-]+:(\d+):layer:/g)].map(([, account]) => account);
    expect(known.length).toBeGreaterThan(1000);
    expect([...new Set(known)].filter((account) => !LAYER_PUBLISHERS.has(account))).toEqual([]);
  });
});
