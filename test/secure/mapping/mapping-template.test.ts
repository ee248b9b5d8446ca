import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsIntegration, PassthroughBehavior, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { MappingTemplate } from '../../../lib/secure/mapping/mapping-template';
import { render, SetNull } from '../../inbound-events/api-gateway-vtl';

const ORDER = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'amount'],
  properties: {
    id: { type: 'string', minLength: 1, maxLength: 8 },
    amount: { type: 'integer', minimum: 1, maximum: 100 },
    price: { type: 'number' },
    paid: { type: 'boolean' },
    note: { type: ['string', 'null'], maxLength: 200 },
    tags: { type: 'array', maxItems: 3, items: { type: 'string', maxLength: 5 } },
    address: {
      type: 'object',
      required: ['city'],
      properties: { city: { type: 'string', maxLength: 20 }, zip: { type: 'string', maxLength: 5 } },
    },
    lines: {
      type: 'array',
      maxItems: 2,
      items: { type: 'array', maxItems: 2, items: { type: 'object', properties: { n: { type: 'integer' } } } },
    },
  },
};

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:orders';
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders';

const run = (template: MappingTemplate, body: unknown, setNull?: SetNull) =>
  render(template.template, typeof body === 'string' ? body : JSON.stringify(body), setNull);

const base = { id: 'a', amount: 1 };

