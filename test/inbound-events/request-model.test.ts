import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import Ajv04 from 'ajv-draft-04';
import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Gate, readCloudAssembly } from '../../lib/gate';
import { RequestModel, RequestModelOptions } from '../../lib/inbound-events/request-model';
import { modelStrict } from '../../lib/inbound-events/rules/model-strict';
import { modelSupportedByApiGateway } from '../../lib/inbound-events/rules/model-supported-by-api-gateway';
import { SchemaLooseness } from '../../lib/inbound-events/schema-exception';

const text = { type: 'string', maxLength: 10 };
const closed = { type: 'object', additionalProperties: false };
const reason = 'stored unread, and never shown';
const { UNBOUNDED_STRING, UNBOUNDED_DEPTH, UNKNOWN_PROPERTIES, IGNORED_KEYWORD, BACKTRACKING_PATTERN } = SchemaLooseness;

function rejection(make: () => unknown): string {
  try {
    make();
  } catch (e) {
    return (e as Error).message;
  }
  throw new Error('it was accepted');
}

const problems = (schema: unknown, options?: RequestModelOptions) => rejection(() => RequestModel.fromSchema(schema, options)).split('\n').slice(1);

describe('fromSchema', () => {
  test('keeps a strict schema', () => {
    const model = RequestModel.fromSchema({ ...closed, properties: { a: text } });
    expect(model.schema).toEqual({ $schema: 'http://json-schema.org/draft-04/schema#', ...closed, properties: { a: text } });
    expect(model.conversions).toEqual([]);
  });

  test('is a frozen copy of the given schema', () => {
    const properties: any = { a: { enum: ['x', { y: [1] }] } };
    const { schema } = RequestModel.fromSchema({ ...closed, properties });
    properties.a.enum[1].y.push(2);
    expect(schema.properties.a.enum).toEqual(['x', { y: [1] }]);
    expect(() => schema.properties.a.enum.push(1)).toThrow(TypeError);
  });

  test('reports all problems at once', () => {
    const schema = {
      ...closed,
      properties: { a: { type: 'string' }, b: { $ref: 'https://example.com/b' }, c: { type: 'string', maxLength: 9, pattern: '(a+)+$' }, d: { type: 'array' } },
      if: {},
      maxlength: 3,
    };
    expect(rejection(() => RequestModel.fromSchema(schema))).toBe(`RequestModel.fromSchema: 7 problems with the schema:
- #/properties/b/$ref: the $ref https://example.com/b leads out of the document; refer to a JSON pointer in it, or put a RequestModel there
- #/if: has no equivalent in draft-04; write the cases as anyOf
- #/maxlength: is not a keyword of JSON Schema draft-04
- #/properties/c: the pattern (a+)+$ backtracks without end for some texts; let no two parts of it match the same text in a row, and bound repetitions, as in {1,64} for + [backtracking-pattern]
- #/properties/a: strings of any length are accepted; write maxLength, an enum or a pattern of bounded length [unbounded-string]
- #/properties/d: arrays of any length are accepted; write maxItems [unbounded-array]
- #/properties/d: array elements of any kind are accepted; write items [any-items]
bound: {} closes what is open with the largest limits that requests reach. Where one that is marked [...] is acceptable, add its pointer to loosen, with a reason; without a pointer, all are.`);
  });

  test.each<[string, unknown, string]>([
    ['a token', new CfnParameter(new Stack(), 'P').value, '#: a token, whose value is known only at deployment; a schema has to be known at synthesis'],
    ['a token inside', { ...text, title: new CfnParameter(new Stack(), 'P').valueAsString },
      '#/title: a token, whose value is known only at deployment; a schema has to be known at synthesis'],
    ['nothing', undefined, '#: JSON has no undefined'],
    ['a model', RequestModel.fromSchema(text), '#: expected a schema, which is an object; found an object'],
    ['a circle without end', { allOf: [{ $ref: '#' }] }, '#/allOf/0: the $ref leads back to itself, without end'],
    ['duplicate values', { enum: ['a', 'a'] }, '#/enum: the value "a" is there twice; API Gateway rejects the model'],
    ['too much', { enum: Array.from({ length: 50_000 }, (_, index) => `value ${index}`) }, '#: the schema takes '],
  ])('%s', (_, schema, problem) => {
    expect(problems(schema)).toEqual([expect.stringContaining(`- ${problem}`)]);
  });

  test('rejects 500 levels', () => {
    let schema: object = text;
    for (let level = 0; level < 500; level += 1) schema = { ...closed, properties: { a: schema } };
    expect(problems(schema)).toEqual([`- #${'/properties/a'.repeat(50)}: nested more than 100 levels deep`]);
  });

  test('rejects 100 levels of references', () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`d${index}`, { ...closed, properties: { a: index === 499 ? text : { $ref: `#/definitions/d${index + 1}` } } }]),
    );
    expect(problems({ $ref: '#/definitions/d0', definitions })).toEqual([expect.stringContaining('values may be nested more than 100 levels deep')]);
  });
});

