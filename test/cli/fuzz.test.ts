import * as fs from 'fs';
import { assembly, cli, inTemporaryFolder } from './harness';
import { endpointFuzzed } from '../../lib/inbound-events/rules/endpoint-fuzzed';
import { ids } from '../gate/harness';
import { methodTemplate } from '../inbound-events/rules/operations';
import { parseXml } from '../report/xml';

const write = inTemporaryFolder();
jest.setTimeout(60_000);

const HASH = 'c'.repeat(64);
/** The runtime with the version of Node.js that runs the test. */
const LOCAL = `nodejs${process.versions.node.split('.')[0]}.x`;

/** Writes an app with a queue that calls a function with an asset, and a URL of another one with code in the template. */
function app(code: string, language: 'nodejs22.x' | 'python3.13' = 'nodejs22.x') {
  const file = language === 'nodejs22.x' ? 'index.js' : 'index.py';
  const template = {
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue' },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Runtime: language, Handler: 'index.handler', Code: { S3Bucket: 'b', S3Key: `${HASH}.zip` }, Environment: { Variables: { QUEUE: { Ref: 'Queue' } } } } },
      Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
      Inline: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: 'exports.handler = async () => ({ statusCode: 204 });' } } },
      Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: { 'Fn::GetAtt': ['Inline', 'Arn'] } } },
      Java: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'java21', Handler: 'x', Code: { S3Bucket: 'b', S3Key: 'k' } } },
      JavaUrl: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: { 'Fn::GetAtt': ['Java', 'Arn'] } } },
    },
  };
  return {
    ...assembly('cdk.out', { Stack: template }),
    'cdk.out/Stack.assets.json': { files: { [HASH]: { source: { path: `asset.${HASH}`, packaging: 'zip' }, destinations: { d: { objectKey: `${HASH}.zip` } } } } },
    [`cdk.out/asset.${HASH}/${file}`]: code,
  };
}

const SOUND = 'exports.handler = async ({ Records }) => ({ batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) });';
const BROKEN = 'exports.handler = async ({ Records }) => { for (const { body } of Records) if (JSON.parse(body).kind === "old") throw new Error("old"); };';
const FAST = ['--runs', '150', '--seed', '3'];

test('exits with 0 if there are no findings, and reports functions that can’t run', async () => {
  write(app(SOUND));
  const { code, out } = await cli(['fuzz', ...FAST]);
  expect(out).toMatch(/✔ Fuzz: no findings; 300 cases for 2 entry points, seed 3\n$/);
  expect(out).toContain('its runtime is java21');
  expect(code).toBe(0);
});

test('exits with 1 for findings, saves them, and replays them until they are fixed', async () => {
  write(app(BROKEN));
  const { code, out } = await cli(['fuzz', ...FAST, '--endpoint', 'sqs Stack/Queue', '--corpus', 'corpus', '--evidence']);
  expect(code).toBe(1);
  expect(out).toContain('SyntaxError: ');
  const files = fs.readdirSync('corpus');
  expect(files.length).toBeGreaterThan(0);
  expect((await cli(['fuzz', '--replay', `corpus/${files[0]}`])).code).toBe(1);
  const evidence = JSON.parse(fs.readFileSync('fuzz/Stack-Fn.json', 'utf8'));
  expect(evidence).toMatchObject({
    version: 2, function: 'Stack/Fn', assetHash: HASH, seed: 3, budget: { runs: 150, timeout: 3000 }, runtime: 'nodejs22.x', ranOn: expect.stringMatching(/^\d+\./), entryPoints: [{ kind: 'sqs' }],
  });
  expect(evidence.entryPoints[0].findings.length).toBeGreaterThan(0);
  write(app(SOUND));
  expect(await cli(['fuzz', '--replay', `corpus/${files[0]}`])).toMatchObject({ code: 0, out: expect.stringContaining('does not show again') });
});

test('exits with 2 if a handler can’t be loaded', async () => {
  write(app('throw new Error("no table")'));
  const { code, out } = await cli(['fuzz', ...FAST]);
  expect(code).toBe(2);
  expect(out).toContain('the handler index.handler can’t be loaded: Error: no table');
});

test('Python', async () => {
  write(app('import json\ndef handler(event, context):\n  for record in event["Records"]:\n    print(json.loads(record["body"])["id"])\n', 'python3.13'));
  const { code, out } = await cli(['fuzz', ...FAST, '--function', 'Stack/Fn', '--format', 'json']);
  const { entryPoints: [entryPoint] } = JSON.parse(out);
  expect([code, entryPoint.failure]).toEqual([1, undefined]);
  expect(entryPoint.findings.map(({ message }: { message: string }) => message.split(':')[0])).toEqual(expect.arrayContaining(['KeyError', 'JSONDecodeError']));
});

