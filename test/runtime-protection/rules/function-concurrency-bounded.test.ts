import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as eventSources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { functionConcurrencyBounded } from '../../../lib/runtime-protection/rules/function-concurrency-bounded';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

function fn(properties: object, extra: Partial<TestTemplate> = {}): TestTemplate {
  return { ...extra, Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: properties } } };
}

const props = { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1') };

describe('compliant', () => {
  test.each([[0], [5], ['10']])('reserved: %j', (reserved) => {
    expect(check(functionConcurrencyBounded, fn({ ReservedConcurrentExecutions: reserved }))).toEqual([]);
  });

  test('any parameter', () => {
    const template = fn({ ReservedConcurrentExecutions: { Ref: 'Limit' } }, { Parameters: { Limit: { Type: 'Number' } } });
    expect(check(functionConcurrencyBounded, template)).toEqual([]);
  });

  test('execution environments of managed instances', () => {
    expect(check(functionConcurrencyBounded, fn({ FunctionScalingConfig: { MaxExecutionEnvironments: 20 } }))).toEqual([]);
  });

  test('a function of the CDK', () => {
    const workload = workloadOfStack((stack) => new lambda.Function(stack, 'Fn', { ...props, reservedConcurrentExecutions: 5 }));
    expect(check(functionConcurrencyBounded, workload)).toEqual([]);
  });
});

test('undetermined: the configuration is known only at deployment', () => {
  const template = fn({ FunctionScalingConfig: { Ref: 'Scaling' } }, { Parameters: { Scaling: { Type: 'String' } } });
  expect(ids(functionConcurrencyBounded, template)).toEqual(['Fn[undetermined]']);
});

describe('non-compliant', () => {
  test('by default', () => {
    expect(check(functionConcurrencyBounded, fn({}))).toEqual([
      'Fn[unbounded] Properties: ReservedConcurrentExecutions is absent, so only the quota of the account limits this function',
    ]);
  });

  test('an event source with its own limit', () => {
    const workload = workloadOfStack((stack) => {
      const source = new eventSources.SqsEventSource(new sqs.Queue(stack, 'Queue'), { maxConcurrency: 2 });
      new lambda.Function(stack, 'Fn', { ...props, events: [source] });
    });
    expect(ids(functionConcurrencyBounded, workload)).toEqual([expect.stringMatching(/^Fn\w+\[unbounded\]$/)]);
  });

  test('in some deployments', () => {
    const template = fn(
      { ReservedConcurrentExecutions: { 'Fn::If': ['IsProd', 10, { Ref: 'AWS::NoValue' }] } },
      {
        Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
        Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
      },
    );
    expect(check(functionConcurrencyBounded, template)).toEqual([
      'Fn[unbounded] Properties: ReservedConcurrentExecutions is absent, so only the quota of the account limits this function ' +
        '(where parameter Env is "dev")',
    ]);
  });
});

describe('undetermined', () => {
  test.each([['many'], [[5]], [{}], [{ 'Fn::ImportValue': 'elsewhere' }]])('%j', (reserved) => {
    expect(ids(functionConcurrencyBounded, fn({ ReservedConcurrentExecutions: reserved }))).toEqual(['Fn[undetermined]']);
  });
});