describe('x-sensitive', () => {
  const inner = RequestModel.fromSchema({ ...closed, properties: { pin: { ...text, 'x-sensitive': true } } });
  const model = RequestModel.fromSchema({
    ...closed,
    properties: { 'inner': inner, 'beside': { '$ref': '#/definitions/text', 'x-sensitive': true }, 'x-sensitive': text },
    definitions: { text },
  });

  test('is removed from the schema for API Gateway, and kept for functions', () => {
    expect(model.schema).toEqual({
      $schema: 'http://json-schema.org/draft-04/schema#',
      ...closed,
      properties: { 'inner': { $ref: '#/definitions/model1' }, 'beside': { $ref: '#/definitions/text' }, 'x-sensitive': text },
      definitions: { text, model1: { ...closed, properties: { pin: text } } },
    });
    expect(model._markedSchema).toEqual({
      ...model.schema,
      properties: { ...model.schema.properties, beside: { '$ref': '#/definitions/text', 'x-sensitive': true } },
      definitions: { text, model1: { ...closed, properties: { pin: { ...text, 'x-sensitive': true } } } },
    });
    const stack = new Stack(new App(), 'Stack');
    const api = new apigateway.RestApi(stack, 'Api', { deploy: false });
    api.root.addMethod('GET');
    model.bind(api);
    const models = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Model'));
    expect(models).toHaveLength(2);
    for (const { Properties } of models) expect(JSON.stringify(Properties.Schema)).not.toContain('"x-sensitive":true');
  });

  test('has to be true or absent', () => {
    expect(problems({ ...closed, properties: { a: { ...text, 'x-sensitive': 'yes' } } })).toEqual(['- #/properties/a/x-sensitive: is "yes"; write true, or leave it out']);
  });
});

