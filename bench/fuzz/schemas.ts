/** Counts the draft-04 schemas of the JSON-Schema-Test-Suite for which generators create valid values. */
import * as fs from 'fs';
import * as path from 'path';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { Peers } from './peers';
import { SchemaValues } from '../../lib/fuzz/generator/schema-values';

/** The numbers of schemas. */
export interface Shares {
  readonly satisfiable: number;
  readonly ours: number;
  /** Schemas for which all values of json-schema-faker were valid. */
  readonly faker: number;
  /** Schemas for which only some values of json-schema-faker were valid. */
  readonly fakerSome: number;
}

const DRAWS = 20;

export async function schemaShares(peers: Peers): Promise<Shares> {
  const suite = path.dirname(require.resolve('json-schema-test-suite/package.json'));
  const folder = path.join(suite, 'tests', 'draft4');
  const remotes = path.join(suite, 'remotes');
  const documents = Object.fromEntries(
    fs.readdirSync(remotes, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
      .map((file) => [`http://localhost:1234/${file}`, JSON.parse(fs.readFileSync(path.join(remotes, file), 'utf8')) as unknown]),
  );
  const groups = [folder, path.join(folder, 'optional')].flatMap((at) => fs.readdirSync(at).filter((file) => file.endsWith('.json')).flatMap((file) =>
    JSON.parse(fs.readFileSync(path.join(at, file), 'utf8')) as { schema: object; tests: { valid: boolean }[] }[]));
  const satisfiable = groups.filter(({ tests }) => tests.some(({ valid }) => valid));
  const shares = { satisfiable: satisfiable.length, ours: 0, faker: 0, fakerSome: 0 };
  for (const { schema } of satisfiable) {
    const values = new SchemaValues(schema, { draft: 'draft-04', documents });
    if (values.valid && fc.sample(values.valid, { numRuns: DRAWS, seed: 1 }).every((value) => values.accepts(value))) shares.ours += 1;
    const accepts = compiled(schema, documents);
    let good = 0;
    for (let seed = 1; seed <= DRAWS; seed += 1) {
      try {
        if (accepts(await peers.faked(schema, seed, documents))) good += 1;
      } catch {
        // json-schema-faker can't create a value.
      }
    }
    if (good === DRAWS) shares.faker += 1;
    else if (good > 0) shares.fakerSome += 1;
  }
  return shares;
}

/** Returns a validator by ajv, which judges the values of json-schema-faker. */
function compiled(schema: object, documents: { readonly [uri: string]: unknown }): (value: unknown) => boolean {
  const ajv = new Ajv04({ strict: false, validateSchema: false, logger: false });
  addFormats(ajv as any);
  for (const [uri, document] of Object.entries(documents)) {
    try {
      ajv.addSchema(document as object, uri);
    } catch {
      // The document uses another draft.
    }
  }
  return ajv.compile(schema) as (value: unknown) => boolean;
}
