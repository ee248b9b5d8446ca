import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Size, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ApiAuthorization, ApiParameter, EventSchema, QueueEnvelope, RequestModel, SecureFunction, SecureRestApi } from '../../lib';
import type { EntryPointReport } from '../../lib/fuzz/finding';
import { fuzzEntryPoint } from '../../lib/fuzz/fuzzer';
import { readEntryPoints } from '../../lib/fuzz/targets/entry-points';
import { readCloudAssembly, Workload } from '../../lib/gate';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-marked-')));
afterAll(() => fs.rmSync(folder, { recursive: true }));
jest.setTimeout(300_000);

const CARD = { 'type': 'string', 'pattern': '^[0-9]{16}$', 'maxLength': 16, 'x-sensitive': true };
const PAYMENT = { type: 'object', additionalProperties: false, required: ['card'], properties: { card: CARD } };
const RUNTIMES = { node: lambda.Runtime.NODEJS_22_X, python: lambda.Runtime.PYTHON_3_13 };

type Language = keyof typeof RUNTIMES;
type Connect = (stack: Stack, handler: SecureFunction) => void;
type Reports = { readonly [name: string]: EntryPointReport };

/** Returns the findings in a function with a validator, by the first word of each entry point. */
async function fuzzed(language: Language, code: string, connect: Connect, eventSchemas?: EventSchema[]): Promise<Reports> {
  const outdir = fs.mkdtempSync(path.join(folder, 'out-'));
  const app = new App({ outdir });
  const stack = new Stack(app, 'Shop');
  connect(stack, new SecureFunction(stack, 'Pay', { runtime: RUNTIMES[language], handler: 'index.handler', code: lambda.Code.fromInline(code), eventSchemas }));
  app.synth();
  const { entryPoints } = readEntryPoints(new Workload(readCloudAssembly(outdir).stacks), folder);
  const options = { runs: 120, seed: 5, process: { timeout: 20_000 }, watchState: false };
  const reports: [string, EntryPointReport][] = [];
  for (const entryPoint of entryPoints) reports.push([entryPoint.name.split(' ')[0], await fuzzEntryPoint(entryPoint, options)]);
  return Object.fromEntries(reports);
}

/** Handlers that log their whole event with every API, and then in pieces if configured. */
const HANDLERS: { readonly [language in Language]: (isInPieces: boolean) => string } = {
  node: (isInPieces) => `
    const fs = require('fs');
    exports.handler = async (event) => {
      const text = JSON.stringify(event);
      console.log('%s', text);
      console.error(event);
      process.stdout.write(text);
      fs.writeSync(1, text);
      for (const character of ${isInPieces} ? text : '') process.stderr.write(character);
      return event.Records ? {} : { statusCode: 200, body: '' };
    };`,
  python: (isInPieces) => `
import json, logging, os, sys
def handler(event, context):
    text = json.dumps(event)
    print(event)
    logging.warning(text)
    os.write(2, text.encode())
    for character in text if ${isInPieces ? 'True' : 'False'} else '':
        sys.stderr.write(character)
    return {} if 'Records' in event else {'statusCode': 200, 'body': ''}
`,
};

/** Connects a queue and two endpoints. */
function pays(stack: Stack, handler: SecureFunction): void {
  handler.addEventSource(new SqsEventSource(new sqs.Queue(stack, 'Queue')));
  const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
  api.addEndpoint('POST /payments', { handler, body: RequestModel.fromSchema(PAYMENT) });
  api.addEndpoint('GET /payments/{token}', { handler, pathParameters: { token: ApiParameter.pattern('^[0-9a-f]{32}$', 32).sensitive() } });
}

test.each<Language>(['node', 'python'])('%s: values that the validator redacts in logs are no finding, and others are', async (language) => {
  const kept = await fuzzed(language, HANDLERS[language](false), pays, [EventSchema.sqs(PAYMENT)]);
  expect(Object.entries(kept).map(([name, { findings, failure }]) => [name, findings, failure])).toEqual(['POST', 'GET', 'sqs'].map((name) => [name, [], undefined]));
  for (const { accepted } of Object.values(kept)) expect(accepted).toBeGreaterThan(30);

  const written = await fuzzed(language, HANDLERS[language](true), pays, [EventSchema.sqs(PAYMENT)]);
  const places = { POST: '/card of the body', GET: 'the parameter token', sqs: '/card of the message' };
  for (const [name, place] of Object.entries(places)) {
    expect(written[name].findings).toEqual([expect.objectContaining({ id: 'sensitive-value-logged', message: `the log shows ${place}, which is marked as sensitive`, reproduced: true })]);
  }
});

test('most requests pass the validator, and those that it always rejects are no finding', async () => {
  const customer = RequestModel.fromSchema({
    type: 'object', additionalProperties: false, required: ['name', 'email'], properties: { name: { type: 'string', pattern: '^[^<]*$', maxLength: 40 }, email: { type: 'string', format: 'email', maxLength: 60 } },
  });
  const id = ApiParameter.fromModel(RequestModel.fromSchema({ type: 'string', format: 'uuid', maxLength: 36 }));
  const { PUT: { findings, accepted } } = await fuzzed('node', 'exports.handler = async () => ({ statusCode: 204 });', (stack, handler) => {
    new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() }).addEndpoint('PUT /customers/{id}', { handler, body: customer, pathParameters: { id } });
  });
  expect(findings).toEqual([]);
  expect(accepted).toBeGreaterThan(60);
});