describe('loosen', () => {
  const tree = { ...closed, properties: { left: { $ref: '#' }, value: text } };

  test.each<[any, string, SchemaLooseness[]]>([
    [{ type: 'string' }, '#', [UNBOUNDED_STRING]],
    [{ ...closed, properties: { 'a/b': { type: 'object' } } }, '#/properties/a~1b', [UNKNOWN_PROPERTIES]],
    [{ ...closed, properties: { 'a%25b': { type: 'object' } } }, '#/properties/a%2525b', [UNKNOWN_PROPERTIES]],
    [tree, '#/properties/left', [UNBOUNDED_DEPTH]],
    [{ type: 'string', maxLength: 3, pattern: '(a+)+$' }, '#', [BACKTRACKING_PATTERN]],
    [{ type: 'string', pattern: '(a+)+$' }, '#', [BACKTRACKING_PATTERN, UNBOUNDED_STRING]],
    [{ ...closed, properties: { id: { ...text, readOnly: true } } }, '#/properties/id', [IGNORED_KEYWORD]],
  ])('%j', (schema, pointer, allow) => {
    const model = RequestModel.fromSchema(schema, { loosen: [{ pointer, allow, reason }] });
    expect(JSON.stringify(model.schema)).not.toContain('readOnly');
    expect(problems(schema)).toHaveLength(allow.length + 1);
  });

  test.each<[string, RequestModelOptions['loosen'] & object, string[]]>([
    ['a pointer that does not exist', [{ pointer: '#/properties/x', allow: [UNBOUNDED_STRING], reason }], [
      '- #/properties/x: loosen[0]: the pointer "#/properties/x" leads nowhere in the document',
    ]],
    ['no pointer', [{ pointer: 'properties/a', allow: [UNBOUNDED_STRING], reason }], ['- #: loosen[0]: the pointer "properties/a" leads nowhere in the document']],
    ['an unnecessary exception', [{ pointer: '#/properties/a', allow: [UNBOUNDED_STRING], reason }], [
      '- #/properties/a: loosen allows unbounded-string, which is not needed there; remove it',
    ]],
    ['no reason', [{ pointer: '#/properties/b', allow: [UNBOUNDED_STRING], reason: 'because    ' }], [
      '- #/properties/b: loosen[0]: the reason "because    " is shorter than 10 characters; say why it is acceptable',
    ]],
    ['nothing', [{ pointer: '#/properties/b', allow: [UNBOUNDED_STRING], reason }, { pointer: '#/properties/b', allow: [], reason }], [
      '- #/properties/b: loosen[1]: allows nothing; remove it',
    ]],
    ['something else', [{ pointer: '#/properties/b', allow: [UNBOUNDED_STRING, 'all' as SchemaLooseness], reason }], [
      '- #/properties/b: loosen[0]: "all" can\'t be allowed',
      '- #/properties/b: loosen allows all, which is not needed there; remove it',
    ]],
  ])('%s', (_, loosen, expected) => {
    const found = problems({ ...closed, properties: { a: text, b: { type: 'string' } } }, { loosen });
    expect(found.filter((line) => line.includes('loosen') && line.startsWith('-'))).toEqual(expected);
  });
});

describe('fromFile', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-model-'));
  const file = (name: string, content: string) => {
    fs.writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test.each([
    ['schema.json', `\uFEFF${JSON.stringify({ ...closed, properties: { a: text } })}`],
    ['schema.yaml', 'type: object\nadditionalProperties: false\nproperties:\n  a: { type: string, maxLength: 10 } # short\n'],
  ])('%s', (name, content) => {
    expect(RequestModel.fromFile(file(name, content)).schema).toEqual(RequestModel.fromSchema({ ...closed, properties: { a: text } }).schema);
  });

  test('names the file in problems', () => {
    const name = file('loose.yaml', 'type: string');
    expect(rejection(() => RequestModel.fromFile(name))).toMatch(`RequestModel.fromFile('${name}'): 1 problem with the schema:\n- #: strings of any length`);
  });

  test.each<[string, string, string]>([
    ['broken.yaml', 'type: object\nproperties: [\nb: 1', ':3:1: is not valid YAML ('],
    ['broken.json', '{\n  "type": "object",,\n}', ':2:20: is not valid JSON ('],
  ])('%s', (name, content, problem) => {
    const broken = file(name, content);
    expect(rejection(() => RequestModel.fromFile(broken))).toContain(broken + problem);
  });

  test('rejects an empty file', () => {
    const empty = file('empty.yaml', '');
    expect(rejection(() => RequestModel.fromFile(empty))).toBe(
      `RequestModel.fromFile('${empty}'): 1 problem with the schema:\n- #: expected a schema, which is an object; found null`,
    );
  });

  test('rejects an absent file', () => {
    const missing = path.join(folder, 'missing.yaml');
    expect(rejection(() => RequestModel.fromFile(missing))).toMatch(`${missing}: cannot be read (ENOENT`);
  });
});

