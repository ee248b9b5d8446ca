import { stack } from './asking';
import { targetsOf } from '../../lib/preflight/target';

const CONDITIONS = {
  Parameters: { Size: { Type: 'String', AllowedValues: ['1', '2'] }, First: { Type: 'String' } },
  Conditions: { IsFirst: { 'Fn::Equals': [{ Ref: 'First' }, 'yes'] } },
};

function only(resource: object) {
  const [target] = targetsOf([stack({ It: resource }, CONDITIONS)]);
  return { target, resource: target.resources()[0] };
}

test('a resource is read in each scenario', () => {
  const { target, resource } = only({ Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Size' } } });
  expect(target.read(resource, (queue) => queue.get('QueueName').string())).toEqual({ values: ['1', '2'], open: undefined, always: true });
});

test('a conditional resource may be absent', () => {
  const { target, resource } = only({ Type: 'AWS::SQS::Queue', Condition: 'IsFirst', Properties: { QueueName: 'q' } });
  expect(target.read(resource, (queue) => queue.get('QueueName').string())).toEqual({ values: ['q'], open: undefined, always: false });
  expect(target.isSure(resource, () => true)).toBe(false);
  expect(target.maybe(resource, () => true)).toBe(true);
  expect(target.maybe(resource, () => false)).toBe(false);
});

test('a value from the deployment is open', () => {
  const { target, resource } = only({ Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::ImportValue': 'name' } } });
  const isMine = () => resource.get('QueueName').string() === 'mine';
  expect(target.read(resource, isMine)).toEqual({ values: [], open: expect.stringContaining('export name'), always: false });
  expect([target.isSure(resource, isMine), target.maybe(resource, isMine)]).toEqual([false, true]);
});

test('stacks are grouped by account and Region, with defaults for open ones', () => {
  const [a, b, c] = [stack({}), stack({}, { region: 'us-east-1' }), stack({}, { account: '999999999999', region: 'eu-west-1' })];
  const places = (here: object) => targetsOf([a, b, c], here).map(({ name, stacks }) => [name, stacks.length]);
  expect(places({})).toEqual([['aws://unknown-account/unknown-region', 1], ['aws://unknown-account/us-east-1', 1], ['aws://999999999999/eu-west-1', 1]]);
  expect(places({ account: '111122223333', region: 'us-east-1' })).toEqual([['aws://111122223333/us-east-1', 2], ['aws://999999999999/eu-west-1', 1]]);
});

test('resources from a macro are reported as blind spots', () => {
  const [target] = targetsOf([stack({ 'Fn::ForEach::Queues': ['Name', ['a', 'b'], {}] as object })]);
  expect(target.blindSpots).toEqual(['Orders Resources.Fn::ForEach::Queues: the resources of a loop are created at deployment']);
});
