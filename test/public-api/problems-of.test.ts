import { problemsOf } from '../../lib/public-api/problems-of';
import type { PublicApi } from '../../lib/public-api/public-api';

const API: PublicApi = {
  classes: {},
  structs: {
    Limits: { fields: { 'rate?': 'number', 'level?': 'enum Level' } },
    Props: { fields: { 'name': 'string', 'limits?': 'struct Limits', 'tags?': { map: 'string' }, 'parts?': { list: 'struct Limits' }, 'size?': 'class pkg.Size', 'key?': 'interface pkg.IKey', 'kept?': 'value pkg.Days', 'schema?': 'any' } },
    Open: { fields: { 'ours?': 'boolean' }, inherited: ['theirs'] },
  },
  enums: { Level: ['low', 'high'] },
};
const PARAMETERS = { 'id': 'string', 'props?': 'struct Props' };
const problems = (props: unknown, extended = false) => problemsOf(['x', props], PARAMETERS, API, extended);

class Size {}
Object.assign(Size, { [Symbol.for('jsii.rtti')]: { fqn: 'pkg.Size' } });
class OwnSize extends Size {}

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['what is needed', { name: 'a' }],
  ['everything', { name: 'a', limits: { rate: 1, level: 'low' }, tags: { a: 'b' }, parts: [{ rate: 2 }], size: new Size(), key: {}, kept: 7, schema: null }],
  ['a subclass', { name: 'a', size: new OwnSize() }],
  ['options that are undefined', { name: 'a', limits: undefined, other: undefined }],
])('%s is right', (_, props) => expect(problems(props)).toEqual([]));

test.each<[unknown, string[]]>([
  [5, ['props is 5; an object of options (Props) is expected']],
  [null, ['props is null; an object of options (Props) is expected']],
  [[], ['props is a list; an object of options (Props) is expected']],
  [{}, ['name is missing; a string is expected']],
  [{ name: 1, limits: { rate: '1', level: 'hgh' } }, [
    'name is 1; a string is expected', 'limits.rate is "1"; a number is expected', 'limits.level is "hgh"; a Level is expected: low, high; did you mean high?',
  ]],
  [{ name: 'a', tags: ['b'], parts: {} }, [
    'tags is a list; an object, each value a string, is expected', 'parts is an object; a list, each of it an object of options (Limits), is expected',
  ]],
  [{ name: 'a', tags: { b: 1 }, parts: [{}, { rat: 1 }] }, ['tags["b"] is 1; a string is expected', 'there is no option parts[1].rat; did you mean rate?']],
  [{ name: 'a', size: {}, key: 'alias/x', kept: [] }, ['size is an object; a Size of pkg is expected', 'key is "alias/x"; an IKey of pkg is expected', 'kept is a list; a Days of pkg is expected']],
  [{ name: () => 'a', size: Size }, ['name is the function name; a string is expected', 'size is the function Size; a Size of pkg is expected']],
  [{ name: 'a', entirelyElse: 1 }, ['there is no option entirelyElse; options are name, limits, tags, parts, size, key, kept, schema']],
])('%j', (props, expected) => expect(problems(props)).toEqual(expected));

test('arguments are named by their parameters', () => expect(problemsOf([7], PARAMETERS, API)).toEqual(['id is 7; a string is expected']));

test('a subclass may have options of its own, and no slips', () => {
  expect(problems({ name: 'a', table: 1 }, true)).toEqual([]);
  expect(problems({ name: 'a', limit: {} }, true)).toEqual(['there is no option limit; did you mean limits?']);
});

test('what extends an interface of the CDK may have what later versions add', () => {
  const open = (props: object) => problemsOf([props], { props: 'struct Open' }, API);
  expect(open({ theirs: 1, later: 2 })).toEqual([]);
  expect(open({ our: true })).toEqual(['there is no option our; did you mean ours?']);
});
