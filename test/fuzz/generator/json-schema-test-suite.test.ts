import * as fs from 'fs';
import * as path from 'path';
import * as fc from 'fast-check';
import { SchemaValues } from '../../../lib/fuzz/generator/schema-values';

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly { readonly data: unknown; readonly valid: boolean }[];
}

const suite = path.dirname(require.resolve('json-schema-test-suite/package.json'));
const folder = path.join(suite, 'tests', 'draft4');
const groups = [folder, path.join(folder, 'optional')].flatMap((directory) =>
  fs.readdirSync(directory).filter((file) => file.endsWith('.json')).flatMap((file) =>
    (JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8')) as Group[]).map((group): [string, Group] => [`${file}: ${group.description}`, group]),
  ),
);

/** Targets of references to other documents. */
const documents = Object.fromEntries(
  fs.readdirSync(path.join(suite, 'remotes'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => [`http://localhost:1234/${file}`, JSON.parse(fs.readFileSync(path.join(suite, 'remotes', file), 'utf8'))]),
);

test('each schema of the suite gives valid and invalid values, or reports that there are none', () => {
  const lacking: string[] = [];
  let one = 0;
  let all = 0;
  for (const [name, { schema, tests }] of groups) {
    const values = new SchemaValues(schema, { draft: 'draft-04', documents });
    const { valid, boundary, invalid } = values;
    if (valid) {
      for (const made of [valid, boundary!]) for (const value of fc.sample(made, { numRuns: 10, seed: 1 })) expect(values.accepts(value)).toBe(true);
    } else if (tests.some((test) => test.valid)) {
      lacking.push(`${name}: no valid value`);
    }
    if (invalid) {
      const drawn = fc.sample(invalid, { numRuns: 10, seed: 1 });
      for (const { value } of drawn) expect(values.accepts(value)).toBe(false);
      one += drawn.filter(({ keyword }) => keyword !== undefined).length;
      all += drawn.length;
    } else if (tests.some((test) => !test.valid)) {
      lacking.push(`${name}: no invalid value`);
    }
  }
  process.stdout.write(`JSON-Schema-Test-Suite, draft-04: ${groups.length} schemas, ${one} of ${all} invalid values break one keyword alone\n`);
  expect(lacking).toEqual([]);
  expect(groups.length).toBeGreaterThan(80);
  expect(one / all).toBeGreaterThan(0.95);
}, 120_000);
