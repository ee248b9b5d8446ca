import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { hardenFunction } from '../../../lib/functions';
import { CODE } from '../hardened';

/** Creates hardened functions that share a role, enough of them that they share policies as well. */
function functionsIn(stack: Stack, count = 40): lambda.Function[] {
  const role = new iam.Role(stack, 'Shared', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  return Array.from({ length: count }, (_, index) => {
    const fn = new lambda.Function(stack, `Fn${index}`, { ...CODE, role });
    hardenFunction(fn);
    return fn;
  });
}

const app = () => new App();

test('functions that share policies without dependencies are deployed', () => {
  const stack = new Stack(app(), 'Stack');
  functionsIn(stack);
  Template.fromStack(stack);
  expect(stack.node.findAll().some((construct) => construct instanceof iam.ManagedPolicy)).toBe(true);
});

test('a chain of functions with their own policies is deployed', () => {
  const stack = new Stack(app(), 'Stack');
  const functions = functionsIn(stack, 5);
  functions.slice(1).forEach((fn, index) => fn.node.addDependency(functions[index]));
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test.each([['the one before it', 39, 38], ['the one after it', 38, 39]])('a function that depends on %s, with a shared policy, fails synthesis', (_, from, to) => {
  const stack = new Stack(app(), 'Stack');
  const functions = functionsIn(stack);
  functions[from].node.addDependency(functions[to]);
  const way = `Stack/Sec3ExecutionPolicy\\w+ -> .*Stack/Fn${from}\\b.* -> .*Stack/Fn${to}.* -> Stack/Sec3ExecutionPolicy\\w+`;
  expect(() => Template.fromStack(stack)).toThrow(new RegExp(`circular dependency: ${way}\\. All users of role Stack/Shared .* give functions that depend on each other separate roles`));
});

test('a chain of all functions fails synthesis', () => {
  const parent = app();
  const stack = new Stack(parent, 'Stack');
  const functions = functionsIn(stack);
  functions.slice(1).forEach((fn, index) => fn.node.addDependency(functions[index]));
  expect(() => parent.synth()).toThrow(/Stack\/Sec3ExecutionPolicy\w+\] CloudFormation can't create it because of a circular dependency/);
});

test('a dependency between functions with different policies is deployed', () => {
  const stack = new Stack(app(), 'Stack');
  const functions = functionsIn(stack);
  functions[39].node.addDependency(functions[0]);
  expect(() => Template.fromStack(stack)).not.toThrow();
});
