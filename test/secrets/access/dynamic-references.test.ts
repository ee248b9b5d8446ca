import {
  App, Aws, CfnCondition, CfnDynamicReference, CfnDynamicReferenceService, CfnElement, CfnResource, DefaultStackSynthesizer, Fn,
  LegacyStackSynthesizer, NestedStack, SecretValue, Stack, Stage,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RotatedSecret } from '../../../lib/secrets/rotation/rotated-secret';
import { ACCOUNT, REGION } from '../deployed-template';
import { secretIn } from '../fixtures';
import { ADMINISTRATOR, IamSimulator } from '../iam-simulator';

const ENV = { account: ACCOUNT, region: REGION };

/** Creates a resource for whose password CloudFormation reads a secret. */
const userIn = (stack: Stack, password: string) => new CfnResource(stack, 'Broker', { type: 'AWS::AmazonMQ::Broker', properties: { Users: [{ Password: password }] } });

/** Returns the role with which CloudFormation deploys for the CDK. */
const deployer = (stack: Stack, qualifier = 'hnb659fds') =>
  iam.Role.fromRoleArn(stack, 'Deployer', `arn:aws:iam::${ACCOUNT}:role/cdk-${qualifier}-cfn-exec-role-${ACCOUNT}-${REGION}`);

const excepted = (stack: Stack) => JSON.stringify(Template.fromStack(stack).findResources('AWS::SecretsManager::ResourcePolicy'));

describe('the role that deploys a dynamic reference is excepted from the Deny', () => {
  test.each<[string, (secret: RotatedSecret) => string]>([
    ['secretValue', (secret) => secret.secretValue.unsafeUnwrap()],
    ['secretValueFromJson', (secret) => secret.secretValueFromJson('password').unsafeUnwrap()],
    ['a value of its ARN', (secret) => SecretValue.secretsManager(secret.secretArn).unsafeUnwrap()],
    ['a value of its name', (secret) => SecretValue.secretsManager(secret.secretName, { jsonField: 'password' }).unsafeUnwrap()],
    ['a reference', (secret) => new CfnDynamicReference(CfnDynamicReferenceService.SECRETS_MANAGER, `${secret.secretArn}:SecretString`).toString()],
    ['within a text', (secret) => `amqp://user:${secret.secretValue.unsafeUnwrap()}@broker`],
  ])('for %s', async (_, password) => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    const secret = secretIn(stack);
    userIn(stack, password(secret));
    const role = deployer(stack);
    const stranger = iam.Role.fromRoleArn(stack, 'Stranger', `arn:aws:iam::${ACCOUNT}:role/stranger`);
    const simulator = new IamSimulator(app);
    expect(await simulator.read({ role, policies: [ADMINISTRATOR] }, secret)).toBe('Allowed');
    expect(await simulator.read({ role: stranger, policies: [ADMINISTRATOR] }, secret)).toBe('ExplicitlyDenied');
  });

  const SUB = 'Fn::Sub';
  const JOIN = 'Fn::Join';
  test.each<[string, (id: string) => unknown]>([
    ['Fn::Sub', (id) => ({ [SUB]: `{{resolve:secretsmanager:\${${id}}:SecretString:password}}` })],
    ['Fn::Sub of an attribute', (id) => ({ [SUB]: `{{resolve:secretsmanager:\${${id}.Id}}}` })],
    ['Fn::Sub within a text', (id) => ({ [SUB]: `amqp://\${AWS::Region}:{{resolve:secretsmanager:\${${id}}}}@broker` })],
    ['Fn::Sub with a variable', (id) => ({ [SUB]: ['{{resolve:secretsmanager:${Arn}:SecretString}}', { Arn: { Ref: id } }] })],
    ['Fn::Sub with a variable that is joined', (id) => ({ [SUB]: ['{{resolve:secretsmanager:${Arn}}}', { Arn: { [JOIN]: ['', [{ Ref: id }, ':SecretString']] } }] })],
    ['Fn::Join', (id) => ({ [JOIN]: ['', ['{{resolve:secretsmanager:', { Ref: id }, ':SecretString:password}}']] })],
    ['Fn::Join by a colon', (id) => ({ [JOIN]: [':', ['{{resolve', 'secretsmanager', { 'Fn::GetAtt': [id, 'Id'] }, 'SecretString}}']] })],
    ['Fn::Join of Fn::Sub', (id) => ({ [JOIN]: ['', ['{{resolve:secretsmanager:', { [SUB]: `\${${id}}` }, '}}']] })],
    ['Fn::If', (id) => ({ 'Fn::If': ['Prod', { [SUB]: `{{resolve:secretsmanager:\${${id}}}}` }, ''] })],
  ])('for its logical id in %s', (_, password) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const secret = secretIn(stack);
    new CfnCondition(stack, 'Prod', { expression: Fn.conditionEquals(Aws.REGION, 'eu-central-1') });
    new CfnResource(stack, 'Broker', { type: 'AWS::AmazonMQ::Broker', properties: { Users: [{ Password: password(stack.getLogicalId(secret.node.defaultChild as CfnElement)) }] } });
    expect(excepted(stack)).toContain('cfn-exec-role');
  });

  test.each<[string, (id: string) => unknown]>([
    ['another secret', () => ({ [SUB]: '{{resolve:secretsmanager:${Other}:SecretString}}' })],
    ['a variable of the same name', (id) => ({ [SUB]: [`{{resolve:secretsmanager:\${${id}}}}`, { [id]: 'other' }] })],
    ['a literal', (id) => ({ [SUB]: `{{resolve:secretsmanager:\${!${id}}}}` })],
    ['no value', (id) => ({ [SUB]: `\${${id}}` })],
  ])('not for %s', (_, password) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const secret = secretIn(stack);
    new CfnResource(stack, 'Broker', { type: 'AWS::AmazonMQ::Broker', properties: { Users: [{ Password: password(stack.getLogicalId(secret.node.defaultChild as CfnElement)) }] } });
    expect(excepted(stack)).not.toContain('cfn-exec-role');
  });

  test('for the name of the secret', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    secretIn(stack, { secretName: 'payments' });
    userIn(stack, '{{resolve:secretsmanager:payments:SecretString:password}}');
    expect(excepted(stack)).toContain('cfn-exec-role');
  });

  test('for a user’s password', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    new iam.User(stack, 'User', { password: secretIn(stack).secretValue });
    expect(excepted(stack)).toContain('cfn-exec-role');
  });

  test('for references in another stack, and in the parent of a nested stack', () => {
    const app = new App();
    const home = new Stack(app, 'Home', { env: ENV });
    const secret = secretIn(home);
    const other = new Stack(app, 'Other', { env: ENV, synthesizer: new DefaultStackSynthesizer({ qualifier: 'other' }) });
    userIn(new NestedStack(other, 'Nested'), secret.secretValue.unsafeUnwrap());
    app.synth();
    expect(excepted(home)).toContain('cdk-other-cfn-exec-role');
    expect(excepted(home)).not.toContain('cdk-hnb659fds-cfn-exec-role');
  });

  test('for references in a Stage', () => {
    const app = new App();
    const stack = new Stack(new Stage(app, 'Prod', { env: ENV }), 'Stack');
    userIn(stack, secretIn(stack).secretValue.unsafeUnwrap());
    expect(excepted(stack)).toContain('cfn-exec-role');
  });
});

