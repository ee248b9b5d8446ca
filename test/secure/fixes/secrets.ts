import { repair, Repairs, repairs, template } from './repair';
import type { TestTemplate } from '../../gate/harness';

const SECRET = 'AWS::SecretsManager::Secret';
const ARN = { Ref: 'Secret' };

const variable = (value: unknown, name: string) => {
  const wrong = template({ Fn: ['AWS::Lambda::Function', { Environment: { Variables: { [name]: value } } }], Secret: [SECRET], User: ['AWS::IAM::User'], Key: ['AWS::IAM::AccessKey', { UserName: { Ref: 'User' } }] });
  return { ...wrong, Parameters: PARAMETERS };
};
const parameter = (value: unknown, name: string) => {
  const wrong = template({ Parameter: ['AWS::SSM::Parameter', { Type: 'String', Name: `/orders/${name}`, Value: value }], User: ['AWS::IAM::User'], Key: ['AWS::IAM::AccessKey', { UserName: { Ref: 'User' } }] });
  return { ...wrong, Parameters: PARAMETERS };
};
const PARAMETERS = { Open: { Type: 'String' }, Hidden: { Type: 'String', NoEcho: true }, Default: { Type: 'String', NoEcho: true, Default: 'hunter2hunter2' } };

/** Secrets in values, by their finding. */
const WRITTEN = {
  'literal': 'hunter2hunter2',
  'known-format': `ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}`,
  'high-entropy': 'kX9mQ2vL7pR4tY8wZ3nB6cF1hJ5dG0sA',
  'parameter': { Ref: 'Open' },
  'no-echo-parameter': { Ref: 'Hidden' },
  'parameter-default': { Ref: 'Default' },
  'dynamic-reference': '{{resolve:secretsmanager:orders:SecretString:password}}',
  'secret-attribute': { 'Fn::GetAtt': ['Key', 'SecretAccessKey'] },
};

const commanding = (command: string) => template({ Task: ['AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Command: ['sh', '-c', command] }] }], Secret: [SECRET] });

const running = (inserted: unknown) => ({
  ...template({ Fn: ['AWS::Lambda::Function', { Code: { ZipFile: { 'Fn::Join': ['', ['login(', inserted, ')']] } } }], Key: ['AWS::IAM::AccessKey'] }),
  Parameters: { ...PARAMETERS, DbPassword: { Type: 'String' } },
});

/** Returns a template for each form of a secret. A value of high entropy is found under a neutral name. */
const each = (make: (value: unknown, name: string) => TestTemplate) =>
  Object.fromEntries(Object.entries(WRITTEN).map(([finding, value]) => [finding, make(value, finding === 'high-entropy' ? 'VALUE' : 'DB_PASSWORD')]));

const stored = (properties: object) => ({ ...template({ Secret: [SECRET, properties] }), Parameters: PARAMETERS });

const READ = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ARN };
const reading = (statement: object, managed: object = {}) =>
  template({
    Secret: [SECRET],
    Fn: ['AWS::Lambda::Function', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }],
    Role: ['AWS::IAM::Role', managed],
    Policy: ['AWS::IAM::Policy', { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: { ...READ, ...statement } } }],
  });

const trailed = (properties: object, pattern: object = {}) =>
  template({
    Secret: [SECRET],
    Rule: ['AWS::Events::Rule', { EventPattern: { ...READS, ...pattern }, State: ALL, Targets: TARGETS }],
    Trail: ['AWS::CloudTrail::Trail', { IsLogging: true, EnableLogFileValidation: true, ...properties }],
  });
const ALL = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
const TARGETS = [{ Id: 'T', Arn: 'arn:aws:sns:eu-west-1:111122223333:t' }];
const READS = { 'source': ['aws.secretsmanager'], 'detail-type': ['AWS API Call via CloudTrail'], 'detail': { eventName: ['GetSecretValue'] } };
const AUDIT = {
  Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: READS, State: ALL, Targets: TARGETS } },
  Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, EnableLogFileValidation: true, EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All' }] } },
};

