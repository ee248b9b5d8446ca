import { Acknowledgement, Gate, GateResult, parseTemplate, StackTemplate } from '../../../lib/gate';
import { RuntimePolicyDocument } from '../../../lib/runtime-protection/template/runtime-policy-document';
import { SEC3_RULES } from '../../../lib/secure/rules';

/** Options of a report that do not depend on the result. */
export const OPTIONS = { version: '1.2.3', pack: SEC3_RULES, now: new Date('2026-11-25T12:00:00Z'), inputs: ['cdk.out'] };

export const POLICY: RuntimePolicyDocument = {
  version: 1,
  modes: {
    childProcess: 'block', network: 'block', fileWrite: 'alert', sourceRead: 'allow', nativeAddon: 'block', dynamicCode: 'alert', worker: 'allow', inspector: 'block',
  },
  allowedHosts: ['pay.example.com:443'],
  awsEndpoints: true,
  onDegraded: 'fail',
};

const DEPENDENCIES = { sbom: 'sbom/App/Fn0.cdx.json', packages: 3, certification: { file: 'c.json', problems: [], unknown: [] } };

const getAtt = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });

/** Returns an API, a queue and a URL in front of functions, one of them guarded, with a secret and a table behind. */
export function workload(functions = 2): { readonly Resources: { [id: string]: any } } {
  const guarded = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/sec3-runtime-guard/wrapper', SEC3_RUNTIME_POLICY: JSON.stringify(POLICY), KEY: { Ref: 'Secret' } };
  const Resources: { [id: string]: any } = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    Rotation: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: { Ref: 'Secret' }, RotationRules: { ScheduleExpression: 'rate(30 days)' } } },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        HttpMethod: 'POST',
        Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Sub': ['arn:aws:apigateway:x:lambda:path/${Arn}/invocations', { Arn: getAtt('Fn0', 'Arn') }] } },
      },
    },
    Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Fn1' }, FunctionVersion: '1', Name: 'live' } },
    Consumer: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: getAtt('Queue', 'Arn'), FunctionName: { Ref: 'Live' } } },
  };
  for (let index = 0; index < functions; index += 1) {
    Resources[`Fn${index}`] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Code: { S3Bucket: 'b', S3Key: 'k' },
        Environment: { Variables: index === 0 ? guarded : { TABLE: { Ref: 'Table' } } },
      },
      Metadata: index === 0 ? { 'cdk-sec3:dependencies': DEPENDENCIES } : undefined,
    };
  }
  return { Resources };
}

/** Returns the result of the gate for it. */
export function judged(template: object = workload(), acknowledgements: readonly Acknowledgement[] = []): GateResult {
  const { body } = parseTemplate(JSON.stringify(template), 'cdk.out/App.template.json');
  const stacks = [new StackTemplate({ file: 'cdk.out/App.template.json', constructPath: 'App', stackName: 'App', body })];
  return new Gate(SEC3_RULES).run({ stacks, acknowledgements });
}