describe('no role is excepted', () => {
  test.each<[string, (secret: RotatedSecret) => string]>([
    ['without a reference to the value', (secret) => secret.secretArn],
    ['with a reference to another secret', (secret) => `{{resolve:secretsmanager:other:SecretString}} ${secret.secretArn}`],
    ['with a mention of the value that is not a reference', (secret) => `${secret.secretValue.unsafeUnwrap().length}`],
  ])('%s', (_, password) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    userIn(stack, password(secretIn(stack, { secretName: 'payments' })));
    expect(excepted(stack)).not.toContain('cfn-exec-role');
  });
});

describe('an unknown deployment role', () => {
  const legacy = () => new Stack(new App(), 'Stack', { synthesizer: new LegacyStackSynthesizer() });

  test('is an error with a fix', () => {
    const stack = legacy();
    userIn(stack, secretIn(stack, { denyOtherReaders: true }).secretValue.unsafeUnwrap());
    expect(() => Template.fromStack(stack)).toThrow(
      '[Stack/Secret] Stack/Broker has a dynamic reference to the secret, which CloudFormation reads with a role that the app does not know: ' +
        'call exempt with the role that deploys stack Stack, or read the secret at run time',
    );
  });

  test('is accepted if a role is exempt, or if others may read the secret', () => {
    for (const denyOtherReaders of [true, false]) {
      const stack = legacy();
      const secret = secretIn(stack, { denyOtherReaders });
      userIn(stack, secret.secretValue.unsafeUnwrap());
      if (denyOtherReaders) secret.exempt(iam.Role.fromRoleName(stack, 'Deployer', 'deployer'));
      Template.fromStack(stack).resourceCountIs('AWS::AmazonMQ::Broker', 1);
    }
  });
});
