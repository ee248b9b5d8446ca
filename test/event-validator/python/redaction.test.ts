import { spawnSync } from 'child_process';
import * as path from 'path';
import { inspect } from 'util';
import fc from 'fast-check';
import { SensitivityPlan } from '../../../lambda/event-validator/node/contract';
import { Redaction } from '../../../lambda/event-validator/node/redaction/redaction';
import { SensitiveValues } from '../../../lambda/event-validator/node/redaction/sensitive-values';
import { compileSchema } from '../../../lib/inbound-events/events/compile-schema';
import { CompiledSchema } from '../../../lib/inbound-events/events/compiled-schema';
import { pythonContract } from '../../../lib/inbound-events/events/python-contract';
import { DOCUMENT, MARKED } from '../redaction/marked-documents';
import { EVENTS } from '../redaction/marked-events';

const SOURCES = path.join(__dirname, '../../../lambda/event-validator/python');

/** Returns the results of steps in Python, one after the other. */
function inPython(steps: readonly (readonly [name: string, ...settings: unknown[]])[]): any[] {
  const { status, stdout, stderr } = spawnSync('python3', ['-B', path.join(__dirname, '../redaction/laboratory.py'), SOURCES], { input: JSON.stringify(steps), encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`the validator for Python failed: ${stderr}`);
  return JSON.parse(stdout) as unknown[];
}

function planOf(schema: object): readonly SensitivityPlan[] {
  return ((compileSchema(schema) as CompiledSchema).sensitivity ?? [{}]) as readonly SensitivityPlan[];
}

test('the same values are found as in Node.js', () => {
  const samples = [
    ...MARKED.map(([, schema, value]) => [schema, value] as const),
    ...fc.sample(DOCUMENT, { numRuns: 300, seed: 1 }).map(([value, schema]) => [schema, value] as const),
  ];
  const found = inPython(samples.map(([schema, value]) => ['search', value, planOf(schema)] as const)) as [string, string][][];
  for (const [i, [schema, value]] of samples.entries()) {
    const expected: string[][] = [];
    new SensitiveValues(planOf(schema)).find(value, 'root', (text, name) => expected.push([text, name]));
    // Python also writes booleans in its own notation.
    expect(found[i].filter(([text]) => !/^(True|False)$/.test(text)).sort()).toEqual(expected.sort());
  }
});

test.each(EVENTS)('%s', (_, schema, event, sensitive) => {
  const [written] = inPython([['judge', pythonContract({ sources: [schema._contract] }), event]]) as [string];
  expect(written).not.toMatch(sensitive);
  expect(written).toContain('[redacted]');
});

/** Texts with characters that escaping affects; lengths are the same in both languages. */
const TEXT = fc.string({ unit: fc.constantFrom(...'abz019 "\'\\\n\r%+é/\u001bnu0041x.:-_\u3042'), maxLength: 80 });
const CASE = fc.record({
  values: fc.array(fc.tuple(TEXT, fc.constantFrom('', 'pin', 'a', 'name')), { minLength: 1, maxLength: 5 }),
  other: TEXT,
  depth: fc.nat(2),
  long: fc.boolean(),
});

test('texts are redacted as in Node.js', () => {
  const cases = fc.sample(CASE, { numRuns: 1500, seed: 2 }).map(({ values: given, other, depth, long }) => {
    const values = given.map(([text, name]) => [long ? text.repeat(5) : text, name] as const);
    let document: object = { pin: values[0][0], n: { a: values.map(([text]) => text), name: Number(values[0][0]), other }, open: `x${values[0][0]}y ${values.at(-1)![0]}` };
    for (let i = 0; i < depth; i += 1) document = { body: JSON.stringify(document), query: encodeURIComponent(values[0][0]) };
    return { values, text: depth % 2 ? inspect(document) : JSON.stringify(document) };
  });
  const results = inPython(cases.flatMap(({ values, text }) => [['new'], ...values.map(([value, name]) => ['meet', value, name] as const), ['redact', text]] as const)).filter((result) => result !== null);
  const expected = cases.map(({ values, text }) => {
    const redaction = new Redaction();
    for (const [value, name] of values) redaction.meet(value, name);
    return redaction.redact(text);
  });
  expect(results).toEqual(expected);
  expect(expected.filter((text) => text.includes('[redacted]')).length).toBeGreaterThan(500);
});

test('a document that Python writes contains no sensitive value, and keeps the rest', () => {
  const secrets = fc.sample(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }), { numRuns: 300, seed: 3 }).map((text, i) => `S${i}x${text}y${i}S`);
  const documents = secrets.map((secret) => ({ open: 'PUBLIC-1', secret: [secret], last: 'PUBLIC-2' }));
  const written = inPython(documents.map((document) => ['represent', document] as const)) as string[][];
  const steps = secrets.flatMap((secret, i) => [['new'], ['meet', secret, 'secret'], ...written[i].map((text) => ['redact', text] as const)] as const);
  const results = (inPython(steps) as (string | null)[]).filter((result) => result !== null);
  expect(results).toHaveLength(4 * secrets.length);
  for (const result of results) {
    expect(result).not.toMatch(/S\d+x/);
    expect(result).toMatch(/PUBLIC-1.*\[redacted\].*PUBLIC-2/s);
  }
});

test('values of ended invocations are kept for sixteen more invocations, in both languages', () => {
  const begin = (value: string) => [['begin'], ['meet', value, ''], ['meet', '12', 'pin'], ['meet', 'long '.repeat(100), ''], ['redact', value], ['end']] as const;
  const steps = [...begin('first-value'), ...Array.from({ length: 16 }, (_, i) => begin(`value-${i}`)).flat(), ['redact', 'first-value value-0'], ['begin'], ['redact', 'first-value value-0']] as const;
  const results = inPython(steps).filter((result) => result !== null);
  expect(results.slice(-2)).toEqual(['[redacted] [redacted]', 'first-value [redacted]']);
  const forgotten = inPython([...steps, ...Array.from({ length: 20 }, () => [['begin'], ['end']] as const).flat(), ['redact', `{"pin":12} value-0 ${'long '.repeat(100)}`]]);
  expect(forgotten.at(-1)).toContain('{"pin":12} value-0 long');
});

test('a text is withheld if it can’t be searched for sensitive values', () => {
  const steps = Array.from({ length: 400_001 }, (_, i) => ['meet', `value-${i}`, ''] as const);
  expect(inPython([...steps, ['redact', 'a\n']]).at(-1)).toBe('[redacted: sensitive values could not be looked for in this text]\n');
});
