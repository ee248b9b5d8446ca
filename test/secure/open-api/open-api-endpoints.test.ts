import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import Ajv04 from 'ajv-draft-04';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CognitoUserPoolsAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Gate } from '../../../lib/gate';
import { applyOperation, PatchOperation } from '../../../lib/json/json-patch';
import { ApiAuthorization } from '../../../lib/secure/api/api-authorization';
import { OpenApiProps, SecureRestApi } from '../../../lib/secure/api/secure-rest-api';
import { SecureFunction } from '../../../lib/secure/functions/secure-function';
import { SEC3_RULES } from '../../../lib/secure/rules';
import { assemblyOfStack } from '../../gate/harness';

/** Returns a document that needs no exceptions to be safe. */
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

describe('a supported document', () => {
  test('has a model, parameters, a validator and an authorization for each operation', () => {
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

  test.each(['json', 'yaml'])('may be a %s file', (kind) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-openapi-'));
    try {
      const file = path.join(folder, `orders.${kind}`);
      // Flow style is also YAML; the comment makes it invalid JSON.
      fs.writeFileSync(file, `${kind === 'yaml' ? '# orders\n' : ''}${JSON.stringify(ordersDocument())}`);
      const stack = new Stack(new App(), 'Stack');
      apiOf(stack, { definitionFile: file });
      Template.fromStack(stack).resourceCountIs('AWS::ApiGateway::Method', 2);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

test('may refer to a path within the document', () => {
  const document = ordersDocument();
  document.components.pathItems = { Order: document.paths['/orders/{id}'] };
  document.paths['/orders/{id}'] = { $ref: '#/components/pathItems/Order' };
  const stack = new Stack(new App(), 'Stack');
  apiOf(stack, { definition: document });
  Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'GET', RequestParameters: { 'method.request.path.id': true } });
});

describe('scopes of security', () => {
  const documentWith = (...scopes: string[]) => {
    const document = ordersDocument();
    document.paths['/orders'].post.security = [{ signature: scopes }];
    return document;
  };
  const pool = (stack: Stack, ...scopes: string[]) => {
    const authorizer = new CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: [UserPool.fromUserPoolId(stack, 'Pool', 'eu-west-1_abcdefghi')] });
    return ApiAuthorization.cognito(authorizer, scopes);
  };
  const made = (declared: string[], accepted: string[]) => {
    const stack = new Stack(new App(), 'Stack');
    return apiOf(stack, { definition: documentWith(...declared), authorizations: { signature: pool(stack, ...accepted) } });
  };

  test.each<[string[], string[]]>([[[], []], [['orders'], ['orders']], [[], ['orders']]])('%j are accepted if tokens need one of %j', (declared, accepted) => {
    expect(() => made(declared, accepted)).not.toThrow();
  });

  test.each<[string[], string[]]>([[['orders'], []], [['orders'], ['orders', 'read']], [['orders', 'read'], ['orders']]])('%j are rejected if tokens need one of %j', (declared, accepted) => {
    expect(() => made(declared, accepted)).toThrow(`POST /orders: security requires the scope ${declared.join(' and ')}, which its authorization does not`);
  });
});

test('cookies are accepted only if the function validates them', () => {
  const document = ordersDocument();
  document.paths['/orders'].post.parameters.push({ name: 'session', in: 'cookie', schema: { type: 'string', maxLength: 40 } });
  expect(rejected({ definition: document })).toThrow('API Gateway can’t validate cookies, and its function does not');
  const stack = new Stack(new App(), 'Stack');
  const handler = new SecureFunction(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({});') });
  apiOf(stack, { definition: document, handlers: { 'createOrder': handler, 'GET /orders/{id}': handler } });
  const [method] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: 'POST' } }));
  expect(Object.keys((method as any).Properties.RequestParameters)).toEqual(['method.request.querystring.dryRun']);
  expect((method as any).Metadata['cdk-sec3:endpoint-parameters']).toContainEqual(expect.objectContaining({ name: 'session', place: 'cookie', required: false }));
});

