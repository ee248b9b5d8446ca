import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ApiAuthorization, ApiService, RequestModel, SecureRestApi } from '../../../lib';
import { render, respond } from '../../inbound-events/api-gateway-vtl';
import { packFindings } from '../packs';

const ORDER = RequestModel.fromSchema({
  type: 'object',
  additionalProperties: false,
  required: ['id', 'amount'],
  properties: { id: { type: 'string', minLength: 1, maxLength: 20 }, amount: { type: 'integer', minimum: 1, maximum: 100 } },
});

const SERVICES: { readonly [name: string]: (stack: Stack) => ApiService } = {
  queue: (stack) => ApiService.queue(new sqs.Queue(stack, 'Queue', { encryptionMasterKey: new kms.Key(stack, 'Key') })),
  topic: (stack) => ApiService.topic(new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') })),
  stateMachine: (stack) =>
    ApiService.stateMachine(new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')) })),
  eventBus: (stack) => ApiService.eventBus(new events.EventBus(stack, 'Bus'), { source: 'com.example.orders', detailType: 'OrderPlaced' }),
  table: (stack) =>
    ApiService.table(
      new dynamodb.TableV2(stack, 'Table', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        globalSecondaryIndexes: [{ indexName: 'byAmount', partitionKey: { name: 'amount', type: dynamodb.AttributeType.NUMBER } }],
      }),
      { partitionKey: 'id' },
    ),
};

interface Endpoint {
  readonly template: Template;
  readonly method: any;
  readonly integration: any;
}

function endpoint(of: (stack: Stack) => ApiService, allowOrigins?: string[]): Endpoint {
  const stack = new Stack(new App(), 'Stack');
  const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam(), allowOrigins });
  api.addEndpoint('POST /orders', { service: of(stack), body: ORDER });
  const template = Template.fromStack(stack);
  const [method] = Object.values(template.findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: 'POST' } }));
  return { template, method: method.Properties, integration: method.Properties.Integration };
}

/** Returns the permissions of the endpoint's role, as `action on resource`. */
function allowed(template: Template): string[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('ServiceRole'));
  return policies.flatMap(([, { Properties }]) =>
    Properties.PolicyDocument.Statement.flatMap(({ Action, Resource }: any) => [Action].flat().map((action) => `${action} on ${JSON.stringify(Resource)}`)),
  );
}

const arn = (logicalId: string) => `{"Fn::GetAtt":["${logicalId}","Arn"]}`;

describe.each<[string, string, string[]]>([
  ['queue', 'sqs:path/', [`sqs:SendMessage on ${arn('Queue4A7E3555')}`, `kms:Decrypt on ${arn('Key961B73FD')}`, `kms:GenerateDataKey on ${arn('Key961B73FD')}`]],
  ['topic', 'sns:path//', ['sns:Publish on {"Ref":"TopicBFC7AF6E"}', `kms:Decrypt on ${arn('Key961B73FD')}`, `kms:GenerateDataKey on ${arn('Key961B73FD')}`]],
  ['stateMachine', 'states:action/StartExecution', ['states:StartExecution on {"Ref":"Machine6FC8AE80"}']],
  ['eventBus', 'events:action/PutEvents', [`events:PutEvents on ${arn('BusEA82B648')}`]],
  ['table', 'dynamodb:action/PutItem', [`dynamodb:PutItem on ${arn('TableCD117FA1')}`]],
])('%s', (name, uri, permissions) => {
  const { template, method, integration } = endpoint(SERVICES[name]);

  test('gets only a body that its model declares', () => {
    expect(JSON.stringify(integration.Uri)).toContain(uri);
    expect(integration).toMatchObject({ Type: 'AWS', IntegrationHttpMethod: 'POST', PassthroughBehavior: 'NEVER' });
    const sent = render(textOf(integration.RequestTemplates['application/json']), '{"id":"a","amount":3,"admin":true}');
    expect(decodeURIComponent(sent)).toMatch(/\\?"id\\?":/);
    expect(sent).not.toContain('admin');
  });

  test('has a role with only this permission', () => {
    expect(allowed(template).sort()).toEqual(permissions.sort());
  });

  test('returns nothing from the service’s response', () => {
    const declared = method.MethodResponses.map(({ StatusCode }: any) => StatusCode);
    for (const response of integration.IntegrationResponses) {
      expect(declared).toContain(response.StatusCode);
      expect(Object.keys(response.ResponseTemplates)).toEqual(['application/json']);
    }
    expect(answer(integration, 200).body).toBe('{"message":"Accepted"}');
    expect(answer(integration, 400)).toMatchObject({ status: 400, body: '{"message":"Bad request"}' });
  });

  test.each([401, 403, 404, 429, 500, 503])('returns status 500 for status %d of the service', (status) => {
    expect(answer(integration, status)).toMatchObject({ status: 500, body: '{"message":"Internal error"}' });
  });

  test('passes the gate, both packs of cdk-nag and the CDK’s validator', () => {
    const { open } = packFindings((stack) => {
      const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
      api.addEndpoint('POST /orders', { service: SERVICES[name](stack), body: ORDER });
    });
    expect(open.filter((found) => found.includes('Api'))).toEqual([]);
  });
});

