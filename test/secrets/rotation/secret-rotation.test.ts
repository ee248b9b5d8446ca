import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RuntimePolicy } from '../../../lib/runtime-protection/runtime-policy';
import { RotationAdapter } from '../../../lib/secrets/rotation/rotation-adapter';
import { SecretRotation } from '../../../lib/secrets/rotation/secret-rotation';
import { arn, CODE, fnIn, joined, newStack, ref, resources, secretIn } from '../fixtures';

const ROLE = 'arn:aws:iam::111122223333:role/Orders-*-SecretsManagerRDSMySQL*';
const hosted = () => secretsmanager.HostedRotation.mysqlSingleUser();

/** Returns the actions that a role's policies allow on a resource, by the ARN or the reference of the resource. */
function allowed(stack: Stack, policy: string): { actions: unknown; on: unknown; when: unknown }[] {
  return resources(stack, 'AWS::IAM::Policy')[policy].PolicyDocument.Statement.map(({ Action, Resource, Condition }: any) => ({ actions: Action, on: Resource, when: Condition }));
}

const bySource = (fn: string) => ({ ArnEquals: { 'lambda:SourceFunctionArn': arn(fn) } });
const onKey = {
  actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
  on: arn('SecretKey'),
  when: { StringEquals: { 'kms:ViaService': joined('secretsmanager.${AWS::Region}.amazonaws.com'), 'kms:EncryptionContext:SecretARN': ref('Secret') } },
};
const onSecret = (fn?: string) => ({
  actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
  on: ref('Secret'),
  when: fn && bySource(fn),
});

function expectInvokedBySecretsManager(stack: Stack, fn: string): void {
  const permissions = resources(stack, 'AWS::Lambda::Permission');
  expect(permissions).toEqual({
    SecretRotationPermission: {
      Action: 'lambda:InvokeFunction',
      FunctionName: arn(fn),
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    },
  });
  Template.fromStack(stack).hasResource('AWS::SecretsManager::RotationSchedule', {
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^SecretRotationPermission'), Match.stringLikeRegexp('^SecretRotationPolicy')]),
  });
}

