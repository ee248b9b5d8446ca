import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import { FEED, fn, template } from './functions';
import { awarenessFeedSubscribed } from '../../../lib/awareness/rules/awareness-feed-subscribed';
import { evaluate, Settings, StackTemplate, Workload } from '../../../lib/gate';
import { check, ids, workloadOfStack } from '../../gate/harness';

test('reports once, at the first function that is not from this library', () => {
  expect(check(awarenessFeedSubscribed, template({ Own: fn({ 'cdk-sec3:own-code': 'secret-rotation' }), One: fn(), Two: fn() }))).toEqual([
    'One[no-feed] Properties: the templates contain no SecurityBulletinFeed, so no notification of advisories about the app’s packages and services is known',
  ]);
});

test('reports at the first judged function, after one of the CDK', () => {
  const workload = workloadOfStack((stack) => {
    new s3.Bucket(stack, 'Bucket').addObjectCreatedNotification(new notifications.SnsDestination(new sns.Topic(stack, 'Topic')));
    new lambda.Function(stack, 'One', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
  });
  const { observations, exempt } = evaluate(workload, [awarenessFeedSubscribed], new Settings());
  expect(exempt).toContain(workload.resources('AWS::Lambda::Function')[0]);
  expect(observations.map(({ resource, id }) => `${resource.path} ${id}`)).toEqual(['Stack/One/Resource no-feed']);
});

test('reports at the first function of a judged stack', () => {
  const stacks = [false, true].map((judged, index) => new StackTemplate({ file: `${index}.json`, body: template({ Fn: fn() }), judged }));
  const { observations } = evaluate(new Workload(stacks), [awarenessFeedSubscribed], new Settings());
  expect(observations.map(({ resource, id }) => `${resource.path} ${id}`)).toEqual(['1.json/Fn no-feed']);
});

test('reports at a function that is always created, too, if the first one is conditional', () => {
  const conditional = { ...template({ One: { ...fn(), Condition: 'Some' }, Two: fn() }), Conditions: { Some: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] } } };
  expect(ids(awarenessFeedSubscribed, conditional)).toEqual(['One[no-feed]', 'Two[no-feed]']);
});

test('reports nothing if there is a feed, or no function', () => {
  expect(ids(awarenessFeedSubscribed, template({ One: fn(), Feed: FEED }))).toEqual([]);
  expect(ids(awarenessFeedSubscribed, template({ Own: fn({ 'cdk-sec3:own-code': 'secret-rotation' }) }))).toEqual([]);
});