test('schemas of the function replace those of the API: requests pass the validator, and marked values are known', async () => {
  const route = 'PUT /customers/{id}';
  const declared = { body: PAYMENT, pathParameters: { id: ApiParameter.pattern('^[0-9a-f]{32}$', 32).sensitive() } };
  const schemas = [
    EventSchema.restApi({ route, ...declared }), EventSchema.httpApi({ route: 'ANY /customers/{id}', ...declared }),
    EventSchema.httpApi({ route: '$default', queryParameters: { token: declared.pathParameters.id } }), EventSchema.functionUrl({ body: PAYMENT }),
  ];
  const reports = await fuzzed('node', HANDLERS.node(true), (stack, handler) => {
    const api = new apigateway.RestApi(stack, 'Rest');
    api.root.resourceForPath('/customers/{id}').addMethod('PUT', new apigateway.LambdaIntegration(handler));
    const oldPayload = new HttpLambdaIntegration('Patch', handler, { payloadFormatVersion: apigatewayv2.PayloadFormatVersion.VERSION_1_0 });
    new apigatewayv2.HttpApi(stack, 'Http', { defaultIntegration: new HttpLambdaIntegration('All', handler) })
      .addRoutes({ path: '/customers/{id}', methods: [apigatewayv2.HttpMethod.PATCH], integration: oldPayload });
    handler.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });
  }, schemas);
  const found = Object.entries(reports).map(([name, { findings, accepted, cases }]) => {
    return [name, findings.map(({ message }) => message.replace(/^the log shows (.*), which .*$/, '$1')).sort(), accepted > cases / 3];
  });
  expect(found).toEqual([
    ['PUT', ['/card of the body', 'the parameter id'], true], ['$default', ['the parameter token'], true], ['PATCH', ['/card of the body', 'the parameter id'], true],
    ['URL', ['/card of the body'], true],
  ]);
});

test.each([QueueEnvelope.SNS, QueueEnvelope.EVENT_BRIDGE])('a queue with messages in an envelope of %s', async (envelope) => {
  const { sqs: { findings, accepted } } = await fuzzed('node', HANDLERS.node(true), (stack, handler) => {
    handler.addEventSource(new SqsEventSource(new sqs.Queue(stack, 'Queue')));
  }, [EventSchema.sqs(PAYMENT, { envelope })]);
  expect(findings.map(({ message }) => message)).toEqual(['the log shows /card of the message, which is marked as sensitive']);
  expect(accepted).toBeGreaterThan(30);
});

test('a rule without a detail type: events have the detail type of the schema', async () => {
  const { eventbridge: { findings, accepted, cases } } = await fuzzed('node', HANDLERS.node(true), (stack, handler) => {
    new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(handler)] });
  }, [EventSchema.eventBridge({ source: 'shop', detailType: 'Paid', detail: PAYMENT })]);
  expect(findings.map(({ message }) => message)).toEqual(['the log shows /card of the detail, which is marked as sensitive']);
  expect(accepted).toBeGreaterThan(cases / 3);
});

test('forms and uploads that the validator accepts reach the handler', async () => {
  const signUp = { type: 'object', additionalProperties: false, required: ['plan'], properties: { plan: { enum: ['free', 'pro'] }, seats: { type: 'integer', minimum: 1, maximum: 500 } } };
  const code = `
    exports.handler = async ({ headers, body, isBase64Encoded }) => {
      const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('latin1') : body;
      if (headers['content-type'].startsWith('multipart/')) return { statusCode: 200, body: /filename="([^"]*)"/.exec(text)[1] };
      if (headers['content-type'] === 'image/png') return { statusCode: 200, body: '' };
      const form = new URLSearchParams(text);
      if (form.get('plan') === 'pro' && Number(form.get('seats')) === 500) throw new RangeError('no such price');
      return { statusCode: 204 };
    };`;
  const size = { maxSize: Size.kibibytes(8) };
  const schema = EventSchema.httpApi({ route: 'POST /sign-up', form: signUp, uploads: [{ contentType: 'multipart/form-data', ...size }, { contentType: 'image/png', ...size }] });
  const { POST: { findings, accepted, cases } } = await fuzzed('node', code, (stack, handler) => {
    new apigatewayv2.HttpApi(stack, 'Http').addRoutes({ path: '/sign-up', methods: [apigatewayv2.HttpMethod.POST], integration: new HttpLambdaIntegration('SignUp', handler) });
  }, [schema]);
  expect(findings.map(({ message }) => message).sort()).toEqual(['RangeError: no such price', 'TypeError: Cannot read properties of null (reading \'1\')']);
  expect(accepted).toBeGreaterThan(cases / 3);
});
