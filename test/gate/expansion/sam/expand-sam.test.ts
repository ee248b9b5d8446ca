import { expanded, fn, gapsOf, propertiesOf, typesOf } from './expanded';
import { Gate, groupByCause, UnreadableInput } from '../../../../lib/gate';
import { SEC3_RULES } from '../../../../lib/secure/rules';

test('a function gets its own role', () => {
  const stack = expanded({ Fn: fn({ Policies: ['AmazonS3ReadOnlyAccess', { SQSSendMessagePolicy: { QueueName: 'queue' } }] }) });
  expect(typesOf(stack)).toEqual({ Fn: 'AWS::Lambda::Function', FnRole: 'AWS::IAM::Role' });
  expect(propertiesOf(stack, 'Fn')).toMatchObject({ Code: { S3Bucket: 'bucket', S3Key: 'key' }, Role: { 'Fn::GetAtt': ['FnRole', 'Arn'] } });
  const role = propertiesOf(stack, 'FnRole');
  expect(role.ManagedPolicyArns).toEqual(['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']);
  expect(role.Policies[0].PolicyDocument.Statement[0]).toMatchObject({
    Action: ['sqs:SendMessage*'],
    Resource: { 'Fn::Sub': ['arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${QueueName}', { QueueName: 'queue' }] },
  });
  expect(gapsOf(stack)).toEqual([]);
});

test('Globals apply to each resource of their type; maps are merged, lists appended', () => {
  const globals = { Function: { Timeout: 3, Layers: ['a'], Environment: { Variables: { A: '1', B: '1' } } } };
  const stack = expanded({ Fn: fn({ Layers: ['b'], Environment: { Variables: { B: '2' } } }), Other: fn({}, { IgnoreGlobals: '*' }) }, { Globals: globals });
  expect(propertiesOf(stack, 'Fn')).toMatchObject({ Timeout: 3, Layers: ['a', 'b'], Environment: { Variables: { A: '1', B: '2' } } });
  expect(propertiesOf(stack, 'Other')).not.toHaveProperty('Timeout');
  const origin = stack.originOf('Fn')!;
  expect(origin.written('Properties.Environment.Variables.A')).toEqual({ logicalId: 'Fn', location: 'Globals.Function.Environment.Variables.A' });
  expect(origin.written('Properties.Environment.Variables.B')).toEqual({ logicalId: 'Fn', location: 'Properties.Environment.Variables.B' });
  expect(origin.written('Properties.Layers[1]')).toEqual({ logicalId: 'Fn', location: 'Properties.Layers[0]' });
});

test('logical ids are those of the transform, and references to them are adapted', () => {
  const stack = expanded(
    {
      Fn: fn({ AutoPublishAlias: 'live', FunctionUrlConfig: { AuthType: 'NONE' }, Layers: [{ Ref: 'Layer' }] }),
      Layer: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 's3://bucket/layer' } },
      Api: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'prod', DefinitionBody: { swagger: '2.0', paths: {} } } },
    },
    { Outputs: { V: { Value: { Ref: 'Fn.Version' } }, A: { Value: { 'Fn::Sub': '${Fn.Alias} ${Api.Stage} ${Layer}' } }, N: { Value: { 'Fn::GetAtt': ['Fn.Version', 'Version'] } } } },
  );
  // Output of aws-sam-translator 1.115.0 for the same template.
  const ids = Object.keys(typesOf(stack)).map((id) => id.replace(/(Deployment)[0-9a-f]{10}$/, '$1'));
  expect(ids).toEqual([
    'Fn', 'FnVersionfb53d5c2e6', 'FnAliaslive', 'FnUrl', 'FnUrlPublicPermissions', 'FnURLInvokeAllowPublicAccess', 'FnRole', 'Layer890692e73b', 'Api', 'ApiDeployment', 'ApiprodStage',
  ]);
  expect(stack.body.Outputs).toEqual({
    V: { Value: { Ref: 'FnVersionfb53d5c2e6' } },
    A: { Value: { 'Fn::Sub': '${FnAliaslive} ${ApiprodStage} ${Layer890692e73b}' } },
    N: { Value: { 'Fn::GetAtt': ['FnVersionfb53d5c2e6', 'Version'] } },
  });
  expect(stack.pathOf('FnVersionfb53d5c2e6')).toMatch(/\/Fn\/FnVersion$/);
  expect(stack.pathOf('Layer890692e73b')).toMatch(/\/Layer$/);
});

