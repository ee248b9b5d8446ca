import * as fs from 'fs';
import * as path from 'path';
import { App, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Contract } from '../../../lambda/event-validator/node/contract';
import { Validation } from '../../../lambda/event-validator/node/validation';
import { ApiParameter } from '../../../lib/inbound-events/api-parameter';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { EventValidation } from '../../../lib/inbound-events/event-validation';
import { RequestModel } from '../../../lib/inbound-events/request-model';
import { SchemaLooseness } from '../../../lib/inbound-events/schema-exception';
import { ApiAuthorization } from '../../../lib/secure/api/api-authorization';
import { ApiEndpointProps } from '../../../lib/secure/api/api-endpoint';
import { SecureRestApi, SecureRestApiProps } from '../../../lib/secure/api/secure-rest-api';
import { SecureFunction, SecureFunctionProps } from '../../../lib/secure/functions/secure-function';
import { message, restRequest, sqsEvent } from '../../event-validator/sample-events';
import { newApp } from '../harness';
import { packFindings } from '../packs';

const ORDER = RequestModel.fromSchema({
  type: 'object', additionalProperties: false, required: ['amount'], properties: { amount: { type: 'integer', minimum: 1, maximum: 1000 } },
});
const LIMIT = ApiParameter.integer(1, 100);
const CODE = { handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 })') };

function secure(scope: Stack, props: Partial<SecureFunctionProps> = {}, id = 'Fn'): SecureFunction {
  return new SecureFunction(scope, id, { runtime: lambda.Runtime.NODEJS_24_X, ...CODE, ...props });
}

function apiOf(stack: Stack, props: SecureRestApiProps = {}, id = 'Api'): SecureRestApi {
  return new SecureRestApi(stack, id, { authorization: ApiAuthorization.iam(), ...props });
}

interface Built {
  readonly template: Template;
  readonly functions: readonly { readonly Handler: string; readonly Layers?: unknown[] }[];
  /** Names of the layers with a validator. */
  readonly layers: readonly string[];
  /** Contract in the first of them. */
  readonly contract: Contract;
}

function build(make: (stack: Stack, app: App) => void): Built {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  make(stack, app);
  const template = Template.fromStack(stack);
  const found = Object.entries(template.findResources('AWS::Lambda::LayerVersion', { Properties: { Description: 'cdk-sec3 event validator' } }));
  const [file] = found
    .map(([, { Properties }]) => path.join(app.outdir, `asset.${Properties.Content.S3Key.replace('.zip', '')}`, 'sec3-event-validator/schemas.mjs'))
    .filter((each) => fs.existsSync(each));
  const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
  const contract = (file === undefined ? undefined : new Function(fs.readFileSync(file, 'utf8').replace('export default', 'return'))()) as Contract;
  return { template, functions, layers: found.map(([id]) => id), contract };
}

/** Returns the result of a request: that it reaches the handler, or why it does not. */
async function judged({ contract }: Built, event: unknown): Promise<string> {
  const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const verdict = await new Validation(contract, async () => new Set()).judge(event, 'id');
    if (verdict.call) return 'called';
    const { statusCode, body } = verdict.answer as { readonly statusCode: number; readonly body: string };
    const { field, rule } = JSON.parse(body) as { readonly field: string; readonly rule: string };
    return `${statusCode} ${field} ${rule}`;
  } finally {
    written.mockRestore();
  }
}

const request = (route: string, query: object | null, pathParameters: object | null = null, body: string | null = null) =>
  ({ ...restRequest(route, body), queryStringParameters: query, multiValueQueryStringParameters: null, pathParameters });

