import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Maximum lengths of pseudo parameters, for the Region and partition with the longest names. */
const PSEUDO: { readonly [name: string]: number } = {
  'AWS::AccountId': 12, 'AWS::Partition': 10, 'AWS::Region': 14, 'AWS::URLSuffix': 16, 'AWS::StackName': 128,
};

/** Length of an ARN of a role or a function with a name that CloudFormation generates. */
const ARN = 122;

/** Length that CloudFormation and Secrets Manager add to the logical id of a secret in its ARN: the prefix and two random parts. */
const AROUND_ID = 86;

/**
 * Returns the length of a document after deployment, in characters of JSON without white space. Values known only at deployment count with
 * their maximum length.
 */
export function deployedLength(scope: IConstruct, value: unknown): number {
  return JSON.stringify(filled(Stack.of(scope).resolve(value)) ?? '').length;
}

function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = [], ...others] = Object.entries(value);
  if (others.length === 0 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) return intrinsic(name, argument);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item)]));
}

function intrinsic(name: string, argument: any): string {
  if (name === 'Ref') return 'x'.repeat(PSEUDO[argument] ?? AROUND_ID + String(argument).length);
  if (name !== 'Fn::Join' || !Array.isArray(argument[1])) return 'x'.repeat(ARN);
  return argument[1].map(filled).join(argument[0]);
}