describe('unsupported parts are reported', () => {
  test.each([
    ['a property', { Fn: fn({ Nonsense: 1 }) }, 'Resources.Fn.Properties.Nonsense: AWS::Serverless::Function has a property Nonsense that the expansion of SAM does not read'],
    ['a type', { Api: { Type: 'AWS::Serverless::GraphQLApi', Properties: {} } }, 'Resources.Api.Type: the expansion of SAM does not read AWS::Serverless::GraphQLApi (hides resources)'],
    ['a type that is newer', { A: { Type: 'AWS::Serverless::Foo', Properties: {} } }, 'Resources.A.Type: the expansion of SAM does not know the type AWS::Serverless::Foo (hides resources)'],
    ['a connector', { C: { Type: 'AWS::Serverless::Connector', Properties: {} } }, 'Resources.C.Type: the expansion of SAM does not read AWS::Serverless::Connector (hides resources)'],
    ['connectors of a resource', { Fn: fn({}, { Connectors: { C: {} } }) }, 'Resources.Fn.Connectors: the expansion of SAM does not read connectors, which grant permissions (hides resources)'],
    ['a type of event', { Fn: fn({ Events: { E: { Type: 'Carrier', Properties: {} } } }) }, 'Resources.Fn.Properties.Events.E: the expansion of SAM does not read events of type Carrier (hides resources)'],
    ['a policy', { Fn: fn({ Policies: [{ NoSuchPolicy: {} }] }) }, 'Resources.Fn.Properties.Policies[0]: NoSuchPolicy is not a policy template that the expansion of SAM knows'],
    ['a condition over a map', { Fn: fn({ Events: { 'Fn::If': ['C', {}, {}] } }) }, 'Resources.Fn.Properties.Events: its content is known only at deployment'],
  ])('%s', (_, resources, gap) => {
    expect(gapsOf(expanded(resources))).toEqual([gap]);
  });
});

describe('findings', () => {
  const { findings } = new Gate(SEC3_RULES).run({
    stacks: [
      expanded(
        {
          Fn: fn({ Policies: ['AdministratorAccess'], Events: { Hello: { Type: 'Api', Properties: { Path: '/hello', Method: 'post' } } }, FunctionUrlConfig: { AuthType: 'NONE' } }),
        },
        { Globals: { Function: { Environment: { Variables: { DB_PASSWORD: 'hunter2-hunter2' } } } } },
      ),
    ],
  });
  const found = (id: string) => findings.filter(({ ruleId }) => ruleId === `Sec3-${id}`).map(({ logicalId, resourceType, location, source }) => [source?.logicalId ?? logicalId, resourceType, location]);

  test('name the resource and the property in the user’s template', () => {
    expect(found('MethodAuthorized')).toEqual([['Fn', 'AWS::Serverless::Api', 'Properties.Events.Hello']]);
    expect(found('NoPlaintextSecretInEnvironment')).toEqual([['Fn', 'AWS::Serverless::Function', 'Globals.Function.Environment.Variables.DB_PASSWORD']]);
    expect(found('FunctionUrlAuthorized')).toContainEqual(['Fn', 'AWS::Serverless::Function', 'Properties.FunctionUrlConfig.AuthType']);
    expect(findings.find(({ ruleId }) => ruleId === 'Sec3-FunctionRoleLeastPrivilege')!.message).toContain('/Fn Properties.Policies[0])');
  });

  test('have the fix in terms of SAM', () => {
    expect(findings.find(({ ruleId }) => ruleId === 'Sec3-FunctionUrlAuthorized')!.fix).toContain('FunctionUrlConfig');
  });

  test('of events that change another resource name the event', () => {
    const stack = expanded({
      Fn: fn({ Events: { E: { Type: 'S3', Properties: { Bucket: { Ref: 'Bucket' }, Events: 's3:ObjectCreated:*' } } } }),
      Bucket: { Type: 'AWS::S3::Bucket' },
    });
    const [about] = new Gate(SEC3_RULES, { only: ['EventSourceValidated'] }).run({ stacks: [stack] }).findings;
    expect(about.fix).toBe(about.rule!.fix.sam);
    expect(about.source!.logicalId).toBe('Fn');
  });

  test('have paths below the resource in the user’s template', () => {
    expect(findings.filter(({ ruleId }) => ruleId === 'Sec3-FunctionUrlAuthorized').map(({ path }) => path.replace(/^.*template\.json/, ''))).toEqual([
      '/Fn/FnUrl', '/Fn/FnUrlPublicPermissions',
    ]);
  });
});

