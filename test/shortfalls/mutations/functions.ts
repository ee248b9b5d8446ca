/** Functions of the small apps: validated, guarded, and with a role that allows their work. */
import type { Template } from './mutation';

type Resources = Template['Resources'];

/** Returns a policy of the guard with modes or hosts that differ from the strict ones. */
export function guardPolicy(modes: object = {}, allowedHosts: readonly string[] = []): string {
  const strict = {
    childProcess: 'block', network: 'block', fileWrite: 'block', sourceRead: 'block', nativeAddon: 'block', dynamicCode: 'block', worker: 'block', inspector: 'block',
  };
  return JSON.stringify({ version: 1, modes: { ...strict, ...modes }, allowedHosts, awsEndpoints: true, onDegraded: 'fail' });
}

export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** Returns a role that a service assumes, for this account only. */
export function role(service: string, statements: readonly object[]): Resources[string] {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: `${service}.amazonaws.com` },
          ...(service === 'lambda' ? {} : { Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }),
        }],
      },
      Policies: statements.length === 0 ? undefined : [{ PolicyName: 'Own', PolicyDocument: { Statement: statements } }],
    },
  };
}

/** Returns a function without findings. */
export function secureFunction(logicalId: string, environment: object = {}, statements: readonly object[] = []): Resources {
  return {
    [`${logicalId}Role`]: role('lambda', statements),
    [logicalId]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: '/opt/sec3-event-validator/handler.handler',
        Role: arnOf(`${logicalId}Role`),
        Code: { S3Bucket: 'artifacts', S3Key: 'code.zip' },
        ReservedConcurrentExecutions: 5,
        Layers: [{ Ref: 'GuardLayer' }],
        Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/sec3-runtime-guard/wrapper', SEC3_RUNTIME_POLICY: guardPolicy(), ...environment } },
      },
    },
    GuardLayer: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: { S3Bucket: 'artifacts', S3Key: 'guard.zip' }, LayerName: 'sec3-runtime-guard' } },
  };
}

/** Returns a function that validates no events. */
export function unvalidated(template: Template): object {
  Object.assign(template.Resources, secureFunction('Unvalidated'));
  template.Resources.Unvalidated.Properties.Handler = 'index.handler';
  return arnOf('Unvalidated');
}

/** Returns a permission for a service to invoke a function for one resource. */
export function permission(fn: string, service: string, source: unknown): Resources[string] {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: { Ref: fn }, Action: 'lambda:InvokeFunction', Principal: `${service}.amazonaws.com`, SourceArn: source, SourceAccount: { Ref: 'AWS::AccountId' } },
  };
}
