import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import Ajv, { Options } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { checkValue } from '../../lambda/event-validator/node/check';
import { Validator } from '../../lambda/event-validator/node/contract';
import { Rejection } from '../../lambda/event-validator/node/rejection';
import { compileSchema, helperSource } from '../../lib/inbound-events/events/compile-schema';
import { CompiledSchema } from '../../lib/inbound-events/events/compiled-schema';
import { ContractCheck, contractModule } from '../../lib/inbound-events/events/contract';
import { PythonProgram, pythonProgram } from '../../lib/inbound-events/events/python-program';
import { decidedInPython } from '../event-validator/python-laboratory';

/** A release of a package that contains the JSON-Schema-Test-Suite. */
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

/** Reasons for deviations from the suite, each with the groups or tests that it concerns. */
type Reasons = readonly (readonly [reason: string, about: RegExp])[];

/** Reasons for which synthesis rejects schemas. */
const REJECTED: Reasons = [
  ['a schema stands alone: nothing is fetched', /is not found in the schema/],
  ['senders could let a pattern backtrack without end', /backtracks without end/],
  ['a name that reaches into the prototype of objects is no data', /reaches into the prototype/],
  ['nothing bounds the work of recursion by a dynamic reference', /\$dynamicRef is not supported/],
  ['ajv takes a relative $id inside of a schema for one that leads back to it', /^ref\.json: (refs with relative uris and defs|relative refs with absolute uris and defs|URN ref with nested pointer ref):/],
  ['ajv does not count what contains and nested items evaluate', /unevaluatedItems is not supported/],
  ['ajv counts what a condition evaluates only where both then and else are written', /write then and else/],
  ['a part that no value matches is a mistake, even if nothing refers to it', /nothing can match/],
];

/** Reasons for which decisions differ from the suite. */
const DIFFERENT: Reasons = [
  ['keywords beside a $ref hold in each version, which is stricter', /^ref\.json: ref overrides any sibling keywords/],
  ['an $id beside a $ref holds in each version', /^ref\.json: \$ref prevents a sibling \$?id from changing the base uri/],
  ['formats are checked in each version', /^format\.json: .* is only an annotation by default/],
  ['vocabularies of meta-schemas are not looked at: all keywords hold', /^vocabulary\.json/],
];

/** Reasons for which schemas that Node.js accepts are rejected for Python. */
const REJECTED_IN_PYTHON: Reasons = [
  ['what is unevaluated depends on all that stands beside it', /unevaluatedProperties is not supported in Python/],
  ['references are JSON pointers', /can refer by JSON pointer only/],
  ['a format that is about what JavaScript does', /what JavaScript does/],
];

const used = new Set<string>();

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

/** Returns all groups of a version except for those about formats, which the standard leaves to validators, and about other versions. */
function groupsOf({ folder }: Version): [string, Group][] {
  const root = path.join(suites, 'json/tests', folder);
  return fs.readdirSync(root).filter((file) => file.endsWith('.json')).flatMap((file) =>
    (JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as Group[]).map((group): [string, Group] => [`${file}: ${group.description}`, group]),
  );
}

/** Counts the passed tests of plain ajv, of compiled schemas, and of the Python validator. */
test.each(VERSIONS)('$folder: compiled schemas agree with ajv, also on the first error, and in Python', (version) => {
  const counts = { tests: 0, ajv: 0, compiled: 0, python: 0 };
  const rejected: string[] = [];
  const rejectedInPython: string[] = [];
  const different: string[] = [];
  const wrong: string[] = [];
  const inPython: { name: string; program: PythonProgram; tests: Group['tests']; expected: unknown[] }[] = [];
  for (const [name, { schema, tests }] of groupsOf(version)) {
    const dated = typeof schema === 'boolean' ? schema : { ...(schema as object), $schema: version.uri };
    const ajv = ajvOf(version, schema);
    const compiled = compileSchema(dated, false);
    counts.tests += tests.length;
    if (!('code' in compiled)) {
      const [{ message }] = compiled as readonly { readonly message: string }[];
      rejected.push(`${name}: ${message}`);
      if (ajv) counts.ajv += tests.filter(({ data, valid }) => ajv(data) === valid).length;
      continue;
    }
    const validate = load(compiled as CompiledSchema);
    for (const { description, data, valid } of tests) {
      const [plain, ours] = [ajv?.(data), decided(() => validate(data))];
      if (plain === valid) counts.ajv += 1;
      if (ours === valid) counts.compiled += 1;
      else wrong.push(`${name}: ${description}`);
    }
    const program = pythonProgram(dated);
    if ('schemas' in program) inPython.push({ name, program, tests, expected: tests.map(({ data }) => wrongFirst(validate, data)) });
    else rejectedInPython.push(`${name}: ${program[0].message}`);
  }
  const found = decidedInPython(inPython.map(({ program, tests }) => [program, tests.map(({ data }) => JSON.stringify(data))]));
  for (const [i, { name, tests, expected }] of inPython.entries()) {
    for (const [j, { description, valid }] of tests.entries()) {
      if ((found[i][j] === null) === valid) counts.python += 1;
      if (JSON.stringify(found[i][j]) !== JSON.stringify(expected[j])) different.push(`${name}: ${description}: ${JSON.stringify({ found: found[i][j], expected: expected[j] })}`);
    }
  }
  process.stdout.write(
    `JSON-Schema-Test-Suite, ${version.folder}: ${JSON.stringify(counts)}; rejected:\n  ${rejected.join('\n  ')}\nrejected in Python besides:\n  ${rejectedInPython.join('\n  ')}\n`,
  );
  expect(different).toEqual([]);
  const unexplained = (lines: readonly string[], reasons: Reasons) => lines.filter((line) => !reasons.some(([, pattern]) => pattern.test(line)));
  expect(unexplained(rejected, REJECTED)).toEqual([]);
  expect(unexplained(wrong, DIFFERENT)).toEqual([]);
  expect(unexplained(rejectedInPython, REJECTED_IN_PYTHON)).toEqual([]);
  for (const [lines, reasons] of [[rejected, REJECTED], [wrong, DIFFERENT], [rejectedInPython, REJECTED_IN_PYTHON]] as const) {
    for (const [reason, pattern] of reasons) if (lines.some((line) => pattern.test(line))) used.add(reason);
  }
});

test('each listed reason occurs', () => {
  expect([...REJECTED, ...DIFFERENT, ...REJECTED_IN_PYTHON].map(([reason]) => reason).filter((reason) => !used.has(reason))).toEqual([]);
});

/** Returns the first error of a compiled schema, as the validator reports it. */
function wrongFirst(validate: Validator, data: unknown): unknown {
  try {
    checkValue({ validate }, data);
    return null;
  } catch (error) {
    const { field, rule } = error as Rejection;
    return rule === 'depth' ? 'endless' : [field, rule];
  }
}

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

/** Returns the verdict; a schema that refers to itself endlessly fails in both validators. */
function decided(validate: () => boolean): boolean {
  try {
    return validate();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function load(compiled: CompiledSchema): Validator {
  const module = contractModule({ sources: [{ source: 'direct', check: new ContractCheck(compiled, undefined) }] }, helperSource);
  const contract = new Function(module.replace('export default', 'return'))();
  return contract.sources[0].check.validate as Validator;
}