describe('the additional stage that SAM creates', () => {
  const api = { Type: 'AWS::Serverless::Api', Properties: { StageName: 'prod', DefinitionBody: { swagger: '2.0', paths: {} } } };
  const about = (resources: object, globals?: object) => {
    const { findings } = new Gate(SEC3_RULES).run({ stacks: [expanded(resources as any, globals && { Globals: globals })] });
    return findings.filter(({ path }) => path.endsWith('Deployment'));
  };

  test.each([
    ['of an API', { Api: api }, 'Api'],
    ['of an implicit API', { Fn: fn({ Events: { Hello: { Type: 'Api', Properties: { Path: '/hello', Method: 'get' } } } }) }, 'ServerlessRestApi'],
  ])('has one cause and one fix: %s', (_, resources, logicalId) => {
    const found = about(resources);
    expect(found.map(({ ruleId }) => ruleId).sort()).toEqual(['Sec3-ApiAccessLogged', 'Sec3-ApiThrottled', 'Sec3-ApiWafAssociated']);
    expect(groupByCause(found)).toHaveLength(1);
    expect(new Set(found.map(({ fix }) => fix))).toEqual(new Set([expect.stringContaining('Set OpenApiVersion: 3.0.1 in Globals.Api')]));
    expect(found[0].path).toContain(`${logicalId}Deployment`);
  });

  test.each([
    ['in Globals', { Api: api }, { Api: { OpenApiVersion: '3.0.1' } }],
    ['in the resource', { Api: { ...api, Properties: { ...api.Properties, OpenApiVersion: '2.0' } } }, undefined],
  ])('is not created with an OpenApiVersion: %s', (_, resources, globals) => {
    expect(about(resources, globals)).toEqual([]);
  });
});

describe('resource policies of SAM', () => {
  const call = (auth?: object) => ({ Events: { E: { Type: 'Api', Properties: { RestApiId: { Ref: 'Api' }, Path: '/two/{id}', Method: 'post', Auth: auth } } } });
  const restApi = (auth?: object, stage: unknown = 'Prod') => ({ Type: 'AWS::Serverless::Api', Properties: { StageName: stage, Auth: auth } });
  const found = (resources: object, sections?: object) =>
    new Gate(SEC3_RULES, { only: ['MethodAuthorized'] }).run({ stacks: [expanded(resources as any, sections)] }).findings.map(({ findingId }) => findingId);

  test.each<[string, object]>([
    ['addresses', { IpRangeWhitelist: ['203.0.113.4'] }],
    ['networks', { SourceVpcWhitelist: ['vpc-0123456789abcdef0'] }],
    ['networks and endpoints', { SourceVpcWhitelist: ['vpc-0123456789abcdef0', 'vpce-0123456789abcdef0'] }],
    ['a network that is created', { IntrinsicVpcWhitelist: [{ Ref: 'Vpc' }] }],
  ])('compliant: only from some %s', (_, policy) => {
    const vpc = { Vpc: { Type: 'AWS::EC2::VPC' } };
    expect(found({ ...vpc, Api: restApi({ ResourcePolicy: policy }), Fn: fn(call()) })).toEqual([]);
    expect(found({ ...vpc, Api: restApi(), Fn: fn(call({ ResourcePolicy: policy })) })).toEqual([]);
    expect(found({ ...vpc, Api: restApi({ ResourcePolicy: policy }, { Ref: 'Stage' }), Fn: fn(call()) }, { Parameters: { Stage: { Type: 'String' } } })).toEqual([]);
  });

  test.each<[string, object]>([
    ['all but some addresses', { IpRangeBlacklist: ['203.0.113.4'] }],
    ['all but a network', { SourceVpcBlacklist: ['vpc-0123456789abcdef0'] }],
    ['all addresses', { IpRangeWhitelist: ['0.0.0.0/0'] }],
  ])('non-compliant: %s', (_, policy) => {
    expect(found({ Api: restApi({ ResourcePolicy: policy }), Fn: fn(call()) })).toEqual(['not-authorized']);
  });
});

