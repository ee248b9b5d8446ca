import * as os from 'os';
import { readEntryPoints } from '../../../lib/fuzz/targets/entry-points';
import { workloadOf } from '../../gate/harness';

const fn = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: 'exports.handler = async () => {}' }, Environment: { Variables: { MODE: 'fast', TABLE: { Ref: 'Table' } } } } };
const arn = { 'Fn::GetAtt': ['Fn', 'Arn'] };

const template = {
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'N' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }], StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
    },
    Changes: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] } } },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectRemoved:Delete', Function: arn }] } } },
    Notifications: {
      Type: 'Custom::S3BucketNotifications',
      Properties: {
        BucketName: { Ref: 'Bucket' },
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [{
            Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: arn, Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }, { Name: 'suffix', Value: '.csv' }] } },
          }],
        },
      },
    },
    Fn: fn,
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { BinaryMediaTypes: ['image~1png'] } },
    Orders: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: '{id}' } },
    Item: { Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: { Ref: 'Api' }, Name: 'Item', Schema: { type: 'object', properties: { next: { $ref: '#' } } } } },
    Order: {
      Type: 'AWS::ApiGateway::Model',
      Properties: { RestApiId: { Ref: 'Api' }, Schema: { type: 'array', items: { $ref: { 'Fn::Sub': 'https://apigateway.amazonaws.com/restapis/${Api}/models/Item' } } } },
    },
    Validator: { Type: 'AWS::ApiGateway::RequestValidator', Properties: { RestApiId: { Ref: 'Api' }, ValidateRequestBody: true } },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: { Ref: 'Orders' },
        HttpMethod: 'PUT',
        RequestValidatorId: { Ref: 'Validator' },
        RequestModels: { 'application/json': { Ref: 'Order' } },
        RequestParameters: { 'method.request.querystring.page': true },
        Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Sub': 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' } },
      },
    },
    Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: { Ref: 'Http' }, IntegrationUri: arn, PayloadFormatVersion: '2.0' } },
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Http' }, RouteKey: 'GET /things', Target: { 'Fn::Sub': 'integrations/${Integration}' } } },
    Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: arn, AuthType: 'NONE' } },
    Subscription: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'lambda', Endpoint: arn, TopicArn: 't' } },
    Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { 'source': ['shop'], 'detail-type': ['Sold'] }, Targets: [{ Id: 'a', Arn: arn }, { Id: 'b', Arn: arn, InputPath: '$.detail' }] } },
    Stream: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: 'arn:aws:kafka:eu-west-1:111111111111:cluster/c/1' } },
  },
};

const { entryPoints, skipped } = readEntryPoints(workloadOf(template), os.tmpdir());

test('every entry point is found', () => {
  expect(entryPoints.map(({ kind, method, resource, source, detailType }) => [kind, method, resource, source, detailType].filter((part) => part !== undefined).join(' '))).toEqual([
    'rest PUT /{id}', 'http GET /things', 'url POST $default', 'dynamodb', 'sns', 's3', 's3', 'eventbridge shop Sold',
  ]);
});

test('unsupported entry points are reported', () => {
  expect(skipped).toEqual([
    expect.stringMatching(/Stream: events of arn:aws:kafka:.* are not supported by the fuzzer$/),
    expect.stringMatching(/Rule: what .*Fn gets of its events is made by InputPath$/),
  ]);
});

test('a table has its stream settings, and a bucket its events', () => {
  const [table, ...buckets] = entryPoints.filter(({ kind }) => kind === 'dynamodb' || kind === 's3');
  expect(table).toMatchObject({ name: expect.stringMatching(/^dynamodb .*Table$/), keys: [{ name: 'pk', type: 'S' }, { name: 'sk', type: 'N' }], view: 'NEW_IMAGE' });
  expect(buckets.map(({ eventNames, prefix, suffix }) => [eventNames, prefix, suffix])).toEqual([
    [['ObjectRemoved:Delete'], '', ''],
    [['ObjectCreated:Put', 'ObjectCreated:Copy', 'ObjectCreated:CompleteMultipartUpload'], 'in/', '.csv'],
  ]);
  expect(new Set(buckets.map(({ name }) => name)).size).toBe(1);
});

