import { stringify } from 'yaml';
import { Baseline, Gate, GateFinding, GateResult, parseBaseline, placeOf, readStacks, writeBaseline } from '../../lib/gate';
import { SEC3_RULES } from '../../lib/secure/rules';
import { inFolder } from '../gate/expansion/sam/expanded';

type Template = { readonly [section: string]: any };

function resultOf(template: Template): GateResult {
  return inFolder({ 't.yaml': stringify(template) }, (folder) => new Gate(SEC3_RULES).run({ stacks: readStacks({ file: `${folder}/t.yaml` }) }));
}

/** Returns the new and the fixed findings in a template after a change. */
function changed(before: Template, after: Template): { readonly fresh: string[]; readonly fixed: string[] } {
  const text = writeBaseline(new Baseline('b.json').updatedBy(resultOf(before)).entries);
  const { findings, baseline } = new Baseline('b.json', parseBaseline(text, 'b.json')).applyTo(resultOf(after));
  return { fresh: findings.map(nameOf).sort(), fixed: baseline!.fixed.map(({ id }) => id.slice('Sec3-'.length)).sort() };
}

function nameOf({ ruleId, findingId }: GateFinding): string {
  return `${ruleId.slice('Sec3-'.length)}[${findingId}]`;
}

const NOTHING = { fresh: [], fixed: [] };

const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };

const allow = (Action: string | string[], Resource: unknown, more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });

/** Returns a function with a role, and one policy for each list of statements. */
function app(...policies: object[][]): Template {
  const Policies = policies.map((Statement, index) => [`P${index}`, { Type: 'AWS::IAM::Policy', Properties: { PolicyName: `p${index}`, Roles: [{ Ref: 'R' }], PolicyDocument: { Statement } } }]);
  return {
    Resources: {
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'a.b', Role: { 'Fn::GetAtt': ['R', 'Arn'] }, Code: { ZipFile: 'x' } } },
      R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
      ...Object.fromEntries(Policies),
    },
  };
}

const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/T';

describe('a permission in a baseline', () => {
  test('does not match another permission in the same statement or another policy', () => {
    const service = { fresh: ['FunctionRoleLeastPrivilege[every-action-of-service]'], fixed: ['FunctionRoleLeastPrivilege[every-action-of-service]'] };
    expect(changed(app([allow('dynamodb:*', ARN)]), app([allow('iam:*', ARN)]))).toEqual(service);
    expect(changed(app([allow('dynamodb:*', ARN)]), app([], [allow('iam:*', ARN)]))).toEqual(service);
    expect(changed(app([allow('dynamodb:*', ARN)]), app([allow('dynamodb:*', `${ARN}2`)]))).toEqual(service);
    expect(changed(app([allow('s3:Put*', ARN)]), app([allow('iam:Pass*', ARN)]))).toEqual({ fresh: ['RoleActionsNamed[part-of-name]'], fixed: ['RoleActionsNamed[part-of-name]'] });
  });

  test('does not match without its condition, or with a wider exception', () => {
    const tight = allow('dynamodb:*', ARN, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } });
    expect(changed(app([tight]), app([allow('dynamodb:*', ARN)])).fresh).toEqual(['FunctionRoleLeastPrivilege[every-action-of-service]']);
    const except = (NotAction: string[]) => app([{ Effect: 'Allow', NotAction, Resource: ARN }]);
    expect(changed(except(['iam:*', 's3:*']), except(['s3:*'])).fresh).toEqual(['FunctionRoleLeastPrivilege[allow-by-exception]']);
  });

  test('matches after statements, actions, resources and policies are reordered, or others are added', () => {
    const [one, two] = [allow(['dynamodb:*', 's3:*'], [ARN, `${ARN}2`]), allow('sqs:*', ARN)];
    expect(changed(app([one, two]), app([two, allow(['s3:*', 'dynamodb:*'], [`${ARN}2`, ARN], { Sid: 'Named' })]))).toEqual(NOTHING);
    expect(changed(app([one]), app([allow('s3:GetObject', `${ARN}/x`), one]))).toEqual(NOTHING);
    expect(changed(app([two]), app([allow(['sqs:*'], [ARN])]))).toEqual(NOTHING);
    const fixed = changed(app([allow(['dynamodb:*', 's3:GetObject'], '*')]), app([allow(['s3:GetObject'], '*')]));
    expect(fixed).toEqual({ fresh: [], fixed: ['FunctionRoleLeastPrivilege[every-action-of-service]'] });
  });
});