test('writes JSON', async () => {
  write(app(BROKEN));
  const only = ['fuzz', ...FAST, '--function', 'Stack/Fn', '--format'];
  const sarif = JSON.parse((await cli([...only, 'sarif'])).out);
  expect(sarif.runs[0].results[0]).toMatchObject({ ruleId: 'Sec3-Fuzz-exception', locations: [{ physicalLocation: { artifactLocation: { uri: 'cdk.out/Stack.template.json' } } }] });
  expect(JSON.stringify(parseXml((await cli([...only, 'junit'])).out))).toContain('exception');
  const html = (await cli([...only, 'html', '--output', 'report.html'])).out;
  expect(html).toMatch(/^✖ Fuzz: /);
  expect(fs.readFileSync('report.html', 'utf8')).toContain('<h1>Fuzz report</h1>');
});

test.each([
  [['--runs', '0'], 'a whole number above 0 is expected'],
  [['--time', 'soon'], 'a time such as 30s, 500ms or 5m is expected'],
  [['--function', 'No one'], 'Nothing has this name. Available:\n- URL of Stack/Inline of Stack/Inline'],
  [['--replay', 'none.json'], 'can’t be read as JSON'],
])('%j is rejected', async (options, message) => {
  write(app(SOUND));
  const { code, err } = await cli(['fuzz', ...options]);
  expect([code, err.includes(message) ? message : err]).toEqual([2, message]);
});

describe('a service behind a method', () => {
  /** Writes an app with `POST /orders`, whose template maps the body to a message, and a preflight with a constant response. */
  const api = (template: string) => assembly('cdk.out', {
    Stack: methodTemplate({
      RequestValidatorId: { Ref: 'Validator' },
      RequestModels: { $default: { Ref: 'Named' } },
      Integration: {
        Type: 'AWS',
        Uri: { 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Queue.QueueName}' },
        PassthroughBehavior: 'NEVER',
        RequestTemplates: { 'application/json': { 'Fn::Sub': template } },
      },
    }, {
      Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
      Named: {
        Type: 'AWS::ApiGateway::Model',
        Properties: { RestApiId: { Ref: 'Api' }, Schema: { type: 'object', additionalProperties: false, required: ['name'], properties: { name: { type: 'string' } } } },
      },
      Preflight: {
        Type: 'AWS::ApiGateway::Method',
        Properties: { RestApiId: { Ref: 'Api' }, ResourceId: { Ref: 'Orders' }, HttpMethod: 'OPTIONS', Integration: { Type: 'MOCK', RequestTemplates: { 'application/json': '{"statusCode":204}' } } },
      },
    }),
  });

  test('is a finding, saved and replayed until the template is fixed; without a function there is no evidence', async () => {
    write(api("Action=SendMessage&QueueUrl=${Queue}&MessageBody=$input.path('$.name')"));
    const { code, out } = await cli(['fuzz', ...FAST, '--corpus', 'corpus', '--evidence']);
    expect([code, out]).toEqual([1, expect.stringMatching(/FOUND mapping-injection  POST \/orders  Stack\/Method\n  in the request to sqs, \$\.name of the body (writes the name of|adds) a parameter\n/)]);
    expect(fs.readdirSync('fuzz')).toEqual([]);
    const file = `corpus/${fs.readdirSync('corpus').find((name) => name.includes('mapping-injection'))}`;
    expect((await cli(['fuzz', '--replay', file])).code).toBe(1);
    write(api("Action=SendMessage&QueueUrl=${Queue}&MessageBody=$util.urlEncode($input.path('$.name'))"));
    expect((await cli(['fuzz', '--replay', file])).code).toBe(0);
    const mended = await cli(['fuzz', ...FAST, '--corpus', 'corpus']);
    expect([mended.code, mended.out]).toEqual([0, expect.stringContaining('150 cases for 1 entry point')]);
  });

  test('is skipped with a reason if its template can’t be run', async () => {
    write(api('#evaluate("$input.body")$typo'));
    const { code, err } = await cli(['fuzz', ...FAST]);
    expect([code, err]).toEqual([2, expect.stringContaining('POST /orders: its mapping can’t be run as API Gateway does: the directive or macro #evaluate in the template for application/json;')]);
  });
});

