import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Contents } from '../../../lib/fuzz/aws/contents';
import { USUAL } from '../../../lib/fuzz/aws/plan';
import { ContentsLearner, Failure } from '../../../lib/fuzz/search/learn-contents';
import type { FuzzCase } from '../../../lib/fuzz/targets/cases';
import { CodeWords, NO_WORDS } from '../../../lib/fuzz/targets/dictionary';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-learn-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

const CASE: FuzzCase = { kind: 'valid', event: '{}', reaches: true, aws: USUAL };

/** Learns from a handler's use of a table item, until nothing new is found. */
async function learn(
  handle: (item: any) => unknown, names: readonly string[], texts: readonly string[] = [], sent = CASE, words: Partial<CodeWords> = {},
) {
  const contents = new Contents({ ...NO_WORDS, texts, names, ...words });
  const again = async ({ aws }: FuzzCase): Promise<Failure | undefined> => {
    try {
      handle(aws!.items === 'missing' ? undefined : contents.item(aws!, 'GetItem'));
      return undefined;
    } catch (e) {
      const { name, message, stack = '' } = e as Error;
      const [, at = ''] = /learn-contents\.test\.ts:(\d+:\d+)/.exec(stack) ?? [];
      return { cause: `exception ${name} ${at}`, text: `${name}: ${message}` };
    }
  };
  const learner = new ContentsLearner(contents, root, again);
  const lessons: string[] = [];
  for (let failure = await again(sent); failure; failure = await again(sent)) {
    contents.used.clear();
    await again(sent);
    lessons.push(await learner.learn(sent, failure));
    if (lessons[lessons.length - 1] !== 'learned') break;
  }
  return { lessons, kinds: Object.fromEntries(names.map((name) => [name, contents.kindOf(name)])) };
}

test.each<[string, (item: any) => unknown, string]>([
  ['a number', ({ field }) => field.toFixed(2), 'number'],
  ['a list of texts', ({ field }) => field.map((text: string) => text.trim()), 'texts'],
  ['a map', ({ field }) => field.name.trim(), 'map'],
  ['a date', ({ field }) => new Date(field.trim()).toISOString(), 'date'],
  ['JSON', ({ field }) => JSON.parse(field).name.trim(), 'json'],
  ['digits', ({ field }) => BigInt(field.padStart(3, '0')), 'digits'],
  ['a URL', ({ field }) => new URL(field.trim()), 'url'],
  ['the code of a currency', ({ field }) => new Intl.NumberFormat('en', { style: 'currency', currency: field.trim() }), 'code'],
])('%s', async (_, handle, kind) => {
  const { lessons, kinds } = await learn(handle, ['name', 'field']);
  expect([lessons, kinds.field]).toEqual([['learned'], kind]);
});

test('learns several values, one after another', async () => {
  const { lessons, kinds } = await learn(({ lines, total }) => total.toFixed(2) + lines.reduce((sum: number, { price }: any) => sum + price.toFixed(1).length, 0), ['lines', 'price', 'total']);
  expect([new Set(lessons), kinds]).toEqual([new Set(['learned']), { lines: 'maps', price: 'number', total: 'number' }]);
});

test('a handler that fails for some values of a kind has a bug', async () => {
  const { lessons } = await learn(({ state }) => {
    if (state === 'suspended') throw new Error('suspended');
  }, ['state'], ['suspended'], { ...CASE, aws: { ...USUAL, draw: drawOf('suspended') } });
  expect(lessons).toEqual(['genuine']);
});

test('a handler that fails for every value has a bug', async () => {
  const { lessons } = await learn(() => {
    throw new TypeError('nothing does');
  }, ['state']);
  expect(lessons).toEqual(['genuine']);
});