test('a secret in another output is new; outputs may be reordered', () => {
  const secret = { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } };
  const value = { Value: { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}}}' } };
  const outputs = (Outputs: object) => ({ Resources: { ...app().Resources, Secret: secret }, Outputs });
  expect(changed(outputs({ A: value, B: { Value: 1 } }), outputs({ A: { Value: 1 }, B: value }))).toEqual({ fresh: ['SecretNotInOutput[secret-value]'], fixed: ['SecretNotInOutput[secret-value]'] });
  expect(changed(outputs({ A: value, B: value }), outputs({ B: value, A: value }))).toEqual(NOTHING);
});

describe('a finding on the whole workload or stack', () => {
  const fn = { ...app().Resources.Fn };
  const stack = (...names: string[]) => ({
    Resources: { ...Object.fromEntries(names.map((name) => [name, fn])), R: app().Resources.R }, Outputs: { DbPassword: { Value: 'hunter2-hunter2' } },
  });
  const about = ['AwarenessFeedSubscribed', 'SecretNotInOutput'];
  const fresh = (before: Template, after: Template) => changed(before, after).fresh.filter((name) => about.some((id) => name.startsWith(id)));

  test('matches in any order of functions, and with more of them', () => {
    expect(fresh({ Resources: {} }, stack('B'))).toHaveLength(2);
    expect(changed(stack('B', 'C'), stack('C', 'B'))).toEqual(NOTHING);
    expect(fresh(stack('B'), stack('A', 'B'))).toEqual([]);
  });
});