describe('an authorizer that SAM rejects is an error, and an unknown one is undetermined', () => {
  const users = { Authorizers: { Users: { UserPoolArn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/p' } } };
  const jwt = { Authorizers: { Users: { IdentitySource: '$request.header.Authorization', JwtConfiguration: { issuer: 'https://example.com', audience: ['a'] } } } };
  const either = { 'Fn::If': ['P', 'AWS_IAM', 'NONE'] };
  const sections = { Conditions: { P: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } }, Parameters: { Stage: { Type: 'String' }, Fixed: { Type: 'String', Default: 'Users' } } };
  const findings = (kind: 'Api' | 'HttpApi', api: object, event: object) => {
    const id = kind === 'Api' ? 'RestApiId' : 'ApiId';
    const call = { E: { Type: kind, Properties: { [id]: { Ref: 'It' }, Path: '/', Method: 'get', ...event } } };
    const resources = { It: { Type: `AWS::Serverless::${kind}`, Properties: { ...(kind === 'Api' && { StageName: 'prod' }), Auth: api } }, Fn: fn({ Events: call }) };
    const { findings: all } = new Gate(SEC3_RULES, { only: ['MethodAuthorized', 'HttpApiRouteAuthorized'] }).run({ stacks: [expanded(resources, sections)] });
    return all.map(({ ruleId, findingId = '', location }) => `${ruleId.slice(5)} ${findingId} ${location}`);
  };
  const at = 'Properties.Events.E.Properties.Auth.Authorizer';

  test.each<[string, 'Api' | 'HttpApi', object, object]>([
    ['a function', 'Api', { DefaultAuthorizer: 'AWS_IAM' }, { Auth: { Authorizer: either } }],
    ['a function, with authorizers', 'Api', { ...users, DefaultAuthorizer: 'Users' }, { Auth: { Authorizer: either } }],
    ['an authorizer that the API does not define', 'Api', { DefaultAuthorizer: 'AWS_IAM' }, { Auth: { Authorizer: 'Others' } }],
    ['NONE as the authorizer', 'Api', users, { Auth: { Authorizer: 'NONE' } }],
    ['a function, of an HTTP API', 'HttpApi', { ...jwt, DefaultAuthorizer: 'Users' }, { Auth: { Authorizer: either } }],
    ['an authorizer that the HTTP API does not define', 'HttpApi', { ...jwt, DefaultAuthorizer: 'Users' }, { Auth: { Authorizer: 'Others' } }],
    ['AWS_IAM that is not enabled', 'HttpApi', { ...jwt, DefaultAuthorizer: 'Users' }, { Auth: { Authorizer: 'AWS_IAM' } }],
  ])('%s', (_, kind, api, event) => {
    expect(findings(kind, api, event)).toContain(`ResourcesUnread  ${at}`);
  });

  test.each<['Api' | 'HttpApi', object, object]>([
    ['Api', { ...users, DefaultAuthorizer: either }, {}],
    ['Api', { ...users, DefaultAuthorizer: 'Others' }, {}],
    ['HttpApi', { ...jwt, DefaultAuthorizer: 'Others' }, {}],
  ])('a default authorizer of an %s: %j', (kind, api, event) => {
    expect(findings(kind, api, event)).toContain('ResourcesUnread  Properties.Auth.DefaultAuthorizer');
  });

  test.each<['Api' | 'HttpApi', object, string]>([
    ['Api', { ...users, DefaultAuthorizer: 'Users' }, 'MethodAuthorized undetermined'],
    ['HttpApi', { ...jwt, DefaultAuthorizer: 'Users' }, 'HttpApiRouteAuthorized undetermined'],
  ])('a parameter, of an %s', (kind, api, found) => {
    expect(findings(kind, api, { Auth: { Authorizer: { Ref: 'Stage' } } })).toContainEqual(expect.stringContaining(found));
    expect(findings(kind, api, { Auth: { Authorizer: { Ref: 'Fixed' } } })).toEqual([]);
  });

  test('NONE means that the operation is open', () => {
    const { findings: [found] } = new Gate(SEC3_RULES, { only: ['MethodAuthorized'] }).run({
      stacks: [expanded({
        It: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'prod', Auth: { DefaultAuthorizer: 'AWS_IAM' } } },
        Fn: fn({ Events: { E: { Type: 'Api', Properties: { RestApiId: { Ref: 'It' }, Path: '/', Method: 'get', Auth: { Authorizer: 'NONE' } } } } }),
      })],
    });
    expect(found).toMatchObject({ findingId: 'not-authorized', message: 'the authorizer is NONE, so everyone may call it' });
  });
});