describe('numbers of items are of type Decimal in Python', () => {
  const dump = (...values: unknown[]) => {
    if (values.some((value) => typeof value === 'number')) throw new TypeError('Object of type Decimal is not JSON serializable');
  };
  const sent = { ...CASE, aws: { ...USUAL, draw: 1 } };
  const drawn = async (handle: (item: any) => unknown, names: readonly string[], words: Partial<CodeWords> = { storesNumbers: true }) =>
    (await learn(handle, names, [], sent, words)).lessons;

  test('a whole item written as JSON may have a number under another name', async () => {
    expect(await drawn((item) => dump(...Object.values(item)), ['name'])).toEqual(['genuine']);
    expect(await drawn((item) => dump(...Object.values(item)), ['name'], {})).toEqual([]);
  });

  test.each<[string, (item: any) => unknown, Partial<CodeWords>, string[]]>([
    ['is compared with a number', ({ quantity }) => dump(quantity), { compared: { quantity: 'number' } }, ['genuine']],
    ['is calculated with', ({ quantity }) => { quantity.toFixed(2); dump(quantity); }, {}, ['genuine']],
    ['is only passed on', ({ quantity }) => dump(quantity), {}, ['learned']],
    ['is passed on with others', ({ quantity, price }) => dump(quantity, price), {}, ['learned']],
    ['is passed on together with a number', ({ quantity, left }) => dump(quantity, `${left}`), { compared: { left: 'number' } }, ['learned']],
    ['is not the one passed on', ({ name }) => dump(name), {}, []],
  ])('a name may have a number if its value %s', async (_, handle, words, lessons) => {
    expect(await drawn(handle, ['name', 'quantity', 'price', 'left'], words)).toEqual(lessons);
  });

  test('a handler that expects only texts has no bug', async () => {
    expect(await drawn((item) => Object.values(item).map((text: any) => text.trim()), ['name'])).toEqual(['learned']);
  });

  test('a handler that expects no other names has no bug', async () => {
    expect(await drawn(({ name, ...rest }) => {
      if (Object.keys(rest).length > 0) throw new Error('unexpected');
    }, ['name'])).toEqual(['learned']);
  });
});

test('a failure on real values is a bug of the handler', async () => {
  const { lessons } = await learn((item) => item.state.trim(), ['state'], [], { ...CASE, aws: { ...USUAL, items: 'missing' } });
  expect(lessons).toEqual(['genuine']);
});

test('a failure with every kind of value is unknown', async () => {
  const { lessons } = await learn(({ key }) => {
    if (key !== undefined && !String(key).startsWith('-----BEGIN')) throw new Error('no key');
    if (key === undefined) throw new Error('key is missing');
  }, ['key']);
  expect(lessons).toEqual(['unknown']);
});

test('a text in an unsupported format is unknown, whether the code or a library rejects it', async () => {
  const contents = new Contents({ texts: [], numbers: [], names: [], keys: [], errors: [], compared: {}, declared: {}, storesNumbers: false });
  const file = path.join(root, 'index.js');
  fs.writeFileSync(file, "throw new Error('no total');\nconst a = b.c;\n");
  const lessonOf = async (line: number, at = file) => {
    const failure: Failure = { cause: 'exception Error', text: `Error: no\n    at handler (${at}:${line}:1)` };
    const again = async ({ aws }: FuzzCase) => (contents.value('(object)', aws!, 'GetObject') === undefined ? undefined : failure);
    await again(CASE);
    return new ContentsLearner(contents, root, again).learn(CASE, failure);
  };
  expect([await lessonOf(1), await lessonOf(1, '/opt/zip.js'), await lessonOf(2)]).toEqual(['unknown', 'unknown', 'genuine']);
});

/** Returns a draw under which a state has this value. */
function drawOf(value: string): number {
  const contents = new Contents({ texts: [value], numbers: [], names: ['state'], keys: [], errors: [], compared: {}, declared: {}, storesNumbers: false });
  for (let draw = 0; ; draw += 1) if (contents.item({ ...USUAL, draw }, 'GetItem').state === value) return draw;
}
