import { App, CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { isFunctionOfApp } from '../../../lib/functions';
import { CODE } from '../hardened';

const stack = new Stack(new App(), 'Stack');
const fn = new lambda.Function(stack, 'Fn', CODE);
const generic = new CfnResource(stack, 'Generic', { type: 'AWS::Lambda::Function' });
const other = new CfnResource(stack, 'Other', { type: 'AWS::Lambda::Version' });
new s3.Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });

test.each([
  ['the resource of a function', fn.node.defaultChild, true],
  ['a generic resource', generic, true],
  ['the construct of a function', fn, false],
  ['another resource', other, false],
  ['a stack', stack, false],
  ['nothing', undefined, false],
])('%s', (_, node, expected) => expect(isFunctionOfApp(node)).toBe(expected));

test('functions of the CDK are not functions of the app', () => {
  const isFunction = (node: unknown) => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::Lambda::Function';
  const functions = stack.node.findAll().filter(isFunction);
  expect(functions).toHaveLength(3);
  expect(functions.filter(isFunctionOfApp)).toEqual([fn.node.defaultChild, generic]);
});