test('an endpoint has its model, with referenced models, and its parameters', () => {
  const [rest] = entryPoints;
  expect(rest).toMatchObject({
    checksBody: true,
    checksParameters: false,
    contentTypes: ['application/json'],
    binaryTypes: ['image/png'],
    parameters: [{ name: 'id', place: 'path' }, { name: 'page', place: 'querystring', required: true }],
    schema: {
      type: 'array',
      items: { $ref: '#/definitions/Item' },
      definitions: { Item: { type: 'object', properties: { next: { $ref: '#/definitions/Item' } } } },
    },
  });
});

test('parameters that the validator checks have their schemas, and there are no others', () => {
  const parameters = [{ name: 'id', place: 'path', required: true, schema: '{"type":"integer"}' }];
  const method = {
    Type: 'AWS::ApiGateway::Method',
    Metadata: { 'cdk-sec3:endpoint-parameters': parameters },
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId: { Ref: 'Orders' },
      HttpMethod: 'GET',
      RequestParameters: { 'method.request.path.id': true },
      Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Sub': 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' } },
    },
  };
  const { Api, Orders, Fn } = template.Resources;
  expect(readEntryPoints(workloadOf({ Resources: { Api, Orders, Fn, Get: method } }), os.tmpdir()).entryPoints).toMatchObject([
    { name: 'GET /{id}', rejectsParameters: true, parameters: [{ name: 'id', place: 'path', required: true, schema: { type: 'integer' } }] },
  ]);
  expect(entryPoints[0].rejectsParameters).toBe(false);
});

test('environment variables are known or open', () => {
  expect(entryPoints[0].fn).toMatchObject({ literals: { MODE: 'fast' }, open: ['TABLE'], language: 'node', handler: 'index.handler' });
});

test('a source of a validated function has the schema, payload and envelope of the validator', () => {
  const schema = { type: 'object', properties: { Ref: { type: 'string' } } };
  const recorded = [
    { source: 'sqs', payload: 'json', envelope: 'sns', schema: JSON.stringify(schema) },
    { source: 'sns', payload: 'text', schema: '{}' },
    { source: 'eventBridge', eventSource: 'shop', detailType: 'Sold', schema: '{"type":"object"}' },
    { source: 'eventBridge', eventSource: 'shop', detailType: 'Returned', schema: 'false' },
  ];
  const { Subscription, Rule } = template.Resources;
  const Fn = { ...fn, Properties: { ...fn.Properties, Handler: '/opt/sec3-event-validator/handler.handler' }, Metadata: { 'cdk-sec3:event-schemas': recorded } };
  const Queue = { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: 'arn:aws:sqs:eu-west-1:111111111111:orders' } };
  const found = readEntryPoints(workloadOf({ Resources: { Fn, Queue, Subscription, Rule } }), os.tmpdir()).entryPoints;
  expect(found.map(({ kind, schema: of, payload, envelope }) => [kind, of, payload, envelope])).toEqual([
    ['sqs', schema, 'json', 'sns'], ['sns', {}, 'text', undefined], ['eventbridge', { type: 'object' }, undefined, undefined],
  ]);
});

