import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { openApiTemplate, PROD_OR_DEV, workloadAcrossStacks } from './operations';
import { modelStrict } from '../../../lib/inbound-events/rules/model-strict';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const text = { type: 'string', maxLength: 10 };
const free = { type: 'string' };
const closed = { type: 'object', additionalProperties: false };

function model(schema: unknown, definitions: object = {}): TestTemplate {
  const api = { Ref: 'Api' };
  return {
    Resources: {
      Api: { Type: 'AWS::ApiGateway::RestApi' },
      Model: { Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: api, Schema: schema } },
      ...definitions,
    },
  };
}

/** Returns two models: `Model`, and `Other`, which the first one may refer to. */
function models(schema: object, other: object): TestTemplate {
  return model(schema, { Other: { Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: { Ref: 'Api' }, Schema: other } } });
}

const toOther = { $ref: { 'Fn::Sub': 'https://apigateway.amazonaws.com/restapis/${Api}/models/${Other}' } };

/** Returns the findings of the rule for a schema: ids with their pointers. */
function gaps(schema: unknown): string[] {
  return check(modelStrict, model(schema)).map((line) => line.replace(/^Model\[(.+)\] Properties.Schema: .* at (.*)$/, '$1 $2'));
}

const operation = { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } } };

function openApi(schemas: object, post: object = operation): object {
  return { openapi: '3.0.1', paths: { '/orders': { post } }, components: { schemas } };
}

