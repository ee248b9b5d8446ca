import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { openApiTemplate, PROD_OR_DEV, withoutHashes } from './operations';
import { modelSupportedByApiGateway } from '../../../lib/inbound-events/rules/model-supported-by-api-gateway';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

function model(schema: unknown, others: TestTemplate['Resources'] = {}): TestTemplate {
  return {
    Resources: {
      Api: { Type: 'AWS::ApiGateway::RestApi' },
      Model: { Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: { Ref: 'Api' }, Schema: schema } },
      ...others,
    },
  };
}

function openApi(schemas: object, schema: object = { $ref: '#/components/schemas/Order' }): object {
  const post = { requestBody: { content: { 'application/json': { schema } } } };
  return { openapi: '3.0.1', paths: { '/orders': { post } }, components: { schemas } };
}

const property = (schema: object) => ({ type: 'object', properties: { a: schema } });

describe('compliant', () => {
  test.each<[unknown]>([
    [{ $schema: 'http://json-schema.org/draft-04/schema#', id: 'https://example.com/order', title: 'Order', type: 'object' }],
    [{ $schema: 'http://json-schema.org/draft-04/schema' }],
    [JSON.stringify({ type: 'string', maxLength: 5 })],
    [{ type: 'object', properties: { example: { type: 'string' }, const: { type: 'string' }, $id: {}, readOnly: { enum: [{ default: 1 }] } } }],
    [property({ type: 'integer', format: 'int32', minimum: 0, maximum: 9 })],
    [property({ type: 'string', format: 'date-time' })],
    [property({ $ref: '#' })],
    [{ ...property({ $ref: '#/definitions/a~1b' }), definitions: { 'a/b': {} } }],
    [{ type: 'object', properties: { a: { $ref: '#/properties/b' }, b: {} } }],
    [property({ $ref: { 'Fn::Sub': 'https://apigateway.amazonaws.com/restapis/${Api}/models/${Other}' } })],
    [JSON.stringify(property({ $ref: 'https://apigateway.amazonaws.com/restapis/abc123/models/Order' }))],
    [undefined],
  ])('%j', (schema) => {
    const other = { Other: { Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: { Ref: 'Api' }, Schema: { type: 'object' } } } };
    expect(check(modelSupportedByApiGateway, model(schema, other))).toEqual([]);
  });

  test('ignored keywords in responses', () => {
    const MethodResponses = [{ StatusCode: 200, ResponseModels: { 'application/json': { Ref: 'Model' } } }];
    const template = model({ default: {} }, { Method: { Type: 'AWS::ApiGateway::Method', Properties: { MethodResponses } } });
    expect(check(modelSupportedByApiGateway, template)).toEqual([]);
    expect(check(modelSupportedByApiGateway, openApiTemplate(openApi({ Order: {}, Answer: { nullable: true, default: 1 } })))).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const api = new apigateway.RestApi(stack, 'Api');
      api.root.addMethod('GET');
      const item = api.addModel('Item', { schema: { type: apigateway.JsonSchemaType.STRING } });
      const ref = `https://apigateway.amazonaws.com/restapis/${api.restApiId}/models/${item.modelId}`;
      api.addModel('Order', {
        schema: {
          schema: apigateway.JsonSchemaVersion.DRAFT4,
          properties: { a: { ref }, b: { ref: '#/definitions/b' } },
          definitions: { b: { type: apigateway.JsonSchemaType.STRING } },
        },
      });
    });
    expect(check(modelSupportedByApiGateway, workload)).toEqual([]);
  });

  test('OpenAPI', () => {
    const body = openApi({ Order: property({ $ref: '#/components/schemas/Item' }), Item: { type: 'string' } });
    expect(check(modelSupportedByApiGateway, openApiTemplate(body))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each<[unknown, string, string]>([
    [
      { $schema: 'http://json-schema.org/draft-07/schema#' },
      'other-draft',
      'a draft other than draft-04 is declared at #/$schema (http://json-schema.org/draft-07/schema#)',
    ],
    [{ $id: 'https://example.com' }, 'rejected-keyword', 'API Gateway rejects #/$id'],
    [property({ example: 'x', examples: ['x'] }), 'rejected-keyword', 'API Gateway rejects #/properties/a/example, #/properties/a/examples'],
    [{ items: [{ const: 1 }] }, 'rejected-keyword', 'API Gateway rejects #/items/0/const'],
    [{ allOf: [{ dependentRequired: {} }] }, 'rejected-keyword', 'API Gateway rejects #/allOf/0/dependentRequired'],
    [{ definitions: { a: { if: {}, then: {} } } }, 'rejected-keyword', 'API Gateway rejects #/definitions/a/if, #/definitions/a/then'],
    [property({ default: 1 }), 'ignored-keyword', 'API Gateway ignores #/properties/a/default'],
    [property({ discriminator: {}, readOnly: true }), 'ignored-keyword', 'API Gateway ignores #/properties/a/discriminator, #/properties/a/readOnly'],
    [{ not: { exclusiveMinimum: true } }, 'ignored-keyword', 'API Gateway ignores #/not/exclusiveMinimum'],
    [{ additionalProperties: { format: 'int64' } }, 'ignored-keyword', 'API Gateway ignores #/additionalProperties/format (int64)'],
    [
      JSON.stringify(property({ $ref: 'https://example.com/a.json' })),
      'remote-reference',
      'API Gateway does not fetch the reference at #/properties/a/$ref (https://example.com/a.json)',
    ],
    [property({ $ref: 'Item' }), 'remote-reference', 'API Gateway does not fetch the reference at #/properties/a/$ref (Item)'],
    [
      property({ $ref: '#/definitions/a' }),
      'unresolved-reference',
      'the reference at #/properties/a/$ref (#/definitions/a) points to a missing part',
    ],
  ])('%j', (schema, id, message) => {
    expect(check(modelSupportedByApiGateway, model(schema))).toEqual([`Model[${id}] Properties.Schema: ${message}`]);
  });

  test('one finding for each kind with any number of places', () => {
    const properties = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, { $comment: '', default: 1 }]));
    expect(check(modelSupportedByApiGateway, model({ properties }))).toEqual([
      'Model[rejected-keyword] Properties.Schema: API Gateway rejects ' +
        '#/properties/a/$comment, #/properties/b/$comment, #/properties/c/$comment and 1 more',
      'Model[ignored-keyword] Properties.Schema: API Gateway ignores ' +
        '#/properties/a/default, #/properties/b/default, #/properties/c/default and 1 more',
    ]);
  });

  test('only in some deployments', () => {
    const template = { ...model({ default: { 'Fn::If': ['IsProd', { Ref: 'AWS::NoValue' }, 1] } }), ...PROD_OR_DEV };
    expect(check(modelSupportedByApiGateway, template)).toEqual([
      'Model[ignored-keyword] Properties.Schema: API Gateway ignores #/default (where parameter Env is "dev")',
    ]);
  });

  test('constructs: keywords of later drafts', () => {
    const workload = workloadOfStack((stack) => {
      const api = new apigateway.RestApi(stack, 'Api');
      api.root.addMethod('GET');
      api.addModel('Order', { schema: { schema: apigateway.JsonSchemaVersion.DRAFT7, id: 'order', propertyNames: {}, default: {} } });
    });
    expect(withoutHashes(ids(modelSupportedByApiGateway, workload))).toEqual([
      'ApiOrder[rejected-keyword]',
      'ApiOrder[ignored-keyword]',
      'ApiOrder[other-draft]',
    ]);
  });

  test('OpenAPI: named and inline schemas', () => {
    const schemas = {
      Order: property({ $ref: '#/components/schemas/Item' }),
      Item: { nullable: true },
      Answer: { nullable: true, example: 1 },
      Tree: { not: { $ref: '#/components/schemas/Missing' } },
    };
    const inline = { type: 'array', items: { $ref: '#/components/schemas/Order' }, default: [] };
    expect(check(modelSupportedByApiGateway, openApiTemplate(openApi(schemas, inline)))).toEqual([
      'Api[ignored-keyword] Properties.Body.paths./orders.post.requestBody.content.application/json.schema: API Gateway ignores #/default',
      'Api[ignored-keyword] Properties.Body.components.schemas.Item: API Gateway ignores #/nullable',
      'Api[rejected-keyword] Properties.Body.components.schemas.Answer: API Gateway rejects #/example',
      'Api[unresolved-reference] Properties.Body.components.schemas.Tree: ' +
        'the reference at #/not/$ref (#/components/schemas/Missing) points to a missing part',
    ]);
  });

  test('OpenAPI: Swagger 2', () => {
    const post = { parameters: [{ in: 'body', name: 'order', schema: { $ref: '#/definitions/Order' } }] };
    const body = { swagger: '2.0', paths: { '/orders': { post } }, definitions: { Order: { readOnly: true } } };
    expect(check(modelSupportedByApiGateway, openApiTemplate(body))).toEqual([
      'Api[ignored-keyword] Properties.Body.definitions.Order: API Gateway ignores #/readOnly',
    ]);
  });
});

describe('undetermined', () => {
  const parameter = { Parameters: { Value: { Type: 'String' } } };

  test('an unknown reference beside a finding', () => {
    const template = model({ properties: { a: { $ref: { Ref: 'Value' } }, b: { $id: 'b' } } });
    expect(check(modelSupportedByApiGateway, { ...template, ...parameter })).toEqual([
      'Model[rejected-keyword] Properties.Schema: API Gateway rejects #/properties/b/$id',
      'Model[undetermined] Properties.Schema.properties.a.$ref: the value of parameter Value is given at deployment',
    ]);
  });

  test.each<[unknown]>([[{ Ref: 'Value' }], ['{'], ['5'], [[]], [{ properties: 5 }], [{ items: 'x', allOf: {} }], [{ $ref: {} }], [{ $schema: [] }]])(
    '%j',
    (schema) => {
      expect(ids(modelSupportedByApiGateway, { ...model(schema), ...parameter })).toEqual(['Model[undetermined]']);
    },
  );
});
