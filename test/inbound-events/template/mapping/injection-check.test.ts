import * as fc from 'fast-check';
import { anyCharacter } from '../../../../lib/fuzz/generator/texts';
import { readWrittenForm, readWrittenJson, Written } from '../../../../lib/inbound-events/template/mapping/injection-check';
import { runTemplate } from '../../../../lib/inbound-events/template/mapping/run-template';
import { readTemplate } from '../../../../lib/inbound-events/template/mapping/velocity-syntax';

const NAME = "$input.path('$.name')";
const ESCAPED = `$util.escapeJavaScript(${NAME}).replaceAll("\\\\'","'")`;
const TEXT = `"${NAME}"`;

function written(read: (text: ReturnType<typeof runTemplate>['text']) => Written, template: string, name: unknown, querystring = {}): [breaches: string[], problem?: string] {
  const { problems, nodes } = readTemplate(template);
  expect(problems).toEqual([]);
  const { breaches, problem } = read(runTemplate(nodes, { input: { body: JSON.stringify({ name }), querystring } }).text);
  return [[...new Set(breaches.map(({ source, what }) => `${source.name} ${what}`))], problem?.message];
}

const quote = '$.name of the body writes " outside of a text';

describe('JSON', () => {
  test.each<[string, string, unknown]>([
    ['a text between quotes', `{"a":${TEXT}}`, 'x'],
    ['any text that is escaped', `{"a":"${ESCAPED}"}`, '"\\\' \u0000\u2028😀\ud800","b":{}'],
    ['JSON as a whole', "{\"a\":$input.json('$')}", { b: ['"', {}], c: 1 }],
    ['the body as a whole', '{"a": $input.body , "b":1}', '},{"a'],
    ['a JSON text instead of a value', "{\"a\":$input.json('$.name')}", '","b":"'],
    ['JSON in a text', "{\"a\":\"$util.escapeJavaScript($input.json('$'))\"}", 'a"b'],
    ['a number without quotes', `{"a":${NAME},"b":-${NAME}}`, 12.5],
    ['a text that is a number', `{"a":${NAME}}`, '12'],
    ['JSON in JSON', `{"detail":"{\\"a\\":\\"$util.escapeJavaScript($util.escapeJavaScript(${NAME})).replaceAll("\\\\'","'")\\"}"}`, '"'],
    ['a text that only looks like JSON', `{"a":"[info] ${ESCAPED}"}`, '"]'],
    ['base64', `{"a":"$util.base64Encode(${NAME})"}`, '"}'],
  ])('%s', (_, template, name) => {
    expect(written(readWrittenJson, template, name)[0]).toEqual([]);
  });

  test.each<[string, string, unknown, string]>([
    ['ends its quotes', `{"a":${TEXT}}`, 'x","b":"', quote],
    ['ends its string, so that the rest is invalid', `{"a":${TEXT}}`, '"', quote],
    ['takes the quote that follows', `{"a":${TEXT},"b":"x"}`, '\\', '$.name of the body puts a \\ before a character of the template'],
    ['starts an object', `{"a":${NAME}}`, '{"b":1}', '$.name of the body writes { outside of a text'],
    ['starts a list', `{"a":${NAME}}`, '[]', '$.name of the body writes [ outside of a text'],
    ['goes on after a number', `{"a":${NAME}}`, '1,"b":2', '$.name of the body writes , outside of a text'],
    ['adds quotes', `{"a":${NAME}}`, '"b"', quote],
    ['ends the object', `{"a":{"b":${NAME}}}`, '1},"c":{"d":2', '$.name of the body writes } outside of a text'],
    ['is JSON between quotes', "{\"a\":\"$input.json('$')\"}", 'x', '$ of the body writes " outside of a text'],
    ['is a list between quotes', "{\"a\":\"$input.path('$.name')\"}", ['x'], 'a list of the body writes " outside of a text'],
    ['is JSON instead of a name', "{$input.json('$.name'):1}", 'x', '$.name of the body writes " outside of a text'],
    ['ends quotes in a text that is JSON', `{"detail":"{\\"a\\":\\"$util.escapeJavaScript(${NAME})\\"}"}`, '"', quote],
    ['comes after JSON', `{"a":$input.json('$.gone')${NAME}}`, ',"b":1', '$.name of the body writes , outside of a text'],
  ])('%s', (_, template, name, breach) => {
    expect(written(readWrittenJson, template, name)[0]).toContain(breach);
  });

  test('a name that the document already has', () => {
    const template = '{"tenant":"a"#foreach($k in $input.params().querystring.keySet()),"$k":"x"#end}';
    expect(written(readWrittenJson, template, '', { b: '', tenant: '' })).toEqual([['the name of a query parameter sets "tenant" again'], undefined]);
  });

  test.each<[string, string, unknown, string | undefined]>([
    ['an escape that JSON does not have', `{"a":"$util.escapeJavaScript(${NAME})"}`, "'", "\\' is not an escape of JSON"],
    ['a control character', `{"a":${TEXT}}`, '\n', 'a string holds the control character U+000a'],
    ['a word without quotes', `{"a":${NAME}}`, 'x', 'unexpected "x}"'],
    ['nothing', `#if(${NAME} == 'x'){}#end`, 'y', 'it is empty'],
    ['an end too early', '{"a":', '', 'it ends too early'],
    ['a string without an end', '{"a":"b', '', 'a string does not end'],
    ['a comma too many', '{"a":1,}', '', 'unexpected "}"'],
    ['an invalid number', `{"a":${NAME}}`, '01', 'unexpected "01}"'],
    ['valid JSON', '[true,null,-1.5e3,"\\u00e9"]', '', undefined],
  ])('%s', (_, template, name, problem) => {
    expect(written(readWrittenJson, template, name)[1]).toBe(problem);
  });

  test('JSON is accepted exactly if JSON.parse accepts it', () => {
    const near = fc.string({ unit: fc.constantFrom(...'{}[]:,"\\u0 1e-.tn\n'), maxLength: 12 });
    const isJson = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(fc.property(fc.oneof(near, fc.json(), fc.json().map((text) => text.slice(1))), (text) => {
      const { text: whole } = runTemplate([text], { input: { body: null } });
      expect(readWrittenJson(whole).problem === undefined).toBe(isJson(text));
    }), { seed: 2, numRuns: 2000 });
  });

  test('escaped texts never change the structure', () => {
    const { nodes } = readTemplate(`{"a":"${ESCAPED}","b":{"c":"<${ESCAPED}>"}}`);
    fc.assert(fc.property(fc.string({ unit: anyCharacter }), (name) => {
      const { text } = runTemplate(nodes, { input: { body: JSON.stringify({ name }) } });
      expect(readWrittenJson(text)).toEqual({ breaches: [], problem: undefined });
      expect(JSON.parse(text.toString())).toEqual({ a: name, b: { c: `<${name}>` } });
    }), { seed: 3, numRuns: 300 });
  });
});

