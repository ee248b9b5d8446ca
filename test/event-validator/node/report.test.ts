import { accept } from '../../../lambda/event-validator/node/report';

test('each invocation that accepts events writes the count, since the process may be frozen afterwards', () => {
  const lines: any[] = [];
  const written = jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(JSON.parse(String(text))) > 0);
  try {
    for (const [index, count] of [10, 0, ...Array<number>(20).fill(1)].entries()) accept('sqs', count, `r${index}`);
  } finally {
    written.mockRestore();
  }
  expect(lines.map(({ Accepted: count }) => count)).toEqual([10, ...Array<number>(20).fill(1)]);
  expect(lines[0]).toMatchObject({ source: 'sqs', requestId: 'r0' });
  expect(lines[0]._aws.CloudWatchMetrics).toEqual([
    { Namespace: 'Sec3/EventValidation', Dimensions: [['functionName'], ['functionName', 'source']], Metrics: [{ Name: 'Accepted', Unit: 'Count' }] },
  ]);
});