describe('generated', () => {
  test('has a hardened function that may rotate only this secret', () => {
    const stack = newStack();
    secretIn(stack);
    expect(allowed(stack, 'SecretRotationPolicy')).toEqual([onSecret('SecretRotationFunction'), onKey]);
    expectInvokedBySecretsManager(stack, 'SecretRotationFunction');
    const { Layers, Environment } = resources(stack, 'AWS::Lambda::Function').SecretRotationFunction;
    expect(Layers).toEqual([{ Ref: expect.stringMatching(/^Sec3RuntimeGuard/) }]);
    expect(JSON.parse(Environment.Variables.SEC3_RUNTIME_POLICY)).toMatchObject(RuntimePolicy.standard().toJson());
    const role = resources(stack, 'AWS::IAM::Role').SecretRotationFunctionServiceRole;
    expect(role).not.toHaveProperty('ManagedPolicyArns');
    expect(Object.keys(resources(stack, 'AWS::IAM::Policy')).sort()).toEqual(['SecretRotationFunctionExecutionPolicy', 'SecretRotationPolicy']);
  });

  test.each<[string, secretsmanager.SecretStringGenerator | undefined, object, object]>([
    ['nothing', undefined, {}, {}],
    [
      'characters',
      { passwordLength: 64, excludePunctuation: true, excludeCharacters: '"@', includeSpace: false, requireEachIncludedType: true },
      { length: 64, excludePunctuation: true, excludeCharacters: '"@', includeSpace: false, requireEachIncludedType: true },
      { PasswordLength: 64, ExcludePunctuation: true, ExcludeCharacters: '"@', IncludeSpace: false, RequireEachIncludedType: true },
    ],
    [
      'an object',
      { secretStringTemplate: '{"user":"orders"}', generateStringKey: 'password' },
      { template: { user: 'orders' }, key: 'password' },
      { SecretStringTemplate: '{"user":"orders"}', GenerateStringKey: 'password' },
    ],
  ])('the first and all later values have the same format: %s', (_, options, settings, generator) => {
    const stack = newStack();
    secretIn(stack, { rotation: SecretRotation.generated(options) });
    const { Variables } = resources(stack, 'AWS::Lambda::Function').SecretRotationFunction.Environment;
    expect(Variables).toMatchObject({
      SEC3_ROTATION_SECRET: ref('Secret'),
      SEC3_ROTATION_KIND: 'generated',
    });
    expect(JSON.parse(Variables.SEC3_ROTATION_SETTINGS)).toEqual(settings);
    expect(resources(stack, 'AWS::SecretsManager::Secret').Secret.GenerateSecretString).toEqual(generator);
  });

  test.each<[secretsmanager.SecretStringGenerator, string]>([
    [{ passwordLength: 0 }, 'passwordLength is 0; Secrets Manager supports 1 to 4096 characters'],
    [{ passwordLength: 1.5 }, 'passwordLength is 1.5; Secrets Manager supports 1 to 4096 characters'],
    [{ passwordLength: 3 }, 'passwordLength is 3, and one character of each of 4 kinds is required: set a larger one, or requireEachIncludedType: false'],
    [{ excludeLowercase: true, excludeUppercase: true, excludeNumbers: true, excludePunctuation: true }, 'no letters, digits and punctuation are left for a generated value: exclude fewer'],
    [{ excludeLowercase: true, excludeUppercase: true, excludeCharacters: '0123456789', excludePunctuation: true, includeSpace: true }, 'no letters, digits and punctuation are left for a generated value: exclude fewer'],
    [{ generateStringKey: 'password' }, 'secretStringTemplate and generateStringKey must be set together: set both or none'],
    [{ secretStringTemplate: '[]', generateStringKey: 'password' }, 'secretStringTemplate is not the text of a JSON object'],
    [
      { passwordLength: 5000, secretStringTemplate: '{' },
      'passwordLength is 5000; Secrets Manager supports 1 to 4096 characters; secretStringTemplate and generateStringKey must be set together: set both or ' +
        'none; secretStringTemplate is not the text of a JSON object',
    ],
  ])('rejects %j', (options, message) => {
    expect(() => SecretRotation.generated(options)).toThrow(new Error(`SecretRotation.generated: ${message}`));
  });

  test.each<secretsmanager.SecretStringGenerator>([
    { passwordLength: 3, requireEachIncludedType: false },
    { passwordLength: 3, excludePunctuation: true },
    { passwordLength: 1, excludeUppercase: true, excludeNumbers: true, excludePunctuation: true },
  ])('accepts %j', (options) => expect(() => SecretRotation.generated(options)).not.toThrow());

  test('rejects generateSecretString', () => {
    expect(() => secretIn(newStack(), { generateSecretString: {} })).toThrow(
      new Error('[Stack/Secret] generateSecretString sets a value, and so does SecretRotation.generated: set the format of the value only there'),
    );
  });
});