describe('a function behind endpoints', () => {
  const built = build((stack) => {
    const handler = secure(stack);
    const api = apiOf(stack);
    api.addEndpoint('GET /orders', {
      handler,
      queryParameters: { limit: LIMIT.optional(), price: ApiParameter.fromModel(RequestModel.fromSchema({ type: 'number', minimum: 0, maximum: 9 })).optional(), sort: ApiParameter.oneOf(['up', 'down']).optional() },
    });
    api.addEndpoint('POST /orders', { handler, body: ORDER });
    api.addEndpoint('GET /orders/{id}', { handler, pathParameters: { id: ApiParameter.pattern('^[0-9a-f]{8}$', 8) } });
    apiOf(stack, {}, 'Other').addEndpoint('DELETE /orders/{id}', { handler, pathParameters: { id: LIMIT } });
  });

  test.each<[string, unknown, string]>([
    ['an integer', request('GET /orders', { limit: '5' }), 'called'],
    ['no integer', request('GET /orders', { limit: '5.5' }), '400 /query/limit type'],
    ['a value that is too large', request('GET /orders', { limit: '101' }), '400 /query/limit maximum'],
    ['a number', request('GET /orders', { price: '0.5' }), 'called'],
    ['no number', request('GET /orders', { price: 'much' }), '400 /query/price type'],
    ['a text of a list', request('GET /orders', { sort: 'up' }), 'called'],
    ['another text', request('GET /orders', { sort: 'sideways' }), '400 /query/sort enum'],
    ['no parameters, if all are optional', request('GET /orders', null), 'called'],
    ['a parameter that is not declared', request('GET /orders', { admin: 'true' }), '400 /query additionalProperties'],
    ['a text of the pattern', request('GET /orders/{id}', null, { id: '0123abcd' }), 'called'],
    ['another value in the path', request('GET /orders/{id}', null, { id: '../../etc' }), '400 /path/id maxLength'],
    ['an undeclared body', request('GET /orders/{id}', null, { id: '0123abcd' }, '{}'), '400 /body unexpected'],
    ['a body', request('POST /orders', null, null, '{"amount":1}'), 'called'],
    ['another body', request('POST /orders', null, null, '{"amount":0}'), '400 /body/amount minimum'],
    ['a property twice', request('POST /orders', null, null, '{"amount":1,"amount":2}'), '400 /body duplicate-key'],
    ['an endpoint of another API', request('DELETE /orders/{id}', null, { id: 'x' }), '400 /path/id type'],
    ['a route of no endpoint', request('GET /elsewhere', { admin: 'true' }), 'called'],
    ['another source', sqsEvent(message('anything', 'm1')), 'called'],
  ])('%s', async (_, event, expected) => {
    expect(await judged(built, event)).toBe(expected);
  });

  test('records its parameters in the metadata of its methods, for the fuzzer', () => {
    const recorded = Object.values(built.template.findResources('AWS::ApiGateway::Method')).map(({ Properties, Metadata }) => [Properties.HttpMethod, Metadata['cdk-sec3:endpoint-parameters']]);
    expect(recorded).toContainEqual(['POST', []]);
    expect(recorded).toContainEqual(['DELETE', [{ name: 'id', place: 'path', required: true, schema: '{"type":"integer","minimum":1,"maximum":100}' }]]);
  });

  test('has a handler for partly validated events', () => {
    expect(built.functions.map(({ Handler }) => Handler)).toEqual(['/opt/sec3-event-validator/handler.requests']);
    expect(built.layers).toHaveLength(1);
    built.template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { SEC3_EVENT_HANDLER: 'index.handler', SEC3_EVENT_QUARANTINE: Match.absent() } } });
    built.template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'Sec3/EventValidation' });
  });
});

test('its own schemas are added to those of endpoints, and events without a schema are rejected', async () => {
  const built = build((stack) => {
    const handler = secure(stack, { eventSchemas: [EventSchema.sqs({ type: 'object' })] });
    apiOf(stack).addEndpoint('GET /orders', { handler, queryParameters: { limit: LIMIT } });
    expect(handler.eventValidation!.quarantine).toBeDefined();
  });
  expect(built.functions[0].Handler).toBe('/opt/sec3-event-validator/handler.handler');
  expect(built.contract.sources.map(({ source }) => source)).toEqual(['sqs', 'restApi']);
  expect(await judged(built, request('GET /orders', { limit: '0' }))).toBe('400 /query/limit minimum');
  expect(await judged(built, request('GET /elsewhere', null))).toBe('400  route');
});

