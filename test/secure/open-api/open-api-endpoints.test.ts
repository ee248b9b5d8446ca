import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Gate } from '../../../lib/gate';
import { ApiAuthorization } from '../../../lib/secure/api/api-authorization';
import { OpenApiProps, SecureRestApi } from '../../../lib/secure/api/secure-rest-api';
import { SEC3_RULES } from '../../../lib/secure/rules';
import { assemblyOfStack } from '../../gate/harness';

/** A document that can be made safe as it is. */
function ordersDocument(): any {
  return {
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    paths: {
      '/orders': {
        post: {
          operationId: 'createOrder',
          security: [{ signature: [] }],
          requestBody: { $ref: '#/components/requestBodies/Order' },
          parameters: [
            { name: 'dryRun', in: 'query', schema: { type: 'boolean' } },
            { name: 'Accept', in: 'header', schema: { type: 'string' } },
          ],
        },
      },
      '/orders/{id}': {
        parameters: [{ $ref: '#/components/parameters/Id' }],
        get: { operationId: 'getOrder' },
      },
    },
    components: {
      securitySchemes: { signature: { type: 'apiKey', name: 'Authorization', in: 'header' } },
      parameters: { Id: { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{8}$', maxLength: 8 } } },
      requestBodies: { Order: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } } },
      schemas: {
        Order: {
          type: 'object',
          additionalProperties: false,
          properties: { amount: { type: 'integer', exclusiveMinimum: 0, maximum: 1000 } },
        },
      },
    },
  };
}

function apiOf(stack: Stack, props: Partial<OpenApiProps>): SecureRestApi {
  const handler = lambda.Function.fromFunctionArn(stack, 'Handler', 'arn:aws:lambda:eu-west-1:111111111111:function:handler');
  return SecureRestApi.fromOpenApi(stack, 'Api', {
    handlers: { 'createOrder': handler, 'GET /orders/{id}': handler },
    authorization: ApiAuthorization.iam(),
    authorizations: { signature: ApiAuthorization.iam() },
    ...props,
  });
}

const rejected = (props: Partial<OpenApiProps>) => () => apiOf(new Stack(new App(), 'Stack'), props);

