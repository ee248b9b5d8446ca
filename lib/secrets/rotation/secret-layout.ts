/** The stacks of a secret and its readers, and where policies go without circular dependencies between stacks. */
import { CfnResource, DefaultStackSynthesizer, Fn, Reference, Stack, Token, TokenComparison, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';

/** Returns the function that a grant is for, without version or alias; undefined if the grantee is not a function. */
export function functionOf(grantee: iam.IGrantable): lambda.IFunction | undefined {
  if (grantee instanceof lambda.Alias || grantee instanceof lambda.Version) return grantee.lambda;
  return grantee instanceof lambda.FunctionBase ? grantee : undefined;
}

/** Returns the resource of a role, or another principal, that is created in the app; undefined if it was created elsewhere. */
export function resourceOf(arn: string): CfnResource | undefined {
  const references = Tokenization.reverseString(arn).tokens.filter(Reference.isReference);
  return references.map(({ target }) => target).find(CfnResource.isCfnResource);
}

/** Checks whether a stack depends on another one. */
export function dependsOn(stack: Stack, other: Stack, seen: Set<Stack> = new Set()): boolean {
  if (seen.has(stack)) return false;
  seen.add(stack);
  return stack.dependencies.some((dependency) => dependency === other || dependsOn(dependency, other, seen));
}

/** Returns the role that CloudFormation uses to deploy a stack, or the parent of a nested one; undefined if the app does not know it. */
export function deploymentRoleOf(stack: Stack): string | undefined {
  if (stack.nestedStackParent) return deploymentRoleOf(stack.nestedStackParent);
  const { synthesizer } = stack;
  return synthesizer instanceof DefaultStackSynthesizer ? Fn.sub(synthesizer.cloudFormationExecutionRoleArn) : undefined;
}

/** Returns why a function can't read a secret, because of their accounts, Regions or stacks. */
export function readerProblems(secret: IConstruct, fn: lambda.IFunction): string[] {
  const home = Stack.of(secret);
  const away = Stack.of(fn);
  const problems: string[] = [];
  if (areDifferent(home.account, fn.env.account)) {
    problems.push(`function ${fn.node.path} is in account ${fn.env.account} and the secret in ${home.account}, where its policy can't be bound to the function's code: let it assume a role in the secret's account, and grant that the secret`);
  }
  if (areDifferent(home.region, fn.env.region)) {
    problems.push(`function ${fn.node.path} is in ${fn.env.region} and the secret in ${home.region}: replicate the secret, and grant its replica by ARN`);
  }
  if (away !== home && dependsOn(home, away)) {
    problems.push(`stack ${home.node.path}, which has the secret, depends on stack ${away.node.path}, which has function ${fn.node.path}; reading it, the function would make them depend on each other: move the secret, or what it needs of that stack, to a third stack`);
  }
  return problems;
}

function areDifferent(one: string, other: string): boolean {
  return Token.compareStrings(one, other) === TokenComparison.DIFFERENT;
}