describe('a template without judged resources never passes', () => {
  const levels = (stack: ReturnType<typeof expanded>, options = {}) => new Gate(SEC3_RULES, options).run({ stacks: [stack] }).findings.map(({ ruleId, level }) => `${level} ${ruleId}`);

  test('an unsupported type is an error', () => {
    expect(levels(expanded({ Api: { Type: 'AWS::Serverless::GraphQLApi' } }))).toEqual(['error Sec3-ResourcesUnread']);
  });

  test('resources of SAM without the macro are an error', () => {
    expect(levels(expanded({ Fn: fn() }, { Transform: undefined }))).toContain('error Sec3-ResourcesUnread');
  });

  test('an error is reported even if undetermined results are switched off', () => {
    expect(levels(expanded({ C: { Type: 'AWS::Serverless::Connector' } }, { Transform: ['AWS::Serverless-2016-10-31', 'Mine'] }), { undetermined: 'off' })).toContain('error Sec3-TemplateOpen');
  });
});

test('an image that SAM builds has no URI yet', () => {
  const stack = expanded({ Fn: { Type: 'AWS::Serverless::Function', Properties: { PackageType: 'Image' }, Metadata: { Dockerfile: 'Dockerfile', DockerTag: 'v1' } } });
  expect(propertiesOf(stack, 'Fn')).toMatchObject({ PackageType: 'Image', Code: {} });
  expect(new Gate(SEC3_RULES, { only: ['ImageTagImmutable'] }).run({ stacks: [stack] }).findings).toEqual([]);
});

test('an authorizer of a REST API may have properties that only HTTP APIs use', () => {
  const users = { FunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true };
  const api = { Type: 'AWS::Serverless::Api', Properties: { StageName: 'prod', Auth: { DefaultAuthorizer: 'Users', Authorizers: { Users: users } } } };
  expect(gapsOf(expanded({ Api: api, Fn: fn({ Events: { E: { Type: 'Api', Properties: { RestApiId: { Ref: 'Api' }, Path: '/', Method: 'get' } } } }) }))).toEqual([]);
});

test('a conditional role is created in the other case', () => {
  const stack = expanded({ Fn: fn({ Role: { 'Fn::If': ['IsProd', 'arn:aws:iam::1:role/r', { Ref: 'AWS::NoValue' }] } }) }, { Conditions: { IsProd: { 'Fn::Equals': ['a', 'b'] } } });
  expect(propertiesOf(stack, 'Fn').Role).toEqual({ 'Fn::If': ['IsProd', 'arn:aws:iam::1:role/r', { 'Fn::GetAtt': ['FnRole', 'Arn'] }] });
  expect(stack.body.Resources!.FnRole.Condition).toBe('NOTIsProd');
  expect(stack.body.Conditions).toHaveProperty('NOTIsProd', { 'Fn::Not': [{ Condition: 'IsProd' }] });
});

test('an implicit API exists if one of its events does', () => {
  const events = { Get: { Type: 'Api', Properties: { Path: '/', Method: 'get' } } };
  const sections = { Conditions: { A: { 'Fn::Equals': ['a', 'b'] }, B: { 'Fn::Equals': ['a', 'b'] } } };
  const one = expanded({ Fn: fn({ Events: events }, { Condition: 'A' }) }, sections);
  expect(one.body.Resources!.ServerlessRestApi.Condition).toBe('A');
  const both = expanded({ Fn: fn({ Events: events }, { Condition: 'A' }), Other: fn({ Events: { Post: { Type: 'Api', Properties: { Path: '/', Method: 'post' } } } }, { Condition: 'B' }) }, sections);
  expect(both.body.Conditions).toHaveProperty('ServerlessRestApiCondition', { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] });
  const always = expanded({ Fn: fn({ Events: events }, { Condition: 'A' }), Other: fn({ Events: { Post: { Type: 'Api', Properties: { Path: '/', Method: 'post' } } } }) }, sections);
  expect(always.body.Resources!.ServerlessRestApi.Condition).toBeUndefined();
});

test('the time for expansion grows with the template', () => {
  const cost = (count: number) => {
    const resources = Object.fromEntries(
      [...Array(count).keys()].map((index) => [`Fn${index}`, fn({ Events: { Api: { Type: 'Api', Properties: { Path: `/p${index}/{id}`, Method: 'get' } }, Queue: { Type: 'SQS', Properties: { Queue: 'arn' } } } })]),
    );
    const started = process.cpuUsage();
    expanded(resources);
    return process.cpuUsage(started).user;
  };
  cost(100);
  // Eight times as much is linear; the rest is tolerance for other load.
  expect(cost(1600) / cost(200)).toBeLessThan(24);
});

test('a loop that creates a resource without a type is rejected', () => {
  expect(() => expanded({ 'Fn::ForEach::L': ['X', ['a'], { 'Fn${X}': {} }] } as never, { Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'] })).toThrow(UnreadableInput);
});
