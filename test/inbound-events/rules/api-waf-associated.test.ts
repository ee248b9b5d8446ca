import { NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Gate } from '../../../lib/gate';
import { apiWafAssociated } from '../../../lib/inbound-events/rules/api-waf-associated';
import { expanded, fn } from '../../gate/expansion/sam/expanded';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

const api = { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'x' } };
const webAclArn = 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/x/y';

function associated(arn: unknown, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Api: api,
      Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: 'd', StageName: 'prod' } },
      Association: { Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn: arn, WebACLArn: webAclArn } },
      ...extra.Resources,
    },
  };
}

function restApi(stack: Stack): apigateway.RestApi {
  const created = new apigateway.RestApi(stack, 'Api');
  created.root.addMethod('GET');
  return created;
}

describe('compliant', () => {
  test.each([
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}' }],
    [{ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/prod' }],
    [{ 'Fn::Join': ['', ['arn:aws:apigateway:', { Ref: 'AWS::Region' }, '::/restapis/', { Ref: 'Api' }, '/stages/', { Ref: 'Stage' }]] }],
  ])('%j', (arn) => {
    expect(check(apiWafAssociated, associated(arn))).toEqual([]);
  });

  test('a stage with a parameter as its name, in the stage and in the association', () => {
    const template = associated({ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/${Name}' }, { Parameters: { Name: { Type: 'String' } } });
    template.Resources.Stage.Properties.StageName = { Ref: 'Name' };
    expect(check(apiWafAssociated, template)).toEqual([]);
  });

  test('the stage of a deployment', () => {
    const template = associated({ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/prod' });
    template.Resources.Stage = { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'prod' } };
    expect(check(apiWafAssociated, template)).toEqual([]);
  });

  test('a stage of an API outside of the templates', () => {
    const template = associated({ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/abc/stages/${Stage}' });
    template.Resources.Stage.Properties.RestApiId = 'abc';
    expect(check(apiWafAssociated, template)).toEqual([]);
  });

  test('an association in another stack, and in a nested one', () => {
    const workload = workloadOfApp((app) => {
      const owner = new Stack(app, 'Owner');
      const resourceArn = restApi(owner).deploymentStage.stageArn;
      new wafv2.CfnWebACLAssociation(new Stack(app, 'Other'), 'Association', { resourceArn, webAclArn });
      const second = new Stack(app, 'Second');
      new wafv2.CfnWebACLAssociation(new NestedStack(second, 'Nested'), 'Association', {
        resourceArn: restApi(second).deploymentStage.stageArn,
        webAclArn,
      });
    });
    expect(check(apiWafAssociated, workload)).toEqual([]);
  });

  test('deployments without a stage', () => {
    expect(check(apiWafAssociated, { Resources: { D: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: 'abc' } } } })).toEqual([]);
  });
});

describe('the rules of the web ACL', () => {
  const managed = { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } };
  const webAcl = (DefaultAction: object, Rules: unknown): TestTemplate => {
    const template = associated({ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/prod' }, {
      Parameters: { Some: { Type: 'String' } },
      Resources: { WebAcl: { Type: 'AWS::WAFv2::WebACL', Properties: { DefaultAction, Rules } } },
    });
    template.Resources.Association.Properties.WebACLArn = { 'Fn::GetAtt': ['WebAcl', 'Arn'] };
    return template;
  };

  test.each<[object, unknown]>([
    [{ Block: {} }, undefined],
    [{ Allow: {} }, [{ Action: { Count: {} } }, { Action: { Block: {} } }]],
    [{ Allow: {} }, [{ Statement: managed, OverrideAction: { None: {} } }]],
    [{ Allow: {} }, [{ Action: { Challenge: {} } }]],
  ])('block some requests: %j, %j', (action, rules) => expect(ids(apiWafAssociated, webAcl(action, rules))).toEqual([]));

  test.each<[object, unknown]>([
    [{ Allow: {} }, undefined],
    [{ Allow: {} }, []],
    [{ Allow: {} }, [{ Action: { Count: {} } }, { Statement: managed, OverrideAction: { Count: {} } }]],
  ])('block no requests: %j, %j', (action, rules) => expect(check(apiWafAssociated, webAcl(action, rules))).toEqual([
    'Stage[blocks-nothing] Properties: web ACL template0.json/WebAcl allows by default, and none of its rules does more than count',
  ]));

  const block = (Statement: object) => ({ Action: { Block: {} }, Statement });
  const reputation = { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesAmazonIpReputationList' } };
  const rate = { RateBasedStatement: { Limit: 100, AggregateKeyType: 'IP' } };
  const injection = { SqliMatchStatement: { FieldToMatch: { Body: {} } } };

  test.each<[object[]]>([
    [[block(rate)]],
    [[block(rate), { Statement: reputation, OverrideAction: { None: {} } }]],
    [[block({ AndStatement: { Statements: [{ GeoMatchStatement: {} }, { NotStatement: { Statement: { IPSetReferenceStatement: {} } } }] } })]],
    [[block(rate), { Action: { Count: {} }, Statement: injection }]],
  ])('check only the sender: %j', (rules) => expect(ids(apiWafAssociated, webAcl({ Allow: {} }, rules))).toEqual(['Stage[no-attack-rules]']));

  test.each<[object[]]>([
    [[block(rate), block(injection)]],
    [[block(rate), { Statement: managed, OverrideAction: { None: {} } }]],
    [[block({ OrStatement: { Statements: [{ GeoMatchStatement: {} }, injection] } })]],
    [[block({ RuleGroupReferenceStatement: { Arn: 'arn' } })]],
  ])('check for attacks: %j', (rules) => expect(ids(apiWafAssociated, webAcl({ Allow: {} }, rules))).toEqual([]));

  const allow = (Priority: number, Statement: object) => ({ Priority, Action: { Allow: {} }, Statement });
  const path = (SearchString: string, PositionalConstraint = 'STARTS_WITH') => ({
    ByteMatchStatement: { FieldToMatch: { UriPath: {} }, SearchString, PositionalConstraint },
  });
  const matching = (FieldToMatch: object, RegexString: string) => ({ RegexMatchStatement: { FieldToMatch, RegexString } });
  const guarded = (statement: object, Priority = 0) => {
    const rules = [allow(Priority, statement), { Priority: 1, ...block(injection) }];
    return ids(apiWafAssociated, webAcl({ Allow: {} }, rules));
  };

  test.each<[object]>([
    [path('/')],
    [path('/', 'CONTAINS')],
    [matching({ UriPath: {} }, '^/.*$')],
    [matching({ QueryString: {} }, '.*')],
    [{ SizeConstraintStatement: { FieldToMatch: { Body: {} }, ComparisonOperator: 'GE', Size: 0 } }],
    [{ OrStatement: { Statements: [{ GeoMatchStatement: {} }, path('/')] } }],
    [{ AndStatement: { Statements: [path('/'), matching({ UriPath: {} }, '')] } }],
    [{ GeoMatchStatement: { CountryCodes: ['DE'] } }],
    [{ AndStatement: { Statements: [path('/'), { GeoMatchStatement: {} }] } }],
    [{ NotStatement: { Statement: { IPSetReferenceStatement: { Arn: 'arn' } } } }],
    [{ ByteMatchStatement: { FieldToMatch: { SingleHeader: { Name: 'Host' } }, SearchString: 'api.example.com', PositionalConstraint: 'EXACTLY' } }],
    [{ ByteMatchStatement: { FieldToMatch: { SingleHeader: { Name: 'user-agent' } }, SearchString: 'monitor', PositionalConstraint: 'CONTAINS' } }],
    [matching({ SingleHeader: { Name: 'Referer' } }, '^https://www\\.example\\.com/')],
    [{ IPSetReferenceStatement: { Arn: 'arn', IPSetForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'NO_MATCH', Position: 'FIRST' } } }],
  ])('allow all requests before: %j', (statement) => {
    expect(guarded(statement)).toEqual(['Stage[blocks-nothing]']);
    expect(guarded(statement, 2)).toEqual([]);
  });

  test.each<[object]>([
    [path('/health')],
    [path('/', 'EXACTLY')],
    [matching({ UriPath: {} }, '^/$')],
    [matching({ QueryString: {} }, '/')],
    [{ SizeConstraintStatement: { FieldToMatch: { Body: {} }, ComparisonOperator: 'LE', Size: 0 } }],
    [{ AndStatement: { Statements: [path('/health'), { GeoMatchStatement: {} }] } }],
    [{ IPSetReferenceStatement: { Arn: 'arn' } }],
    [{ NotStatement: { Statement: path('/health') } }],
    [matching({ SingleHeader: { Name: 'x-origin-verify' } }, '^a$')],
    [{ IPSetReferenceStatement: { Arn: 'arn', IPSetForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'NO_MATCH', Position: 'LAST' } } }],
    [{ AndStatement: { Statements: [matching({ SingleHeader: { Name: 'user-agent' } }, 'monitor'), { IPSetReferenceStatement: { Arn: 'arn' } }] } }],
    [{ ByteMatchStatement: { FieldToMatch: { SingleHeader: { Name: 'x-test' } }, SearchString: 'a', PositionalConstraint: 'EXACTLY' } }],
  ])('allow some requests before: %j', (statement) => expect(guarded(statement)).toEqual([]));

  test.each<[string[], string[]]>([
    [['0.0.0.0/1', '128.0.0.0/1'], ['Stage[blocks-nothing]']],
    [['::/0'], ['Stage[blocks-nothing]']],
    [['203.0.113.0/24'], []],
  ])('allow the addresses %j before the others', (Addresses, expected) => {
    const template = webAcl({ Allow: {} }, [allow(0, { IPSetReferenceStatement: { Arn: { 'Fn::GetAtt': ['Set', 'Arn'] } } }), { Priority: 1, ...block(injection) }]);
    template.Resources.Set = { Type: 'AWS::WAFv2::IPSet', Properties: { Addresses } };
    expect(ids(apiWafAssociated, template)).toEqual(expected);
  });

  const group = (more: object) => [{ Priority: 1, OverrideAction: { None: {} }, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet', ...more } } }];
  const exactly = (FieldToMatch: object, SearchString: string) => ({ ByteMatchStatement: { FieldToMatch, SearchString, PositionalConstraint: 'EXACTLY' } });

  test.each<[string, object, string[]]>([
    ['requests to one path', { ScopeDownStatement: path('/login', 'EXACTLY') }, ['Stage[no-attack-rules]']],
    ['requests of a method', { ScopeDownStatement: exactly({ Method: {} }, 'GET') }, ['Stage[no-attack-rules]']],
    ['requests from a country', { ScopeDownStatement: { GeoMatchStatement: { CountryCodes: ['DE'] } } }, ['Stage[no-attack-rules]']],
    ['one path in a folder', { ScopeDownStatement: { AndStatement: { Statements: [path('/'), path('/login', 'EXACTLY')] } } }, ['Stage[no-attack-rules]']],
    ['one path or a folder', { ScopeDownStatement: { OrStatement: { Statements: [path('/api/'), path('/login', 'EXACTLY')] } } }, []],
    ['all except one path', { ScopeDownStatement: { NotStatement: { Statement: path('/upload', 'EXACTLY') } } }, []],
    ['a folder', { ScopeDownStatement: path('/prod/') }, []],
    ['one host', { ScopeDownStatement: exactly({ SingleHeader: { Name: 'Host' } }, 'api.example.com') }, []],
    ['all, and allows what one of its rules finds', { RuleActionOverrides: [{ Name: 'NoUserAgent_HEADER', ActionToUse: { Allow: {} } }] }, ['Stage[blocks-nothing]']],
    ['all, and counts what one of its rules finds', { RuleActionOverrides: [{ Name: 'NoUserAgent_HEADER', ActionToUse: { Count: {} } }] }, []],
  ])('a group inspects %s', (_, more, expected) => expect(ids(apiWafAssociated, webAcl({ Allow: {} }, group(more)))).toEqual(expected));

  test.each<[string, object[], string[]]>([
    ['let selected addresses through', [allow(0, { IPSetReferenceStatement: { Arn: 'arn' } })], []],
    ['let countries through, and check nothing', [allow(0, { GeoMatchStatement: {} })], ['Stage[blocks-nothing]']],
    ['let countries through before the others', [allow(0, { GeoMatchStatement: {} }), { Priority: 1, ...block(injection) }], ['Stage[blocks-nothing]']],
    ['let countries through after the others', [allow(2, { GeoMatchStatement: {} }), { Priority: 1, ...block(injection) }], []],
  ])('block all others, and %s', (_, rules, expected) => expect(ids(apiWafAssociated, webAcl({ Block: {} }, rules))).toEqual(expected));

  test('are known only at deployment', () => expect(ids(apiWafAssociated, webAcl({ Allow: {} }, { Ref: 'Some' }))).toEqual(['Stage[undetermined]']));
});

describe('non-compliant', () => {
  test('an API of the CDK', () => {
    expect(check(apiWafAssociated, workloadOfStack(restApi)).map((line) => line.replace(/^\w+/, ''))).toEqual([
      '[no-web-acl] Properties: no web ACL association refers to the stage',
    ]);
  });

  test.each([
    ['arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/x/y'],
    [{ 'Fn::Sub': 'arn:aws:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}:loadbalancer/app/x/y' }],
    [{ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/test' }],
    [{ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/preprod' }],
  ])('an association with %j', (arn) => {
    expect(ids(apiWafAssociated, associated(arn))).toEqual(['Stage[no-web-acl]']);
  });

  test('one of two stages, and the stage of a deployment', () => {
    const template = associated({ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/${Stage}' });
    template.Resources.Second = { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'test' } };
    template.Resources.Third = { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'dev' } };
    expect(ids(apiWafAssociated, template)).toEqual(['Second[no-web-acl]', 'Third[no-web-acl]']);
  });

  test('an association only in some deployments', () => {
    const template = associated({ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/prod' }, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    template.Resources.Association.Condition = 'IsProd';
    expect(check(apiWafAssociated, template)).toEqual([
      'Stage[no-web-acl] Properties: no web ACL association refers to the stage (where parameter Env is "dev")',
    ]);
  });
});

describe('undetermined', () => {
  test('an ARN from a parameter', () => {
    const template = associated({ Ref: 'Arn' }, { Parameters: { Arn: { Type: 'String' } } });
    expect(check(apiWafAssociated, template)).toEqual([
      'Stage[undetermined] Properties: template0.json/Association may refer to it: its ResourceArn is known only at deployment ' +
        '(template0.json/Api Properties)',
    ]);
  });

  test('a stage name that is a parameter only in the ARN', () => {
    const arn = { 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/${Name}' };
    expect(ids(apiWafAssociated, associated(arn, { Parameters: { Name: { Type: 'String' } } }))).toEqual(['Stage[undetermined]']);
  });

  test.each([[undefined], [{ 'Fn::ImportValue': 'name' }]])('a stage with the name %j', (name) => {
    const template = associated({ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/prod' });
    template.Resources.Stage.Properties.StageName = name;
    expect(ids(apiWafAssociated, template)).toEqual(['Stage[undetermined]']);
  });

  test('an API from a parameter', () => {
    const template = associated({ Ref: 'Stage' }, { Parameters: { Id: { Type: 'String' } } });
    template.Resources.Stage.Properties.RestApiId = { Ref: 'Id' };
    expect(ids(apiWafAssociated, template)).toEqual(['Stage[undetermined]']);
  });
});

describe('SAM', () => {
  const findings = (more: object) => {
    const stack = expanded({ Fn: fn({ Events: { Get: { Type: 'Api', Properties: { Path: '/', Method: 'get' } } } }) }, more);
    return new Gate([apiWafAssociated]).run({ stacks: [stack] }).findings.map(({ message, fix }) => [message, fix]);
  };

  test('the fix names the API that SAM creates, and the setting that omits its second stage', () => {
    const stages = findings({});
    expect(stages).toEqual([
      ['no web ACL association refers to the stage', expect.stringMatching(/SAM makes this API, ServerlessRestApi, .*set it in Globals\.Api/)],
      ['no web ACL association refers to the stage Stage that this deployment creates', expect.stringMatching(/OpenApiVersion: 3\.0\.1/)],
    ]);
    expect(findings({ Globals: { Api: { OpenApiVersion: '3.0.1' } } })).toEqual([stages[0]]);
  });
});