describe('compliant', () => {
  test.each<[string, unknown]>([
    ['an empty object', closed],
    ['JSON text', JSON.stringify({ ...closed, properties: { a: text } })],
    ['false as text', { ...closed, additionalProperties: 'false' }],
    ['a length', text],
    ['a pattern of bounded length', { type: 'string', pattern: '^[A-Z+*]{3}(-\\d{1,4}|\\+)?$' }],
    ['a format of bounded length', { type: 'string', format: 'date-time' }],
    ['an enumeration', { enum: ['a', 'b'] }],
    ['an enumeration of a type', { type: ['string', 'null'], enum: ['a', null] }],
    ['a range', { type: 'integer', minimum: 0, maximum: 9 }],
    ['truth', { type: ['boolean', 'null'] }],
    ['a list', { type: 'array', maxItems: 3, items: text }],
    ['an empty list', { type: 'array', maxItems: 0 }],
    ['a tuple', { type: 'array', items: [text, text], additionalItems: false }],
    ['a tuple that goes on', { type: 'array', maxItems: 5, items: [text], additionalItems: text }],
    ['a map of bounded size', { type: 'object', maxProperties: 5, additionalProperties: text }],
    ['names by pattern', { ...closed, maxProperties: 5, patternProperties: { '^x-': text } }],
    ['a definition', { ...closed, properties: { a: { $ref: '#/definitions/a' } }, definitions: { a: text } }],
    ['an unused definition', { ...closed, definitions: { a: free } }],
    ['a tree', { ...closed, properties: { left: { $ref: '#' }, right: { $ref: '#/definitions/t' } }, definitions: { t: { $ref: '#' } } }],
    ['a schema that refers only to itself', { ...closed, allOf: [{ $ref: '#' }] }],
    ['an alternative of itself', { ...text, anyOf: [{ $ref: '#' }, { minLength: 1 }] }],
    ['a part of itself', { ...closed, properties: { a: { allOf: [{ $ref: '#' }, { $ref: '#/properties/a' }] } } }],
    ['type and bound apart', { allOf: [{ type: 'string' }, { maxLength: 3 }] }],
    [
      'an extension that lists all names',
      {
        ...closed,
        properties: { id: {}, name: {} },
        allOf: [{ $ref: '#/definitions/base' }, { properties: { name: text } }],
        definitions: { base: { type: 'object', properties: { id: text } } },
      },
    ],
    ['alternatives', { oneOf: [text, { ...closed, properties: { a: text } }] }],
    ['alternatives of required properties', { ...closed, properties: { a: text, b: text }, anyOf: [{ required: ['a'] }, { required: ['b'] }] }],
    ['bounds in each alternative', { type: 'string', anyOf: [{ maxLength: 3 }, { pattern: '^a{9}$' }] }],
    ['bounds around alternatives', { ...text, anyOf: [{ pattern: '^a' }, { pattern: '^b' }] }],
    ['types that exclude each other', { allOf: [{ type: 'string' }, { type: 'integer' }] }],
  ])('%s', (_, schema) => {
    expect(gaps(schema)).toEqual([]);
  });

  test('a model for responses only', () => {
    const MethodResponses = [{ StatusCode: 200, ResponseModels: { 'application/json': { Ref: 'Model' } } }];
    const template = model({ type: 'object' }, { Method: { Type: 'AWS::ApiGateway::Method', Properties: { MethodResponses } } });
    expect(check(modelStrict, template)).toEqual([]);
  });

  test('a model for responses in another stack', () => {
    const workload = workloadAcrossStacks({}, (root, api) => {
      const responseModels = { 'application/json': api.addModel('Answer', { schema: { type: apigateway.JsonSchemaType.OBJECT } }) };
      const methodResponses = [{ statusCode: '200', responseModels }];
      root.addMethod('GET', new apigateway.HttpIntegration('https://example.com'), { methodResponses });
    });
    expect(check(modelStrict, workload)).toEqual([]);
  });

  test('a model that extends another', () => {
    const other = { type: 'object', properties: { id: text } };
    expect(check(modelStrict, models({ ...closed, properties: { id: {} }, allOf: [toOther] }, other))).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack: Stack) => {
      const api = new apigateway.RestApi(stack, 'Api');
      api.root.addMethod('GET');
      const properties = { name: { type: apigateway.JsonSchemaType.STRING, maxLength: 9 } };
      const item = api.addModel('Item', { schema: { type: apigateway.JsonSchemaType.OBJECT, additionalProperties: false, properties } });
      const ref = `https://apigateway.amazonaws.com/restapis/${api.restApiId}/models/${item.modelId}`;
      api.addModel('Order', { schema: { type: apigateway.JsonSchemaType.ARRAY, maxItems: 3, items: { ref } } });
    });
    expect(check(modelStrict, workload)).toEqual([]);
  });

  test('OpenAPI', () => {
    expect(check(modelStrict, openApiTemplate(openApi({ Order: { ...closed, properties: { a: text } }, Answer: { type: 'object' } })))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each<[unknown, string[]]>([
    [undefined, ['any-type #']],
    [{}, ['any-type #']],
    [{ properties: { a: text } }, ['any-type #']],
    [{ type: 'object' }, ['unknown-properties #']],
    [{ type: 'object', additionalProperties: true }, ['unknown-properties #']],
    [{ type: 'object', maxProperties: 5 }, ['unknown-properties #']],
    [{ type: 'object', additionalProperties: text }, ['unbounded-properties #']],
    [{ ...closed, patternProperties: { '^x-': text } }, ['unbounded-properties #']],
    [{ type: 'object', maxProperties: 5, additionalProperties: free }, ['unbounded-string #/additionalProperties']],
    [{ ...closed, maxProperties: 5, patternProperties: { '^x/~': free } }, ['unbounded-string #/patternProperties/^x~1~0']],
    [{ ...closed, properties: { a: free } }, ['unbounded-string #/properties/a']],
    [{ ...closed, properties: { a: {} } }, ['any-type #/properties/a']],
    [{ type: ['string', 'null'] }, ['unbounded-string #']],
    [{ type: 'string', pattern: '^a+$' }, ['unbounded-string #']],
    [{ type: 'string', pattern: '^a{2,}$' }, ['unbounded-string #']],
    [{ type: 'string', pattern: 'a{2}' }, ['unbounded-string #']],
    [{ type: 'string', pattern: '^a|b$' }, ['unbounded-string #']],
    [{ type: 'string', pattern: '^a\\$' }, ['unbounded-string #']],
    [{ type: 'string', format: 'uuid' }, ['unbounded-string #']],
    [{ type: 'number', minimum: 0 }, ['unbounded-number #']],
    [{ type: 'integer', maximum: 0 }, ['unbounded-number #']],
    [{ type: 'array' }, ['unbounded-array #', 'any-items #']],
    [{ type: 'array', items: text }, ['unbounded-array #']],
    [{ type: 'array', maxItems: 3, items: [text] }, ['any-items #']],
    [{ type: 'array', maxItems: 3, items: { type: 'object' } }, ['unknown-properties #/items']],
    [{ type: 'array', items: [free], additionalItems: false }, ['unbounded-string #/items/0']],
    [{ $ref: '#/definitions/a', definitions: { a: free } }, ['unbounded-string #/definitions/a']],
    [{ allOf: [{ type: 'object', properties: { a: text } }, { properties: { b: text } }] }, ['unknown-properties #']],
    [{ oneOf: [text, free] }, ['unbounded-string #/oneOf/1']],
    [{ type: 'object', anyOf: [{ properties: { a: text } }, { properties: { b: text } }] }, ['unknown-properties #']],
    [
      { type: 'object', oneOf: [{ additionalProperties: false }, { properties: { b: free } }] },
      ['unbounded-string #/oneOf/1/properties/b', 'unknown-properties #/oneOf/1'],
    ],
    [{ ...closed, properties: { a: {} }, allOf: [{ properties: { a: free } }] }, ['unbounded-string #/allOf/0/properties/a']],
  ])('%j', (schema, expected) => {
    expect(gaps(schema)).toEqual(expected);
  });

  test('one finding for each kind with any number of places', () => {
    const properties = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, free]));
    expect(check(modelStrict, model({ ...closed, properties }))).toEqual([
      'Model[unbounded-string] Properties.Schema: strings of any length are accepted at #/properties/a, #/properties/b, #/properties/c and 2 more',
    ]);
  });

  test('a nested model is reported once, at its own place', () => {
    const template = models({ type: 'array', maxItems: 3, items: toOther }, { ...closed, properties: { a: free } });
    expect(check(modelStrict, template)).toEqual(['Other[unbounded-string] Properties.Schema: strings of any length are accepted at #/properties/a']);
  });

  test('an extended model has to bound its values, and the extending one is closed', () => {
    expect(ids(modelStrict, models({ type: 'object', allOf: [toOther] }, { type: 'object', properties: { a: free } }))).toEqual([
      'Model[unknown-properties]',
      'Other[unbounded-string]',
    ]);
  });

  test('a model for requests and for responses', () => {
    const models_ = { 'application/json': { Ref: 'Model' } };
    const Properties = { RequestModels: models_, MethodResponses: [{ StatusCode: 200, ResponseModels: models_ }] };
    expect(ids(modelStrict, model({ type: 'object' }, { Method: { Type: 'AWS::ApiGateway::Method', Properties } }))).toEqual([
      'Model[unknown-properties]',
    ]);
  });

  test('the built-in model Empty in a schema', () => {
    const $ref = { 'Fn::Sub': 'https://apigateway.amazonaws.com/restapis/${Api}/models/Empty' };
    expect(gaps({ ...closed, properties: { a: { $ref } } })).toEqual(['any-type #/properties/a']);
  });

  test('open only in some deployments', () => {
    const template = { ...model({ type: 'object', additionalProperties: { 'Fn::If': ['IsProd', false, true] } }), ...PROD_OR_DEV };
    expect(check(modelStrict, template)).toEqual([
      'Model[unknown-properties] Properties.Schema: unknown properties are accepted at # (where parameter Env is "dev")',
    ]);
  });

  test('OpenAPI: a named schema, its parts, and an inline schema', () => {
    const schemas = {
      Order: { ...closed, properties: { item: { $ref: '#/components/schemas/Item' } } },
      Item: { type: 'object', properties: { a: free } },
    };
    const body = openApi(schemas) as { paths: { [path: string]: object } };
    body.paths['/notes'] = { put: { requestBody: { content: { 'text/plain': { schema: free } } } } };
    expect(check(modelStrict, openApiTemplate(body))).toEqual([
      'Api[unbounded-string] Properties.Body.components.schemas.Item: strings of any length are accepted at #/properties/a',
      'Api[unknown-properties] Properties.Body.components.schemas.Item: unknown properties are accepted at #',
      'Api[unbounded-string] Properties.Body.paths./notes.put.requestBody.content.text/plain.schema: strings of any length are accepted at #',
    ]);
  });

  test('OpenAPI: Swagger 2', () => {
    const post = { parameters: [{ in: 'body', name: 'order', schema: { $ref: '#/definitions/Order' } }] };
    const body = { swagger: '2.0', paths: { '/orders': { post } }, definitions: { Order: { type: 'object' } } };
    expect(check(modelStrict, openApiTemplate(JSON.parse(JSON.stringify(body))))).toEqual([
      'Api[unknown-properties] Properties.Body.definitions.Order: unknown properties are accepted at #',
    ]);
  });
});

