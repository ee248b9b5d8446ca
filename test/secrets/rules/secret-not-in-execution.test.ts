import * as iam from 'aws-cdk-lib/aws-iam';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { secretNotInExecution as rule } from '../../../lib/secrets/rules/secret-not-in-execution';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const LOGGED = { Level: 'ALL', IncludeExecutionData: true };
const machine = (properties: object): TestTemplate => ({ Parameters: { Open: { Type: 'String' } }, Resources: { Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: properties } } });
const task = (state: object, LoggingConfiguration: object = LOGGED) =>
  machine({ DefinitionString: JSON.stringify({ StartAt: 'Do', States: { Do: { Type: 'Task', End: true, ...state } } }), LoggingConfiguration });
const sdk = (action: string) => ({ Resource: `arn:aws:states:::aws-sdk:${action}` });

test.each<[string, TestTemplate]>([
  ['a function', task({ Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'FunctionName': 'f', 'Payload.$': '$' } })],
  ['other tokens', task({ Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: { 'TaskToken.$': '$$.Task.Token', 'NextToken.$': '$.next' } })],
  ['other tokens, in JSONata', task({ Resource: 'f', Arguments: { TaskToken: '{% $states.context.Task.Token %}' } })],
  ['an input that is a secret, and no data in logs', task({ Resource: 'f', Parameters: { 'password.$': '$.password' } }, { Level: 'ALL' })],
  ['an input that is a secret, and no log', task({ Resource: 'f', Parameters: { 'password.$': '$.password' } }, { Level: 'OFF', IncludeExecutionData: true })],
  ['a plain parameter of Systems Manager', task({ ...sdk('ssm:getParameter'), Parameters: { Name: '/orders/host' } })],
  ['another action of Secrets Manager', task({ ...sdk('secretsmanager:rotateSecret'), Parameters: { 'SecretId.$': '$.id' } })],
  ['no definition', machine({ DefinitionS3Location: { Bucket: 'b', Key: 'k' } })],
  ['a definition that is known only at deployment', machine({ DefinitionString: { Ref: 'Open' }, LoggingConfiguration: LOGGED })],
])('compliant: %s', (_, template) => {
  expect(check(rule, template)).toEqual([]);
});

test.each([
  'secretsmanager:getSecretValue', 'secretsmanager:batchGetSecretValue', 'kms:decrypt', 'sts:assumeRole', 'sts:assumeRoleWithWebIdentity', 'iam:createAccessKey',
  'cognitoidentityprovider:adminInitiateAuth', 'codeartifact:getAuthorizationToken',
])('non-compliant: %s', (action) => {
  expect(check(rule, task(sdk(action)))).toEqual([
    `Machine[reads-secret] Properties.DefinitionString: States.Do calls ${action}, whose answer is a secret`,
  ]);
});

test.each<[string, TestTemplate]>([
  ['a decrypted parameter', task({ ...sdk('ssm:getParameter'), Parameters: { Name: '/orders/password', WithDecryption: true } })],
  ['decrypted parameters, in JSONata', task({ ...sdk('ssm:getParametersByPath'), Arguments: { Path: '/orders', WithDecryption: '{% true %}' } })],
  ['an object', machine({ Definition: { StartAt: 'Do', States: { Do: sdk('secretsmanager:getSecretValue') } } })],
  ['a text with references', machine({ DefinitionString: { 'Fn::Join': ['', ['{"States":{"Do":{"Resource":"arn:', { Ref: 'AWS::Partition' }, ':states:::aws-sdk:secretsmanager:getSecretValue"}}}']] } })],
  ['a state within a map', machine({ Definition: { States: { Each: { Type: 'Map', ItemProcessor: { States: { Do: sdk('secretsmanager:getSecretValue') } } } } } })],
])('non-compliant: %s', (_, template) => {
  expect(ids(rule, template)).toEqual(['Machine[reads-secret]']);
});

test('non-compliant: a construct', () => {
  const workload = workloadOfStack((stack) => {
    const read = new CallAwsService(stack, 'Read', { service: 'secretsmanager', action: 'getSecretValue', parameters: { SecretId: 'orders' }, iamResources: ['*'] });
    new stepfunctions.StateMachine(stack, 'Machine', { definitionBody: stepfunctions.DefinitionBody.fromChainable(read), role: iam.Role.fromRoleName(stack, 'Role', 'machine') });
  });
  expect(ids(rule, workload)).toEqual([expect.stringMatching(/\[reads-secret\]$/)]);
});

test('non-compliant: a secret input with execution data in the log', () => {
  expect(check(rule, task({ Resource: 'f', Parameters: { 'password.$': '$.password', 'apiKey.$': '$.headers.key' } }))).toEqual([
    'Machine[logs-secret] Properties.LoggingConfiguration.IncludeExecutionData: the log contains what states pass as password, apiKey',
  ]);
  expect(ids(rule, task({ Resource: 'f', Arguments: { token: '{% $states.input.token %}' } }))).toEqual(['Machine[logs-secret]']);
});

test.each([{ Level: { Ref: 'Open' } }, { Level: 'ALL', IncludeExecutionData: { Ref: 'Open' } }])('undetermined: %j', (log) => {
  expect(ids(rule, task({ Resource: 'f', Parameters: { 'password.$': '$.password' } }, log))).toEqual(['Machine[undetermined]']);
});
