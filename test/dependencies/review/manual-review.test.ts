import { App, Stage, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as codepipeline_actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { ManualReview, ManualReviewProps } from '../../../lib/dependencies/review/manual-review';
import { manualReviewBeforeDeploy } from '../../../lib/dependencies/rules/manual-review-before-deploy';
import { check, workloadOfApp } from '../../gate/harness';
import { packFindings } from '../../secure/packs';

jest.setTimeout(60_000);

const ENV = { account: '111122223333', region: 'eu-west-1' };

/** Creates a pipeline of CDK Pipelines with a manual review before deployment. */
function cdkPipeline(app: App, props?: ManualReviewProps): Stack {
  const stack = new Stack(app, 'Pipeline', { env: ENV });
  const input = pipelines.CodePipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Repo', 'orders'), 'main');
  const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', { synth: new pipelines.ShellStep('Synth', { input, commands: ['npx cdk synth'] }) });
  const prod = new Stage(stack, 'Prod', { env: ENV });
  new sns.Topic(new Stack(prod, 'Orders'), 'Topic');
  pipeline.addStage(prod, { pre: [new ManualReview(stack, 'Review', props).step()] });
  return stack;
}

/** Creates a pipeline of AWS CodePipeline with a manual review before deployment. */
function plainPipeline(app: App, props?: ManualReviewProps): Stack {
  const stack = new Stack(app, 'Pipeline', { env: ENV });
  const review = new ManualReview(stack, 'Review', props);
  const source = new codepipeline.Artifact();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'orders');
  new codepipeline.Pipeline(stack, 'Pipeline', {
    stages: [
      { stageName: 'Source', actions: [new codepipeline_actions.S3SourceAction({ actionName: 'S3', bucket, bucketKey: 'orders.zip', output: source })] },
      {
        stageName: 'Deploy',
        actions: [
          review.action(),
          new codepipeline_actions.S3DeployAction({ actionName: 'Deploy', bucket, input: source, runOrder: 2 }),
        ],
      },
    ],
  });
  return stack;
}

const approval = (configuration: object) =>
  Match.objectLike({
    Name: 'ManualReview',
    ActionTypeId: Match.objectLike({ Category: 'Approval', Provider: 'Manual' }),
    Configuration: Match.objectLike(configuration),
  });

describe.each([['CDK Pipelines', cdkPipeline], ['AWS CodePipeline', plainPipeline]])('%s', (_, pipeline) => {
  it('notifies reviewers, with a link to the reports', () => {
    const reportsUrl = 'https://example.com/reports/#{codepipeline.PipelineExecutionId}';
    const template = Template.fromStack(pipeline(new App(), { reportsUrl }));
    const configuration = {
      NotificationArn: { Ref: Match.stringLikeRegexp('^ReviewTopic') },
      CustomData: Match.stringLikeRegexp('certified-dependencies.json'),
      ExternalEntityLink: reportsUrl,
    };
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
      Stages: Match.arrayWith([Match.objectLike({ Actions: Match.arrayWith([approval(configuration)]) })]),
    });
  });

  it('grants the use of the topic’s key', () => {
    const template = Template.fromStack(pipeline(new App()));
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          { Action: 'sns:Publish', Effect: 'Allow', Resource: { Ref: Match.stringLikeRegexp('^ReviewTopic') } },
          { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Effect: 'Allow', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ReviewTopicKey'), 'Arn'] } },
        ]),
      },
    });
  });

  it('satisfies the rule ManualReviewBeforeDeploy', () => {
    const workload = workloadOfApp((app) => void pipeline(app));
    expect(workload.resources('AWS::CodePipeline::Pipeline')).toHaveLength(1);
    expect(check(manualReviewBeforeDeploy, workload)).toEqual([]);
  });
});

it('takes a topic and a message', () => {
  const stack = new Stack(new App(), 'Stack');
  const topic = new sns.Topic(stack, 'Given');
  const review = new ManualReview(stack, 'Review', { topic, message: 'Look twice' });
  expect(review.topic).toBe(topic);
  expect(review.topicKey).toBeUndefined();
  expect(review.step('Twice')).toMatchObject({ id: 'Twice', comment: 'Look twice', reviewUrl: undefined, notificationTopic: topic });
  expect(review.action({ actionName: 'Twice', runOrder: 3 }).actionProperties).toMatchObject({ actionName: 'Twice', runOrder: 3 });
});

it('rejects invalid props, naming all problems', () => {
  const stack = new Stack(new App(), 'Stack');
  const props = { topic: new sns.Topic(stack, 'Given', { fifo: true }), topicKey: new kms.Key(stack, 'Key'), message: 'x'.repeat(1001), reportsUrl: 'see the wiki' };
  expect(() => new ManualReview(stack, 'Review', props)).toThrow(
    '[Stack/Review] topicKey applies only to the default topic, but topic is set: set the key of that topic; ' +
      'topic Stack/Given is a FIFO topic, but AWS CodePipeline delivers only to standard ones: use a standard topic; ' +
      'message has 1001 characters; 1 to 1000 are expected; reportsUrl is "see the wiki"; an address with http or https is expected',
  );
});

test('passes the gate, both packs of cdk-nag and the CDK’s validator', () => {
  expect(packFindings((stack) => void new ManualReview(stack, 'Review')).open).toEqual([]);
});
