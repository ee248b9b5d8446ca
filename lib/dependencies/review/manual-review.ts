import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as codepipeline_actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import type { ReviewNotificationOptions } from './notification-options';
import { notificationProblems, reviewTopic } from './notifications';

/**
 * What reviewers are asked, and who is asked.
 */
export interface ManualReviewProps extends ReviewNotificationOptions {
  /**
   * What to look at before approving, in at most 1000 characters.
   *
   * @default - whether code and dependencies work as intended, which findings are accepted and why, and who owns the code
   */
  readonly message?: string;

  /**
   * Where the reports are, such as `reportsUrl` of a DependencyReview. It may hold variables of the pipeline, such as
   * `#{codepipeline.PipelineExecutionId}`.
   *
   * @default - no link
   */
  readonly reportsUrl?: string;
}

/**
 * Options of an action in a pipeline.
 */
export interface ManualReviewActionOptions {
  /**
   * The name of the action, unique in its stage.
   *
   * @default 'ManualReview'
   */
  readonly actionName?: string;

  /**
   * The order of the action in its stage: lower ones come first.
   *
   * @default 1
   */
  readonly runOrder?: number;
}

const MESSAGE =
  'Review before deployment: do the code and what it depends on do what they are meant to, end to end? Is each finding of the automated review fixed, ' +
  'or accepted for a good reason? Has an owner of the code approved each package that is new in certified-dependencies.json?';

/** Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ManualApproval.html */
const MAX_MESSAGE = 1000;

/**
 * Stops a pipeline until a person has reviewed what it is about to deploy. Reviewers get a message with a link to the reports of
 * the automated review, and approve or reject in AWS CodePipeline, which records who did, when, and what they said.
 *
 * Whoever may approve has `codepipeline:PutApprovalResult` on the action: give it to reviewers alone. After seven days without
 * an answer the review counts as rejected.
 *
 * Serves SEC 3, dependencies/manual-review and dependencies/combined-review.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
 */
export class ManualReview extends Construct {
  /** Where reviewers are asked. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; none where a topic was given. */
  public readonly topicKey?: kms.IKey;

  private readonly message: string;
  private readonly reportsUrl?: string;

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props the reviewers, and the message to them
   * @throws Error with all that is wrong with the props
   */
  constructor(scope: Construct, id: string, props: ManualReviewProps = {}) {
    super(scope, id);
    const { message = MESSAGE, reportsUrl } = props;
    const problems = notificationProblems(props);
    if (message.trim() === '' || message.length > MAX_MESSAGE) problems.push(`message has ${message.length} characters; 1 to ${MAX_MESSAGE} are expected`);
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);
    this.message = message;
    this.reportsUrl = reportsUrl;
    const { topic, key } = reviewTopic(this, props);
    this.topic = topic;
    this.topicKey = key;
  }

  /**
   * The review as a step of CDK Pipelines: put it into `pre` of the last stage.
   *
   * @param id the name of the step, `ManualReview` where it is left out
   */
  public step(id: string = 'ManualReview'): pipelines.ManualApprovalStep {
    return new pipelines.ManualApprovalStep(id, { comment: this.message, reviewUrl: this.reportsUrl, notificationTopic: this.topic });
  }

  /**
   * The review as an action of AWS CodePipeline: put it into a stage before the last one that deploys.
   *
   * @param options name and order of the action
   */
  public action(options: ManualReviewActionOptions = {}): codepipeline.IAction {
    const { actionName = 'ManualReview', runOrder } = options;
    return new codepipeline_actions.ManualApprovalAction({
      actionName,
      runOrder,
      additionalInformation: this.message,
      externalEntityLink: this.reportsUrl,
      notificationTopic: this.topic,
    });
  }
}
