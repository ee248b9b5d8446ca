import { problemsOf } from '../../lib/public-api/problems-of';
import type { PublicApi } from '../../lib/public-api/public-api';

const API: PublicApi = {
  classes: {},
  structs: {
    'Limits': { fields: { 'rate?': 'number', 'level?': 'enum Level' } },
    'Props': { fields: { 'name': 'string', 'limits?': 'struct Limits', 'tags?': { map: 'string' }, 'parts?': { list: 'struct Limits' }, 'size?': 'class pkg.Size', 'key?': 'interface pkg.IKey', 'kept?': 'value pkg.Days', 'schema?': 'any' } },
    'Open': { fields: { 'ours?': 'boolean' }, bases: ['cdk.Base'] },
    'cdk.Base': { fields: { 'theirs': 'string', 'nested?': 'struct cdk.Nested', 'many?': { list: 'struct cdk.Nested' } } },
    'cdk.Nested': { fields: { 'memorySize?': 'number' } },
  },
  enums: { 'Level': ['low', 'high'], 'pkg.Days': [7, 30] },
  members: { 'pkg.IKey': ['keyArn', 'grantDecrypt'] },
  cdkVersion: '2.0.0',
};
const PARAMETERS = { 'id': 'string', 'props?': 'struct Props' };
const problems = (props: unknown, extended = false) => problemsOf(['x', props], PARAMETERS, API, extended);

class Size {}
Object.assign(Size, { [Symbol.for('jsii.rtti')]: { fqn: 'pkg.Size' } });
class OwnSize extends Size {}
class Key {
  public readonly keyArn = undefined;

  public grantDecrypt() {}
}
class Bucket2 {
  public readonly keyArn = 'a';
}
Object.assign(Bucket2, { [Symbol.for('jsii.rtti')]: { fqn: 'pkg.Bucket' } });

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['the required options', { name: 'a' }],
  ['everything', { name: 'a', limits: { rate: 1, level: 'low' }, tags: { a: 'b' }, parts: [{ rate: 2 }], size: new Size(), key: new Key(), kept: 7, schema: null }],
  ['a subclass', { name: 'a', size: new OwnSize() }],
  ['options that are undefined', { name: 'a', limits: undefined, other: undefined }],
])('%s is valid', (_, props) => expect(problems(props)).toEqual([]));

test.each<[unknown, string[]]>([
  [5, ['props is 5; an object of options (Props) is expected']],
  [null, ['props is null; an object of options (Props) is expected']],
  [[], ['props is a list; an object of options (Props) is expected']],
  [{ name: 'a', limits: { rate: NaN }, kept: Infinity }, ['limits.rate is NaN; a finite number is expected', 'kept is Infinity; a Days of pkg is expected']],
  [{}, ['name is missing; a string is expected']],
  [{ name: 1, limits: { rate: '1', level: 'hgh' } }, [
    'name is 1; a string is expected', 'limits.rate is "1"; a number is expected', 'limits.level is "hgh"; a Level is expected: low, high; did you mean high?',
  ]],
  [{ name: 'a', tags: ['b'], parts: {} }, [
    'tags is a list; an object, each value a string, is expected', 'parts is an object; a list, each of it an object of options (Limits), is expected',
  ]],
  [{ name: 'a', tags: { b: 1 }, parts: [{}, { rat: 1 }] }, ['tags["b"] is 1; a string is expected', 'there is no option parts[1].rat; did you mean rate?']],
  [{ name: 'a', size: {}, key: 'alias/x', kept: [] }, ['size is an object; a Size of pkg is expected', 'key is "alias/x"; an IKey of pkg is expected', 'kept is a list; a Days of pkg is expected']],
  [{ name: 'a', key: {}, kept: 8 }, ['key is an object; an IKey of pkg is expected', 'kept is 8; a Days of pkg is expected: 7, 30']],
  [{ name: 'a', key: new Bucket2() }, ['key is an object of Bucket; an IKey of pkg is expected']],
  [{ name: () => 'a', size: Size }, ['name is the function name; a string is expected', 'size is the function Size; a Size of pkg is expected']],
  [{ name: 'a', entirelyElse: 1 }, ['there is no option entirelyElse; options are name, limits, tags, parts, size, key, kept, schema']],
])('%j', (props, expected) => expect(problems(props)).toEqual(expected));

test('arguments are named by their parameters', () => expect(problemsOf([7], PARAMETERS, API)).toEqual(['id is 7; a string is expected']));

test('a subclass may have additional options, except for misspelled ones', () => {
  expect(problems({ name: 'a', table: 1 }, true)).toEqual([]);
  expect(problems({ name: 'a', limit: {} }, true)).toEqual(['there is no option limit; did you mean limits?']);
});

describe('options of the CDK', () => {
  const open = (props: unknown, extended = false) => problemsOf([props], { props: 'struct Open' }, API, extended);

  test('are known by name and type, also nested ones', () => {
    expect(open({ theirs: 'a', nested: { memorySize: 1 }, many: [{ memorySize: 1 }] })).toEqual([]);
    expect(open({ our: true, theirs: 1, nested: { memory: 1 }, many: [{ memorySize: '1' }] })).toEqual([
      'theirs is 1; a string is expected', 'there is no option nested.memory; did you mean memorySize?', 'many[0].memorySize is "1"; a number is expected', 'there is no option our; did you mean ours?',
    ]);
    expect(open({ theirs: 'a', nested: 'x' })).toEqual(['nested is "x"; an object of options (Nested of cdk) is expected']);
    expect(open({ theirs: 'a', entirelyElse: 1 })).toEqual(['there is no option entirelyElse; options are ours, and 3 of the CDK']);
    expect(open({})).toEqual(['theirs is missing; a string is expected']);
  });

  test('of a subclass may have additional ones at the top level only', () => {
    expect(open({ theirs: 'a', table: 1 }, true)).toEqual([]);
    expect(open({ theirs: 'a', nested: { table: 1 } }, true)).toEqual(['there is no option nested.table; options are memorySize']);
  });
});

test('may be an object of a class, with its own fields', () => {
  class Given {
    public readonly cache = new Map();

    public get theirs() {
      return 'a';
    }
  }
  expect(problemsOf([new Given()], { props: 'struct Open' }, API)).toEqual([]);
});

test('modules of the CDK have the names for imports', () => {
  const wanted = (type: string) => problemsOf([5], { given: type }, API)[0];
  expect(wanted('class aws-cdk-lib.pipelines.PipelineBase')).toBe('given is 5; a PipelineBase of aws-cdk-lib/pipelines is expected');
  expect(wanted('class aws-cdk-lib.aws_lambda.Code')).toBe('given is 5; a Code of aws-cdk-lib/aws-lambda is expected');
  expect(wanted('class aws-cdk-lib.App')).toBe('given is 5; an App of aws-cdk-lib is expected');
});

test('a token is accepted for anything except an object of a class', () => {
  const token = { creationStack: [], resolve: () => 1 };
  expect(problems({ name: token, limits: token, tags: token, size: token })).toEqual(['size is an object; a Size of pkg is expected']);
});