describe('events of a rule', () => {
  const bus = (detailType: string, eventSource = 'shop') => ({ source: 'eventBridge', eventSource, detailType, schema: JSON.stringify({ const: detailType }) });
  const found = (EventPattern: unknown, recorded: readonly object[]) => {
    const Fn = { ...fn, Properties: { ...fn.Properties, Handler: '/opt/sec3-event-validator/handler.handler' }, Metadata: { 'cdk-sec3:event-schemas': recorded } };
    const Rule = { Type: 'AWS::Events::Rule', Properties: { EventPattern, Targets: [{ Id: 'a', Arn: arn }] } };
    return readEntryPoints(workloadOf({ Resources: { Fn, Rule } }), os.tmpdir()).entryPoints;
  };

  test.each<[string, unknown, readonly string[]]>([
    ['no detail type', { source: ['shop'] }, ['shop Sold', 'shop Returned']],
    ['a prefix as source', { 'source': [{ prefix: 'sh' }], 'detail-type': ['Sold'] }, ['shop Sold']],
    ['the second of its detail types', { 'source': ['shop'], 'detail-type': ['Other', 'Returned'] }, ['shop Returned']],
    ['its pattern as text', '{"source":["shop"],"detail-type":["Sold"]}', ['shop Sold']],
  ])('have the source, detail type and schema of the validator: a rule with %s', (_, pattern, expected) => {
    const points = found(pattern, [bus('Sold'), bus('Returned'), bus('Sold', 'stock')]);
    expect(points.map(({ source, detailType }) => `${source} ${detailType}`)).toEqual(expected);
    expect(points.map(({ schema }) => schema)).toEqual(points.map(({ detailType }) => ({ const: detailType })));
    expect(new Set(points.map(({ name }) => name)).size).toBe(points.length);
    expect(points.flatMap(({ notes }) => notes)).toEqual([]);
  });

  test.each<[string, readonly object[], string]>([
    ['all rejected', [bus('Sold', 'stock'), { source: 'sqs', schema: '{}' }], 'rejects all of these eventBridge events: none of its schemas (eventBridge, sqs) applies'],
    ['validated as direct events', [{ source: 'direct', schema: '{}' }], 'by its schema of direct events, by which no cases are made'],
  ])('without a schema are %s, which is reported', (_, recorded, expected) => {
    expect(found({ source: ['shop'] }, recorded)).toMatchObject([{ source: 'shop', detailType: 'Sec3Fuzz', notes: [expect.stringContaining(expected)] }]);
  });
});

test('a validated function has schemas for its requests, route by route', () => {
  const recorded = [
    { source: 'httpApi', route: 'ANY /things', body: '{"type":"object"}', parameters: [] },
    { source: 'functionUrl', route: 'GET /{id}', parameters: [{ name: 'id', place: 'path', required: true, schema: '{"type":"integer"}' }] },
    { source: 'restApi', parameters: [{ name: 'page', place: 'querystring', required: false, schema: '{"type":"integer"}' }] },
  ];
  const Fn = { ...fn, Properties: { ...fn.Properties, Handler: '/opt/sec3-event-validator/handler.handler' }, Metadata: { 'cdk-sec3:request-schemas': recorded } };
  const all = readEntryPoints(workloadOf({ Resources: { ...template.Resources, Fn } }), os.tmpdir()).entryPoints;
  const found = all.filter(({ kind }) => ['rest', 'http', 'url'].includes(kind));
  expect(found).toMatchObject([
    { kind: 'rest', checksBody: false, rejectsParameters: true, parameters: [{ name: 'page', schema: { type: 'integer' } }] },
    { kind: 'http', schema: { type: 'object' }, rejectsParameters: true, parameters: [] },
    { kind: 'url', rejectsParameters: false, notes: [expect.stringMatching(/^the function’s schemas are for routes/)] },
  ]);
  expect([found[0].schema, found[2].schema]).toEqual([undefined, undefined]);
});

test('parameters have an allowed value, which is reported', () => {
  const Fn = { ...fn, Properties: { ...fn.Properties, Environment: { Variables: { MODE: { Ref: 'Mode' }, NAME: { Ref: 'Name' } } } } };
  const Parameters = { Mode: { Type: 'String', AllowedValues: ['fast', 'slow'] }, Name: { Type: 'String' } };
  const read = readEntryPoints(workloadOf({ Parameters, Resources: { Fn, Url: template.Resources.Url } }), os.tmpdir());
  expect(read.entryPoints).toMatchObject([{ kind: 'url', fn: { literals: { MODE: 'fast' }, open: ['NAME'] } }]);
  expect(read.skipped).toEqual(['what there is in other cases than this one: parameter Mode is "fast", parameter Name has any value']);
});
