import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The longest of what CloudFormation fills in, in the Region and partition with the longest names. */
const PSEUDO: { readonly [name: string]: number } = {
  'AWS::AccountId': 12, 'AWS::Partition': 10, 'AWS::Region': 14, 'AWS::URLSuffix': 16, 'AWS::StackName': 128,
};

/** An ARN of a role or a function, with a name that CloudFormation generates. */
const ARN = 122;

/** What stands around the logical id of a secret in its ARN: the parts in front, and two random ones. */
const AROUND_ID = 86;

/**
 * How many characters a document has once it is deployed, as JSON without white space. What only the deployment knows is taken for as long
 * as it can be.
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