describe('undetermined', () => {
  const parameter = { Parameters: { Limit: { Type: 'Number' } } };

  test('an unknown bound beside a missing one', () => {
    const template = { ...model({ ...closed, properties: { a: { type: 'string', maxLength: { Ref: 'Limit' } }, b: free } }), ...parameter };
    expect(check(modelStrict, template)).toEqual([
      'Model[unbounded-string] Properties.Schema: strings of any length are accepted at #/properties/b',
      'Model[undetermined] Properties.Schema.properties.a.maxLength: the value of parameter Limit is given at deployment',
    ]);
  });

  test('a schema from a parameter', () => {
    expect(ids(modelStrict, { ...model({ Ref: 'Limit' }), ...parameter })).toEqual(['Model[undetermined]']);
  });

  test('a model outside of the templates', () => {
    const $ref = 'https://apigateway.amazonaws.com/restapis/abc123/models/Elsewhere';
    expect(check(modelStrict, model({ ...closed, properties: { a: { $ref } } }))).toEqual([
      'Model[undetermined] Properties.Schema.properties.a.$ref: the model that it refers to is not part of this check',
    ]);
  });

  test.each<[unknown]>([
    ['{"type"'],
    ['[]'],
    [[]],
    [5],
    [{ type: 5, properties: [] }],
    [{ type: 'string', maxLength: 'long' }],
    [{ type: 'object', additionalProperties: 'perhaps' }],
    [{ $ref: [] }],
    [{ allOf: {} }],
    [{ type: 'array', items: 5, maxItems: [] }],
  ])('malformed: %j', (schema) => {
    expect(ids(modelStrict, model(schema))).toEqual(['Model[undetermined]']);
  });

  test('OpenAPI documents in S3', () => {
    const template = { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { BodyS3Location: { Bucket: 'b', Key: 'k' } } } } };
    expect(ids(modelStrict, template)).toEqual(['Api[undetermined]']);
  });
});

test('models of WebSocket APIs are judged, too', () => {
  const found = (Schema: object) => ids(modelStrict, { Resources: { It: { Type: 'AWS::ApiGatewayV2::Model', Properties: { Schema } } } });
  expect(found({ type: 'object', additionalProperties: false, properties: { a: { type: 'string', maxLength: 5 } } })).toEqual([]);
  expect(found({})).toEqual(['It[any-type]']);
});
