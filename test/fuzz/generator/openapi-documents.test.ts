import * as fs from 'fs';
import * as path from 'path';
import * as fc from 'fast-check';
import { SchemaValues } from '../../../lib/fuzz/generator/schema-values';
import { toDraft04 } from '../../../lib/inbound-events/draft-04';

const root = path.dirname(require.resolve('@readme/oas-examples/package.json'));

/** The bodies of real OpenAPI documents: the document, and the pointer of the schema. */
const bodies = fs.readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json') && !file.includes('package'))
  .flatMap((file) => {
    const document = JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
    return Object.entries<any>(document.paths ?? {}).flatMap(([at, item]) => Object.entries<any>(item ?? {}).flatMap(([verb, operation]) =>
      operation?.requestBody?.content?.['application/json']?.schema
        ? [{ document, pointer: `/paths/${at.replace(/~/g, '~0').replace(/\//g, '~1')}/${verb}/requestBody/content/application~1json/schema` }]
        : [],
    ));
  });

test('bodies of real OpenAPI documents give values, or a reason', () => {
  const counts = { bodies: bodies.length, valid: 0, invalid: 0 };
  for (const { document, pointer } of bodies) {
    const dialect = String(document.openapi).startsWith('3.1') ? 'openapi-3.1' : 'openapi-3.0';
    const { schema } = toDraft04(document, { dialect, pointer, isModel: () => false });
    const values = new SchemaValues(schema, { draft: 'draft-04', checkFormats: false });
    if (values.valid) counts.valid += fc.sample(values.valid, { numRuns: 2, seed: 1 }).every((value) => values.accepts(value)) ? 1 : 0;
    else expect(values.problems).not.toEqual([]);
    if (values.invalid) counts.invalid += fc.sample(values.invalid, { numRuns: 2, seed: 1 }).some(({ value }) => values.accepts(value)) ? 0 : 1;
  }
  process.stdout.write(`OpenAPI documents: ${JSON.stringify(counts)}\n`);
  expect(counts.bodies).toBeGreaterThan(100);
  expect(counts.valid / counts.bodies).toBeGreaterThan(0.85);
  expect(counts.invalid).toBe(counts.bodies);
}, 120_000);
