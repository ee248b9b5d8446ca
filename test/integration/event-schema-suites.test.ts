import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import Ajv, { Options } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { CompiledSchema, compileSchema, helperSource } from '../../lib/inbound-events/events/compile-schema';
import { ContractCheck, contractModule } from '../../lib/inbound-events/events/contract';

/** A release of a package that has the JSON-Schema-Test-Suite in it. */
const PACKAGE = 'jsonschema==4.23.0';

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

interface Version {
  readonly folder: string;
  readonly uri: string;
  readonly create: (options: Options) => Ajv;
}

const VERSIONS: readonly Version[] = [
  { folder: 'draft4', uri: 'http://json-schema.org/draft-04/schema#', create: (options) => new Ajv04(options) as unknown as Ajv },
  { folder: 'draft7', uri: 'http://json-schema.org/draft-07/schema#', create: (options) => new Ajv(options) },
  { folder: 'draft2020-12', uri: 'https://json-schema.org/draft/2020-12/schema', create: (options) => new Ajv2020(options) },
];

let suites: string;

jest.setTimeout(600_000);

beforeAll(() => {
  suites = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-suites-'));
  run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--no-binary', ':all:', '--disable-pip-version-check', '-d', suites, PACKAGE]);
  const [archive] = fs.readdirSync(suites);
  run('tar', ['xzf', path.join(suites, archive), '-C', suites, '--strip-components', '1']);
});

afterAll(() => fs.rmSync(suites, { recursive: true, force: true }));

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
}

/** All groups of a version but those about formats, which the standard leaves to validators, and other versions. */
function groupsOf({ folder }: Version): [string, Group][] {
  const root = path.join(suites, 'json/tests', folder);
  return fs.readdirSync(root).filter((file) => file.endsWith('.json')).flatMap((file) =>
    (JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as Group[]).map((group): [string, Group] => [`${file}: ${group.description}`, group]),
  );
}

/** How many tests pass: by ajv as it is, and by what is compiled at synthesis. */
test.each(VERSIONS)('$folder: compiled schemas decide as ajv does', (version) => {
  const counts = { tests: 0, ajv: 0, compiled: 0 };
  const refused: string[] = [];
  const refusedByUs: string[] = [];
  const different: string[] = [];
  for (const [name, { schema, tests }] of groupsOf(version)) {
    const dated = typeof schema === 'boolean' ? schema : { ...(schema as object), $schema: version.uri };
    const ajv = ajvOf(version, schema);
    const compiled = compileSchema(dated, false);
    counts.tests += tests.length;
    if (!('code' in compiled)) {
      const [{ message }] = compiled as readonly { readonly message: string }[];
      refused.push(`${name}: ${message}`);
      const passed = ajv ? tests.filter(({ data, valid }) => ajv(data) === valid).length : 0;
      counts.ajv += passed;
      if (passed === tests.length) refusedByUs.push(refused.at(-1)!);
      continue;
    }
    const validate = load(compiled as CompiledSchema);
    for (const { description, data, valid } of tests) {
      const [plain, ours] = [ajv?.(data), decided(() => validate(data))];
      if (plain === valid) counts.ajv += 1;
      if (ours === valid) counts.compiled += 1;
      else if (plain === valid) different.push(`${name}: ${description}`);
    }
  }
  process.stdout.write(`JSON-Schema-Test-Suite, ${version.folder}: ${JSON.stringify(counts)}; refused:\n  ${refused.join('\n  ')}\n`);
  expect(different).toEqual([]);
  // What ajv would decide is refused at synthesis for these reasons alone.
  expect(refusedByUs.filter((line) => !/reaches into the prototype|backtracks without end/.test(line))).toEqual([]);
});

function ajvOf(version: Version, schema: unknown): ((data: unknown) => boolean) | undefined {
  try {
    const ajv = version.create({ strict: false, logger: false, unicodeRegExp: true });
    addFormats(ajv);
    const validate = ajv.compile(schema as object);
    return (data) => decided(() => validate(data) as boolean);
  } catch {
    return undefined;
  }
}

/** Schemas that lead back to themselves are too much for either. */
function decided(validate: () => boolean): boolean {
  try {
    return validate();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function load(compiled: CompiledSchema): (data: unknown) => boolean {
  const module = contractModule({ sources: [{ source: 'direct', check: new ContractCheck(compiled, undefined) }] }, helperSource);
  const contract = new Function(module.replace('export default', 'return'))();
  return contract.sources[0].check.validate as (data: unknown) => boolean;
}