const DENY = { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*' };
const ROLE = 'arn:aws:iam::111122223333:role/orders';
const policy = (statement: object, properties: object = {}) =>
  template({ Secret: [SECRET], Policy: ['AWS::SecretsManager::ResourcePolicy', { SecretId: ARN, ResourcePolicy: { Statement: [statement] }, ...properties }] });

const rotated = (schedule?: object) =>
  template({ Secret: [SECRET], ...(schedule && { Schedule: ['AWS::SecretsManager::RotationSchedule', { SecretId: ARN, ...schedule }] as const }) });

const vault = (variables: object) => template({ Fn: ['AWS::Lambda::Function', { Environment: { Variables: variables } }] });

const sending = (value: string) => template({ Rule: ['AWS::Events::Rule', { Targets: [{ Id: 'a', Arn: 'arn', HttpParameters: { HeaderParameters: { 'x-api-key': value } } }] }] });
const custom = (ApiKey: unknown) => template({ It: ['Custom::Thing', { ServiceToken: 'arn', ApiKey }] });

const machine = (state: object) => {
  const LoggingConfiguration = { Level: 'ALL', IncludeExecutionData: true };
  return template({ Machine: ['AWS::StepFunctions::StateMachine', { DefinitionString: JSON.stringify({ States: { Do: state } }), LoggingConfiguration }] });
};

export const SECRETS: Repairs = {
  'SecretNotInExecution reads-secret': repair(machine({ Resource: 'arn:aws:states:::aws-sdk:secretsmanager:getSecretValue' }), {
    'Machine.Properties.DefinitionString': JSON.stringify({ States: { Do: { Resource: 'arn:aws:states:::lambda:invoke' } } }),
  }),
  'SecretNotInExecution logs-secret': repair(machine({ Resource: 'f', Parameters: { 'password.$': '$.password' } }), {
    'Machine.Properties.LoggingConfiguration.IncludeExecutionData': false,
  }),
  ...repairs('NoPlaintextSecretInEnvironment', { 'Fn.Properties.Environment': { Variables: { DB_SECRET: ARN } } }, each(variable)),
  ...repairs('NoPlaintextSecretString', { 'Secret.Properties': { GenerateSecretString: {} } }, {
    'literal': stored({ SecretString: 'hunter2hunter2' }),
    'template-literal': stored({ GenerateSecretString: { SecretStringTemplate: '{"username":"orders","password":"hunter2hunter2"}', GenerateStringKey: 'token' } }),
    'parameter': stored({ SecretString: { Ref: 'Open' } }),
    'parameter-default': stored({ SecretString: { Ref: 'Default' } }),
    'plain-parameter': stored({ SecretString: '{{resolve:ssm:/prod/token}}' }),
  }),
  'NoPlaintextSecretInText known-format': repair(
    template({ Project: ['AWS::CodeBuild::Project', { Source: { BuildSpec: `commands: ["curl -H ${WRITTEN['known-format']}"]` } }], Secret: [SECRET] }),
    { 'Project.Properties.Source.BuildSpec': { 'Fn::Sub': 'env:\n  secrets-manager:\n    TOKEN: ${Secret}' } },
  ),
  'NoPlaintextSecretInText literal': repair(
    template({ Rule: ['AWS::Events::Rule', { Targets: [{ Id: 'T', Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', Input: '{"password":"hunter2hunter2"}' }] }], Secret: [SECRET] }),
    { 'Rule.Properties.Targets.0.Input': { 'Fn::Sub': ['{"secret":"${Name}"}', { Name: ARN }] } },
  ),
  ...repairs('ParameterSecretIsSecureString', { Parameter: { Type: SECRET, Properties: { GenerateSecretString: {} } } }, each(parameter)),
  'SecretNotInOutput secret-value': repair(
    { ...template({ Secret: [SECRET] }), Outputs: { Value: { Value: { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}}}' } } } },
    { 'Outputs.Value.Value': ARN },
  ),
  'SecretNotInOutput secret-attribute': repair(
    { ...template({ User: ['AWS::IAM::User'], Key: ['AWS::IAM::AccessKey', { UserName: { Ref: 'User' } }] }), Outputs: { Value: { Value: { 'Fn::GetAtt': ['Key', 'SecretAccessKey'] } } } },
    { 'Secret': { Type: SECRET, Properties: { SecretString: { 'Fn::GetAtt': ['Key', 'SecretAccessKey'] } } }, 'Outputs.Value.Value': ARN },
  ),
  'VaultAddressIsHttps plaintext-address': repair(vault({ VAULT_ADDR: 'http://vault.example.com:8200' }), { 'Fn.Properties.Environment.Variables.VAULT_ADDR': 'https://vault.example.com:8200' }),
  'VaultAddressIsHttps certificate-not-verified': repair(vault({ VAULT_ADDR: 'https://vault.example.com:8200', VAULT_SKIP_VERIFY: 'true' }), {
    'Fn.Properties.Environment.Variables.VAULT_SKIP_VERIFY': undefined,
    'Fn.Properties.Environment.Variables.VAULT_CACERT': '/opt/ca.pem',
  }),
  ...repairs('SecretAudited', AUDIT, {
    'not-audited': trailed({}, { detail: { eventName: ['PutSecretValue'] } }),
    'reads-not-seen': template({ Secret: [SECRET], Rule: ['AWS::Events::Rule', { EventPattern: READS, Targets: TARGETS }] }),
    'no-trail': template({ Secret: [SECRET], Rule: ['AWS::Events::Rule', { EventPattern: READS, State: ALL, Targets: TARGETS }] }),
    'log-unvalidated': trailed({ EnableLogFileValidation: undefined }),
    'reads-not-recorded': trailed({ EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'WriteOnly' }] }),
  }),
  ...repairs('SecretReadLeastPrivilege', { 'Policy.Properties.PolicyDocument.Statement': READ, 'Role.Properties.ManagedPolicyArns': undefined }, {
    'wildcard-action': reading({ Action: 'secretsmanager:*' }),
    'not-action': reading({ Action: undefined, NotAction: 's3:*', Resource: '*' }),
    'wildcard-resource': reading({ Resource: '*' }),
    'wildcard-name': reading({ Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders*' }),
    'not-resource': reading({ Resource: undefined, NotResource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-??????' }),
    'managed-policy': reading({}, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/SecretsManagerReadWrite'] }),
  }),
  'SecretPolicyBlocksPublic not-blocked': repair(policy({ ...DENY, Effect: 'Allow', Principal: { AWS: ROLE } }), { 'Policy.Properties.BlockPublicPolicy': true }),
  'SecretPolicyBlocksPublic public': repair(policy({ ...DENY, Effect: 'Allow' }, { BlockPublicPolicy: true }), { 'Policy.Properties.ResourcePolicy.Statement.0.Principal': { AWS: ROLE } }),
  'SecretReadersNamed no-deny': repair(template({ Secret: [SECRET] }), {
    Policy: { Type: 'AWS::SecretsManager::ResourcePolicy', Properties: { SecretId: ARN, ResourcePolicy: { Statement: [{ ...DENY, Condition: { ArnNotLike: { 'aws:PrincipalArn': ROLE } } }] } } },
  }),
  'SecretReadersNamed open-exception': repair(policy({ ...DENY, Condition: { ArnNotLike: { 'aws:PrincipalArn': '*' } } }), {
    'Policy.Properties.ResourcePolicy.Statement.0.Condition': { ArnNotLike: { 'aws:PrincipalArn': ROLE } },
  }),
  'SecretRotated not-rotated': repair(rotated(), {
    Schedule: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: ARN, RotationRules: { ScheduleExpression: 'rate(30 days)' } } },
  }),
  'SecretRotated rotated-too-rarely': repair(rotated({ RotationRules: { ScheduleExpression: 'rate(365 days)' } }), {
    'Schedule.Properties.RotationRules.ScheduleExpression': 'rate(30 days)',
  }),
  'SecretRotationAlarmed not-alarmed': repair(rotated({}), {
    Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.secretsmanager'], detail: { eventName: ['RotationFailed'] } }, Targets: TARGETS } },
  }),
  'SecretAudited replica-not-recorded': repair(
    template({
      Secret: [SECRET, { ReplicaRegions: [{ Region: 'eu-central-1' }] }],
      Rule: ['AWS::Events::Rule', { EventPattern: READS, State: ALL, Targets: TARGETS }],
      Trail: ['AWS::CloudTrail::Trail', { IsLogging: true, EnableLogFileValidation: true }],
    }),
    { 'Trail.Properties.IsMultiRegionTrail': true },
  ),
  'SecretKeyRotated replica-without-key': repair(
    template({ Secret: [SECRET, { KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] }, ReplicaRegions: [{ Region: 'eu-central-1' }] }], Key: ['AWS::KMS::Key', { EnableKeyRotation: true }] }),
    { 'Secret.Properties.ReplicaRegions': [{ Region: 'eu-central-1', KmsKeyId: { Ref: 'Key' } }] },
  ),
  'SecretKeyRotated key-not-rotated': repair(template({ Secret: [SECRET, { KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } }], Key: ['AWS::KMS::Key'] }), { 'Key.Properties.EnableKeyRotation': true }),
  'NoPlaintextSecretInText assigned': repair(template({ Fn: ['AWS::Lambda::Function', { Code: { ZipFile: "API_KEY = 'hunter22'" } }] }), { 'Fn.Properties.Code.ZipFile': 'read()' }, 'Pass the ARN'),
  ...repairs('NoPlaintextSecretInText', { 'Fn.Properties.Code.ZipFile': 'read()' }, {
    'dynamic-reference': running(WRITTEN['dynamic-reference']),
    'no-echo-parameter': running(WRITTEN['no-echo-parameter']),
    'parameter': running({ Ref: 'DbPassword' }),
    'secret-attribute': running(WRITTEN['secret-attribute']),
  }, 'Pass the ARN'),
  ...repairs('NoPlaintextSecretElsewhere', { 'Task.Properties.ContainerDefinitions.0.Command': ['app', '--secret', ARN] }, {
    'known-format': commanding(`curl -H ${WRITTEN['known-format']}`),
    'assigned': commanding('app --password hunter2hunter2'),
  }, 'Pass the ARN'),
  ...repairs('NoPlaintextSecretInHeader', { 'Rule.Properties.Targets': [{ Id: 'a', Arn: 'arn' }] }, {
    'literal': sending('hunter22'),
    'known-format': sending('Bearer abcdefgh12'),
  }, 'AWS::Events::Connection'),
  ...repairs('NoPlaintextSecretInCustomResource', { 'It.Properties': { SecretArn: ARN }, 'Secret': { Type: SECRET } }, {
    'literal': custom('hunter22'),
    'known-format': custom(`ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}`),
    'parameter': { ...custom({ Ref: 'ApiKey' }), Parameters: { ApiKey: { Type: 'String' } } },
    'parameter-default': { ...custom({ Ref: 'ApiKey' }), Parameters: { ApiKey: { Type: 'String', NoEcho: true, Default: 'hunter22' } } },
  }, '{"Ref": "Secret"}'),
  'SecretNotInOutput no-echo-parameter': repair(
    { ...template({ Fn: ['AWS::Lambda::Function'] }), Parameters: { ApiKey: { Type: 'String', NoEcho: true } }, Outputs: { Value: { Value: { Ref: 'ApiKey' } } } },
    { 'Secret': { Type: SECRET }, 'Outputs.Value.Value': ARN },
    'Output the ARN',
  ),
  'SecretNotInOutput literal': repair({ ...template({ Fn: ['AWS::Lambda::Function'] }), Outputs: { ApiKey: { Value: 'hunter22' } } }, { 'Secret': { Type: SECRET }, 'Outputs.ApiKey.Value': ARN }, 'Output the ARN'),
};