describe.each<SetNull>(['keeps', 'clears'])('if #set with null %s the old value', (setNull) => {
  const passed = (body: unknown, schema: unknown = ORDER) => run(MappingTemplate.lambda(schema), body, setNull);

  test.each<[string, object]>([
    ['the least', base],
    ['each type', { ...base, price: 1.5, paid: false, note: 'x', tags: ['a', 'b'], address: { city: 'Bern', zip: '3000' } }],
    ['null where it is allowed', { ...base, note: null }],
    ['empty texts, lists and objects', { ...base, note: '', tags: [], lines: [[{}], []] }],
    ['lists in lists', { ...base, lines: [[{ n: 1 }, { n: 2 }], [{ n: -3 }]] }],
    ['quotes and backslashes', { ...base, note: '\' " \\ \\\' \\" / \\\\\' \\' }],
    ['control characters', { ...base, note: 'a\r\nb\tc\u0000d\b\f\u2028\u007f' }],
    ['VTL', { ...base, note: '#set($ok = true) $input.body ${q} $!{v0} #end ## #* *# #stop $util.urlEncode("x")' }],
    ['all of Unicode', { ...base, note: 'é 日本 😀 \u{10ffff} \ud800' }],
    ['as many characters as allowed, two units each', { ...base, tags: ['😀😀😀😀😀'] }],
    ['large and small numbers', { ...base, amount: 9007199254740991, price: 1e300 }],
    ['numbers below zero and with exponents', { ...base, amount: -5, price: -1.5e-7 }],
  ])('passes on %s', (_, body) => {
    expect(JSON.parse(passed(body))).toEqual(body);
  });

  test.each<[string, unknown, object]>([
    ['at the top', { ...base, admin: true, $where: '1' }, base],
    ['inside', { ...base, address: { city: 'Bern', owner: 'x' } }, { ...base, address: { city: 'Bern' } }],
    ['in lists', { ...base, lines: [[{ n: 1, m: 2 }]] }, { ...base, lines: [[{ n: 1 }]] }],
    ['named as members of prototypes', '{"id":"a","amount":1,"__proto__":{"admin":true},"constructor":1,"toString":2}', base],
  ])('drops undeclared properties %s', (_, body, expected) => {
    expect(JSON.parse(passed(body))).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['a missing property', { id: 'a' }],
    ['a missing property inside', { ...base, address: { zip: '1' } }],
    ['null instead of a string', { ...base, id: null }],
    ['null after a value of the same type', { ...base, tags: ['a', null] }],
    ['null instead of an object', { ...base, address: null }],
    ['a number instead of a string', { ...base, id: 1 }],
    ['a string instead of an integer', { ...base, amount: '1' }],
    ['a string of JSON instead of an integer', { ...base, amount: '1,"admin":true' }],
    ['a decimal instead of an integer', '{"id":"a","amount":1.0}'],
    ['an integer with an exponent', '{"id":"a","amount":1e2}'],
    ['a string instead of a boolean', { ...base, paid: 'true' }],
    ['a number instead of a boolean', { ...base, paid: 1 }],
    ['a boolean instead of a number', { ...base, price: true }],
    ['a list instead of an object', { ...base, address: ['city'] }],
    ['an object instead of a list', { ...base, tags: { 0: 'a' } }],
    ['a string instead of a list', { ...base, tags: 'abc' }],
    ['a string instead of an object', { ...base, address: 'city' }],
    ['too short a string', { ...base, id: '' }],
    ['too long a string', { ...base, id: '123456789' }],
    ['too long a string in a list', { ...base, tags: ['123456'] }],
    ['too many elements', { ...base, tags: ['a', 'b', 'c', 'd'] }],
    ['too many elements inside', { ...base, lines: [[{}, {}, {}]] }],
    ['a list', [base]],
    ['a string', '"x"'],
    ['null', 'null'],
  ])('rejects %s', (_, body) => {
    expect(passed(body)).toBe('rejected');
  });

  test('rejects values of other types for each type', () => {
    const values = ['x', 1, 1.5, true, null, {}, []];
    const accepted = (type: string) => {
      const schema = { type, maxLength: 9, maxItems: 0, items: { type: 'null' }, additionalProperties: false };
      return values.filter((value) => passed(JSON.stringify({ v: value }), { type: 'object', properties: { v: schema } }) !== 'rejected');
    };
    expect({
      string: accepted('string'),
      integer: accepted('integer'),
      number: accepted('number'),
      boolean: accepted('boolean'),
      null: accepted('null'),
      object: accepted('object'),
      array: accepted('array'),
    }).toEqual({ string: ['x'], integer: [1], number: [1, 1.5], boolean: [true], null: [null], object: [{}], array: [[]] });
  });

  test('accepts a body of several types', () => {
    const schema = { type: ['object', 'array', 'string', 'boolean', 'integer', 'null'], maxLength: 2, maxItems: 1, items: { type: 'null' }, properties: {} };
    expect(['"ab"', '[null]', '{"a":1}', 'true', '-7', 'null', '"abc"', '[1]', '1.5'].map((body) => passed(body, schema)))
      .toEqual(['"ab"', '[null]', '{}', 'true', '-7', 'null', 'rejected', 'rejected', 'rejected']);
  });

  test('follows references, and ignores keywords beside them', () => {
    const schema = {
      definitions: { 'a/b': { type: 'string', maxLength: 2 } },
      type: 'object',
      properties: { a: { $ref: '#/definitions/a~1b', maxLength: 1 }, b: { $ref: '#/definitions/a~1b' } },
    };
    expect([{ a: 'xy', b: 'z' }, { a: 'xyz' }].map((body) => passed(body, schema))).toEqual(['{"a":"xy","b":"z"}', 'rejected']);
  });

  test('limits strings by their format or their longest enumeration value', () => {
    const schema = { type: 'object', properties: { ip: { type: 'string', format: 'ipv4' }, kind: { enum: ['a', 'abc', null] } } };
    expect([{ ip: '255.255.255.255', kind: 'abc' }, { ip: '1'.repeat(16) }, { kind: 'abcd' }, { kind: null }].map((body) => passed(body, schema)))
      .toEqual(['{"ip":"255.255.255.255","kind":"abc"}', 'rejected', 'rejected', '{"kind":null}']);
  });
});