test('an event that the bus rejects is a failure, even with status 200 of the service', () => {
  const { integration } = endpoint(SERVICES.eventBus);
  expect(answer(integration, 200, { FailedEntryCount: 1 })).toEqual({ status: 500, body: '{"message":"Internal error"}', headers: {} });
});

describe('allowed origins', () => {
  const { integration } = endpoint(SERVICES.queue, ['https://shop.example.com', 'https://www.example.com']);

  test.each([200, 400, 500])('may read the response, with status %d of the service', (status) => {
    expect(answer(integration, status, {}, 'https://www.example.com').headers).toEqual({ 'Vary': 'Origin', 'Access-Control-Allow-Origin': 'https://www.example.com' });
  });

  test('other origins may not', () => {
    expect(answer(integration, 200, {}, 'https://evil.example').headers).toEqual({ Vary: 'Origin' });
  });
});

test('endpoints share a role for one service, and not for different ones', () => {
  const stack = new Stack(new App(), 'Stack');
  const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
  const orders = SERVICES.queue(stack);
  api.addEndpoint('POST /orders', { service: orders, body: ORDER });
  api.addEndpoint('PUT /orders', { service: orders, body: ORDER });
  api.addEndpoint('POST /events', { service: SERVICES.eventBus(stack), body: ORDER });
  const roles = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Role')).filter((id) => id.includes('ServiceRole'));
  expect(roles).toHaveLength(2);
});

describe('is rejected:', () => {
  const adding = (route: string, props: object) => () => {
    const stack = new Stack(new App(), 'Stack');
    new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() }).addEndpoint(route, { service: SERVICES.table(stack), ...props });
  };

  test('a service without a body', () => {
    expect(adding('DELETE /orders', {})).toThrow('[Stack/Api] endpoint "DELETE /orders": service needs a body, since it receives nothing else');
  });

  test('a model that can’t be mapped, with its pointer', () => {
    const body = RequestModel.fromSchema({ type: 'array', maxItems: 1, items: { type: 'boolean' } });
    expect(adding('POST /orders', { body })).toThrow(/^\[Stack\/Api\] endpoint "POST \/orders": MappingTemplate\.dynamoDb: .*\n {2}#: dynamoDb accepts only objects/);
  });
});

