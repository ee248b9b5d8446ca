import * as fs from 'fs';
import * as path from 'path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { entries, entry, fileOf, files, hash } from './entries';
import { certifiedFileText, entryKey } from '../../../lib/dependencies/certification/certified-file';
import { parseCertifiedFile } from '../../../lib/dependencies/certification/read-certified-file';

const schema = JSON.parse(fs.readFileSync(path.resolve(__dirname, '../../../lib/dependencies/certified-dependencies.schema.json'), 'utf8'));
const isValid = addFormats(new Ajv({ strict: true, strictRequired: false })).compile(schema);

const parse = (text: string) => parseCertifiedFile(text, 'c.json');

/** Returns the problems of a document with one package, some of whose fields are changed. */
function problems(changes: object, document: object = {}): string[] {
  return problemsOf(JSON.stringify({ version: 2, packages: [{ ...entry(), ...changes }], ...document }));
}

function problemsOf(text: string): string[] {
  try {
    parse(text);
    return [];
  } catch (e) {
    const [heading, ...rest] = (e as Error).message.split('\n- ');
    return rest.length > 0 ? rest : [heading];
  }
}

describe('any file', () => {
  test('is unchanged by writing and reading', () => {
    fc.assert(
      fc.property(files, (file) => {
        const read = parse(certifiedFileText(file));
        expect({
          ...read,
          packages: new Set(read.packages.map(normal)),
          ignoredAdvisories: new Set(read.ignoredAdvisories),
          imports: new Set(read.imports),
          exemptions: new Set(read.exemptions),
        }).toEqual({
          ...file,
          packages: new Set(file.packages.map(normal)),
          ignoredAdvisories: new Set(file.ignoredAdvisories),
          imports: new Set(file.imports),
          exemptions: new Set(file.exemptions),
        });
      }),
    );
  });

  test('has the same text in any order of entries', () => {
    fc.assert(
      fc.property(files, fc.infiniteStream(fc.nat()), (file, random) => {
        const shuffled = <T>(list: readonly T[]) =>
          list.map((item) => ({ item, at: random.next().value as number })).sort((a, b) => a.at - b.at).map(({ item }) => item);
        const text = certifiedFileText(file);
        expect(certifiedFileText({ ...file, packages: shuffled(file.packages), ignoredAdvisories: shuffled(file.ignoredAdvisories) })).toBe(text);
        expect(certifiedFileText(parse(text))).toBe(text);
      }),
    );
  });

  test('is valid according to the published schema', () => {
    fc.assert(fc.property(files, (file) => expect(isValid(JSON.parse(certifiedFileText(file))) || isValid.errors).toBe(true)));
  });

  test('without one field, is accepted by both the reader and the schema, or by neither', () => {
    fc.assert(
      fc.property(entries, fc.constantFrom('ecosystem', 'name', 'version', 'range', 'integrity', 'content', 'criteria', 'approvedBy', 'approvedOn', 'expires', 'reason', 'scope'), (whole, key) => {
        const { [key as 'name']: _, ...rest } = whole;
        const document = { version: 2, packages: [rest] };
        expect(problemsOf(JSON.stringify(document)).length === 0).toBe(isValid(document));
      }),
    );
  });

  test('with an additional entry, gets only the lines of that entry', () => {
    fc.assert(
      fc.property(files, entries, (file, more) => {
        fc.pre(file.packages.length > 0 && file.packages.every((other) => entryKey(other) !== entryKey(more)));
        const before = certifiedFileText(file).split('\n');
        const after = certifiedFileText({ ...file, packages: [...file.packages, more] }).split('\n');
        const added = Object.keys(JSON.parse(certifiedFileText(fileOf([more]))).packages[0]).length + 2;
        const scope = more.scope === 'all' ? 0 : more.scope.length + 1;
        expect(after.length - before.length).toBe(added + scope);
      }),
    );
  });
});

