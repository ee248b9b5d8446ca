import { Lazy, Stack, Token, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { policyFor, RolePolicy } from './role-policies';

/**
 * AWS managed policies that the CDK adds to the role of each function. They allow writing to every log group of the
 * account.
 */
const REPLACED = ['AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole'];

/** Actions that AWSLambdaVPCAccessExecutionRole allows in addition to logs. */
const NETWORK_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** Checks whether the CDK created the role, and only for this function. */
export function hasOwnRole(fn: lambda.Function): boolean {
  return fn.role !== undefined && fn.role === fn.node.tryFindChild('ServiceRole');
}

/** Removes the policies in {@link REPLACED} from the function's own role. Other policies of the app stay, also those added later. */
export function detachManagedPolicies(fn: lambda.Function): void {
  const role = fn.role!.node.defaultChild as iam.CfnRole;
  const attached = role.managedPolicyArns;
  role.managedPolicyArns = Token.asList(
    Lazy.any({
      produce: () => {
        const arns = (Stack.of(fn).resolve(attached) ?? []) as unknown[];
        const kept = arns.filter((arn) => !REPLACED.some((name) => JSON.stringify(arn).includes(`:iam::aws:policy/service-role/${name}"`)));
        return kept.length > 0 ? kept : undefined;
      },
    }),
  );
}

/** Allows sending traces. */
export function tracingStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resources: ['*'] });
}

/** Allows network interfaces in a VPC. */
export function networkStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: NETWORK_ACTIONS, resources: ['*'] });
}

/** Allows sending failed events to a queue. */
export function sendStatement(queueArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queueArn] });
}

/**
 * Attaches a policy that allows the function's role to write to a log group whose name refers to the function. So the function can't depend on the
 * policy.
 * @throws Error if too many functions share the role for the limits of IAM
 */
export function attachLogPolicy(fn: lambda.Function, statement: iam.PolicyStatement): void {
  const policy = policyFor({ role: fn.role!, scope: fn, id: 'LogPolicy' }, [statement]);
  policy.addStatements(statement);
  Validations.of(policy).acknowledge({ id: 'AwsSolutions::AwsSolutions-IAM5', reason: 'The wildcard stands for the streams of one log group' });
}

/**
 * Attaches a policy of the function's role for Lambda itself. Grants of the app are in other policies, so the acknowledgement of this policy does not
 * cover them.
 * @throws Error if too many functions share the role for the limits of IAM
 */
export function attachExecutionPolicy(fn: lambda.Function, statements: readonly iam.PolicyStatement[]): RolePolicy {
  const policy = policyFor({ role: fn.role!, scope: fn, id: 'ExecutionPolicy' }, statements);
  policy.addStatements(...statements);
  // Lambda rejects a function if its role lacks permissions that its configuration needs.
  fn.node.defaultChild!.node.addDependency(policy);
  Validations.of(policy).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray supports no resources in policies, and the network interfaces of a function have no ARN before Lambda creates them',
  });
  return policy;
}