describe('fromOpenApi', () => {
  const document = (schemas: object, openapi = '3.0.3') => ({ openapi, paths: {}, components: { schemas } });

  test('includes referenced schemas', () => {
    const order = { ...closed, properties: { item: { $ref: '#/components/schemas/Item' }, note: { type: 'string', nullable: true, maxLength: 5, example: 'x' } } };
    const model = RequestModel.fromOpenApi(document({ Order: order, Item: text, Other: { type: 'string' } }), '#/components/schemas/Order');
    expect(model.schema).toEqual({
      $schema: 'http://json-schema.org/draft-04/schema#',
      ...closed,
      properties: { item: { $ref: '#/definitions/Item' }, note: { type: ['string', 'null'], maxLength: 5 } },
      definitions: { Item: text },
    });
    expect(model.conversions).toEqual([
      '#/components/schemas/Order/properties/note/example: is left out; it validates nothing',
      '#/components/schemas/Order/properties/note/nullable: became the type null beside the others',
    ]);
  });

  test('supports version 3.1', () => {
    const order = { ...closed, properties: { item: { $ref: '#/components/schemas/Item', maxLength: 2 }, kind: { const: 'a' } } };
    const { schema } = RequestModel.fromOpenApi(document({ Order: order, Item: text }, '3.1.0'), '#/components/schemas/Order');
    const validate = new Ajv04({ strict: false }).compile(schema);
    expect([{ item: 'ab', kind: 'a' }, { item: 'abc' }, { kind: 'b' }].map((body) => validate(body))).toEqual([true, false, false]);
  });

  test('reports pointers in the document', () => {
    const schemas = { Order: { ...closed, properties: { item: { $ref: '#/components/schemas/Item' } } }, Item: { type: 'string' } };
    const make = (options?: RequestModelOptions) => RequestModel.fromOpenApi(document(schemas), '#/components/schemas/Order', options);
    expect(rejection(make)).toContain("RequestModel.fromOpenApi('#/components/schemas/Order'): 1 problem with the schema:\n- #/components/schemas/Item: strings");
    expect(make({ loosen: [{ pointer: '#/components/schemas/Item', allow: [UNBOUNDED_STRING], reason }] }).schema.definitions.Item).toEqual({ type: 'string' });
  });

  test.each<[string, any, string, string]>([
    ['Swagger 2', { swagger: '2.0' }, '#/definitions/A', 'expected a document whose openapi is 3.0.x or 3.1.x, found "2.0"'],
    ['no object', 'openapi: 3.0.3', '#/a', 'expected a document whose openapi is 3.0.x or 3.1.x, found string'],
    ['a token', new CfnParameter(new Stack(), 'P').value, '#/a', 'the document is a token, whose value is known only at deployment'],
    ['no pointer', document({}), 'Order', "'Order' is not a JSON pointer in the document; write one such as #/components/schemas/Order"],
    ['a missing schema', document({}), '#/components/schemas/Order', 'nothing is there in the document'],
  ])('%s', (_, given, pointer, problem) => {
    expect(rejection(() => RequestModel.fromOpenApi(given, pointer))).toBe(`RequestModel.fromOpenApi('${pointer}'): ${problem}`);
  });
});

