import { Stack, Validations } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { DependencyReview, InspectorScanning, SecurityBulletinFeed } from 'cdk-sec3';

/** What watches over the app. */
export class Security extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const subscriptions = [new EmailSubscription('security@example.com')];
    new SecurityBulletinFeed(this, 'Bulletins', { subscriptions });
    new InspectorScanning(this, 'Inspector', { subscriptions });
    const source = codebuild.Source.gitHub({ owner: 'example', repo: 'orders', webhook: true });
    new DependencyReview(this, 'Review', { source, subscriptions });
    Validations.of(this).acknowledge({ id: 'Serverless::Serverless-SNSRedrivePolicy', reason: 'What a mail fails to tell, the console of each service does.' });
  }
}
