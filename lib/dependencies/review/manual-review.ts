import { Token } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as codepipeline_actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import type { ReviewNotificationOptions } from './notification-options';
import { notificationProblems, reviewTopic } from './notifications';
import { fifoProblems } from '../../notifications';
import { shown } from '../../quotas';

/**
 * Properties of `ManualReview`: the message to reviewers, and who is notified.
 */
export interface ManualReviewProps extends ReviewNotificationOptions {
  /**
   * The message to reviewers: what to check before approval, in at most 1000 characters.
   *
   * @default - whether code and dependencies work as intended, which findings are accepted and why, and who owns the code
   */
  readonly message?: string;

  /**
   * The URL of the reports, such as `reportsUrl` of a DependencyReview. It may contain variables of the pipeline, such as
   * `#{codepipeline.PipelineExecutionId}`.
   *
   * @default - no link
   */
  readonly reportsUrl?: string;
}

/**
 * Options of a pipeline action for a manual review.
 */
export interface ManualReviewActionOptions {
  /**
   * The name of the action, unique in its stage.
   *
   * @default 'ManualReview'
   */
  readonly actionName?: string;

  /**
   * The order of the action in its stage; actions with lower values run first.
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
 * Stops a pipeline until a person has reviewed the changes that it is about to deploy. Reviewers get a message with a link to the reports of the
 * automated review, and approve or reject in AWS CodePipeline. AWS CodePipeline records who decided, when, and with which comment.
 *
 * Approval needs the permission `codepipeline:PutApprovalResult` on the action: grant it only to reviewers. After seven days without an answer, the
 * review counts as rejected.
 *
 * Serves SEC 3, dependencies/manual-review and dependencies/combined-review.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
 */
export class ManualReview extends Construct {
  /** The topic that notifies reviewers. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; undefined if a topic was passed. */
  public readonly topicKey?: kms.IKey;

  private readonly message: string;
  private readonly reportsUrl?: string;

  /**
   * @param scope the parent construct, usually a stack
   * @param id the id of the construct
   * @param props the reviewers, and the message to them
   * @throws Error if props are invalid, naming all problems
   */
  constructor(scope: Construct, id: string, props: ManualReviewProps = {}) {
    super(scope, id);
    const { message = MESSAGE, reportsUrl } = props;
    const problems = [...notificationProblems(props), ...fifoProblems(props.topic, 'AWS CodePipeline delivers')];
    if (message.trim() === '' || message.length > MAX_MESSAGE) problems.push(`message has ${message.length} characters; 1 to ${MAX_MESSAGE} are expected`);
    if (reportsUrl !== undefined && !Token.isUnresolved(reportsUrl) && !/^https?:\/\/\S+$/.test(reportsUrl)) {
      problems.push(`reportsUrl is ${shown(reportsUrl)}; an address with http or https is expected`);
    }
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);
    this.message = message;
    this.reportsUrl = reportsUrl;
    const { topic, key } = reviewTopic(this, props);
    this.topic = topic;
    this.topicKey = key;
  }

  /**
   * Returns the review as a step of CDK Pipelines: put it into `pre` of the last stage.
   *
   * @param id the name of the step
   */
  public step(id: string = 'ManualReview'): pipelines.ManualApprovalStep {
    return new pipelines.ManualApprovalStep(id, { comment: this.message, reviewUrl: this.reportsUrl, notificationTopic: this.topic });
  }

  /**
   * Returns the review as an action of AWS CodePipeline: put it into a stage before the last one that deploys.
   *
   * @param options the name and order of the action
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
