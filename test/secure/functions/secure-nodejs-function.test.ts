import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SecureNodejsFunction, SecureNodejsFunctionProps } from '../../../lib';

// secure-function.test.ts tests the common behavior of both secure functions.

const ENTRY = path.join(__dirname, '../../../examples/orders/handlers/create.js');

function properties(props: SecureNodejsFunctionProps): any {
  const stack = new Stack(new App(), 'Stack');
  new SecureNodejsFunction(stack, 'Fn', props);
  return Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))[0].Properties;
}

test.each<[string, SecureNodejsFunctionProps]>([
  ['left out', {}],
  ['undefined', { runtime: undefined }],
])('uses the newest runtime with long-term support by default: %s', (_, props) => {
  expect(properties({ entry: ENTRY, ...props })).toMatchObject({ Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 10, MemorySize: 256 });
});

test('uses a given runtime', () => {
  expect(properties({ entry: ENTRY, runtime: lambda.Runtime.NODEJS_22_X }).Runtime).toBe('nodejs22.x');
});
