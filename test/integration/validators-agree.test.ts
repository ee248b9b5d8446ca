import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { decided, isAlike, isOwnRule } from '../inbound-events/events/decided-alike';
import { randomCases, Version, VERSIONS } from '../inbound-events/events/random-schemas';

/** Validators of other projects. jsonschema follows the specification; fastjsonschema is the fastest one in Python. */
const PACKAGES = ['jsonschema==4.23.0', 'fastjsonschema==2.21.2'];

/** Number of schemas of each version; a long run uses thousands, with another seed each. */
const SCHEMAS = Number(process.env.SEC3_SCHEMAS ?? 40);
const SEED = Number(process.env.SEC3_SEED ?? 1);

/** In draft-04, `1.0` is not an integer; JavaScript reads 1. */
const WRITTEN_AS_FRACTION = /\d(\.0|e0)/;

/** jsonschema divides binary fractions; ours compare the decimals of the JSON text. */
const BY_A_FRACTION = /"multipleOf":\d*\.\d/;

let site: string;

jest.setTimeout(3_600_000);

beforeAll(() => {
  site = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-validators-'));
  const { status, stderr } = spawnSync('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', site, ...PACKAGES], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
});

afterAll(() => fs.rmSync(site, { recursive: true, force: true }));

/** Returns whether each text is valid: in jsonschema, and in fastjsonschema if it accepts the schema. */
function others(cases: readonly { readonly schema: unknown; readonly texts: readonly string[] }[]): [boolean | 'endless', boolean | null][][] {
  const program = path.join(__dirname, 'other-validators.py');
  const { stdout, stderr, status } = spawnSync('python3', [program, site], { input: JSON.stringify(cases), encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as [boolean | 'endless', boolean | null][][];
}

test.each(Object.keys(VERSIONS).map(Number) as Version[])('draft %s: both validators agree with jsonschema on random schemas', (version) => {
  const cases = decided(randomCases(version, SCHEMAS, SEED, true));
  const said = others(cases);
  const counts = { schemas: cases.length, texts: 0, valid: 0, otherwiseInFastjsonschema: 0 };
  const different: unknown[] = [];
  for (const [i, { schema, texts, node, python }] of cases.entries()) {
    for (const [j, text] of texts.entries()) {
      const [jsonschema, fastjsonschema] = said[i][j];
      const isValid = node[j] === null;
      counts.texts += 1;
      if (isValid) counts.valid += 1;
      if (fastjsonschema !== null && fastjsonschema !== isValid) counts.otherwiseInFastjsonschema += 1;
      const isOtherwise = (version === 4 && WRITTEN_AS_FRACTION.test(text)) || BY_A_FRACTION.test(JSON.stringify(schema));
      const isComparable = !isOwnRule(node[j]) && !isOtherwise;
      if (isAlike(text, node[j], python[j]) && (!isComparable || jsonschema === isValid)) continue;
      different.push({ schema, text, node: node[j], python: python[j], jsonschema });
    }
  }
  process.stdout.write(`draft ${version}, seed ${SEED}: ${JSON.stringify({ ...counts, different: different.length })}\n`);
  expect(different).toEqual([]);
  expect(Math.min(counts.valid, counts.texts - counts.valid)).toBeGreaterThan(SCHEMAS);
});
