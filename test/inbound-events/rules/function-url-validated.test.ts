import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { EventValidation } from '../../../lib/inbound-events/event-validation';
import { functionUrlValidated } from '../../../lib/inbound-events/rules/function-url-validated';
import { check, ids, TestTemplate, workloadOf, workloadOfStack } from '../../gate/harness';

function url(isValidated: boolean) {
  return workloadOfStack((stack) => {
    const handler = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    handler.addFunctionUrl();
    handler.addAlias('live').addFunctionUrl();
    if (isValidated) new EventValidation(handler, 'Validation', { handler, schemas: [EventSchema.functionUrl({})] });
  });
}

test('URLs of a function and its alias', () => {
  expect(check(functionUrlValidated, url(true))).toEqual([]);
  expect(check(functionUrlValidated, url(false)).map((line) => line.replace(/^\w+/, ''))).toEqual([
    '[not-validated] Properties: function Stack/Fn/Resource receives requests that no schema validates',
    '[not-validated] Properties: function Stack/Fn/Resource receives requests that no schema validates',
  ]);
});

test('undetermined', () => {
  const template = (TargetFunctionArn: unknown, functions: object = {}) => workloadOf({
    Parameters: { Some: { Type: 'String' } }, Resources: { Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn } }, ...functions },
  });
  expect(check(functionUrlValidated, template('f'))).toEqual(['Url[undetermined] Properties.TargetFunctionArn: the function f is not part of this check']);
  expect(ids(functionUrlValidated, template({ Ref: 'Some' }))).toEqual(['Url[undetermined]']);
  const fn = { Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: { Ref: 'Some' } } } };
  expect(ids(functionUrlValidated, template({ Ref: 'Fn' }, fn))).toEqual(['Url[undetermined]']);
});

describe('target groups', () => {
  const template = (Type: string, properties: object): TestTemplate => ({
    Parameters: { Some: { Type: 'String' } },
    Resources: {
      Group: { Type, Properties: properties },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler' } },
      Validated: { Type: 'AWS::Lambda::Function', Properties: { Handler: '/opt/sec3-event-validator/handler.handler' } },
    },
  });
  const targets = (...names: string[]) => ({ Targets: names.map((name) => ({ Id: { 'Fn::GetAtt': [name, 'Arn'] } })) });
  const [balancer, lattice] = ['AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::VpcLattice::TargetGroup'];

  test.each<[string, object]>([
    [balancer, { TargetType: 'lambda', ...targets('Validated', 'Fn') }],
    [lattice, { Type: 'LAMBDA', ...targets('Fn') }],
  ])('a function behind %s', (type, properties) => expect(check(functionUrlValidated, template(type, properties))).toEqual([
    'Group[not-validated] Properties: function template0.json/Fn receives requests that no schema validates',
  ]));

  test.each<[string, object]>([
    [balancer, { TargetType: 'lambda', ...targets('Validated') }],
    [balancer, { TargetType: 'ip', Targets: [{ Id: '10.0.0.1' }] }],
    [balancer, {}],
    [lattice, { Type: 'ALB', Targets: [{ Id: 'arn' }] }],
  ])('compliant: %s with %j', (type, properties) => expect(ids(functionUrlValidated, template(type, properties))).toEqual([]));

  test.each<[string, object]>([
    [balancer, { TargetType: { Ref: 'Some' } }],
    [balancer, { TargetType: 'lambda', Targets: [{ Id: 'arn:aws:lambda:eu-west-1:111111111111:function:f' }] }],
    [lattice, { Type: 'LAMBDA', Targets: { Ref: 'Some' } }],
  ])('undetermined: %s with %j', (type, properties) => expect(ids(functionUrlValidated, template(type, properties))).toEqual(['Group[undetermined]']));

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const handler = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
      new elb.ApplicationTargetGroup(stack, 'Group', { targets: [new LambdaTarget(handler)] });
    });
    expect(ids(functionUrlValidated, workload)).toEqual([expect.stringMatching(/^Group\w+\[not-validated\]$/)]);
  });
});
