import { CfnOutput, CustomResource, Duration, SecretValue, Stack, Tags } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CfnResourcePolicy, HostedRotation, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { ConstructRepairs, fn } from './construct-repair';
import { SecretAudit } from '../../../../lib/secrets/audit/secret-audit';
import { SecretAuditTrail } from '../../../../lib/secrets/audit/secret-audit-trail';

const secretOf = (stack: Stack) => new Secret(stack, 'Secret');

const project = (stack: Stack, buildSpec: object) => new codebuild.Project(stack, 'Project', { buildSpec: codebuild.BuildSpec.fromObject(buildSpec) });

const rotated = (stack: Stack, automaticallyAfter = Duration.days(30)) =>
  secretOf(stack).addRotationSchedule('Rotation', { hostedRotation: HostedRotation.mysqlSingleUser(), automaticallyAfter });

const shared = (stack: Stack) => {
  const secret = secretOf(stack);
  secret.grantRead(new iam.AccountPrincipal('111122223333'));
  return secret;
};

const machine = (stack: Stack, includeExecutionData: boolean) => new stepfunctions.StateMachine(stack, 'Machine', {
  definitionBody: stepfunctions.DefinitionBody.fromString(JSON.stringify({ States: { Do: { Resource: 'f', Parameters: { 'password.$': '$.password' } } } })),
  logs: { destination: new logs.LogGroup(stack, 'Logs'), level: stepfunctions.LogLevel.ALL, includeExecutionData },
});

export const SECRETS_CONSTRUCTS: ConstructRepairs = {
  NoPlaintextSecretInEnvironment: {
    wrong: (stack) => fn(stack, { environment: { DB_PASSWORD: secretOf(stack).secretValue.unsafeUnwrap() } }),
    right: (stack) => {
      const secret = secretOf(stack);
      secret.grantRead(fn(stack, { environment: { DB_PASSWORD: secret.secretArn } }));
    },
  },
  NoPlaintextSecretString: {
    wrong: (stack) => new Secret(stack, 'Secret', { secretStringValue: SecretValue.unsafePlainText('hunter2hunter2') }),
    right: (stack) => new Secret(stack, 'Secret', { generateSecretString: { excludePunctuation: true } }),
  },
  NoPlaintextSecretInText: {
    wrong: (stack) => project(stack, { version: 0.2, phases: { build: { commands: [`curl -H ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}`] } } }),
    right: (stack) => project(stack, { version: 0.2, env: { 'secrets-manager': { TOKEN: secretOf(stack).secretArn } } }),
  },
  NoPlaintextSecretElsewhere: {
    wrong: (stack) => Tags.of(secretOf(stack)).add('deploy', `ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}`),
    right: (stack) => Tags.of(stack).add('deploy', secretOf(stack).secretArn),
  },
  ParameterSecretIsSecureString: {
    wrong: (stack) => new ssm.StringParameter(stack, 'Parameter', { parameterName: '/orders/password', stringValue: 'hunter2hunter2' }),
    right: (stack) => ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'Parameter', { parameterName: '/orders/password' }),
  },
  SecretNotInExecution: {
    wrong: (stack) => machine(stack, true),
    right: (stack) => machine(stack, false),
  },
  SecretNotInOutput: {
    wrong: (stack) => new CfnOutput(stack, 'Output', { value: secretOf(stack).secretValue.unsafeUnwrap() }),
    right: (stack) => new CfnOutput(stack, 'Output', { value: secretOf(stack).secretArn }),
  },
  VaultAddressIsHttps: {
    wrong: (stack) => fn(stack, { environment: { VAULT_ADDR: 'http://vault.example.com:8200', VAULT_SKIP_VERIFY: 'true' } }),
    right: (stack) => fn(stack, { environment: { VAULT_ADDR: 'https://vault.example.com:8200', VAULT_CACERT: '/opt/ca.pem' } }),
  },
  SecretAudited: {
    wrong: secretOf,
    right: (stack) => [secretOf(stack), new SecretAudit(stack, 'Audit', { trail: SecretAuditTrail.create() })],
  },
  SecretReadLeastPrivilege: {
    wrong: (stack) => fn(stack).addToRolePolicy(new iam.PolicyStatement({ actions: ['secretsmanager:*'], resources: ['*'] })),
    right: (stack) => secretOf(stack).grantRead(fn(stack)),
  },
  SecretPolicyBlocksPublic: {
    wrong: shared,
    right: (stack) => {
      (shared(stack).node.findChild('Policy').node.defaultChild as CfnResourcePolicy).blockPublicPolicy = true;
    },
  },
  SecretReadersNamed: {
    wrong: secretOf,
    right: (stack) => secretOf(stack).addToResourcePolicy(new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      principals: [new iam.StarPrincipal()],
      actions: ['secretsmanager:GetSecretValue'],
      resources: ['*'],
      conditions: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/orders' } },
    })),
  },
  SecretRotated: {
    wrong: (stack) => rotated(stack, Duration.days(365)),
    right: (stack) => secretOf(stack).addRotationSchedule('Rotation', { hostedRotation: HostedRotation.mysqlSingleUser(), automaticallyAfter: Duration.days(30) }),
  },
  SecretRotationAlarmed: {
    wrong: (stack) => rotated(stack),
    right: (stack) => [rotated(stack), new SecretAudit(stack, 'Audit')],
  },
  SecretKeyRotated: {
    wrong: (stack) => new Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key') }),
    right: (stack) => new Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) }),
  },
  NoPlaintextSecretInHeader: {
    wrong: (stack) => new events.CfnRule(stack, 'Rule', { scheduleExpression: 'rate(1 day)', targets: [{ id: 'a', arn: 'arn', httpParameters: { headerParameters: { 'x-api-key': 'hunter22' } } }] }),
    right: (stack) => new events.Connection(stack, 'Connection', { authorization: events.Authorization.apiKey('x-api-key', SecretValue.secretsManager('shop')) }),
  },
  NoPlaintextSecretInCustomResource: {
    wrong: (stack) => new CustomResource(stack, 'It', { serviceToken: 'arn', resourceType: 'Custom::Thing', properties: { ApiKey: 'hunter22' } }),
    right: (stack) => new CustomResource(stack, 'It', { serviceToken: 'arn', resourceType: 'Custom::Thing', properties: { SecretArn: new Secret(stack, 'Secret').secretArn } }),
  },
};
