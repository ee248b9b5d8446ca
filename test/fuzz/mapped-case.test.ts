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
  ['a valid request', mapped('valid', { name: 'x' }), ['accepted']],
  ['a text that changes the structure, and its source', mapped('open', { name: '","b":"' }), ['accepted', 'mapping-injection: $.name of the body']],
  ['a text that makes the JSON invalid', mapped('valid', { name: '"' }), ['broken', 'mapping-injection: $.name of the body']],
  ['a line break in a quoted text', mapped('open', { name: '\n' }), ['rejected', 'mapping-failed: $.name of the body']],
  ['invalid JSON for a valid request', mapped('boundary', { name: 'x' }, { template: '{' }), ['broken', 'mapping-failed: it ends too early']],
  ['invalid JSON for a request of unknown validity', mapped('open', { name: 'x' }, { template: '{"a":$input.path(\'$.name\')}' }), ['rejected']],
  ['a template that fails for a valid request', mapped('valid', '{', {}), ['broken', 'mapping-failed: the body is not JSON']],
  ['a template that fails for a malformed request', mapped('malformed', '{', {}), ['rejected']],
  ['another content type', mapped('bypass', {}, {}, undefined, { 'Content-Type': 'text/plain' }), undefined],
  ['another content type that passes', mapped('bypass', {}, { passthrough: 'WHEN_NO_MATCH' }, 'Content-Type text/plain', { 'Content-Type': 'text/plain' }), ['accepted', 'unvalidated: Content-Type text/plain']],
  ['a request that the model rejects', mapped('invalid', { name: 'x' }, {}, '/n breaks type of the model at #/n'), ['accepted', 'invalid-admitted: type of the model at #/n']],
  ['a request that the model and the template reject', mapped('invalid', { name: 'x' }, { template: 'rejected' }, 'x'), ['rejected']],
  ['bodies as they are', mapped('open', {}, { requestTemplates: new Map(), passthrough: 'WHEN_NO_MATCH' }), ['accepted', 'unvalidated: passed']],
  ['bodies as they are, for a web server', mapped('open', {}, { requestTemplates: new Map(), passthrough: 'WHEN_NO_MATCH', backend: 'a web server' }), ['accepted']],
  ['a body without a template, in a format that the service rejects', mapped('valid', {}, { requestTemplates: new Map(), passthrough: 'WHEN_NO_MATCH', form: 'form' }), ['broken', 'mapping-failed: it has no Action']],
  ['an undeclared property', mapped('valid', { sec3undeclaredvalue: 'sec3undeclaredvalue' }, { template: '$input.body' }), ['accepted', 'undeclared-value: a property that the model does not declare']],
])('%s', (_, one, expected) => {
  expect(said(one)).toEqual(expected);
});

test('a case with a function accepts an invalid value, because the function may reject it', () => {
  expect(said(mapped('invalid', { name: 'x' }), false)).toEqual(['accepted']);
});

test('everything below one property counts as one', () => {
  const template = "{\"a\":\"$input.path('$.tags').get(1).get('k')\"}";
  expect(said(mapped('open', { tags: ['', { k: '"' }] }, { template }))).toEqual(['rejected', 'mapping-injection: $.tags of the body']);
});

test('the function gets only well-formed input', () => {
  expect([mapped('valid', { name: 'x' }), mapped('valid', { name: '"' }), mapped('valid', '{')].map(({ event }) => event)).toEqual(['{"a":"x"}', undefined, undefined]);
});

describe('responses', () => {
  const run = { logs: '', pollution: [], guardEvents: [] };
  const responses = [{ status: 422, pattern: 'bad', templates: new Map() }, { status: 200, templates: new Map([['application/json', readTemplate('{')]]) }];

  test('an error that a response matches is a response', () => {
    const error = { type: 'Error', message: 'bad', stack: '' };
    const answered = mapped('valid', {}, { responses }).answered({ ...run, end: 'threw', error }).run;
    expect([answered.end, JSON.parse(answered.result!)]).toMatchObject(['returned', { statusCode: 422 }]);
    const other = { ...run, end: 'threw' as const, error: { ...error, message: 'worse' } };
    expect(mapped('valid', {}, { responses }).answered(other)).toEqual({ run: other, observations: [] });
  });

  test('invalid JSON, and an error without a matching response, are findings', () => {
    const returned = { ...run, end: 'returned' as const, result: '1' };
    const message = (of: Partial<MappedIntegration>) => mapped('valid', {}, of).answered(returned).observations.map((one) => one.message);
    expect(message({ responses })).toEqual(['the output of the response template for status 200 is not JSON: it ends too early']);
    expect(message({})).toEqual(['no response of the integration matches the result of the function']);
  });

  test('a run without an end has no response', () => {
    const timeout = { ...run, end: 'timeout' as const };
    expect(mapped('valid', {}, { responses }).answered(timeout)).toEqual({ run: timeout, observations: [] });
  });
});