describe('forms', () => {
  const form = (value: string) => `Action=SendMessage&MessageBody=${value}&Z=1`;
  const encoded = `$util.urlEncode(${NAME})`;

  test.each<[string, string, unknown, string[], string | undefined]>([
    ['an encoded text', form(encoded), '&=%+ é', [], undefined],
    ['the body, encoded', form('$util.urlEncode($input.body)'), '&Action=DeleteQueue', [], undefined],
    ['JSON with an encoded text that is escaped', form(`{"a":"$util.urlEncode($util.escapeJavaScript(${NAME}))"}`), '"', [], undefined],
    ['another parameter', form(NAME), 'x&Action=DeleteQueue', ['$.name of the body writes the name of a parameter', '$.name of the body adds a parameter'], undefined],
    ['another parameter by the body', form('$input.body'), '&', ['the body writes the name of a parameter', 'the body adds a parameter'], undefined],
    ['an = in a value', form(NAME), 'a=b', [], undefined],
    ['the name of a parameter', `Action=SendMessage&${NAME}=1`, 'MessageBody', ['$.name of the body writes the name of a parameter'], undefined],
    ['JSON with an encoded text that is not escaped', form(`{"a":"${encoded}"}`), '"', ['$.name of the body writes " outside of a text'], undefined],
    ['a % without hexadecimal digits', form(NAME), '5%', [], 'it contains a % that starts no escape'],
  ])('%s', (_, template, name, breaches, problem) => {
    const [found, why] = written(readWrittenForm, template, name);
    expect([found.sort(), why]).toEqual([[...breaches].sort(), problem]);
  });

  test('reads names of parameters', () => {
    expect(readWrittenForm(runTemplate(['A=1&B=%26&C'], { input: { body: null } }).text).names).toEqual(['A', 'B', 'C']);
  });
});
