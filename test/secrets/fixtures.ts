import { App, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RotatedSecret, RotatedSecretProps } from '../../lib/secrets/rotation/rotated-secret';
import { SecretRotation } from '../../lib/secrets/rotation/secret-rotation';

/** A function that does nothing. */
export const CODE = { code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X };

export function newStack(props: StackProps = {}): Stack {
  return new Stack(new App(), 'Stack', props);
}

/** Creates a secret, by default of random text. */
export function secretIn(stack: Stack, props: Partial<RotatedSecretProps> = {}, id: string = 'Secret'): RotatedSecret {
  return new RotatedSecret(stack, id, { rotation: SecretRotation.generated(), ...props });
}

export function fnIn(stack: Stack, id: string, role?: iam.IRole): lambda.Function {
  return new lambda.Function(stack, id, { ...CODE, role });
}

export function lambdaRole(stack: Stack, id: string): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

/** Returns the properties of the resources of a type, by logical id without its hash. */
export function resources(stack: Stack, type: string): { [id: string]: any } {
  const found = Object.entries(Template.fromStack(stack).findResources(type));
  return Object.fromEntries(found.map(([id, { Properties }]) => [id.replace(/[0-9A-F]{8}$/, ''), Properties]));
}

/** Returns the ARN or the reference of a resource, by the ids of its construct. */
export const arn = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(`^${id}[0-9A-F]{8}$`), 'Arn'] });
export const ref = (id: string) => ({ Ref: expect.stringMatching(`^${id}[0-9A-F]{8}$`) });

/** Returns a text with pseudo parameters: `arn:${AWS::Partition}:iam`. */
export function joined(text: string): object {
  const parts = text.split(/(\$\{[^}]+\})/).filter((part) => part !== '');
  return { 'Fn::Join': ['', parts.map((part) => (part.startsWith('${') ? { Ref: part.slice(2, -1) } : part))] };
}
