import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { checkLength } from '../../lib/quotas/length-check';

function checked(length: number, times = 1): () => unknown {
  const app = new App();
  const construct = new Construct(new Stack(app, 'Stack'), 'It');
  for (let time = 0; time < times; time += 1) checkLength(construct, { what: 'its text', document: () => 'x'.repeat(length - 2), limit: 100, fix: 'shorten it' });
  return () => app.synth();
}

test('a document at the limit passes', () => expect(checked(100)).not.toThrow());

test('a longer one fails synthesis, with a fix', () =>
  expect(checked(101)).toThrow('[Stack/It] its text has up to 101 characters after deployment, and the limit of AWS is 100: shorten it'));

test('a problem is reported once if the document is checked twice', () => {
  let message = '';
  try {
    checked(101, 2)();
  } catch (e) {
    message = (e as Error).message;
  }
  expect(message.match(/its text/g)).toHaveLength(1);
});
