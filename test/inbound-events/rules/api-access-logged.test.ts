import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { apiAccessLogged } from '../../../lib/inbound-events/rules/api-access-logged';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const LOG = { DestinationArn: 'arn:aws:logs:eu-west-1:111111111111:log-group:x', Format: '$context.requestId' };

function stage(AccessLogSetting: unknown, extra: Partial<TestTemplate> = {}): TestTemplate {
  return { ...extra, Resources: { Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: 'x', StageName: 'prod', AccessLogSetting } } } };
}

function deployment(props: object): TestTemplate {
  return { Resources: { Stage: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: 'x', ...props } } } };
}

function v2Stage(AccessLogSettings: unknown): TestTemplate {
  return { Resources: { Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: 'x', StageName: 'prod', AccessLogSettings } } } };
}

function quickCreated(overrides?: object): TestTemplate {
  const Overrides = { Type: 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides', Properties: { ApiId: { Ref: 'Api' }, Stage: overrides } };
  return {
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'x', ProtocolType: 'HTTP', Target: 'https://example.com' } },
      ...(overrides ? { Overrides } : {}),
    },
  };
}

describe('compliant', () => {
  test.each([
    ['a REST API', stage(LOG)],
    ['a destination known only at deployment', stage({ ...LOG, DestinationArn: { 'Fn::ImportValue': 'logs' } })],
    ['a deployment without a stage', deployment({})],
    ['the stage of a deployment', deployment({ StageName: 'prod', StageDescription: { AccessLogSetting: LOG } })],
    ['an HTTP API', v2Stage(LOG)],
    ['a quick-created API', quickCreated({ AccessLogSettings: LOG })],
    ['an API that makes no stage', { Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } } } }],
  ])('%s', (_, template) => {
    expect(check(apiAccessLogged, template)).toEqual([]);
  });

  test('stages of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      const group = new logs.LogGroup(stack, 'Logs');
      const accessLogDestination = new apigateway.LogGroupLogDestination(group);
      new apigateway.RestApi(stack, 'Rest', { deployOptions: { accessLogDestination } }).root.addMethod('GET');
      const accessLogSettings = { destination: new v2.LogGroupLogDestination(group) };
      new v2.HttpStage(stack, 'Http', { httpApi: new v2.HttpApi(stack, 'HttpApi', { createDefaultStage: false }), accessLogSettings });
      new v2.WebSocketStage(stack, 'Ws', { webSocketApi: new v2.WebSocketApi(stack, 'WsApi'), stageName: 'prod', accessLogSettings });
    });
    expect(check(apiAccessLogged, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('stages with the defaults of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      new apigateway.RestApi(stack, 'Rest').root.addMethod('GET');
      new v2.HttpApi(stack, 'Http');
    });
    const message = '[not-logged] Properties: the stage has no access log';
    expect(check(apiAccessLogged, workload).map((line) => line.replace(/^\w+/, ''))).toEqual([message, message]);
  });

  test.each([
    ['no setting', stage(undefined), 'not-logged'],
    ['no destination', stage({ Format: 'x' }), 'not-logged'],
    ['an empty destination', v2Stage({ DestinationArn: '', Format: 'x' }), 'not-logged'],
    ['no format', v2Stage({ DestinationArn: 'x' }), 'no-format'],
    ['the stage of a deployment', deployment({ StageName: 'prod', StageDescription: {} }), 'not-logged'],
  ])('%s', (_, template, id) => {
    expect(ids(apiAccessLogged, template)).toEqual([`Stage[${id}]`]);
  });

  test('quick-created APIs', () => {
    expect(ids(apiAccessLogged, quickCreated())).toEqual(['Api[not-logged]']);
    expect(ids(apiAccessLogged, quickCreated({ Description: 'x' }))).toEqual(['Api[not-logged]']);
  });

  test('a log only in some deployments', () => {
    const template = stage({ 'Fn::If': ['IsProd', LOG, { Ref: 'AWS::NoValue' }] }, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    expect(check(apiAccessLogged, template)).toEqual([
      'Stage[not-logged] Properties: the stage has no access log (where parameter Env is "dev")',
    ]);
  });
});

describe('the role of the account', () => {
  const account = (CloudWatchRoleArn: unknown, role: object = {}, sections: object = {}): TestTemplate => ({
    ...sections,
    Resources: {
      Account: { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn } },
      Role: { Type: 'AWS::IAM::Role', Properties: {}, ...role },
    },
  });
  const own = { 'Fn::GetAtt': ['Role', 'Arn'] };

  test.each<[string, TestTemplate]>([
    ['stays when the stack goes', account(own, { DeletionPolicy: 'Retain' })],
    ['is retained, except if its creation fails', account(own, { DeletionPolicy: 'RetainExceptOnCreate' })],
    ['belongs to another account', account('arn:aws:iam::111111111111:role/theirs')],
    ['is known only at deployment', account({ 'Fn::ImportValue': 'role' })],
  ])('%s', (_, template) => expect(check(apiAccessLogged, template)).toEqual([]));

  test('is deleted with the stack', () => {
    const message = 'role template0.json/Role has DeletionPolicy Delete; without it, no API of the account writes logs';
    expect(check(apiAccessLogged, account(own))).toEqual([`Account[account-role-removed] Properties.CloudWatchRoleArn: ${message}`]);
    expect(ids(apiAccessLogged, account(own, { DeletionPolicy: 'Delete' }))).toEqual(['Account[account-role-removed]']);
  });

  test.each<[string, unknown]>([['absent', undefined], ['empty', '']])('is %s', (_, arn) => expect(ids(apiAccessLogged, account(arn))).toEqual(['Account[no-account-role]']));

  test('is retained only in some deployments', () => {
    const retained = { DeletionPolicy: { 'Fn::If': ['IsProd', 'Retain', 'Delete'] } };
    const sections = {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    };
    expect(check(apiAccessLogged, account(own, retained, sections))).toEqual([expect.stringMatching(/DeletionPolicy Delete.*where parameter Env is "dev"/)]);
  });

  test('is retained depending on a parameter', () => {
    const retained = { DeletionPolicy: { Ref: 'Policy' } };
    expect(ids(apiAccessLogged, account(own, retained, { Parameters: { Policy: { Type: 'String' } } }))).toEqual(['Account[undetermined]']);
  });
});

describe('undetermined', () => {
  test('a setting that is known only at deployment', () => {
    const template = stage({ 'Fn::ImportValue': 'x' });
    expect(check(apiAccessLogged, template)).toEqual([
      'Stage[undetermined] Properties.AccessLogSetting: export x belongs to a stack that is not part of this check',
    ]);
  });

  test('a stage that may have a log', () => {
    const template = quickCreated({ AccessLogSettings: LOG });
    template.Resources.Overrides.Properties.ApiId = { 'Fn::ImportValue': 'x' };
    expect(ids(apiAccessLogged, template)).toEqual(['Api[undetermined]']);
  });
});
