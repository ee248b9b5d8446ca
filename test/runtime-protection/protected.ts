import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export const WRAPPER = '/opt/sec3-runtime-guard/wrapper';

/** A function that does nothing. */
const CODE = { code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X };

export function functionIn(scope: Construct, props: Partial<lambda.FunctionProps> = {}, id = 'Fn'): lambda.Function {
  return new lambda.Function(scope, id, { ...CODE, ...props });
}

export function stackOf(context: { [key: string]: unknown } = {}): Stack {
  return new Stack(new App({ context }), 'Stack');
}

/** Returns the properties of the first function of a stack. */
export function propertiesOf(stack: Stack): any {
  return Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))[0].Properties;
}

/** Returns the environment variables of the first function of a stack. */
export function variablesOf(stack: Stack): any {
  return propertiesOf(stack).Environment?.Variables;
}
