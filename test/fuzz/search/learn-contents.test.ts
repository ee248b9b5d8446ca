import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Contents } from '../../../lib/fuzz/aws/contents';
import { USUAL } from '../../../lib/fuzz/aws/plan';
import { ContentsLearner, Failure } from '../../../lib/fuzz/search/learn-contents';
import type { FuzzCase } from '../../../lib/fuzz/targets/cases';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-learn-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

const CASE: FuzzCase = { kind: 'valid', event: '{}', reaches: true, aws: USUAL };

/** Learns from what a handler does with an item of a table, until nothing is left to learn. */
async function learn(handle: (item: any) => unknown, names: readonly string[], texts: readonly string[] = [], sent = CASE) {
  const contents = new Contents({ texts, numbers: [], names, keys: [], errors: [], compared: {} });
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
  ['a number', ({ total }) => total.toFixed(2), 'number'],
  ['a list of texts', ({ total }) => total.map((text: string) => text.trim()), 'texts'],
  ['a map', ({ total }) => total.name.trim(), 'map'],
  ['a date', ({ total }) => new Date(total.trim()).toISOString(), 'date'],
  ['JSON', ({ total }) => JSON.parse(total).name.trim(), 'json'],
  ['digits', ({ total }) => BigInt(total.padStart(3, '0')), 'digits'],
  ['a URL', ({ total }) => new URL(total.trim()), 'url'],
  ['the code of a currency', ({ total }) => new Intl.NumberFormat('en', { style: 'currency', currency: total.trim() }), 'code'],
])('%s', async (_, handle, kind) => {
  const { lessons, kinds } = await learn(handle, ['name', 'total']);
  expect([lessons, kinds.total]).toEqual([['learned'], kind]);
});

test('several values at once, of which one leads to the next', async () => {
  const { lessons, kinds } = await learn(({ lines, total }) => total.toFixed(2) + lines.reduce((sum: number, { price }: any) => sum + price.toFixed(1).length, 0), ['lines', 'price', 'total']);
  expect([new Set(lessons), kinds]).toEqual([new Set(['learned']), { lines: 'maps', price: 'number', total: 'number' }]);
});

test('a handler that fails for some values of a kind is to blame', async () => {
  const { lessons } = await learn(({ state }) => {
    if (state === 'suspended') throw new Error('suspended');
  }, ['state'], ['suspended'], { ...CASE, aws: { ...USUAL, draw: drawOf('suspended') } });
  expect(lessons).toEqual(['genuine']);
});

test('a handler that fails whatever is there is to blame', async () => {
  const { lessons } = await learn(() => {
    throw new TypeError('nothing does');
  }, ['state']);
  expect(lessons).toEqual(['genuine']);
});

test('what nothing was made up for is the handler’s own', async () => {
  const { lessons } = await learn((item) => item.state.trim(), ['state'], [], { ...CASE, aws: { ...USUAL, items: 'missing' } });
  expect(lessons).toEqual(['genuine']);
});

test('what no kind gets past is not known', async () => {
  const { lessons } = await learn(({ key }) => {
    if (key !== undefined && !String(key).startsWith('-----BEGIN')) throw new Error('no key');
    if (key === undefined) throw new Error('key is missing');
  }, ['key']);
  expect(lessons).toEqual(['unknown']);
});

test('a text of a format that no one makes up is not known, where the code itself says so or a library does', async () => {
  const contents = new Contents({ texts: [], numbers: [], names: [], keys: [], errors: [], compared: {} });
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

/** A draw by which a state has this value. */
function drawOf(value: string): number {
  const contents = new Contents({ texts: [value], numbers: [], names: ['state'], keys: [], errors: [], compared: {} });
  for (let draw = 0; ; draw += 1) if (contents.item({ ...USUAL, draw }, 'GetItem').state === value) return draw;
}