describe('integrations', () => {
  const hostile = { id: 'a&b=c', amount: 1, note: 'it\'s "5%" + &Action=DeleteQueue\r\n\\ ü$x', extra: 'no' };
  const { extra: _, ...declared } = hostile;
  const form = (text: string) => [...new URLSearchParams(text)].map(([name, value]) => [name, value.startsWith('{') ? JSON.parse(value) : value]);

  test('Lambda gets the body', () => {
    const mapping = MappingTemplate.lambda(ORDER);
    expect(JSON.parse(run(mapping, hostile))).toEqual(declared);
    expect([mapping.contentType, mapping.headers, mapping.requestParameters]).toEqual(['application/json', {}, {}]);
    expect(mapping.requestTemplates).toEqual({ 'application/json': mapping.template });
  });

  test('SQS gets a form', () => {
    const mapping = MappingTemplate.sqs(ORDER);
    expect(form(run(mapping, hostile))).toEqual([['Action', 'SendMessage'], ['Version', '2012-11-05'], ['MessageBody', declared]]);
    expect(mapping.contentType).toBe('application/x-www-form-urlencoded');
    expect(mapping.requestParameters).toEqual({ 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" });
  });

  test('a FIFO queue gets a group id and a deduplication id', () => {
    const schema = { ...ORDER, required: ['id', 'amount', 'note'], properties: { ...ORDER.properties, note: { type: 'string', maxLength: 128 } } };
    const mapping = MappingTemplate.sqs(schema, { messageGroupIdProperty: 'id', deduplicationIdProperty: 'note' });
    expect(form(run(mapping, hostile))).toEqual([
      ['Action', 'SendMessage'],
      ['Version', '2012-11-05'],
      ['MessageGroupId', hostile.id],
      ['MessageDeduplicationId', hostile.note],
      ['MessageBody', declared],
    ]);
  });

  test('SNS gets a form', () => {
    const mapping = MappingTemplate.sns(ORDER, { topicArn: TOPIC });
    expect(form(run(mapping, hostile)))
      .toEqual([['Action', 'Publish'], ['Version', '2010-03-31'], ['TopicArn', TOPIC], ['Message', declared]]);
  });

  test('Step Functions gets the input as text', () => {
    const mapping = MappingTemplate.stepFunctions(ORDER, { stateMachineArn: MACHINE });
    const { input, ...rest } = JSON.parse(run(mapping, hostile));
    expect(rest).toEqual({ stateMachineArn: MACHINE });
    expect(JSON.parse(input)).toEqual(declared);
  });

  test('EventBridge gets one entry with the detail as text', () => {
    const mapping = MappingTemplate.eventBridge(ORDER, { source: 'com.example', detailType: 'Order Placed', eventBusName: 'orders' });
    const { Entries: [{ Detail, ...rest }, ...more] } = JSON.parse(run(mapping, hostile));
    expect([rest, more]).toEqual([{ Source: 'com.example', DetailType: 'Order Placed', EventBusName: 'orders' }, []]);
    expect(JSON.parse(Detail)).toEqual(declared);
    expect(mapping.requestParameters).toEqual({
      'integration.request.header.Content-Type': "'application/x-amz-json-1.1'",
      'integration.request.header.X-Amz-Target': "'AWSEvents.PutEvents'",
    });
  });

  test('DynamoDB gets typed attributes, and does not overwrite an item', () => {
    const mapping = MappingTemplate.dynamoDb(ORDER, { tableName: 'orders', partitionKey: 'id', sortKey: 'amount' });
    const body = { ...base, price: 1.5, paid: true, note: null, tags: ['x\'"'], lines: [[{ n: 1 }]], extra: 1 };
    expect(JSON.parse(run(mapping, body))).toEqual({
      TableName: 'orders',
      Item: {
        id: { S: 'a' },
        amount: { N: '1' },
        price: { N: '1.5' },
        paid: { BOOL: true },
        note: { NULL: true },
        tags: { L: [{ S: 'x\'"' }] },
        lines: { L: [{ L: [{ M: { n: { N: '1' } } }] }] },
      },
      ConditionExpression: 'attribute_not_exists(#k)',
      ExpressionAttributeNames: { '#k': 'id' },
    });
  });

  test('DynamoDB overwrites an item if configured', () => {
    const mapping = MappingTemplate.dynamoDb(ORDER, { tableName: 'orders', partitionKey: 'id', overwrite: true });
    expect(JSON.parse(run(mapping, base))).toEqual({ TableName: 'orders', Item: { id: { S: 'a' }, amount: { N: '1' } } });
  });

  test.each([
    MappingTemplate.lambda(ORDER),
    MappingTemplate.sqs(ORDER, { messageGroupIdProperty: 'id' }),
    MappingTemplate.sns(ORDER, { topicArn: TOPIC }),
    MappingTemplate.stepFunctions(ORDER, { stateMachineArn: MACHINE }),
    MappingTemplate.eventBridge(ORDER, { source: 'a', detailType: 'b' }),
    MappingTemplate.dynamoDb(ORDER, { tableName: 'orders', partitionKey: 'id' }),
  ])('nothing of a rejected body reaches integration %#', (mapping) => {
    expect(run(mapping, { ...hostile, amount: 'x' })).toBe('rejected');
  });

  test('ARNs from the deployment are inserted', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const mapping = MappingTemplate.sns(ORDER, { topicArn: new Topic(stack, 'Topic').topicArn });
    new RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('POST', new AwsIntegration({
      service: 'sns',
      path: '/',
      options: {
        requestTemplates: mapping.requestTemplates,
        requestParameters: mapping.requestParameters,
        passthroughBehavior: PassthroughBehavior.NEVER,
      },
    }));
    const [method] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method'));
    const { RequestTemplates, RequestParameters, PassthroughBehavior: passthrough } = method.Properties.Integration;
    const [, [before, topic, after]] = RequestTemplates['application/json']['Fn::Join'];
    expect(topic).toEqual({ Ref: expect.stringMatching(/^Topic/) });
    expect(form(render(before + TOPIC + after, JSON.stringify(base)))).toContainEqual(['TopicArn', TOPIC]);
    expect([RequestParameters, passthrough]).toEqual([mapping.requestParameters, 'NEVER']);
  });
});

describe('unsupported mappings', () => {
  const error = (make: () => unknown): string => {
    try {
      make();
    } catch (e) {
      return (e as Error).message;
    }
    return 'no error';
  };

  test('all problems are reported at once', () => {
    expect(error(() => MappingTemplate.eventBridge({ type: 'string' }, { source: 'aws.x', detailType: 'a"b' }))).toBe([
      "MappingTemplate.eventBridge: the request can't be mapped",
      '  #: strings need maxLength, which the template enforces',
      '  source: 1 to 256 letters, digits, spaces and _ . / -, not starting with aws. is expected, not "aws.x"',
      '  detailType: 1 to 128 letters, digits, spaces and any of _./:,()- is expected, not "a\\"b"',
    ].join('\n'));
  });

  test.each<[string, () => unknown, string]>([
    ['a topic that is not an ARN', () => MappingTemplate.sns(ORDER, { topicArn: "x')" }), 'topicArn: an ARN is expected'],
    ['a state machine that is not an ARN', () => MappingTemplate.stepFunctions(ORDER, { stateMachineArn: `${MACHINE}$x` }), 'stateMachineArn: an ARN'],
    ['a bus with a quote', () => MappingTemplate.eventBridge(ORDER, { source: 'a', detailType: 'b', eventBusName: '"' }), 'eventBusName: the name'],
    ['a table with a quote', () => MappingTemplate.dynamoDb(ORDER, { tableName: '"', partitionKey: 'id' }), 'tableName: the name or the ARN'],
    ['events that are lists', () => MappingTemplate.eventBridge({ type: 'array', maxItems: 1, items: ORDER }, { source: 'a', detailType: 'b' }), '#: eventBridge accepts only objects'],
    ['items that may be null', () => MappingTemplate.dynamoDb({ ...ORDER, type: ['object', 'null'] }, { tableName: 't', partitionKey: 'id' }), '#: dynamoDb accepts only objects'],
    ['a key that is not declared', () => MappingTemplate.dynamoDb(ORDER, { tableName: 't', partitionKey: 'pk' }), "partitionKey: 'pk' is not a property"],
    ['a key that may be absent', () => MappingTemplate.dynamoDb(ORDER, { tableName: 't', partitionKey: 'id', sortKey: 'price' }), "sortKey: 'price' is optional"],
    ['a key of another type', () => MappingTemplate.dynamoDb({ ...ORDER, required: ['paid'] }, { tableName: 't', partitionKey: 'paid' }), "partitionKey: 'paid' has to be of type string or integer or number"],
    ['a group id that is not a string', () => MappingTemplate.sqs(ORDER, { messageGroupIdProperty: 'amount' }), "messageGroupIdProperty: 'amount' has to be of type string"],
    ['too long a group id', () => MappingTemplate.sqs({ ...ORDER, required: ['id'], properties: { id: { type: 'string', maxLength: 129 } } }, { messageGroupIdProperty: 'id' }), "messageGroupIdProperty: 'id' may be longer than 128"],
    ['an id for a schema that is not an object', () => MappingTemplate.sqs({ type: 'integer' }, { deduplicationIdProperty: 'id' }), "deduplicationIdProperty: 'id' is not a property"],
  ])('%s', (_, make, message) => {
    expect(error(make)).toContain(message);
  });

  test('a template that is too large', () => {
    const properties = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`property-${index}`, { type: 'string', maxLength: 9 }]));
    expect(error(() => MappingTemplate.lambda({ type: 'object', properties }))).toMatch(/#: the template has \d+ bytes, but the limit of API Gateway is 307200 \(300 KB\)/);
  });
});
