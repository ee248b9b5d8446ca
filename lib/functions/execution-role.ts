import { Lazy, Stack, Token, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { policyFor, RolePolicy } from './role-policies';

/**
 * AWS managed policies that the CDK gives to the role of each function. They let it write to every log group of the
 * account.
 */
const REPLACED = ['AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole'];

/** What AWSLambdaVPCAccessExecutionRole allows besides logs. */
const NETWORK_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** Whether the CDK made the role of the function, and for the function alone. */
export function hasOwnRole(fn: lambda.Function): boolean {
  return fn.role !== undefined && fn.role === fn.node.tryFindChild('ServiceRole');
}

/** Takes the policies of {@link REPLACED} from the function's own role. Those that the app adds stay, now and later. */
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

/** To send traces. */
export function tracingStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resources: ['*'] });
}

/** To have network interfaces in a VPC. */
export function networkStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: NETWORK_ACTIONS, resources: ['*'] });
}

/** To keep failed events. */
export function sendStatement(queueArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queueArn] });
}

/**
 * A policy of the function's role to write to a log group that is named by a reference to the function, which therefore can't wait for it.
 *
 * @throws Error where more functions share the role than IAM has room for
 */
export function attachLogPolicy(fn: lambda.Function, statement: iam.PolicyStatement): void {
  const policy = policyFor({ role: fn.role!, scope: fn, id: 'LogPolicy' }, [statement]);
  policy.addStatements(statement);
  Validations.of(policy).acknowledge({ id: 'AwsSolutions::AwsSolutions-IAM5', reason: 'The wildcard stands for the streams of one log group' });
}

/**
 * A policy of the function's role for what Lambda itself does with it. What the app grants is not part of it, so that the
 * acknowledgement here covers nothing of the app's.
 *
 * @throws Error where more functions share the role than IAM has room for
 */
export function attachExecutionPolicy(fn: lambda.Function, statements: readonly iam.PolicyStatement[]): RolePolicy {
  const policy = policyFor({ role: fn.role!, scope: fn, id: 'ExecutionPolicy' }, statements);
  policy.addStatements(...statements);
  // Lambda refuses a function whose role can't yet do what its configuration asks for.
  fn.node.defaultChild!.node.addDependency(policy);
  Validations.of(policy).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray takes no resource in policies, and the network interfaces of a function have no ARN before Lambda makes them',
  });
  return policy;
}
