import * as os from 'os';
import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ApiAuthorization, ApiService, RequestModel, SchemaLooseness, SecureRestApi } from '../../lib';
import type { EntryPointReport } from '../../lib/fuzz/finding';
import { fuzzEntryPoint } from '../../lib/fuzz/fuzzer';
import { EntryPoint, readEntryPoints } from '../../lib/fuzz/targets/entry-points';
import { workloadOfApp } from '../gate/harness';

jest.setTimeout(60_000);

/** Returns the entry points of a stack. */
const entryPointsOf = (build: (stack: Stack) => void) => readEntryPoints(workloadOfApp((app) => build(new Stack(app, 'Shop'))), os.tmpdir());
const fuzz = (entryPoint: EntryPoint, runs = 400): Promise<EntryPointReport> =>
  fuzzEntryPoint(entryPoint, { runs, seed: 11, process: { timeout: 2000 } });

describe('endpoints of SecureRestApi in front of services', () => {
  const loose = (pointer: string) => ({ pointer, allow: [SchemaLooseness.UNKNOWN_PROPERTIES], reason: 'so that there is something to leave out' });
  const ORDER = RequestModel.fromSchema({
    type: 'object',
    required: ['id', 'amount', 'group'],
    properties: {
      id: { type: 'string', minLength: 1, maxLength: 200 },
      group: { type: 'string', minLength: 1, maxLength: 100 },
      amount: { type: 'integer', minimum: 1, maximum: 100 },
      price: { type: ['number', 'null'], minimum: 0, maximum: 1e6 },
      paid: { type: 'boolean' },
      tags: { type: 'array', maxItems: 5, items: { type: 'string', maxLength: 40 } },
      address: { type: 'object', properties: { city: { type: 'string', maxLength: 50 } } },
    },
  }, { loosen: [loose('#'), loose('#/properties/address')] });

  const services: { readonly [name: string]: (stack: Stack) => ApiService } = {
    'queue': (stack) => ApiService.queue(new sqs.Queue(stack, 'Queue')),
    'FIFO queue': (stack) => ApiService.queue(new sqs.Queue(stack, 'Queue', { fifo: true, contentBasedDeduplication: true }), { messageGroupIdProperty: 'group' }),
    'topic': (stack) => ApiService.topic(new sns.Topic(stack, 'Topic')),
    'state machine': (stack) => ApiService.stateMachine(new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')) })),
    'event bus': (stack) => ApiService.eventBus(new events.EventBus(stack, 'Bus'), { source: 'com.example.orders', detailType: 'OrderPlaced' }),
    'table': (stack) => ApiService.table(new dynamodb.TableV2(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }), { partitionKey: 'id' }),
  };

  test.each(Object.keys(services))('%s: no findings', async (name) => {
    const { entryPoints: [entryPoint], skipped } = entryPointsOf((stack) => {
      new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() }).addEndpoint('POST /orders', { service: services[name](stack), body: ORDER });
    });
    expect([entryPoint.kind, skipped]).toEqual(['service', []]);
    const { findings, accepted, notes } = await fuzz(entryPoint);
    expect([findings, notes]).toEqual([[], []]);
    expect(accepted).toBeGreaterThan(200);
  });
});

/** Creates an API of the CDK with `POST /orders`, whose body is an object with a `name`. */
function plainApi(integration: (stack: Stack) => apigateway.Integration, isStrict = true): ReturnType<typeof entryPointsOf> {
  return entryPointsOf((stack) => {
    const api = new apigateway.RestApi(stack, 'Api');
    const model = api.addModel('Model', {
      schema: { type: apigateway.JsonSchemaType.OBJECT, additionalProperties: !isStrict, required: ['name'], properties: { name: { type: apigateway.JsonSchemaType.STRING, maxLength: 80 } } },
    });
    api.root.addResource('orders').addMethod('POST', integration(stack), {
      requestModels: { '$default': model, 'application/json': model }, requestValidatorOptions: { validateRequestBody: true }, methodResponses: [{ statusCode: '200' }, { statusCode: '400' }],
    });
  });
}

