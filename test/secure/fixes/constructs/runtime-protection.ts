import { App, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ConstructRepairs, fn } from './construct-repair';
import { RuntimePolicy } from '../../../../lib/runtime-protection/runtime-policy';
import { RuntimeProtection } from '../../../../lib/runtime-protection/runtime-protection';

const table = (stack: Stack) => new dynamodb.TableV2(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });

const caller = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });

const protectedBy = (stack: Stack, policy: RuntimePolicy) => {
  RuntimeProtection.protect(stack.node.root as App, { policy });
  return fn(stack);
};

const overridden = (stack: Stack, value: unknown) => {
  const { node } = protectedBy(stack, RuntimePolicy.standard());
  (node.defaultChild as lambda.CfnFunction).addPropertyOverride('Environment.Variables.SEC3_RUNTIME_POLICY', value);
};

export const RUNTIME_PROTECTION_CONSTRUCTS: ConstructRepairs = {
  RuntimeSupported: {
    wrong: (stack) => fn(stack, { runtime: lambda.Runtime.NODEJS_12_X }),
    right: (stack) => fn(stack, { runtime: lambda.Runtime.NODEJS_24_X }),
  },
  RuntimeVariablesSafe: {
    wrong: (stack) => fn(stack, { environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }),
    right: (stack) => fn(stack, { environment: { NODE_EXTRA_CA_CERTS: '/opt/ca.pem' } }),
  },
  RuntimeProtected: {
    wrong: (stack) => fn(stack),
    right: (stack) => [fn(stack), RuntimeProtection.protect(stack.node.root as App)],
  },
  RuntimeProtectionEnforces: {
    wrong: (stack) => protectedBy(stack, RuntimePolicy.alertOnly()),
    right: (stack) => protectedBy(stack, RuntimePolicy.standard()),
  },
  RuntimePolicyValid: {
    wrong: (stack) => overridden(stack, '{}'),
    right: (stack) => protectedBy(stack, RuntimePolicy.standard()),
  },
  WrapperNotOverridden: {
    wrong: (stack) => {
      const { node } = protectedBy(stack, RuntimePolicy.standard());
      (node.defaultChild as lambda.CfnFunction).addPropertyOverride('Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER', '/opt/other');
    },
    right: (stack) => new RuntimeProtection(stack, 'Protection').protectFunction(fn(stack, { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/other' } })),
  },
  EgressLimited: {
    wrong: (stack) => fn(stack),
    right: (stack) => [fn(stack), RuntimeProtection.protect(stack.node.root as App)],
  },
  FunctionRoleLeastPrivilege: {
    wrong: (stack) => fn(stack).addToRolePolicy(new iam.PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] })),
    right: (stack) => table(stack).grantReadData(fn(stack)),
  },
  FunctionConcurrencyBounded: {
    wrong: (stack) => fn(stack),
    right: (stack) => fn(stack, { reservedConcurrentExecutions: 10 }),
  },
  FunctionRoleForFunctionAlone: {
    wrong: (stack) => fn(stack, { role: new iam.Role(stack, 'Role', { assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ServicePrincipal('ec2.amazonaws.com')) }) }),
    right: (stack) => fn(stack),
  },
  ServiceRoleLeastPrivilege: {
    wrong: (stack) => caller(stack).addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] })),
    right: (stack) => table(stack).grantReadData(caller(stack)),
  },
  RoleActionsNamed: {
    wrong: (stack) => caller(stack).addToPolicy(new iam.PolicyStatement({ actions: ['s3:Put*'], resources: ['arn:aws:s3:::orders/*'] })),
    right: (stack) => caller(stack).addToPolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::orders/*'] })),
  },
};