describe('apiKey', () => {
  test('invokes an adapter from code, which has no access to the secret', () => {
    const stack = newStack();
    const rotation = SecretRotation.apiKey({ adapter: RotationAdapter.fromCode({ code: CODE.code, environment: { PROVIDER: 'https://pay.example' } }) });
    secretIn(stack, { rotation });
    expect(allowed(stack, 'SecretRotationPolicy')).toEqual([onSecret('SecretRotationFunction'), onKey]);
    expect(allowed(stack, 'SecretAdapterPolicy')).toEqual([
      { actions: 'lambda:InvokeFunction', on: arn('SecretRotationAdapter'), when: bySource('SecretRotationFunction') },
    ]);
    expect(Object.keys(resources(stack, 'AWS::IAM::Policy')).sort()).toEqual([
      'SecretAdapterPolicy', 'SecretRotationAdapterExecutionPolicy', 'SecretRotationFunctionExecutionPolicy', 'SecretRotationPolicy',
    ]);
    const { SecretRotationFunction, SecretRotationAdapter } = resources(stack, 'AWS::Lambda::Function');
    expect(SecretRotationFunction).toMatchObject({
      Timeout: 120,
      Environment: {
        Variables: { SEC3_ROTATION_KIND: 'adapter', SEC3_ROTATION_ADAPTER: arn('SecretRotationAdapter'), SEC3_ROTATION_SECRET: ref('Secret') },
      },
    });
    expect(SecretRotationAdapter).toMatchObject({
      Timeout: 30,
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Environment: { Variables: { PROVIDER: 'https://pay.example' } },
    });
    expectInvokedBySecretsManager(stack, 'SecretRotationFunction');
  });

  test('does not rotate immediately, because the first key is stored by hand, and invokes a given function', () => {
    const stack = newStack();
    secretIn(stack, { rotation: SecretRotation.apiKey({ adapter: RotationAdapter.fromFunction(fnIn(stack, 'Adapter')) }) });
    expect(resources(stack, 'AWS::SecretsManager::RotationSchedule').SecretRotationSchedule.RotateImmediatelyOnUpdate).toBe(false);
    expect(allowed(stack, 'SecretAdapterPolicy')).toEqual([{ actions: 'lambda:InvokeFunction', on: arn('Adapter'), when: bySource('SecretRotationFunction') }]);
    Template.fromStack(stack).hasResource('AWS::SecretsManager::RotationSchedule', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^SecretAdapterPolicy')]) });
  });

  test('guards an adapter from code with the standard policy, or a given one', () => {
    const stack = newStack();
    const policy = RuntimePolicy.strict({ allowedHosts: ['pay.example:443'] });
    secretIn(stack, { rotation: SecretRotation.apiKey({ adapter: RotationAdapter.fromCode({ code: CODE.code }) }) });
    secretIn(stack, { rotation: SecretRotation.apiKey({ adapter: RotationAdapter.fromCode({ code: CODE.code, runtimePolicy: policy }) }) }, 'Other');
    const { SecretRotationAdapter, OtherRotationAdapter } = resources(stack, 'AWS::Lambda::Function');
    const enforced = (fn: any) => JSON.parse(fn.Environment.Variables.SEC3_RUNTIME_POLICY);
    expect(enforced(SecretRotationAdapter)).toMatchObject(RuntimePolicy.standard().toJson());
    expect(enforced(OtherRotationAdapter)).toMatchObject(policy.toJson());
  });

  test('does not guard an adapter in an unsupported runtime, unless a policy is given', () => {
    const code = () => ({ code: lambda.Code.fromAsset(__dirname), runtime: lambda.Runtime.PROVIDED_AL2023 });
    const stack = newStack();
    secretIn(stack, { rotation: SecretRotation.apiKey({ adapter: RotationAdapter.fromCode(code()) }) });
    expect(resources(stack, 'AWS::Lambda::Function').SecretRotationAdapter).not.toHaveProperty('Environment');
    const adapter = RotationAdapter.fromCode({ ...code(), runtimePolicy: RuntimePolicy.standard() });
    expect(() => secretIn(newStack(), { rotation: SecretRotation.apiKey({ adapter }) })).toThrow(
      "[Stack/Secret/RotationAdapter] the runtime guard can't protect the function",
    );
  });

  test('rejects an adapter with a long timeout', () => {
    expect(() => RotationAdapter.fromCode({ code: CODE.code, timeout: Duration.minutes(5) })).toThrow(
      new Error('RotationAdapter.fromCode: timeout is 5 minutes; whole seconds from 1 to 240 are expected, since the rotation function waits for three calls within 15 minutes'),
    );
  });
});

describe('function', () => {
  test('allows only the code of the function to rotate this secret', () => {
    const stack = newStack();
    const fn = fnIn(stack, 'Rotate');
    const secret = secretIn(stack, { rotation: SecretRotation.function(fn) });
    expect(allowed(stack, 'SecretRotationPolicy')).toEqual([onSecret('Rotate'), onKey]);
    expectInvokedBySecretsManager(stack, 'Rotate');
    expect(secret.rotationFunction).toBe(fn);
    expect(resources(stack, 'AWS::SecretsManager::RotationSchedule').SecretRotationSchedule).toMatchObject({
      RotationLambdaARN: arn('Rotate'),
      RotateImmediatelyOnUpdate: true,
    });
  });

  test('rejects a function with an unknown role', () => {
    const stack = newStack();
    const fn = lambda.Function.fromFunctionArn(stack, 'Rotate', 'arn:aws:lambda:eu-west-1:111122223333:function:rotate');
    expect(() => secretIn(stack, { rotation: SecretRotation.function(fn) })).toThrow(
      new Error('[Stack/Secret] SecretRotation.function: the role of function Stack/Rotate is unknown: import it by Function.fromFunctionAttributes with its role'),
    );
  });
});

describe('hosted', () => {
  const value = { generateSecretString: { secretStringTemplate: '{"username":"admin"}', generateStringKey: 'password' } };

  test('excepts the role of the function, whose name is looked up at deployment', () => {
    const stack = newStack();
    const secret = secretIn(stack, { rotation: SecretRotation.hosted(hosted()), ...value });
    const template = Template.fromStack(stack);
    const [[id, lookUp]] = Object.entries(template.findResources('Custom::AWS'));
    const { RotationLambdaName } = resources(stack, 'AWS::SecretsManager::RotationSchedule').SecretRotationSchedule.HostedRotationLambda;
    expect(RotationLambdaName).toMatch(/^[\w-]{1,64}$/);
    expect(JSON.parse(lookUp.Properties.Create)).toMatchObject({ service: 'Lambda', action: 'GetFunctionConfiguration', parameters: { FunctionName: RotationLambdaName } });
    expect(lookUp.DependsOn).toContain(Object.keys(template.findResources('AWS::SecretsManager::RotationSchedule'))[0]);
    const [, deny] = resources(stack, 'AWS::SecretsManager::ResourcePolicy').SecretPolicy.ResourcePolicy.Statement;
    expect(deny.Condition).toEqual({ ArnNotLike: { 'aws:PrincipalArn': [{ 'Fn::GetAtt': [id, 'Role'] }] } });
    expect(stack.resolve(secret.rotationRole!.roleArn)).toEqual({ 'Fn::GetAtt': [id, 'Role'] });
    expect(resources(stack, 'AWS::IAM::Policy').SecretRotationRoleLookUpCustomResourcePolicy.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'lambda:GetFunctionConfiguration', Resource: joined(`arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${RotationLambdaName}`) },
    ]);
  });

  test('looks the role up again for another function', () => {
    const lookUp = (rotation: secretsmanager.HostedRotation) => {
      const stack = newStack();
      secretIn(stack, { rotation: SecretRotation.hosted(rotation), ...value });
      return Object.values(Template.fromStack(stack).findResources('Custom::AWS'))[0].Properties.Update;
    };
    expect(lookUp(hosted())).toBe(lookUp(hosted()));
    expect(lookUp(hosted())).not.toBe(lookUp(secretsmanager.HostedRotation.postgreSqlSingleUser()));
    expect(lookUp(secretsmanager.HostedRotation.mysqlSingleUser({ functionName: 'rotate-orders' }))).toContain('"FunctionName":"rotate-orders"');
  });

  test('allows the same role to read the secret of the superuser', () => {
    const stack = newStack();
    const masterSecret = secretIn(stack, {}, 'Superuser');
    const secret = secretIn(stack, { rotation: SecretRotation.hosted(secretsmanager.HostedRotation.mysqlMultiUser({ masterSecret })), ...value });
    masterSecret.exempt(secret.rotationRole!);
    expect(JSON.stringify(resources(stack, 'AWS::SecretsManager::ResourcePolicy').SuperuserPolicy)).toContain('SecretRotationRoleLookUp');
  });

  test('excepts a given role without a lookup', () => {
    const stack = newStack();
    const secret = secretIn(stack, { rotation: SecretRotation.hosted(hosted(), { roleArn: ROLE }), ...value });
    const [, deny] = resources(stack, 'AWS::SecretsManager::ResourcePolicy').SecretPolicy.ResourcePolicy.Statement;
    expect(deny.Condition).toEqual({ ArnNotLike: { 'aws:PrincipalArn': [ROLE] } });
    expect(resources(stack, 'AWS::SecretsManager::RotationSchedule').SecretRotationSchedule).toMatchObject({
      HostedRotationLambda: { RotationType: 'MySQLSingleUser', KmsKeyArn: arn('SecretKey') },
      RotateImmediatelyOnUpdate: true,
    });
    expect(Template.fromStack(stack).toJSON().Transform).toBe('AWS::SecretsManager-2024-09-16');
    expect(secret.rotationFunction).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('Custom::AWS', 0);
  });

  test('needs no lookup if others are not denied', () => {
    const stack = newStack();
    secretIn(stack, { rotation: SecretRotation.hosted(hosted()), denyOtherReaders: false, ...value });
    Template.fromStack(stack).resourceCountIs('AWS::SecretsManager::RotationSchedule', 1);
    Template.fromStack(stack).resourceCountIs('Custom::AWS', 0);
  });

  test.each<[string, string]>([
    ['*', 'roleArn "*" is not the ARN of a role, such as arn:aws:iam::111122223333:role/Orders-*-SecretsManagerRDSMySQL*'],
    ['arn:aws:iam::111122223333:role/*', 'roleArn "arn:aws:iam::111122223333:role/*" is not the ARN of a role, such as arn:aws:iam::111122223333:role/Orders-*-SecretsManagerRDSMySQL*'],
    ['arn:aws:iam::*:role/Orders', 'roleArn "arn:aws:iam::*:role/Orders" is not the ARN of a role, such as arn:aws:iam::111122223333:role/Orders-*-SecretsManagerRDSMySQL*'],
  ])('rejects the role %s, which can’t work or matches every role', (roleArn, message) => {
    expect(() => secretIn(newStack(), { rotation: SecretRotation.hosted(hosted(), { roleArn }), ...value })).toThrow(new Error(`[Stack/Secret] ${message}`));
  });
});