describe('with SAM', () => {
  const event = (Path: string) => ({ Type: 'Api', Properties: { Path, Method: 'get' } });
  const fn = (properties: object) => ({ Type: 'AWS::Serverless::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'a.b', CodeUri: 's3://b/k', ...properties } });
  const sam = (Resources: object) => ({ Transform: 'AWS::Serverless-2016-10-31', Resources });

  test('an implicit API matches in any order of events, and with more of them; another operation is new', () => {
    const [A, B, C] = ['/a', '/b', '/c'].map(event);
    const before = sam({ F1: fn({ Events: { A, B } }), F2: fn({ Events: { C } }) });
    expect(changed(before, sam({ F1: fn({ Events: { B, A } }), F2: fn({ Events: { C } }) }))).toEqual(NOTHING);
    expect(changed(before, sam({ F2: fn({ Events: { C } }), F1: fn({ Events: { A, B } }) }))).toEqual(NOTHING);
    const further = changed(before, sam({ F1: fn({ Events: { A, AA: event('/aa'), B } }), F2: fn({ Events: { C } }) }));
    expect(further.fixed).toEqual([]);
    expect(further.fresh).toContain('MethodAuthorized[not-authorized]');
    expect(further.fresh.filter((name) => /Throttled|Logged|Waf/.test(name))).toEqual([]);
  });

  test('another permission is new', () => {
    const policies = (...actions: string[]) => sam({ Fn: fn({ Policies: actions.map((action) => ({ Statement: [allow(action, ARN)] })) }) });
    expect(changed(policies('dynamodb:*'), policies('iam:*')).fresh).toEqual(['FunctionRoleLeastPrivilege[every-action-of-service]']);
    expect(changed(policies('dynamodb:*', 's3:*'), policies('s3:*', 'dynamodb:*'))).toEqual(NOTHING);
  });

  test('another bucket or event of a function is new', () => {
    const s3 = (Events: string) => ({ Type: 'S3', Properties: { Bucket: { Ref: 'B' }, Events } });
    const started = (Events: object) => sam({ B: { Type: 'AWS::S3::Bucket' }, Fn: fn({ Events }) });
    expect(changed(started({ Up: s3('s3:ObjectCreated:*') }), started({ Down: s3('s3:ObjectRemoved:*') })).fresh).not.toEqual([]);
    expect(changed(started({ Up: s3('a'), Down: s3('b') }), started({ Down: s3('b'), Up: s3('a') }))).toEqual(NOTHING);
  });
});

/** Returns the findings of a rule in a YAML template: the path without the file, and the line that they point to. */
function placed(ruleId: string, files: { readonly [name: string]: string }): string[] {
  return inFolder(files, (folder) =>
    new Gate(SEC3_RULES, { only: [ruleId] }).run({ stacks: readStacks({ file: `${folder}/t.yaml` }) }).findings.filter(({ rule }) => rule !== undefined).map((finding) => {
      const { file, line } = placeOf(finding)!;
      const name = file.slice(folder.length + 1);
      return `${finding.path.slice(`${folder}/t.yaml/`.length)} ${name}:${line} ${files[name].split('\n')[line - 1].trim()}`;
    }),
  );
}

describe('the line of a finding', () => {
  test('on a permission is in the policy, and on a secret in the output', () => {
    const yaml = stringify({
      ...app([allow(['s3:GetObject', 'dynamodb:*'], ARN)], [allow('s3:Put*', '*')]),
      Outputs: { Key: { Value: { 'Fn::GetAtt': ['AccessKey', 'SecretAccessKey'] } } },
    }).replace('Resources:', 'Resources:\n  AccessKey: { Type: AWS::IAM::AccessKey, Properties: { UserName: u } }');
    expect(placed('FunctionRoleLeastPrivilege', { 't.yaml': yaml })).toEqual([
      expect.stringMatching(/^Fn t\.yaml:\d+ - dynamodb:\*$/), expect.stringMatching(/^Fn t\.yaml:\d+ Resource: "\*"$/),
    ]);
    expect(placed('RoleActionsNamed', { 't.yaml': yaml })).toEqual([expect.stringMatching(/^R t\.yaml:\d+ Action: s3:Put\*$/)]);
    expect(placed('SecretNotInOutput', { 't.yaml': yaml })).toEqual([expect.stringMatching(/^AccessKey t\.yaml:\d+ Value:$/)]);
  });

  test('on a resource from an event of SAM is that of the event', () => {
    const yaml = `Transform: AWS::Serverless-2016-10-31
Resources:
  B: { Type: AWS::S3::Bucket }
  P: { Type: AWS::Cognito::UserPool }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: a.b
      CodeUri: s3://b/k
      Policies:
        - S3ReadPolicy: { BucketName: b }
        - Statement:
            - Effect: Allow
              Action: dynamodb:*
              Resource: "*"
      Events:
        Up:
          Type: S3
          Properties: { Bucket: !Ref B, Events: 's3:ObjectCreated:*' }
        Sign:
          Type: Cognito
          Properties: { UserPool: !Ref P, Trigger: PreSignUp }
`;
    expect(placed('EventSourceValidated', { 't.yaml': yaml })).toEqual(['B t.yaml:18 Up:']);
    expect(placed('ServiceEventValidated', { 't.yaml': yaml })).toEqual(['P t.yaml:21 Sign:']);
    expect(placed('FunctionRoleLeastPrivilege', { 't.yaml': yaml })).toEqual(['Fn t.yaml:15 Action: dynamodb:*']);
  });

  test('on a state is in the file of the definition', () => {
    const yaml = `Transform: AWS::Serverless-2016-10-31
Resources:
  S: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: asl.json, Role: r } }
  C: { Type: AWS::StepFunctions::StateMachine, Properties: { DefinitionS3Location: asl.json, RoleArn: r } }
  D:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: r
      Definition:
        StartAt: A
        States:
          A:
            Type: Task
            Resource: arn:aws:states:::dynamodb:updateItem
            Parameters:
              TableName.$: $.table
`;
    const asl = `{
"StartAt": "A",
"States": { "A": { "Type": "Task", "Resource": "arn:aws:states:::dynamodb:updateItem", "Parameters": {
"TableName.$": "$.table" }, "End": true } }
}`;
    expect(placed('NoStateMachineInjection', { 't.yaml': yaml, 'asl.json': asl }).sort()).toEqual([
      'C asl.json:4 "TableName.$": "$.table" }, "End": true } }', 'D t.yaml:16 TableName.$: $.table', 'S asl.json:4 "TableName.$": "$.table" }, "End": true } }',
    ]);
  });
});
