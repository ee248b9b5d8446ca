import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as guardduty from 'aws-cdk-lib/aws-guardduty';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ConstructRepairs, fn } from './construct-repair';
import { SecurityBulletinFeed } from '../../../../lib/awareness/security-bulletin-feed';

const feed = (stack: Stack) => new SecurityBulletinFeed(stack, 'Feed');

export const AWARENESS_CONSTRUCTS: ConstructRepairs = {
  AwarenessFeedSubscribed: {
    wrong: (stack) => fn(stack),
    right: (stack) => [fn(stack), new SecurityBulletinFeed(stack, 'Feed')],
  },
  SecurityNotificationDelivered: {
    wrong: feed,
    right: (stack) => new SecurityBulletinFeed(stack, 'Feed', { subscriptions: [new EmailSubscription('security@example.com')] }),
  },
  SecurityFindingsReported: {
    wrong: (stack) => new guardduty.CfnDetector(stack, 'Detector', { enable: false }),
    right: (stack) => new guardduty.CfnDetector(stack, 'Detector', { enable: true }),
  },
  FeedStalenessAlarmed: {
    wrong: (stack) => {
      for (const { node } of feed(stack).node.findAll()) if (node.defaultChild instanceof cloudwatch.CfnAlarm) node.defaultChild.alarmActions = [];
    },
    right: (stack) => new SecurityBulletinFeed(stack, 'Feed'),
  },
  FeedScheduled: {
    wrong: (stack) => { for (const schedule of feed(stack).schedules) schedule.state = 'DISABLED'; },
    right: feed,
  },
};