describe('services behind methods of the CDK', () => {
  const states = (template: (arn: string) => string) => (stack: Stack) => {
    const machine = new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')) });
    return new apigateway.AwsIntegration({
      service: 'states',
      action: 'StartExecution',
      options: { passthroughBehavior: apigateway.PassthroughBehavior.NEVER, requestTemplates: { 'application/json': template(machine.stateMachineArn) } },
    });
  };

  test.each<[string, (arn: string) => string, boolean, object]>([
    ['a text that is not escaped', (arn) => `{"stateMachineArn":"${arn}","name":"$input.path('$.name')"}`, true, { id: 'mapping-injection', message: expect.stringMatching(/^in the request to states StartExecution, \$\.name of the body /) }],
    [
      'an escape that JSON does not have',
      (arn) => `{"stateMachineArn":"${arn}","input":"$util.escapeJavaScript($input.json('$'))"}`,
      true,
      { id: 'mapping-failed', message: expect.stringContaining("\\' is not an escape of JSON"), events: [expect.objectContaining({ body: expect.stringContaining("'") })] },
    ],
    ['an undeclared property', (arn) => `{"stateMachineArn":"${arn}","input":$input.body}`, false, { id: 'undeclared-value' }],
  ])('%s', async (_, template, isStrict, finding) => {
    const { entryPoints: [entryPoint] } = plainApi(states(template), isStrict);
    const { findings } = await fuzz(entryPoint);
    expect(findings).toContainEqual(expect.objectContaining({ reproduced: true, ...finding }));
  });

  test('placeholders in ARNs are replaced by example values', async () => {
    const { entryPoints: [entryPoint] } = plainApi(states((arn) => `{"stateMachineArn":"${arn}"}`));
    expect([...entryPoint.integration!.requestTemplates.values()][0].nodes.join('')).toBe('{"stateMachineArn":"arn:aws:stepfunctions:eu-west-1:123456789012:sec3-Machine6FC8AE80"}');
  });
});

describe('a function behind a non-proxy integration', () => {
  const fn = (code: string, options: apigateway.LambdaIntegrationOptions = {}) => (stack: Stack) => new apigateway.LambdaIntegration(
    new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(`exports.handler = async (event) => { ${code} };`) }),
    {
      proxy: false,
      passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': '{"name":$input.json(\'$.name\'),"by":"$context.identity.caller"}' },
      integrationResponses: [
        { statusCode: '400', selectionPattern: 'Bad request: .*', responseTemplates: { 'application/json': '{"message":"bad"}' } },
        { statusCode: '200', responseTemplates: { 'application/json': '{"length":$input.path(\'$.length\')}' } },
      ],
      ...options,
    },
  );
  const found = async (code: string, options?: apigateway.LambdaIntegrationOptions) => {
    const { entryPoints: [entryPoint], skipped } = plainApi(fn(code, options));
    expect([entryPoint.kind, entryPoint.name, skipped]).toEqual(['mapped', 'POST /orders', []]);
    return fuzz(entryPoint, 250);
  };

  test('gets the output of the template, without findings if it handles that', async () => {
    const { findings, accepted, function: of } = await found('if (event.by !== "AROASEC3" || event.body) throw new Error("event"); return { length: event.name.length };');
    expect([findings, of]).toEqual([[], 'Shop/Fn']);
    expect(accepted).toBeGreaterThan(150);
  });

  test.each<[string, string, object]>([
    ['an error that no response is for', 'if (event.name === "") throw new TypeError("empty"); return { length: 1 };', { id: 'exception', message: 'TypeError: empty' }],
    ['an error that rejects a valid request', 'throw new Error("Bad request: no");', { id: 'valid-rejected' }],
    ['an answer that the response template makes no JSON of', 'return { length: event.name };', { id: 'malformed-response', message: expect.stringMatching(/^the output of the response template for status 200 is not JSON: /) }],
  ])('%s', async (_, code, finding) => {
    expect((await found(code)).findings).toContainEqual(expect.objectContaining({ reproduced: true, ...finding }));
  });

  test('has a finding for a stack trace in the response to an error', async () => {
    const { findings } = await found('null.x', { integrationResponses: [{ statusCode: '400', selectionPattern: '[^]*' }, { statusCode: '200' }] });
    expect(findings.map(({ id }) => id)).toContain('stack-trace');
  });
});
