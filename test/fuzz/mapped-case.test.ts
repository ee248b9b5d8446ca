import { MappedCase } from '../../lib/fuzz/mapped-case';
import { CaseKind } from '../../lib/fuzz/targets/cases';
import { MappedIntegration } from '../../lib/inbound-events/template/mapping/integration';
import { readTemplate } from '../../lib/inbound-events/template/mapping/velocity-syntax';

const NAME = "{\"a\":\"$input.path('$.name')\"}";

type Integration = Partial<MappedIntegration> & { readonly template?: string };

function mapped(kind: CaseKind, body: unknown, how: Integration = {}, note?: string, headers: object | null = null): MappedCase {
  const { template = NAME, ...of } = how;
  const requestTemplates = new Map([['application/json', readTemplate(template)]]);
  const usual = { backend: 'sqs', path: 'Stack/Method', form: 'json', passthrough: 'NEVER', stageVariables: {}, responses: [], requestTemplates } as const;
  const integration: MappedIntegration = { ...usual, ...of };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const request = { httpMethod: 'POST', resource: '/', headers, queryStringParameters: null, pathParameters: null, body: text };
  return new MappedCase(integration, { kind, event: JSON.stringify(request), reaches: true, note });
}

const said = (one: MappedCase, isService = true) => {
  const judgement = one.judge(isService);
  return judgement && [judgement.verdict, ...judgement.observations.map(({ id, cause }) => `${id}: ${cause.replace(`${id} `, '')}`)];
};

test.each<[string, MappedCase, string[] | undefined]>([
  ['what is right', mapped('valid', { name: 'x' }), ['accepted']],
  ['a text that breaks out, by who wrote it', mapped('open', { name: '","b":"' }), ['accepted', 'mapping-injection: $.name of the body']],
  ['a text that breaks out, and breaks all', mapped('valid', { name: '"' }), ['broken', 'mapping-injection: $.name of the body']],
  ['a text that breaks what has quotes around it, whatever is sent', mapped('open', { name: '\n' }), ['rejected', 'mapping-failed: $.name of the body']],
  ['no JSON for what the model accepts', mapped('boundary', { name: 'x' }, { template: '{' }), ['broken', 'mapping-failed: it ends too early']],
  ['no JSON for what nothing says is right', mapped('open', { name: 'x' }, { template: '{"a":$input.path(\'$.name\')}' }), ['rejected']],
  ['a template that fails for what the model accepts', mapped('valid', '{', {}), ['broken', 'mapping-failed: the body is not JSON']],
  ['a template that fails for what is malformed', mapped('malformed', '{', {}), ['rejected']],
  ['another content type', mapped('bypass', {}, {}, undefined, { 'Content-Type': 'text/plain' }), undefined],
  ['another content type that passes', mapped('bypass', {}, { passthrough: 'WHEN_NO_MATCH' }, 'Content-Type text/plain', { 'Content-Type': 'text/plain' }), ['accepted', 'unvalidated: Content-Type text/plain']],
  ['what the model rejects', mapped('invalid', { name: 'x' }, {}, '/n breaks type of the model at #/n'), ['accepted', 'invalid-admitted: type of the model at #/n']],
  ['what the model rejects and the template, too', mapped('invalid', { name: 'x' }, { template: 'rejected' }, 'x'), ['rejected']],
  ['bodies as they are', mapped('open', {}, { requestTemplates: new Map(), passthrough: 'WHEN_NO_MATCH' }), ['accepted', 'unvalidated: passed']],
  ['bodies as they are, for a web server', mapped('open', {}, { requestTemplates: new Map(), passthrough: 'WHEN_NO_MATCH', backend: 'a web server' }), ['accepted']],
  ['a body that no template maps, and that is none of the service’s', mapped('valid', {}, { requestTemplates: new Map(), passthrough: 'WHEN_NO_MATCH', form: 'form' }), ['broken', 'mapping-failed: it has no Action']],
  ['what no one declares', mapped('valid', { sec3undeclaredvalue: 'sec3undeclaredvalue' }, { template: '$input.body' }), ['accepted', 'undeclared-value: a property that the model does not declare']],
])('%s', (_, one, expected) => {
  expect(said(one)).toEqual(expected);
});

test('with a function behind it, that may reject what the model rejects', () => {
  expect(said(mapped('invalid', { name: 'x' }), false)).toEqual(['accepted']);
});

test('all that is below one property counts as one', () => {
  const template = "{\"a\":\"$input.path('$.tags').get(1).get('k')\"}";
  expect(said(mapped('open', { tags: ['', { k: '"' }] }, { template }))).toEqual(['rejected', 'mapping-injection: $.tags of the body']);
});

test('a function gets what is well-formed', () => {
  expect([mapped('valid', { name: 'x' }), mapped('valid', { name: '"' }), mapped('valid', '{')].map(({ event }) => event)).toEqual(['{"a":"x"}', undefined, undefined]);
});

describe('answers', () => {
  const run = { logs: '', pollution: [], guardEvents: [] };
  const responses = [{ status: 422, pattern: 'bad', templates: new Map() }, { status: 200, templates: new Map([['application/json', readTemplate('{')]]) }];

  test('an error that a response is for is an answer', () => {
    const error = { type: 'Error', message: 'bad', stack: '' };
    const answered = mapped('valid', {}, { responses }).answered({ ...run, end: 'threw', error }).run;
    expect([answered.end, JSON.parse(answered.result!)]).toMatchObject(['returned', { statusCode: 422 }]);
    const other = { ...run, end: 'threw' as const, error: { ...error, message: 'worse' } };
    expect(mapped('valid', {}, { responses }).answered(other)).toEqual({ run: other, observations: [] });
  });

  test('what is no JSON, and what no response is for', () => {
    const returned = { ...run, end: 'returned' as const, result: '1' };
    const message = (of: Partial<MappedIntegration>) => mapped('valid', {}, of).answered(returned).observations.map((one) => one.message);
    expect(message({ responses })).toEqual(['what the response template for status 200 writes is no JSON: it ends too early']);
    expect(message({})).toEqual(['no response of the integration is for what the function returns']);
  });

  test('a run that has no end is none', () => {
    const timeout = { ...run, end: 'timeout' as const };
    expect(mapped('valid', {}, { responses }).answered(timeout)).toEqual({ run: timeout, observations: [] });
  });
});
