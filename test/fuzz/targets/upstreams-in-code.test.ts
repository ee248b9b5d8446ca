import * as fc from 'fast-check';
import { casesOf } from '../../../lib/fuzz/targets/cases';
import { NO_WORDS } from '../../../lib/fuzz/targets/dictionary';
import type { EntryPoint } from '../../../lib/fuzz/targets/entry-points';

const QUEUE: EntryPoint = {
  kind: 'sqs', name: 'sqs Queue', declaredBy: 'Mapping', checksBody: false, checksParameters: false, rejectsParameters: false, contentTypes: [], binaryTypes: [], parameters: [], notes: [],
};

/** Returns messages of a queue whose sender is in no template, for code that mentions these names. */
function bodies(names: readonly string[]): string {
  return fc.sample(casesOf(QUEUE, { ...NO_WORDS, names }).arbitrary, { numRuns: 40, seed: 2 }).map(({ event }) => event).join('\n');
}

test.each<[string, string[], RegExp]>([
  ['S3', ['s3', 'object', 'key'], /ObjectCreated:Put/],
  ['SNS', ['Message', 'TopicArn'], /\\"Type\\":\\"Notification\\"/],
  ['EventBridge', ['detail'], /\\"detail-type\\":/],
])('the code of a handler shows that %s sends to its queue', (_, names, envelope) => {
  expect(bodies(names)).toMatch(envelope);
  expect(bodies(['id'])).not.toMatch(envelope);
});
