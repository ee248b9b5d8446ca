import { UNSEEN_BUGS, UNSEEN_CLEAN } from './planted/unseen';
import { UnseenScene } from './planted/unseen-scene';

// Some of each here, all of them in `npm run bench:fuzz`.
const scene = new UnseenScene();
afterAll(() => scene.remove());
jest.setTimeout(120_000);

const SOME = ['branch of an item', 'no such object', 'created twice', 'role of a claim', 'superscript digits', 'normalized key', 'tree of comments', 'notification of a topic', 'answers of the neighbour', 'object without rows', 'head of no object', 'discount of a coupon', 'item with a Decimal', 'header beside declared parameters', 'attribute of a message', 'message that comes again', 'code of the former SDK', 'warnings for the caller before', 'half of the settings'];

test.each(UNSEEN_BUGS.filter(({ name }) => SOME.includes(name)))('$name', async (handler) => {
  const { findings, failure } = await scene.fuzz(handler, 100, 1000, handler.finds);
  expect([failure, findings.map(({ id }) => id)]).toEqual([undefined, expect.arrayContaining([handler.finds])]);
});

test.each([...UNSEEN_CLEAN.slice(0, 2), ...UNSEEN_CLEAN.slice(-3)])('no findings in a handler that $name', async (handler) => {
  const { findings, accepted } = await scene.fuzz(handler, 100, 150);
  expect(findings).toEqual([]);
  expect(accepted).toBeGreaterThan(30);
});

test('a business rule that rejects some valid requests is not a finding, and its share is counted', async () => {
  const handler = UNSEEN_CLEAN.find(({ name }) => name === 'business hours')!;
  const { findings, valid, validRejected } = await scene.fuzz(handler, 100, 200);
  expect([findings, validRejected > 0, validRejected < valid]).toEqual([[], true, true]);
});

test('a finding behind AWS is reproduced with the recorded responses', async () => {
  const handler = UNSEEN_BUGS.find(({ name }) => name === 'branch of an item')!;
  const { findings: [found] } = await scene.fuzz(handler, 100, 100);
  expect(found).toMatchObject({ id: 'exception', reproduced: true, calls: [{ service: 'dynamodb', operation: 'GetItem', answer: 'ok' }], plans: [{ items: 'found' }] });
});
