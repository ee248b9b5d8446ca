import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { serviceEventValidated as rule } from '../../../lib/inbound-events/rules/service-event-validated';
import { OUTSIDE_CALLERS } from '../../../lib/inbound-events/template/function-callers';
import { VALIDATOR_HANDLERS } from '../../../lib/inbound-events/template/validated-function';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';
import { holding } from '../../gate/holding';

const PLACES = [...OUTSIDE_CALLERS].flatMap(([type, paths]) => paths.map((path) => [type, path] as const));

function calling(Type: string, path: string, value: unknown, fn: object = {}): TestTemplate {
  return { Resources: { Caller: { Type, Properties: holding(path, value) }, Fn: { Type: 'AWS::Lambda::Function', Properties: fn }, Queue: { Type: 'AWS::SQS::Queue' } } };
}

const ARN = { 'Fn::GetAtt': ['Fn', 'Arn'] };

test('the table has many services that call functions', () => {
  const services = new Set(PLACES.map(([type]) => type.split('::')[1]));
  expect([...services]).toEqual(expect.arrayContaining(['AppSync', 'Bedrock', 'CloudFront', 'Cognito', 'IoT', 'KinesisFirehose', 'Lex', 'Logs', 'SES']));
});

test.each(PLACES)('%s %s', (type, path) => {
  expect(ids(rule, calling(type, path, ARN))).toEqual(['Caller[not-validated]']);
  expect(ids(rule, calling(type, path, 'arn:aws:lambda:eu-west-1:111122223333:function:elsewhere'))).toEqual(['Caller[not-validated]']);
  expect(check(rule, calling(type, path, ARN, { Handler: VALIDATOR_HANDLERS.node }))).toEqual([]);
  expect(check(rule, calling(type, path, { 'Fn::GetAtt': ['Queue', 'Arn'] }))).toEqual([]);
  expect(ids(rule, calling(type, path, { 'Fn::ImportValue': 'elsewhere' }))).toEqual(['Caller[undetermined]']);
});

test('names the location and the service', () => {
  expect(check(rule, calling('AWS::Cognito::UserPool', 'LambdaConfig.PreSignUp', ARN))).toEqual([
    'Caller[not-validated] Properties.LambdaConfig.PreSignUp: no schema validates events of Cognito before the function receives them',
  ]);
});

test('a user pool of the CDK', () => {
  const workload = workloadOfStack((stack) => {
    const props = { runtime: lambda.Runtime.NODEJS_24_X, code: lambda.Code.fromInline('x') };
    new cognito.UserPool(stack, 'Plain');
    new cognito.UserPool(stack, 'Pool', { lambdaTriggers: { preSignUp: new lambda.Function(stack, 'Fn', { ...props, handler: 'index.handler' }) } });
    new cognito.UserPool(stack, 'Validated', {
      lambdaTriggers: { preSignUp: new lambda.Function(stack, 'ValidatedFn', { ...props, handler: VALIDATOR_HANDLERS.node }) },
    });
  });
  expect(ids(rule, workload)).toEqual([expect.stringMatching(/^Pool\w+\[not-validated\]$/)]);
});

describe('the input of a state machine', () => {
  const found = (Handler: string, first: object = {}) =>
    ids(rule, {
      Resources: {
        Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler } },
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            Definition: {
              StartAt: 'First',
              States: { First: { Type: 'Pass', Next: 'Call', ...first }, Call: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: { 'Fn::GetAtt': ['Fn', 'Arn'] } }, End: true } },
            },
          },
        },
      },
    });

  test('is compliant if the first function validates it, else non-compliant', () => {
    expect(found('/opt/sec3-event-validator/handler.handler')).toEqual([]);
    expect(found('index.handler')).toEqual(['Machine[not-validated]']);
  });

  test('is not judged after another task, which creates its own output', () => {
    expect(found('index.handler', { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem' })).toEqual([]);
  });
});