describe('bind', () => {
  const address = (api: string, model: unknown) => ({ 'Fn::Join': ['', ['https://apigateway.amazonaws.com/restapis/', { Ref: api }, '/models/', model]] });

  function withApi(): { stack: Stack; api: apigateway.RestApi } {
    const stack = new Stack(new App(), 'Stack');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addMethod('GET');
    return { stack, api };
  }

  test('creates one model without a name, however often it is called', () => {
    const { stack, api } = withApi();
    const model = RequestModel.fromSchema({ ...text, title: 'A text!' }, { description: 'Short' });
    const bound = model.bind(api);
    expect(model.bind(api)).toBe(bound);
    expect(RequestModel.fromSchema({ ...text, title: 'A text!' }, { description: 'Short' }).bind(api)).toBe(bound);
    expect(bound.node.id).toMatch(/^AtextModel[0-9a-f]{8}$/);
    Template.fromStack(stack).resourceCountIs('AWS::ApiGateway::Model', 1);
    Template.fromStack(stack).templateMatches({
      Resources: {
        [stack.getLogicalId(bound.node.defaultChild as apigateway.CfnModel)]: {
          Type: 'AWS::ApiGateway::Model',
          Properties: { RestApiId: { Ref: Match.anyValue() }, Name: Match.absent(), Description: 'Short', Schema: { ...model.schema } },
        },
      },
    });
  });

  test('binds referenced models, in either notation', () => {
    const { stack, api } = withApi();
    const item = RequestModel.fromSchema(text);
    const order = RequestModel.fromSchema({ ...closed, properties: { a: item, b: { type: 'array', maxItems: 2, items: { $ref: item } } } });
    const [itemId, orderId] = [item, order].map((model) => stack.getLogicalId(model.bind(api).node.defaultChild as apigateway.CfnModel));
    const $ref = address(stack.getLogicalId(api.node.defaultChild as apigateway.CfnRestApi), { Ref: itemId });
    const { Resources } = Template.fromStack(stack).toJSON();
    expect(Resources[orderId].Properties.Schema.properties).toEqual({ a: { $ref }, b: { type: 'array', maxItems: 2, items: { $ref } } });
    expect(order.schema.properties.a).toEqual({ $ref: '#/definitions/model1' });
  });

  test('includes nested models completely', () => {
    const inner = RequestModel.fromSchema({ ...closed, properties: { a: { $ref: '#/definitions/t' } }, definitions: { t: text } });
    const middle = RequestModel.fromSchema({ ...closed, properties: { inner } });
    const outer = RequestModel.fromSchema({ ...closed, properties: { middle, inner, own: { $ref: '#/definitions/model1' } }, definitions: { model1: text } });
    const validate = new Ajv04({ strict: false }).compile(outer.schema);
    const good = { middle: { inner: { a: 'x' } }, inner: {}, own: 'y' };
    const long = 'x'.repeat(11);
    const bad = [{ middle: { inner: { a: long } } }, { inner: { a: long } }, { own: long }, { inner: { b: 1 } }];
    expect([good, ...bad].map((body) => validate(body))).toEqual([true, false, false, false, false]);
  });

  test('creates separate models for each API', () => {
    const stack = new Stack(new App(), 'Stack');
    const item = RequestModel.fromSchema(text);
    const order = RequestModel.fromSchema({ type: 'array', maxItems: 2, items: item });
    const apis = ['One', 'Two'].map((id) => apigateway.RestApi.fromRestApiId(stack, id, id.toLowerCase()));
    const [one, two] = apis.map((api) => order.bind(api));
    expect(one).not.toBe(two);
    const models = Object.values<any>(Template.fromStack(stack).findResources('AWS::ApiGateway::Model')).map(({ Properties }) => Properties);
    expect(models.map(({ RestApiId }) => RestApiId).sort()).toEqual(['one', 'one', 'two', 'two']);
    for (const { RestApiId, Schema } of models.filter((model) => model.Schema.items)) {
      const [, [prefix, { Ref }]] = Schema.items.$ref['Fn::Join'];
      expect(prefix).toBe(`https://apigateway.amazonaws.com/restapis/${RestApiId}/models/`);
      expect(stack.resolve(apis.find((api) => api.restApiId === RestApiId)!.node.id)).toBe(Ref.slice(0, 3));
    }
  });

  test('writes a schema with null as text, because CloudFormation rejects null elsewhere', () => {
    const { stack, api } = withApi();
    const item = RequestModel.fromSchema(text);
    RequestModel.fromSchema({ ...closed, properties: { a: { enum: ['a', null] }, item } }).bind(api);
    const schemas = Object.values<any>(Template.fromStack(stack).findResources('AWS::ApiGateway::Model')).map(({ Properties }) => Properties.Schema);
    const [written] = schemas.filter((schema) => schema['Fn::Join']);
    const joined = written['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : part.Ref)).join('');
    expect(JSON.parse(joined).properties.a).toEqual({ enum: ['a', null] });
    expect(JSON.parse(joined).properties.item.$ref).toMatch(/^https:\/\/apigateway\.amazonaws\.com\/restapis\/Api\w+\/models\/ApiRequestModel\w+$/);
  });

  test('keeps keys that the CDK would rename', () => {
    const { stack, api } = withApi();
    RequestModel.fromSchema({ enum: [{ ref: 1, schema: 2, $ref: '#/x' }] }).bind(api);
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Model', { Schema: { enum: [{ ref: 1, schema: 2, $ref: '#/x' }] } });
  });

  test('deploys a change', () => {
    const deployments = [10, 11].map((maxLength) => {
      const { stack, api } = withApi();
      RequestModel.fromSchema({ type: 'string', maxLength }).bind(api);
      return Object.keys(Template.fromStack(stack).findResources('AWS::ApiGateway::Deployment'));
    });
    expect(deployments[0]).not.toEqual(deployments[1]);
  });

  test('causes no findings, and acknowledges exceptions with their reasons', () => {
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-'));
    try {
      const app = new App({ outdir });
      const stack = new Stack(new Stage(app, 'Prod'), 'Stack');
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      const base = RequestModel.fromSchema(
        { ...closed, properties: { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'object' }, d: { $ref: '#' }, e: { enum: [null, 1] } } },
        {
          loosen: [
            { pointer: '#/properties/a', allow: [UNBOUNDED_STRING], reason },
            { pointer: '#/properties/b', allow: [UNBOUNDED_STRING], reason: 'goes to the archive' },
            { pointer: '#/properties/c', allow: [UNKNOWN_PROPERTIES], reason },
            { pointer: '#/properties/d', allow: [UNBOUNDED_DEPTH], reason },
          ],
        },
      );
      const model = RequestModel.fromSchema({ ...closed, properties: { base, n: { type: 'number', exclusiveMinimum: 0, maximum: 9 } } });
      const bound = model.bind(api);
      const requestModels = { $default: bound };
      api.root.addMethod('POST', new apigateway.MockIntegration(), { requestModels });
      app.synth();
      const assembly = readCloudAssembly(outdir);
      const { findings, acknowledged } = new Gate([modelStrict, modelSupportedByApiGateway]).run(assembly);
      expect(findings).toEqual([]);
      expect(acknowledged.map(({ findingId, acknowledgement }) => [findingId, acknowledgement.reason]).sort()).toEqual([
        ['unbounded-string', `#/properties/a: ${reason}; #/properties/b: goes to the archive`],
        ['unknown-properties', `#/properties/c: ${reason}`],
      ]);
    } finally {
      fs.rmSync(outdir, { recursive: true });
    }
  });

  test('ignores the order of properties, because maps of other languages have none', () => {
    const { stack, api } = withApi();
    const models = [{ ...closed, properties: { a: text, b: { type: 'boolean' } } }, { properties: { b: { type: 'boolean' }, a: text }, ...closed }].map((schema) => RequestModel.fromSchema(schema));
    expect(models[1].bind(api)).toBe(models[0].bind(api));
    expect(JSON.stringify(models[1].schema)).toBe(JSON.stringify(models[0].schema));
    Template.fromStack(stack).resourceCountIs('AWS::ApiGateway::Model', 1);
  });

  test('allows overrides', () => {
    const { stack, api } = withApi();
    (RequestModel.fromSchema(text).bind(api).node.defaultChild as apigateway.CfnModel).addPropertyOverride('Name', 'Text');
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Model', { Name: 'Text' });
  });
});