test.each(['GET /orders', undefined])('its own schema for the route %s takes precedence over that of the endpoint', (route) => {
  const { contract, template } = build((stack) => {
    const handler = secure(stack, { eventSchemas: [EventSchema.restApi({ route, queryParameters: { limit: ApiParameter.integer(1, 9) } })] });
    apiOf(stack).addEndpoint('GET /orders', { handler, queryParameters: { limit: LIMIT } });
  });
  expect(contract.sources).toHaveLength(1);
  expect(JSON.stringify(template.toJSON())).not.toContain('cdk-sec3:endpoint-parameters');
});

test('is validated behind versions and aliases, with one layer for the same schema', () => {
  const { functions, layers, contract } = build((stack) => {
    const [a, b] = ['A', 'B'].map((id) => secure(stack, {}, id));
    apiOf(stack).addEndpoint('GET /orders', { handler: a.addAlias('live') });
    apiOf(stack, {}, 'Second').addEndpoint('GET /orders', { handler: b.currentVersion });
  });
  expect(functions.map(({ Handler }) => Handler)).toEqual(Array(2).fill('/opt/sec3-event-validator/handler.requests'));
  expect(layers).toHaveLength(1);
  expect(contract.sources).toHaveLength(1);
});

test('may be in Python', () => {
  const { functions } = build((stack) => {
    const handler = secure(stack, { runtime: lambda.Runtime.PYTHON_3_13, code: lambda.Code.fromInline('def handler(event, context): pass') });
    apiOf(stack, { validateInFunction: true }).addEndpoint('POST /orders', { handler, body: ORDER });
  });
  expect(functions[0].Handler).toBe('sec3_event_validator.handler.requests');
});

test('with its own EventValidation gets the schemas of endpoints, too', () => {
  const { contract } = build((stack) => {
    const handler = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, ...CODE });
    new EventValidation(stack, 'Validation', { handler, schemas: [EventSchema.direct({ type: 'object' })] });
    apiOf(stack).addEndpoint('GET /orders', { handler });
  });
  expect(contract.sources.map(({ source }) => source)).toEqual(['direct', 'restApi']);
});

test('knows the sensitive values of an endpoint, and API Gateway does not', () => {
  const { contract, template } = build((stack) => {
    const body = RequestModel.fromSchema({ ...ORDER.schema, properties: { amount: { 'type': 'integer', 'minimum': 1, 'maximum': 1000, 'x-sensitive': true } } });
    apiOf(stack).addEndpoint('POST /orders/{id}', { handler: secure(stack), body, pathParameters: { id: LIMIT.sensitive() } });
  });
  expect(contract.sources).toMatchObject([
    { body: { sensitivity: [{ properties: { amount: 1 } }, { all: true }] }, path: { id: { check: { sensitivity: [{ all: true }] } } } },
  ]);
  const models = Object.values(template.findResources('AWS::ApiGateway::Model'));
  expect(models.map(({ Properties }) => Properties.Schema.properties)).toEqual([{ amount: { type: 'integer', minimum: 1, maximum: 1000 } }]);
});

test('may have the same endpoint in two APIs', () => {
  const { contract } = build((stack) => {
    const handler = secure(stack);
    for (const id of ['A', 'B']) apiOf(stack, {}, id).addEndpoint('GET /orders', { handler, queryParameters: { limit: LIMIT } });
  });
  expect(contract.sources).toHaveLength(1);
});

test.each<[string, Partial<ApiEndpointProps>, Partial<ApiEndpointProps>]>([
  ['other parameters', { queryParameters: { limit: LIMIT } }, {}],
  ['an optional one', { queryParameters: { limit: LIMIT } }, { queryParameters: { limit: LIMIT.optional() } }],
  ['another cookie', { cookies: { session: LIMIT } }, { cookies: { session: LIMIT.optional() } }],
  ['a sensitive one', { queryParameters: { limit: LIMIT } }, { queryParameters: { limit: LIMIT.sensitive() } }],
  ['no validation, first', { validateInFunction: false }, {}],
  ['no validation, then', {}, { validateInFunction: false }],
])('with different endpoints for a route in two APIs has no schema for it: %s', (_, first, second) => {
  const stack = new Stack(newApp(), 'Stack');
  const handler = secure(stack);
  apiOf(stack).addEndpoint('GET /orders', { handler, ...first });
  expect(() => apiOf(stack, {}, 'Other').addEndpoint('GET /orders', { handler, ...second })).toThrow(
    '[Stack/Other] endpoint "GET /orders": the function Stack/Fn already has GET /orders from another API with different declarations',
  );
});