describe('all problems are named', () => {
  test('fields', () => {
    expect(problems({ ecosystem: 'maven', name: '', approvedBy: ' ', approvedOn: '2026-02-30', expires: 5, reason: undefined, scope: [] })).toEqual([
      '/packages/0/ecosystem is "maven"; npm or pypi is expected',
      '/packages/0/approvedOn is "2026-02-30"; a day as YYYY-MM-DD is expected',
      '/packages/0/expires is 5; a day as YYYY-MM-DD is expected',
      '/packages/0/name is ""; the name of an npm package is expected',
      '/packages/0/approvedBy is " "; who approved it is expected',
      '/packages/0/reason is missing; why it is approved is expected',
      '/packages/0/scope is []; "all", or a list of different construct paths, such as Orders/CreateOrder is expected',
    ]);
  });

  test.each([
    [{ version: '^4.17.21' }, '/packages/0/version is "^4.17.21"; one version as npm has it, such as 4.17.21 is expected'],
    [{ version: 'v4.17.21' }, '/packages/0/version is "v4.17.21"; one version as npm has it, such as 4.17.21 is expected'],
    [{ ecosystem: 'pypi', version: 'latest' }, '/packages/0/version is "latest"; one version as PEP 440 has it, such as 2.32.3 is expected'],
    [{ version: undefined, range: '*' }, '/packages/0/range is "*"; a range of npm that not every version is in, such as ^4.17.21 is expected'],
    [{ version: undefined, range: 'latest' }, '/packages/0/range is "latest"; a range of npm that not every version is in, such as ^4.17.21 is expected'],
    [{ ecosystem: 'pypi', version: undefined, range: '^2' }, '/packages/0/range is "^2"; a specifier of PEP 440, such as ~=2.32 is expected'],
    [{ range: '^4' }, '/packages/0 has to have either version or range'],
    [{ version: undefined }, '/packages/0 has to have either version or range'],
    [{ integrity: undefined }, '/packages/0 has no content; a version is certified with the hash of its files, which cdk-sec3 certify writes'],
    [{ ecosystem: 'pypi', name: 'Typing_Extensions', version: '1' }, '/packages/0/name is "Typing_Extensions"; the name of a package of PyPI in lower case, with single hyphens is expected'],
    [{ name: '../lodash' }, '/packages/0/name is "../lodash"; the name of an npm package is expected'],
    [{ expires: '2025-12-31' }, '/packages/0/expires is 2025-12-31, before approvedOn, 2026-01-01'],
    [{ scope: ['/Orders'] }, '/packages/0/scope is ["/Orders"]; "all", or a list of different construct paths, such as Orders/CreateOrder is expected'],
    [{ criteria: 'skimmed' }, '/packages/0/criteria is "skimmed"; one of safe-to-run, reviewed is expected'],
    [{ bulk: 'license among MIT' }, '/packages/0/criteria is reviewed, and bulk says that it was not reviewed; a criterion that does not imply reviewed is expected'],
    [{ from: '4.17.21' }, '/packages/0/from is the same as version; another one is expected'],
    [{ content: 'sha256-x' }, '/packages/0/content is "sha256-x"; the hash of its files, sha256- and base64 is expected'],
    [{ aproved: true }, '/packages/0/aproved is not known; ecosystem, name, version, range, from, integrity, content, criteria, bulk, approvedBy, approvedOn, expires, reason, scope are'],
  ])('%j', (changes, expected) => expect(problems(changes)).toEqual([expected]));

  test('a weak hash', () => expect(problems({ integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' })[0]).toMatch(/^\/packages\/0\/integrity has "sha1-/));

  test('the document', () => {
    expect(problemsOf('[]')).toEqual(['the document is []; an object with $schema, version, requires, criteria, imports, packages, exemptions, ignoredAdvisories is expected']);
    expect(problemsOf('{"version":1}')).toEqual(['/version is 1; 2 is expected', '/packages is missing; a list is expected']);
    expect(problemsOf('{"version":2,"packages":[5]}')[0]).toContain('/packages/0 is 5; an object');
    expect(problemsOf('{"version":1,')).toEqual(['c.json:1:14: is not valid JSON (Expected double-quoted property name in JSON at position 13)']);
  });

  test('duplicate entries', () => {
    expect(problems({}, { packages: [entry(), entry({ name: 'other' }), entry({ integrity: hash(2), reason: 'another' })] })).toEqual([
      '/packages/2 has the same package, version and scope as /packages/0; keep one',
    ]);
    expect(problems({}, { packages: [entry(), entry({ scope: ['Orders'] })] })).toEqual([]);
  });

  test('a duplicate key, because parsers silently keep one value', () => {
    expect(problemsOf(JSON.stringify({ version: 2, packages: [entry()] }).replace('"name"', '"name":"harmless","name"'))).toEqual([
      '/packages/0/name occurs more than once in one object; keep one',
    ]);
  });

  test.each([
    [{ one: ['one'] }, '/criteria/one/implies leads back to one: one implies one; remove one of these implications'],
    [{ one: ['two'], two: ['reviewed', 'one'] }, '/criteria/one/implies leads back to one: one implies two implies one; remove one of these implications'],
    [{ out: ['two'], one: ['two'], two: ['one'] }, '/criteria/two/implies leads back to two: two implies one implies two; remove one of these implications'],
    [{ top: ['left', 'right'], left: ['base'], right: ['base'], base: ['safe-to-run'] }, undefined],
  ])('criteria that imply themselves: %j', (implied, expected) => {
    const criteria = Object.fromEntries(Object.entries<readonly string[]>(implied).map(([name, implies]) => [name, { description: 'd', implies }]));
    expect(problems({}, { criteria })).toEqual(expected === undefined ? [] : [expected]);
  });

  test('ignored advisories', () => {
    expect(problems({}, { ignoredAdvisories: [{ id: 'GHSA 1' }] })).toEqual([
      '/ignoredAdvisories/0/id is "GHSA 1"; the id of an advisory, such as GHSA-35jh-r3h4-6jhm is expected',
      '/ignoredAdvisories/0/reason is missing; why it does not matter here is expected',
      '/ignoredAdvisories/0/approvedBy is missing; who approved it is expected',
      '/ignoredAdvisories/0/expires is missing; a day as YYYY-MM-DD is expected',
    ]);
  });
});

/** Sorts the paths of a package's scope, whose order may differ. */
function normal<T extends { readonly scope: unknown }>(value: T): T {
  return Array.isArray(value.scope) ? { ...value, scope: [...value.scope].sort() } : value;
}
