import { answersTo, deployed, notDeployed, stack, stubbed } from './asking';
import { Failure } from './stub-aws';
import { deployedNeeds } from '../../lib/preflight/deployed';
import { targetsOf } from '../../lib/preflight/target';

const scene = stubbed();

const QUEUE = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } };

/** Returns a stack with a queue in a nested one. */
function nested() {
  const parent = stack({ Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/x' } } });
  return [parent, stack({ Queue: QUEUE }, { constructPath: 'Orders/Inner', stackName: undefined, parent: { stack: parent, logicalId: 'Inner' } })];
}

const INNER = 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Orders-Inner-1A2B/0f';

beforeEach(() => scene.aws.on('sqs:GetQueueUrl', { QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/orders' }));

test('resources of nested stacks are found through their parents', async () => {
  scene.aws.on('cloudformation:ListStackResources', ({ StackName }) => {
    if (StackName === 'Orders') return deployed({ Inner: INNER });
    return StackName === INNER ? deployed({ Queue: 'https://sqs.eu-central-1.amazonaws.com/111122223333/orders' }) : notDeployed(StackName);
  });
  expect(answersTo('name', await scene.ask(nested()))).toEqual([expect.stringMatching(/^ready It belongs to this stack’s own resource/)]);
});

test('a nested stack whose parent is not deployed has no resources', async () => {
  expect(answersTo('name', await scene.ask(nested()))).toEqual([expect.stringMatching(/^fails/)]);
});

test('long lists are read completely, and deleted resources are ignored', async () => {
  const url = 'https://sqs.eu-central-1.amazonaws.com/111122223333/orders';
  const summary = (LogicalResourceId: string, ResourceStatus: string) => ({ LogicalResourceId, PhysicalResourceId: url, ResourceStatus });
  const answer = (status: string) => ({ NextToken }: any) => (
    NextToken === 'more' ? { StackResourceSummaries: [summary('Queue', status)] } : { StackResourceSummaries: [summary('Other', 'CREATE_COMPLETE')], NextToken: 'more' }
  );
  scene.aws.on('cloudformation:ListStackResources', answer('UPDATE_COMPLETE'));
  expect(answersTo('name', await scene.ask([stack({ Queue: QUEUE })]))[0]).toMatch(/^ready/);
  for (const gone of ['DELETE_COMPLETE', 'CREATE_FAILED']) {
    scene.aws.on('cloudformation:ListStackResources', answer(gone));
    expect(answersTo('name', await scene.ask([stack({ Queue: QUEUE })]))[0]).toMatch(/^fails/);
  }
});

test('a rejected request does not count as an absent resource', async () => {
  scene.aws.on('cloudformation:ListStackResources', new Failure(403, 'AccessDenied', 'not authorized'));
  expect(answersTo('name', await scene.ask([stack({ Queue: QUEUE })]))[0]).toMatch(/^unknown .*cloudformation:ListStackResources/);
});

test('the policy names the stack, and its nested stacks if there are some', () => {
  const [target] = targetsOf(nested(), { account: '111122223333', region: 'eu-central-1' });
  const [needs] = deployedNeeds(target, target.resources('AWS::SQS::Queue'));
  expect(needs.on).toEqual(['arn:aws:cloudformation:eu-central-1:111122223333:stack/Orders*/*']);
});