describe('a document that can be made safe', () => {
  test('each operation gets its model, parameters, validator and authorization', () => {
    const stack = new Stack(new App(), 'Stack');
    apiOf(stack, { definition: ordersDocument() });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      AuthorizationType: 'AWS_IAM',
      RequestModels: { '$default': { Ref: Match.anyValue() }, 'application/json': { Ref: Match.anyValue() } },
      RequestParameters: { 'method.request.querystring.dryRun': false },
      RequestValidatorId: { Ref: Match.stringLikeRegexp('ValidateBodyAndParameters') },
    });
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'GET',
      RequestParameters: { 'method.request.path.id': true },
      RequestValidatorId: { Ref: Match.stringLikeRegexp('ValidateParameters') },
    });
    template.hasResourceProperties('AWS::ApiGateway::Model', {
      Schema: Match.objectLike({ properties: { amount: { type: 'integer', minimum: 1, maximum: 1000 } } }),
    });
  });

  test('passes the gate', () => {
    const result = new Gate(SEC3_RULES).run(assemblyOfStack((stack) => apiOf(stack, { definition: ordersDocument() })));
    expect(result.findings.filter(({ level }) => level !== 'warning')).toEqual([]);
  });

  test.each(['json', 'yaml'])('comes from a %s file as well', (kind) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-openapi-'));
    try {
      const file = path.join(folder, `orders.${kind}`);
      // Flow style is YAML too; the comment makes it nothing but.
      fs.writeFileSync(file, `${kind === 'yaml' ? '# orders\n' : ''}${JSON.stringify(ordersDocument())}`);
      const stack = new Stack(new App(), 'Stack');
      apiOf(stack, { definitionFile: file });
      Template.fromStack(stack).resourceCountIs('AWS::ApiGateway::Method', 2);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('is rejected:', () => {
  test('a parameter whose text has a content type of its own', () => {
    const document = ordersDocument();
    document.components.parameters.Id.content = { 'application/json': { schema: document.components.parameters.Id.schema } };
    delete document.components.parameters.Id.schema;
    expect(rejected({ definition: document })).toThrow(/is application\/json in a text, which is not read; describe the text by a schema instead of content$/m);
  });

  test('everything in a document that can’t be made safe, in one error', () => {
    const document = ordersDocument();
    document.paths['/orders'].post.security = [{ oauth: [] }];
    document.components.requestBodies.Order.content['text/csv'] = { schema: { type: 'string' } };
    document.components.schemas.Order.properties.note = { type: 'string' };
    document.components.parameters.Id.schema = { type: 'string' };
    document.paths['/orders/{id}'].delete = { security: [] };
    expect(rejected({ definition: document })).toThrow(/^- POST \/orders: the body may be text\/csv, which has no schema; limit its size with models.bound$/m);
    for (const problem of [
      /POST \/orders: security requires oauth, and authorizations does not define it/,
      /^- #\/components\/schemas\/Order\/properties\/note: .* \[unbounded-string\]$/m,
      /^- #\/components\/parameters\/Id\/schema: /m,
      /DELETE \/orders\/\{id\}: handlers has no function for "DELETE \/orders\/\{id\}"/,
      /DELETE \/orders\/\{id\}: security is empty, so every client may call it/,
    ]) {
      expect(rejected({ definition: document })).toThrow(problem);
    }
  });

  test.each<[string, Partial<OpenApiProps>, string]>([
    ['Swagger 2.0', { definition: { swagger: '2.0' } }, '[Stack/Api] the document is not OpenAPI 3.0 or 3.1: openapi is "2.0"'],
    ['a text', { definition: 'openapi: 3.1.0' }, 'the document is not OpenAPI 3.0 or 3.1: openapi is string'],
    ['no operations', { definition: { openapi: '3.0.0' }, handlers: {} }, 'the document has no operations'],
    ['a missing file', { definitionFile: '/nowhere/api.yaml' }, '[Stack/Api] /nowhere/api.yaml: cannot be read'],
    ['no document', {}, '[Stack/Api] either definition or definitionFile is expected'],
    ['two documents', { definition: {}, definitionFile: 'x' }, 'either definition or definitionFile is expected'],
    ['no authorization', { definition: ordersDocument(), authorization: undefined }, 'GET /orders/{id}: it has no security, and the API has no authorization'],
  ])('%s', (_, props, message) => {
    expect(rejected(props)).toThrow(message);
  });

  test('a handler for no operation', () => {
    const handler = lambda.Function.fromFunctionArn(new Stack(new App(), 'Other'), 'H', 'arn:aws:lambda:eu-west-1:111111111111:function:h');
    expect(rejected({ definition: ordersDocument(), handlers: { createOrder: handler, getOrder: handler, deleteOrder: handler } })).toThrow(
      'handlers.deleteOrder: no operation has this name',
    );
  });
});

describe('public documents are accepted, or rejected with what to do about each operation', () => {
  const folder = path.dirname(require.resolve('@readme/oas-examples/package.json'));
  const documents = ['3.0', '3.1'].flatMap((version) =>
    fs.readdirSync(path.join(folder, version, 'json')).filter((name) => name.endsWith('.json')).map((name) => [`${version}/json/${name}`]),
  );

  test('there are dozens', () => expect(documents.length).toBeGreaterThan(50));

  test.each(documents)('%s', (name) => {
    const definition = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    const operations = Object.entries<any>(definition.paths ?? {}).flatMap(([route, item]) =>
      Object.keys(item).filter((key) => /^(get|head|post|put|patch|delete|options|trace)$/.test(key)).map((verb) => `${verb.toUpperCase()} ${route}`),
    );
    const stack = new Stack(new App(), 'Stack');
    const handler = lambda.Function.fromFunctionArn(stack, 'Handler', 'arn:aws:lambda:eu-west-1:111111111111:function:handler');
    const schemes = Object.keys(definition.components?.securitySchemes ?? {});
    const authorizations = Object.fromEntries(schemes.map((scheme) => [scheme, ApiAuthorization.iam()]));
    const handlers = Object.fromEntries(operations.map((operation) => [operation, handler]));
    let rejection: string | undefined;
    try {
      SecureRestApi.fromOpenApi(stack, 'Api', { definition, handlers, authorizations, authorization: ApiAuthorization.iam() });
    } catch (e) {
      rejection = (e as Error).message;
      expect((e as Error).name).toBe('Error');
    }
    if (rejection === undefined) {
      const methods = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method'));
      expect(methods).toHaveLength(operations.length);
    } else {
      expect(rejection).toMatch(/^\[Stack\/Api\] (\d+ problems? with the document:\n- |endpoint "[A-Z]+ \/)/);
    }
  });
});