describe('managedExternal', () => {
  test('lets Secrets Manager rotate with a role only for this secret', () => {
    const stack = newStack();
    const secret = secretIn(stack, { rotation: SecretRotation.managedExternal({ type: 'SalesforceClientSecret', metadata: { adminSecretArn: 'arn' } }) });
    expect(resources(stack, 'AWS::SecretsManager::Secret').Secret.Type).toBe('SalesforceClientSecret');
    expect(resources(stack, 'AWS::IAM::Role').SecretRotationRole.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'secretsmanager.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, ArnLike: { 'aws:SourceArn': ref('Secret') } },
      },
    ]);
    expect(allowed(stack, 'SecretRotationPolicy')).toEqual([
      onSecret(),
      onKey,
      { actions: 'secretsmanager:GetRandomPassword', on: '*', when: undefined },
    ]);
    expect(resources(stack, 'AWS::SecretsManager::RotationSchedule').SecretRotationSchedule).toMatchObject({
      ExternalSecretRotationRoleArn: arn('SecretRotationRole'),
      ExternalSecretRotationMetadata: [{ Key: 'adminSecretArn', Value: 'arn' }],
      RotateImmediatelyOnUpdate: false,
    });
    expect(secret.rotationRole?.node.path).toBe('Stack/Secret/RotationRole');
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('uses a given role', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal('secretsmanager.amazonaws.com') });
    expect(secretIn(stack, { rotation: SecretRotation.managedExternal({ type: 'DatadogApiKey', role }) }).rotationRole).toBe(role);
    expect(resources(stack, 'AWS::IAM::Policy').SecretRotationPolicy.Roles).toEqual([ref('Given')]);
    expect(resources(stack, 'AWS::SecretsManager::RotationSchedule').SecretRotationSchedule).not.toHaveProperty('ExternalSecretRotationMetadata');
  });

  test('rejects an invalid type', () => {
    expect(() => SecretRotation.managedExternal({ type: 'Datadog API key' })).toThrow(
      new Error('SecretRotation.managedExternal: type "Datadog API key" is not the secret type of a partner, such as SalesforceClientSecret: https://docs.aws.amazon.com/secretsmanager/latest/userguide/mes-partners.html lists them'),
    );
  });
});
