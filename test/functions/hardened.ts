import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FunctionHardening, HardenedFunction, hardenFunction } from '../../lib/functions';

/** A function that does nothing. */
export const CODE = { code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X };

export interface Hardened {
  readonly template: Template;
  readonly result: HardenedFunction;
}

/** Creates a plain function, and hardens it. */
export function hardened(
  props: Partial<lambda.FunctionProps> | ((stack: Stack) => Partial<lambda.FunctionProps>) = {},
  how?: FunctionHardening | ((stack: Stack) => FunctionHardening),
  context: { [key: string]: unknown } = {},
): Hardened {
  const stack = new Stack(new App({ context }), 'Stack');
  const fn = new lambda.Function(stack, 'Fn', { ...CODE, ...(typeof props === 'function' ? props(stack) : props) });
  const result = hardenFunction(fn, typeof how === 'function' ? how(stack) : how);
  return { template: Template.fromStack(stack), result };
}

/** Returns actions and resources of the policies of a template's roles, by the construct name of the policy. */
export function statements(template: Template): { [policy: string]: { [action: string]: unknown } } {
  const entries = Object.entries(template.findResources('AWS::IAM::Policy')).map(([id, { Properties }]) => {
    const actions = (Properties.PolicyDocument.Statement as any[]).flatMap((statement) =>
      [statement.Action].flat().map((action: string) => [action, statement.Resource]),
    );
    return [id.replace(/[0-9A-F]{8}$/, ''), Object.fromEntries(actions)];
  });
  return Object.fromEntries(entries);
}

/** Returns the ARN or the reference of a resource, by the ids of its construct. */
export const arn = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(`^${id}[0-9A-F]{8}$`), 'Arn'] });
export const ref = (id: string) => ({ Ref: expect.stringMatching(`^${id}[0-9A-F]{8}$`) });
/** Returns the properties of the first function or role. */
export const fnProperties = (template: Template) => Object.values(template.findResources('AWS::Lambda::Function'))[0].Properties;
export const role = (template: Template) => Object.values(template.findResources('AWS::IAM::Role'))[0].Properties;