describe('is rejected:', () => {
  test('a reference to a missing path', () => {
    const document = ordersDocument();
    document.paths['/orders/{id}'] = { $ref: '#/components/pathItems/Order' };
    expect(rejected({ definition: document })).toThrow(/\/paths\/~1orders~1\{id\}: the \$ref #\/components\/pathItems\/Order leads nowhere in the document/);
  });


  test('a parameter with a content type', () => {
    const document = ordersDocument();
    document.components.parameters.Id.content = { 'application/json': { schema: document.components.parameters.Id.schema } };
    delete document.components.parameters.Id.schema;
    expect(rejected({ definition: document })).toThrow(/is application\/json in a text, which is not read; describe the text by a schema instead of content$/m);
  });

  test('all problems of a document, in one error', () => {
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

  test('a handler without an operation', () => {
    const handler = lambda.Function.fromFunctionArn(new Stack(new App(), 'Other'), 'H', 'arn:aws:lambda:eu-west-1:111111111111:function:h');
    expect(rejected({ definition: ordersDocument(), handlers: { createOrder: handler, getOrder: handler, deleteOrder: handler } })).toThrow(
      'handlers.deleteOrder: no operation has this name',
    );
  });
});

describe('public documents are accepted, or rejected with a fix for each operation', () => {
  const folder = path.dirname(require.resolve('@readme/oas-examples/package.json'));
  const documents = ['3.0', '3.1'].flatMap((version) =>
    fs.readdirSync(path.join(folder, version, 'json')).filter((name) => name.endsWith('.json')).map((name) => [`${version}/json/${name}`]),
  );

  test('more than 50 documents are tested', () => expect(documents.length).toBeGreaterThan(50));

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

test('a document with the patch applied needs no bounds, and has the same endpoints', () => {
  const definition = ordersDocument();
  definition.components.schemas.Order = { type: 'object', properties: { amount: { type: 'integer' }, notes: { type: 'array', items: { type: 'string' } }, tree: { $ref: '#/components/schemas/Tree' } } };
  definition.components.schemas.Tree = { type: 'object', properties: { child: { $ref: '#/components/schemas/Tree' } } };
  definition.components.parameters.Id.schema = { type: 'string' };
  definition.paths['/orders'].post.parameters[0].schema = { type: 'array', items: { type: 'string' } };
  const bounded = new Stack(new App(), 'Stack');
  const { documentPatch } = apiOf(bounded, { definition: structuredClone(definition), models: { bound: {} } });
  expect(documentPatch.length).toBeGreaterThan(5);
  const patched = new Stack(new App(), 'Stack');
  expect(rejected({ definition: structuredClone(definition) })).toThrow();
  for (const operation of documentPatch as PatchOperation[]) applyOperation(definition, operation);
  apiOf(patched, { definition });
  // One of the models refers to the schema of the body, and the other one contains it.
  const decisions = (stack: Stack) => {
    const [{ Properties: { Schema } }] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Model'));
    const validate = new Ajv04({ strict: false, logger: false }).compile(Schema);
    const trees = [1, 5, 6].map((depth) => ({ tree: JSON.parse(`${'{"child":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`) }));
    return [{}, { amount: 1 }, { amount: 2 ** 60 }, { notes: Array(4095).fill('') }, { notes: Array(4096).fill('') }, { notes: ['x'.repeat(8191)] }, { other: 1 }, ...trees].map((value) => validate(value));
  };
  expect(decisions(patched)).toEqual(decisions(bounded));
  expect(decisions(patched)).toEqual([true, true, false, true, false, false, false, true, true, false]);
  const methods = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method')).map(({ Properties: { HttpMethod, RequestParameters } }) => [HttpMethod, RequestParameters]);
  expect(methods(patched)).toEqual(methods(bounded));
});
