import { Stack, Validations } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { DependencyReview, InspectorScanning, SecurityBulletinFeed, SourceAccess } from 'cdk-sec3';

/** Controls around the app. */
export class Security extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const subscriptions = [new EmailSubscription('security@example.com')];
    new SecurityBulletinFeed(this, 'Bulletins', { subscriptions });
    new InspectorScanning(this, 'Inspector', { subscriptions });
    // Pull requests of strangers start no review, which would run their code.
    const webhookFilters = [codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH)];
    const source = codebuild.Source.gitHub({ owner: 'example', repo: 'orders', webhook: true, webhookFilters });
    // Given by `-c connection=arn:aws:codeconnections:...`, otherwise by the credentials that the account has stored for GitHub.
    const connection: unknown = this.node.tryGetContext('connection');
    const sourceAccess = typeof connection === 'string' ? SourceAccess.connection(connection) : SourceAccess.accountCredentials();
    new DependencyReview(this, 'Review', { source, sourceAccess, subscriptions });
    Validations.of(this).acknowledge({ id: 'Serverless::Serverless-SNSRedrivePolicy', reason: 'What a mail fails to tell, the console of each service does.' });
  }
}