describe('another host', () => {
  const PAY = "exports.handler = async () => { const r = await fetch('https://payments.example.com/charges', { method: 'POST' }); const { state } = await r.json(); if (state === 'disputed') throw new Error('disputed'); return { batchItemFailures: [] }; };";
  const schema = { type: 'object', required: ['state'], additionalProperties: false, properties: { state: { enum: ['paid', 'open', 'disputed'] } } };
  const payments = { openapi: '3.0.3', info: { title: 'Payments', version: '1' }, paths: { '/charges': { post: { responses: { 200: { description: 'x', content: { 'application/json': { schema } } } } } } } };
  const fuzz = (...more: string[]) => cli(['fuzz', ...FAST, '--function', 'Stack/Fn', ...more]);

  test('is not reached, which is reported once and fails', async () => {
    write(app(PAY));
    const { code, out } = await fuzz();
    expect([code, out.match(/asked for payments\.example\.com/g)]).toEqual([2, ['asked for payments.example.com']]);
    expect(out).toContain('--service payments.example.com=openapi.yaml simulates it');
  });

  test('is simulated from its OpenAPI document, and findings are replayed', async () => {
    // Equal requests get equal responses.
    const byBody = PAY.replace('async ()', 'async (event)').replace("'POST' }", "'POST', body: JSON.stringify(event) }");
    write({ ...app(byBody), 'payments.json': payments });
    const { code, out } = await fuzz('--service', 'payments.example.com=payments.json', '--corpus', 'corpus');
    expect([code, out]).toEqual([1, expect.stringContaining('Error: disputed')]);
    expect(out).not.toContain('asked for');
    const [file] = fs.readdirSync('corpus');
    expect((await cli(['fuzz', '--replay', `corpus/${file}`, '--service', 'payments.example.com=payments.json'])).code).toBe(1);
  });

  test.each([
    ['payments.example.com', 'a host and a file such as payments.example.com=openapi.yaml are expected'],
    ['payments.example.com=none.yaml', 'none.yaml'],
  ])('--service %s is rejected', async (text, message) => {
    write(app(SOUND));
    const { code, err } = await fuzz('--service', text);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

test('an input that bypasses the model is replayed in the same way', async () => {
  const Fn = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: 'exports.handler = async () => ({ statusCode: 204 });' } } };
  const method = { RequestModels: { 'application/json': { Ref: 'Model' } }, Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::GetAtt': ['Fn', 'Arn'] } } };
  write(assembly('cdk.out', { Stack: methodTemplate(method, { Fn }) }));
  expect((await cli(['fuzz', ...FAST, '--corpus', 'corpus'])).code).toBe(1);
  const file = fs.readdirSync('corpus').find((name) => name.includes('invalid-admitted'))!;
  expect((await cli(['fuzz', '--replay', `corpus/${file}`])).code).toBe(1);
});

describe('a function behind a method', () => {
  const inline = (code: string, more: object = {}) => ({ Type: 'AWS::Lambda::Function', ...more, Properties: { Runtime: LOCAL, Handler: 'index.handler', Code: { ZipFile: code } } });
  const Uri = { 'Fn::Sub': 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' };

  test('a marked value in the log is a finding, saved and replayed until it is fixed', async () => {
    const schema = { type: 'object', additionalProperties: false, required: ['card'], properties: { card: { 'type': 'string', 'pattern': '^[0-9]{16}$', 'x-sensitive': true } } };
    const api = (code: string) => assembly('cdk.out', {
      Stack: methodTemplate({ RequestValidatorId: { Ref: 'Validator' }, RequestModels: { $default: { Ref: 'Named' } }, Integration: { Type: 'AWS_PROXY', Uri } }, {
        Fn: inline(code), Named: { Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: { Ref: 'Api' }, Schema: schema } },
      }),
    });
    write(api('exports.handler = async ({ body }) => { console.log(body); return { statusCode: 204 }; };'));
    const found = await cli(['fuzz', ...FAST, '--corpus', 'corpus', '--format', 'sarif']);
    expect([found.code, JSON.parse(found.out).runs[0].results.map(({ ruleId, message }: any) => [ruleId, message.text])]).toEqual([
      1, [['Sec3-Fuzz-sensitive-value-logged', 'POST /orders: the log shows /card of the body, which is marked as sensitive']],
    ]);
    const [file] = fs.readdirSync('corpus');
    expect((await cli(['fuzz', '--replay', `corpus/${file}`])).code).toBe(1);
    write(api('exports.handler = async ({ body }) => { console.log(JSON.parse(body).card.slice(-4)); return { statusCode: 204 }; };'));
    expect((await cli(['fuzz', '--replay', `corpus/${file}`])).code).toBe(0);
  });

  test('with a mapping template has the evidence that the gate requires', async () => {
    const Integration = { Type: 'AWS', Uri, PassthroughBehavior: 'NEVER', RequestTemplates: { 'application/json': '{}' }, IntegrationResponses: [{ StatusCode: 200 }] };
    const template = (more: object = {}) => {
      const made = methodTemplate({ Integration }, { Fn: inline('exports.handler = async () => ({});', more) });
      made.Resources.Method.Metadata = { 'aws:cdk:path': 'Stack/Method' };
      return made;
    };
    expect(ids(endpointFuzzed, template())).toEqual(['Method[not-fuzzed]']);
    write(assembly('cdk.out', { Stack: template() }));
    expect((await cli(['fuzz', ...FAST, '--evidence'])).code).toBe(0);
    const evidence = JSON.parse(fs.readFileSync('fuzz/Stack-Fn.json', 'utf8'));
    expect(evidence.entryPoints).toMatchObject([{ name: 'POST /orders', kind: 'mapped', cases: 150 }]);
    expect(ids(endpointFuzzed, template({ Metadata: { 'cdk-sec3:fuzz': evidence } }))).toEqual([]);
  });
});
