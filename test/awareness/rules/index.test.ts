import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AWARENESS_RULES } from '../../../lib/awareness/rules';
import { SecurityBulletinFeed } from '../../../lib/awareness/security-bulletin-feed';
import { ids, workloadOfStack } from '../../gate/harness';

test('the construct satisfies all rules once the topic has a subscriber', () => {
  const findings = (subscribed: boolean) => {
    const workload = workloadOfStack((stack) => {
      new SecurityBulletinFeed(stack, 'Feed', { subscriptions: subscribed ? [new EmailSubscription('security@example.com')] : [] });
    });
    return AWARENESS_RULES.flatMap((rule) => ids(rule, workload)).map((line) => line.replace(/^\w+/, ''));
  };
  expect(findings(true)).toEqual([]);
  expect(findings(false)).toEqual(['[no-subscriber]']);
});
