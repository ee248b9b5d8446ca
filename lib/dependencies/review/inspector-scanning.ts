import { CustomResource, Duration, Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as inspector from 'aws-cdk-lib/aws-inspectorv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ReviewNotificationOptions } from './notification-options';
import { notificationProblems, Notifications } from './notifications';
import { fittedText, shown } from '../../quotas';
import { ownFunction } from '../../runtime-protection/own-function';
import { AdvisorySeverity } from '../certified-dependencies';

/**
 * What Amazon Inspector scans, and who is notified of what.
 */
export interface InspectorScanningProps extends ReviewNotificationOptions {
  /**
   * Whether the code of functions is scanned too, besides their packages. Amazon Inspector has no code scanning in some
   * Regions, where the deployment fails: set it to false there.
   *
   * @default true
   * @see https://docs.aws.amazon.com/inspector/latest/user/inspector_regions.html
   */
  readonly codeScanning?: boolean;

  /**
   * The lowest severity that becomes a message. Findings without a severity always do.
   *
   * @default AdvisorySeverity.MEDIUM
   */
  readonly severityThreshold?: AdvisorySeverity;

  /**
   * Whether scans stay on when the construct, or code scanning, is removed. With `RemovalPolicy.DESTROY` they are turned off if this
   * construct turned them on, and stay on where they were on before, as by an administrator of the organization or by another stack.
   * Other stacks that came later may rely on them, which nothing can tell: so they stay on by default. A first deployment that fails
   * turns off what it turned on in either case.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Which findings of Amazon Inspector are suppressed, and why: those to which all that is given applies.
 */
export interface InspectorSuppression {
  /**
   * Why the findings do no harm, in ten characters or more. It becomes the description of the filter.
   */
  readonly reason: string;

  /**
   * A vulnerability, such as `CVE-2024-4068`.
   *
   * @default - each of them
   */
  readonly vulnerabilityId?: string;

  /**
   * The name of a package, as its registry spells it.
   *
   * @default - each of them
   */
  readonly packageName?: string;

  /**
   * Functions.
   *
   * @default - each of the account and Region
   */
  readonly functions?: lambda.IFunction[];
}

const SEVERITIES = Object.values(AdvisorySeverity);

const MIN_REASON = 10;
const MAX_REASON = 512;
const MAX_NAME = 128;

/**
 * Has Amazon Inspector scan the functions of the account and Region, whatever deployed them: their packages, and their code. What
 * it finds becomes a message in an SNS topic, by EventBridge.
 *
 * CloudFormation has no resource that turns scans on, so a custom resource calls the API, and waits until they are on. Where they are on
 * already, turned on by another stack, by hand or by an administrator of the organization, it leaves them as they are: a second
 * construct in an account changes nothing. Where an administrator manages Amazon Inspector and has them off, a member can't turn them
 * on, and the deployment fails with what Amazon Inspector says: have them turned on there, or, of code scanning, set `codeScanning` to
 * false. See `removalPolicy` for their deletion.
 *
 * Amazon Inspector scans no function that a customer managed key encrypts, none that was neither invoked nor updated in 90 days,
 * and none with the tag `InspectorExclusion`. It sees packages that esbuild bundled only by the stubs that this library leaves.
 *
 * Serves SEC 3, dependencies/automated-tools.
 *
 * @see https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html
 */
export class InspectorScanning extends Construct {
  /** The function that turns scans on, and off where it turned them on. */
  public readonly enabler: lambda.Function;

  /** What is turned on: scans of packages, and of code unless `codeScanning` is false. */
  public readonly scans: CustomResource[];

  /** What makes messages of findings. */
  public readonly rule: events.Rule;

  /** Where messages go. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; none where a topic was given. */
  public readonly topicKey?: kms.IKey;

  /** Where messages go that the topic did not take. */
  public readonly deadLetterQueue: sqs.IQueue;

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props what Amazon Inspector scans, and who is notified
   * @throws Error with all that is wrong with the props
   */
  constructor(scope: Construct, id: string, props: InspectorScanningProps = {}) {
    super(scope, id);
    const { codeScanning = true, severityThreshold = AdvisorySeverity.MEDIUM } = props;
    const problems = notificationProblems(props);
    if (!SEVERITIES.includes(severityThreshold)) {
      problems.push(`severityThreshold is ${shown(severityThreshold)}; one of ${SEVERITIES.join(', ')} is expected`);
    }
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);

    this.enabler = this.enablingFunction();
    this.scans = this.enable(codeScanning ? ['LAMBDA', 'LAMBDA_CODE'] : ['LAMBDA'], props.removalPolicy ?? RemovalPolicy.RETAIN);
    const notifications = new Notifications(this, props);
    this.topic = notifications.topic;
    this.topicKey = notifications.topicKey;
    this.deadLetterQueue = notifications.deadLetterQueue;
    this.rule = notifications.rule('Findings', {
      description: 'Tells what Amazon Inspector finds in functions',
      eventPattern: {
        source: ['aws.inspector2'],
        detailType: ['Inspector2 Finding'],
        // An administrator is sent those of other accounts, too.
        account: [Stack.of(this).account],
        detail: {
          status: ['ACTIVE'],
          severity: [...SEVERITIES.slice(SEVERITIES.indexOf(severityThreshold)).map((severity) => severity.toUpperCase()), 'UNTRIAGED'],
          resources: { type: ['AWS_LAMBDA_FUNCTION'] },
        },
      },
      message: events.RuleTargetInput.fromObject({
        summary: 'Amazon Inspector found something in a function',
        title: events.EventField.fromPath('$.detail.title'),
        severity: events.EventField.fromPath('$.detail.severity'),
        type: events.EventField.fromPath('$.detail.type'),
        functions: events.EventField.fromPath('$.resources'),
        account: events.EventField.account,
        region: events.EventField.fromPath('$.region'),
        finding: events.EventField.fromPath('$.detail.findingArn'),
        time: events.EventField.time,
      }),
    });
  }

  /**
   * Has Amazon Inspector hide findings that do no harm. They are still made, with the status SUPPRESSED.
   *
   * @param id the construct id of the filter
   * @param suppression which findings, and why
   * @throws Error with all that is wrong with the suppression
   */
  public suppress(id: string, suppression: InspectorSuppression): inspector.CfnFilter {
    const { reason, vulnerabilityId, packageName, functions } = suppression;
    const problems: string[] = [];
    if (reason.trim().length < MIN_REASON || reason.length > MAX_REASON) {
      problems.push(`reason has ${reason.trim().length} characters; ${MIN_REASON} to ${MAX_REASON} are expected, which say why the findings do no harm`);
    }
    if (vulnerabilityId === undefined && packageName === undefined && functions === undefined) {
      problems.push('it would suppress everything: give vulnerabilityId, packageName or functions');
    }
    if (functions?.length === 0) problems.push('functions is empty; give one or more, or leave it out');
    if (problems.length > 0) throw new Error(`[${this.node.path}] suppress('${id}'): ${problems.join('; ')}`);
    const equal = (value: string) => ({ comparison: 'EQUALS', value });
    const filter = new inspector.CfnFilter(this, id, {
      name: id,
      description: reason,
      filterAction: 'SUPPRESS',
      filterCriteria: {
        resourceType: [equal('AWS_LAMBDA_FUNCTION')],
        vulnerabilityId: vulnerabilityId === undefined ? undefined : [equal(vulnerabilityId)],
        vulnerablePackages: packageName === undefined ? undefined : [{ name: equal(packageName) }],
        lambdaFunctionName: functions?.map((fn) => equal(fn.functionName)),
      },
    });
    filter.name = Names.uniqueResourceName(filter, { maxLength: MAX_NAME, separator: '-' });
    return filter;
  }

  /** One resource for each type, as each may have been on before: nothing else shows that at deletion. */
  private enable(scanTypes: readonly string[], removalPolicy: RemovalPolicy): CustomResource[] {
    const policy = this.allow();
    const scans = scanTypes.map((scanType) => new CustomResource(this, scanType === 'LAMBDA' ? 'Packages' : 'Code', {
      resourceType: 'Custom::Sec3InspectorScanning',
      serviceToken: this.enabler.functionArn,
      properties: { ScanType: scanType },
      removalPolicy: removalPolicy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : removalPolicy,
    }));
    for (const [index, scan] of scans.entries()) scan.node.addDependency(policy, ...scans.slice(0, index));
    return scans;
  }

  private enablingFunction(): lambda.Function {
    return ownFunction(this, 'Function', {
      asset: 'inspector-scanning',
      description: fittedText('AWS::Lambda::Function.Description', `Turns on scans of functions by Amazon Inspector: ${this.node.path}`),
      timeout: Duration.minutes(10),
      unbounded: 'CloudFormation alone invokes it, when scans are deployed, changed or removed',
    });
  }

  private allow(): iam.Policy {
    const linkedRole = Stack.of(this).formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: 'aws-service-role/inspector2.amazonaws.com/AWSServiceRoleForAmazonInspector2',
    });
    const policy = new iam.Policy(this, 'Policy', {
      statements: [
        // They are settings of the account: there is no resource to narrow them by.
        new iam.PolicyStatement({ sid: 'Scans', actions: ['inspector2:BatchGetAccountStatus', 'inspector2:Disable', 'inspector2:Enable'], resources: ['*'] }),
        new iam.PolicyStatement({
          sid: 'InspectorsOwnRole',
          actions: ['iam:CreateServiceLinkedRole'],
          resources: [linkedRole],
          conditions: { StringEquals: { 'iam:AWSServiceName': 'inspector2.amazonaws.com' } },
        }),
      ],
    });
    policy.attachToRole(this.enabler.role!);
    const reason = 'That Amazon Inspector scans is a setting of the account, for which there is no resource to narrow it by';
    Validations.of(policy).acknowledge({ id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', reason });
    return policy;
  }
}
