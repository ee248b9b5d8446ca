import { App, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { assertDelivers } from '../../lib/notifications/delivers';

const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
const anywhere = new Stack(new App(), 'Anywhere');
const topicIn = (region: string, name = 'alerts') => sns.Topic.fromTopicArn(stack, `${region}-${name}`, `arn:aws:sns:${region}:444455556666:${name}`);

test.each<[string, sns.ITopic | sqs.IQueue, string]>([
  ['a FIFO topic', new sns.Topic(stack, 'Topic', { fifo: true }), 'topic Stack/Topic is a FIFO topic, but alarms and rules deliver only to standard ones: use a standard topic'],
  ['an imported FIFO topic', topicIn('eu-west-1', 'alerts.fifo'), 'is a FIFO topic'],
  ['a FIFO queue', new sqs.Queue(stack, 'Queue', { fifo: true }), 'queue Stack/Queue is a FIFO queue, but alarms and rules deliver only to standard ones: use a standard queue'],
  ['a topic of another Region', topicIn('us-east-1'), 'is in us-east-1, but alarms and rules of eu-west-1 deliver only within it: use a topic in eu-west-1'],
])('%s is rejected', (_, target, problem) => {
  expect(() => assertDelivers(stack, target)).toThrow(problem);
});

test.each<[string, Stack, sns.ITopic | sqs.IQueue]>([
  ['a topic of the Region, of whichever account', stack, topicIn('eu-west-1')],
  ['a queue', stack, new sqs.Queue(stack, 'Standard')],
  ['a topic whose Region is known only at deployment', anywhere, topicIn('eu-central-1')],
])('%s is accepted', (_, scope, target) => {
  expect(() => assertDelivers(scope, target)).not.toThrow();
});
