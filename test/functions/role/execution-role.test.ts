import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { hardenFunction } from '../../../lib/functions';
import { CODE, hardened, ref, role, statements } from '../hardened';

test('keeps managed policies of the app, also those added after hardening', () => {
  const stack = new Stack();
  const fn = new lambda.Function(stack, 'Fn', CODE);
  hardenFunction(fn);
  fn.role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('CloudWatchLambdaInsightsExecutionRolePolicy'));
  expect(role(Template.fromStack(stack)).ManagedPolicyArns).toEqual([
    { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/CloudWatchLambdaInsightsExecutionRolePolicy']] },
  ]);
});

test('allows network interfaces in a VPC', () => {
  const { template } = hardened((stack) => ({ vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 1 }) }));
  expect(Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties.ManagedPolicyArns)).toEqual([undefined]);
  expect(statements(template).FnExecutionPolicy).toMatchObject({
    'ec2:AssignPrivateIpAddresses': '*',
    'ec2:CreateNetworkInterface': '*',
    'ec2:DeleteNetworkInterface': '*',
    'ec2:DescribeNetworkInterfaces': '*',
    'ec2:DescribeSubnets': '*',
    'ec2:UnassignPrivateIpAddresses': '*',
  });
});

test('keeps the policies of a given role and adds missing permissions', () => {
  const { template } = hardened((stack) => ({
    role: new iam.Role(stack, 'Given', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
    }),
  }));
  expect(role(template).ManagedPolicyArns).toHaveLength(1);
  expect(Object.values(template.findResources('AWS::IAM::Policy'))[0].Properties.Roles).toEqual([ref('Given')]);
  expect(Object.keys(statements(template).FnExecutionPolicy)).toHaveLength(5);
});

test('does not change an immutable imported role', () => {
  const { template } = hardened((stack) => ({ role: iam.Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111111111111:role/given', { mutable: false }) }));
  template.resourceCountIs('AWS::IAM::Policy', 0);
  expect(Object.values(template.findResources('AWS::Lambda::Function'))[0].DependsOn ?? []).not.toContainEqual(expect.stringMatching(/Policy/));
});

test('keeps the managed policy of a durable function, and reports this', () => {
  const { template, result } = hardened({ durableConfig: { executionTimeout: Duration.hours(1) } });
  expect(role(template).ManagedPolicyArns).toHaveLength(1);
  expect(result.gaps).toEqual(['may write to every log group, by the AWS managed policy for durable execution']);
});
