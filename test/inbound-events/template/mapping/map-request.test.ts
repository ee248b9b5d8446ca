import { IntegrationResponse, MappedIntegration } from '../../../../lib/inbound-events/template/mapping/integration';
import { mapAnswer, mapRequest, ProxyRequest } from '../../../../lib/inbound-events/template/mapping/map-request';
import { readTemplate } from '../../../../lib/inbound-events/template/mapping/velocity-syntax';

const templates = (all: { readonly [contentType: string]: string }) =>
  new Map(Object.entries(all).map(([contentType, template]) => [contentType, readTemplate(template)]));
const requestTemplates = templates({ 'application/json': '{"a":$input.json(\'$.a\')}' });
const integration = (of: Partial<MappedIntegration> = {}): MappedIntegration =>
  ({ backend: 'a service', path: 'Stack/Method', form: 'json', passthrough: 'NEVER', stageVariables: {}, responses: [], requestTemplates, ...of });
const request = (of: Partial<ProxyRequest> = {}): ProxyRequest =>
  ({ httpMethod: 'POST', resource: '/orders', headers: null, queryStringParameters: null, pathParameters: null, body: '{"a":1}', ...of });
const ofType = (type: string) => request({ headers: { 'content-TYPE': type } });

describe('requests', () => {
  test.each<[string, ProxyRequest, string]>([
    ['of a content type', ofType('application/json'), '{"a":1}'],
    ['of one with parameters', ofType('Application/JSON; charset=utf-8'), '{"a":1}'],
    ['without a content type, which counts as JSON', request(), '{"a":1}'],
  ])('%s with a template are mapped', (_, sent, text) => {
    expect(mapRequest(integration(), sent)).toEqual({ end: 'mapped', text, breaches: [], problem: undefined });
  });

  test.each<[MappedIntegration['passthrough'], object, 'passed' | 'rejected']>([
    ['WHEN_NO_MATCH', { 'application/json': '{}' }, 'passed'],
    ['WHEN_NO_TEMPLATES', { 'application/json': '{}' }, 'rejected'],
    ['WHEN_NO_TEMPLATES', {}, 'passed'],
    ['NEVER', {}, 'rejected'],
  ])('%s with templates %j: other content types are %s', (passthrough, all, end) => {
    const sent = ofType('text/plain');
    expect(mapRequest(integration({ passthrough, requestTemplates: templates(all as {}) }), sent)).toMatchObject({ end, text: end === 'passed' ? sent.body : '' });
  });

  test('a failing template rejects the request with the reason', () => {
    expect(mapRequest(integration(), request({ body: '{' }))).toEqual({ end: 'rejected', text: '', breaches: [], problem: { message: 'the body is not JSON' } });
  });

  test.each<[MappedIntegration['form'], string, object]>([
    ['form', 'Action=Publish&Message=x', { breaches: [], problem: undefined }],
    ['form', 'Message=x', { problem: { message: 'it has no Action' } }],
    ['json', 'Message=x', { problem: { message: 'unexpected "Message=x"' } }],
    ['other', 'Message=x', { breaches: [] }],
  ])('as %s: %s', (form, template, expected) => {
    expect(mapRequest(integration({ form, requestTemplates: templates({ 'application/json': template }) }), request())).toMatchObject(expected);
  });

  test.each([['a/../b', 1], ['..', 1], ['x?y', 1], ['plain', 0]])('a path override with %s', (id, count) => {
    const override = (place: string) => `#set($context.requestOverride.${place}.id = $input.params('id'))`;
    const overriding = templates({ 'application/json': `${override('path')}${override('header')}{}` });
    expect(mapRequest(integration({ requestTemplates: overriding }), request({ queryStringParameters: { id } })).breaches).toHaveLength(count);
  });
});

describe('responses', () => {
  const response = (status: number, pattern: string | undefined, all = {}): IntegrationResponse => ({ status, pattern, templates: templates(all) });
  const responses = [
    response(404, 'Not found.*', { 'application/json': '{"error":"$input.path(\'$.errorMessage\')"}' }),
    response(200, undefined, { 'application/json': "#if($input.path('$.late'))#set($context.responseOverride.status = 202)#end$input.json('$')" }),
  ];
  const answer = (given: Parameters<typeof mapAnswer>[2], of = responses) => mapAnswer(integration({ responses: of }), request(), given);
  const error = (message: string) => ({ error: { type: 'Error', message, stack: 'Error\n    at x' } });

  test('a result gets the response without a pattern', () => {
    expect([answer({ result: '{"a":1}' }), answer({ result: '{"late":true}' })]).toMatchObject([{ status: 200, text: '{"a":1}' }, { status: 202 }]);
  });

  test('an error gets the response whose pattern matches its whole message, or else status 200', () => {
    expect(answer(error('Not found: 7'))).toEqual({ status: 404, text: '{"error":"Not found: 7"}', problem: undefined, source: undefined });
    expect([answer(error('x Not found')), answer(error('Not found\n7'))]).toEqual([undefined, undefined]);
  });

  test('a result without a template is passed on unchanged', () => {
    expect(answer(error('any'), [response(500, 'any')])).toEqual({ status: 500, text: '{"errorType":"Error","errorMessage":"any","trace":["Error","    at x"]}' });
  });

  test('invalid JSON with a JSON content type is a problem', () => {
    expect(answer(error('Not found: "'))).toMatchObject({ status: 404, problem: '$.errorMessage of the response writes " outside of a text', source: { kind: 'text' } });
    expect(answer({ result: '1' }, [response(200, undefined, { 'application/json': "$util.parseJson('{')" })])).toMatchObject({ problem: 'the argument of $util.parseJson is not JSON' });
    expect(answer({ result: '"<p>"' }, [response(200, undefined, { 'text/html': "$input.path('$')" })])).toEqual({ status: 200, text: '<p>' });
  });
});
