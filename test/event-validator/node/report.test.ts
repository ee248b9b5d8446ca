import { Accepted } from '../../../lambda/event-validator/node/report';

test('what was accepted is written at once, then summed up for a second, for each source', () => {
  const lines: any[] = [];
  const written = jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(JSON.parse(String(text))) > 0);
  const clock = jest.spyOn(performance, 'now');
  try {
    const accepted = new Accepted();
    for (const [now, source, count] of [[0, 'sqs', 10], [1, 'sqs', 5], [2, 'sns', 1], [999, 'sqs', 2], [1000, 'sqs', 1], [1001, 'sqs', 0], [5000, 'sqs', 3]] as const) {
      clock.mockReturnValue(now);
      accepted.add(source, count, `r${now}`);
    }
  } finally {
    written.mockRestore();
    clock.mockRestore();
  }
  expect(lines.map(({ source, Accepted: count, requestId }) => [source, count, requestId])).toEqual([['sqs', 10, 'r0'], ['sns', 1, 'r2'], ['sqs', 8, 'r1000'], ['sqs', 3, 'r5000']]);
  expect(lines[0]._aws.CloudWatchMetrics).toEqual([
    { Namespace: 'Sec3/EventValidation', Dimensions: [['functionName'], ['functionName', 'source']], Metrics: [{ Name: 'Accepted', Unit: 'Count' }] },
  ]);
});