describe('what the service would reject for each request is rejected:', () => {
  const adding = (of: (stack: Stack) => ApiService) => () => {
    const stack = new Stack(new App(), 'Stack');
    new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() }).addEndpoint('POST /orders', { service: of(stack), body: ORDER });
  };
  const table = (keys: { partition: string; type?: dynamodb.AttributeType; sort?: string }) => (stack: Stack) => {
    const { STRING } = dynamodb.AttributeType;
    const sortKey = keys.sort === undefined ? undefined : { name: keys.sort, type: STRING };
    return new dynamodb.Table(stack, 'It', { partitionKey: { name: keys.partition, type: keys.type ?? STRING }, sortKey });
  };

  test.each<[string, (stack: Stack) => ApiService, string]>([
    ['a FIFO queue without a group', (stack) => ApiService.queue(new sqs.Queue(stack, 'It', { fifo: true, contentBasedDeduplication: true })),
      '[Stack/Api] endpoint "POST /orders": ApiService.queue: Stack/It is a FIFO queue, whose messages need a group: set messageGroupIdProperty'],
    ['an imported FIFO topic without a group', (stack) => ApiService.topic(sns.Topic.fromTopicArn(stack, 'It', 'arn:aws:sns:eu-west-1:111122223333:orders.fifo')),
      'ApiService.topic: Stack/It is a FIFO topic, whose messages need a group: set messageGroupIdProperty'],
    ['a FIFO queue without deduplication', (stack) => ApiService.queue(new sqs.Queue(stack, 'It', { fifo: true }), { messageGroupIdProperty: 'id' }),
      'Stack/It is a FIFO queue without contentBasedDeduplication: set that of the queue, or deduplicationIdProperty'],
    ['deduplication of a standard queue', (stack) => ApiService.queue(new sqs.Queue(stack, 'It'), { deduplicationIdProperty: 'id' }),
      'deduplicationIdProperty is "id", but Stack/It is a standard queue, which takes no deduplication id: leave it out'],
    ['another partition key than that of the table', (stack) => ApiService.table(table({ partition: 'order' })(stack), { partitionKey: 'id' }),
      'ApiService.table: partitionKey is "id", and that of the table Stack/It is "order"'],
    ['no sort key', (stack) => ApiService.table(table({ partition: 'id', sort: 'time' })(stack), { partitionKey: 'id' }), 'sortKey is missing, and that of the table Stack/It is "time"'],
    ['a sort key that the table lacks', (stack) => ApiService.table(table({ partition: 'id' })(stack), { partitionKey: 'id', sortKey: 'amount' }), 'sortKey is "amount", and the table Stack/It has none'],
    ['a key of another type', (stack) => ApiService.table(table({ partition: 'id', type: dynamodb.AttributeType.NUMBER })(stack), { partitionKey: 'id' }),
      'the body has "id" as string, and the table Stack/It has it as N: a number is expected'],
  ])('%s', (_, of, message) => expect(adding(of)).toThrow(message));

  test.each<[string, (stack: Stack) => ApiService]>([
    ['a group of a standard queue', (stack) => ApiService.queue(new sqs.Queue(stack, 'It'), { messageGroupIdProperty: 'id' })],
    ['a FIFO queue with both', (stack) => ApiService.queue(new sqs.Queue(stack, 'It', { fifo: true }), { messageGroupIdProperty: 'id', deduplicationIdProperty: 'id' })],
    ['an imported table', (stack) => ApiService.table(dynamodb.Table.fromTableName(stack, 'It', 'orders'), { partitionKey: 'id' })],
    ['a number as a key', (stack) => ApiService.table(table({ partition: 'amount', type: dynamodb.AttributeType.NUMBER })(stack), { partitionKey: 'amount' })],
  ])('but not %s', (_, of) => expect(adding(of)).not.toThrow());
});

/** Returns a template's text, with names for values that are only known at deployment. */
function textOf(template: any): string {
  return typeof template === 'string' ? template : template['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'known-later')).join('');
}

/** Returns the caller's response if the service answers with a status: the integration response with a matching pattern, otherwise the default. */
function answer(integration: any, status: number, body: object = {}, origin?: string) {
  const responses: any[] = integration.IntegrationResponses;
  const found =
    responses.find(({ SelectionPattern }) => SelectionPattern !== undefined && new RegExp(`^(?:${SelectionPattern})$`).test(String(status))) ??
    responses.find(({ SelectionPattern }) => SelectionPattern === undefined);
  const made = respond(found.ResponseTemplates['application/json'], { FailedEntryCount: 0, ...body }, origin === undefined ? {} : { Origin: origin });
  return { ...made, status: made.status ?? Number(found.StatusCode) };
}

test.each<[string, (stack: Stack) => ApiService, string]>([
  ['queue', (stack) => ApiService.queue(sqs.Queue.fromQueueArn(stack, 'It', 'arn:aws:sqs:us-east-1:444455556666:orders')), ':apigateway:us-east-1:sqs:path/444455556666/orders'],
  ['topic', (stack) => ApiService.topic(sns.Topic.fromTopicArn(stack, 'It', 'arn:aws:sns:us-east-1:444455556666:orders')), ':apigateway:us-east-1:sns:path//'],
  ['bus', (stack) => ApiService.eventBus(events.EventBus.fromEventBusArn(stack, 'It', 'arn:aws:events:us-east-1:444455556666:event-bus/b'), { source: 'a', detailType: 'b' }), ':apigateway:us-east-1:events:action/PutEvents'],
])('a %s of another Region is called there', (_, of, uri) => {
  expect(JSON.stringify(endpoint(of).integration.Uri)).toContain(uri);
});