test('an endpoint without a function can’t be validated in the function', () => {
  const api = apiOf(new Stack(newApp(), 'Stack'), { validateInFunction: true });
  const integration = new apigateway.MockIntegration();
  api.addEndpoint('GET /orders', { integration });
  expect(() => api.addEndpoint('GET /others', { integration, validateInFunction: true })).toThrow('validateInFunction is true, but the endpoint has no handler');
});

test('versions of the function change with the endpoints, and not otherwise', () => {
  const versionOf = (most: number) => {
    const { template } = build((stack) => {
      const handler = secure(stack);
      void handler.currentVersion;
      apiOf(stack).addEndpoint('GET /orders', { handler, queryParameters: { limit: ApiParameter.integer(1, most) } });
    });
    return Object.keys(template.findResources('AWS::Lambda::Version'));
  };
  expect(versionOf(9)).toEqual(versionOf(9));
  expect(versionOf(9)).not.toEqual(versionOf(10));
});

describe('validateInFunction', () => {
  const plain = (stack: Stack) => new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, ...CODE });
  const UNSUITED: readonly [string, (stack: Stack) => lambda.IFunction, string][] = [
    ['a function of the CDK', plain, 'Stack/Fn is not a SecureFunction or SecureNodejsFunction of this app, and has no EventValidation'],
    ['an imported function', (stack) => lambda.Function.fromFunctionName(stack, 'Fn', 'fn'), 'Stack/Fn is not a SecureFunction'],
    ['another language', (stack) => secure(stack, { runtime: lambda.Runtime.RUBY_3_3, code: lambda.Code.fromAsset(__dirname, { exclude: ['**'] }) }), 'has runtime ruby3.3'],
  ];

  test.each(UNSUITED)('true is rejected for %s', (_, handler, expected) => {
    const stack = new Stack(newApp(), 'Stack');
    const add = () => apiOf(stack, { validateInFunction: true }).addEndpoint('GET /orders', { handler: handler(stack) });
    expect(add).toThrow(expected);
  });

  test.each(UNSUITED)('unvalidated values are reported for %s if there are parameters', (_, handler, expected) => {
    const stack = new Stack(newApp(), 'Stack');
    const api = apiOf(stack);
    const fn = handler(stack);
    api.addEndpoint('GET /orders', { handler: fn, queryParameters: { limit: LIMIT } });
    api.addEndpoint('POST /orders', { handler: fn, body: ORDER });
    const said = Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('API Gateway only checks that required parameters'));
    expect(said).toHaveLength(1);
    expect(said[0].entry.data).toContain(expected);
  });

  const slow = RequestModel.fromSchema({ type: 'string', pattern: '^(a+)+$', maxLength: 9 }, { loosen: [{ allow: [SchemaLooseness.BACKTRACKING_PATTERN], reason: 'As the old system has it' }] });
  const PYTHON = { runtime: lambda.Runtime.PYTHON_3_13, code: lambda.Code.fromInline('def handler(event, context): pass') };
  test.each<[string, ApiParameter, Partial<SecureFunctionProps>, string]>([
    ['a pattern that the Unicode flag excludes', ApiParameter.pattern('^[\\w-.]+$', 9), {}, '- pathParameters.id#: the pattern ^[\\w-.]+$ is not a regular expression'],
    ['a pattern that backtracks without end, accepted in the model', ApiParameter.fromModel(slow), {}, '- pathParameters.id#: the pattern ^(a+)+$ backtracks without end'],
    ['a pattern without an equivalent in Python', ApiParameter.pattern('^(?<!a)b$', 9), PYTHON, 'pathParameters.id#'],
  ])('%s is an error that names the parameter, unless validation in the function is off', (_, id, props, expected) => {
    const stack = new Stack(newApp(), 'Stack');
    const api = apiOf(stack);
    const endpoint = { handler: secure(stack, props), pathParameters: { id } };
    expect(() => api.addEndpoint('GET /orders/{id}', endpoint)).toThrow(expected);
    api.addEndpoint('GET /orders/{id}', { ...endpoint, handler: secure(stack, props, 'Other'), validateInFunction: false });
  });

  test('two APIs may have the same endpoint, even if it can’t be validated', () => {
    const { functions } = build((stack) => {
      const handler = secure(stack, { layers: Array.from({ length: 4 }, (_, i) => lambda.LayerVersion.fromLayerVersionArn(stack, `Layer${i}`, `arn:aws:lambda:eu-west-1:111122223333:layer:own:${i}`)) });
      for (const id of ['Api', 'Other']) apiOf(stack, {}, id).addEndpoint('GET /orders/{id}', { handler, pathParameters: { id: LIMIT } });
      expect(handler.eventValidation).toBeUndefined();
    });
    expect(functions[0].Handler).toBe('index.handler');
  });

  test('false can be set for an endpoint or the API', () => {
    const { functions, template } = build((stack) => {
      const handler = secure(stack);
      apiOf(stack).addEndpoint('GET /orders', { handler, validateInFunction: false });
      apiOf(stack, { validateInFunction: false }, 'Other').addEndpoint('GET /orders', { handler });
      expect(handler.eventValidation).toBeUndefined();
    });
    expect(functions[0].Handler).toBe('index.handler');
    expect(JSON.stringify(template.toJSON())).not.toContain('cdk-sec3:endpoint-parameters');
  });

  test.each([
    ['with validation turned off', { validateInFunction: false }, secure, 'validateInFunction is false'],
    ['by a function that has no validator', {}, plain, 'Stack/Fn is not a SecureFunction or SecureNodejsFunction of this app, and has no EventValidation'],
  ])('sensitive values that may reach the logs are rejected: %s', (_, props, functionIn, reason) => {
    const stack = new Stack(newApp(), 'Stack');
    const body = RequestModel.fromSchema({
      type: 'object', additionalProperties: false, properties: { card: { 'type': 'string', 'maxLength': 19, 'x-sensitive': true } },
    });
    const endpoint = { handler: functionIn(stack), body, queryParameters: { token: ApiParameter.pattern('^[0-9a-f]{32}$', 32).sensitive(), limit: LIMIT } };
    expect(() => apiOf(stack, props).addEndpoint('POST /orders', endpoint)).toThrow(
      `[Stack/Api] endpoint "POST /orders": the function does not keep sensitive values out of its logs (body, queryParameters.token): ${reason}`,
    );
  });

  test('another EventValidation has to be created before the endpoints', () => {
    const stack = new Stack(newApp(), 'Stack');
    const handler = secure(stack);
    apiOf(stack).addEndpoint('GET /orders', { handler });
    expect(() => new EventValidation(stack, 'Validation', { handler, schemas: [EventSchema.direct({})] })).toThrow(
      'the function Stack/Fn already has a validator for its endpoints: add the endpoints after this, or set eventSchemas of the function',
    );
  });
});

const UPLOADS = { uploads: [{ contentType: 'image/png', maxSize: Size.kibibytes(8) }] };
test.each<[string, Partial<ApiEndpointProps>]>([
  ['no body', {}], ['a body', { body: ORDER }], ['a form', { form: ORDER }], ['uploads', UPLOADS], ['a body and a form', { body: ORDER, form: ORDER }],
  ['a body and uploads', { body: ORDER, ...UPLOADS }], ['a form and uploads', { form: ORDER, ...UPLOADS }], ['all of them', { body: ORDER, form: ORDER, ...UPLOADS }],
])('acknowledgements of an endpoint with %s match a finding', (_, props) => {
  const { open } = packFindings((stack) => void apiOf(stack).addEndpoint('POST /orders', { handler: secure(stack), ...props }));
  expect(open.filter((finding) => /Method(Body|ContentType)/.test(finding) || /Stale/.test(finding))).toEqual([]);
});
