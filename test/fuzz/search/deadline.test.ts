import { Deadline } from '../../../lib/fuzz/search/deadline';

test('a finding may be confirmed after the end of a turn, which then ends', async () => {
  const deadline = new Deadline();
  deadline.begin(Date.now() - 1);
  expect([deadline.isOver, await deadline.extended(async () => deadline.isOver), deadline.isOver]).toEqual([true, false, true]);
});

test('a confirmation also ends with the total time', async () => {
  const deadline = new Deadline(Date.now() - 1);
  deadline.begin(Infinity);
  expect(await deadline.extended(async () => deadline.isOver)).toBe(true);
});
