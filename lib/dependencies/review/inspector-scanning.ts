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
 * Properties of `InspectorScanning`: what Amazon Inspector scans, and who is notified of which findings.
 */
export interface InspectorScanningProps extends ReviewNotificationOptions {
  /**
   * Whether the code of functions is scanned, in addition to their packages. Some Regions have no code scanning of Amazon Inspector, and the
   * deployment fails there: set it to false.
   *
   * @default true
   * @see https://docs.aws.amazon.com/inspector/latest/user/inspector_regions.html
   */
  readonly codeScanning?: boolean;

  /**
   * The lowest severity of a finding that is sent as a message. Findings without a severity are always sent.
   *
   * @default AdvisorySeverity.MEDIUM
   */
  readonly severityThreshold?: AdvisorySeverity;

  /**
   * Whether scans stay on when the construct, or code scanning, is removed. With `RemovalPolicy.DESTROY`, they are turned off only if this construct
   * turned them on, and not if an administrator of the organization or another stack did. They stay on by default, because other stacks that were
   * deployed later may rely on them, which can't be detected. In either case, a first deployment that fails turns off the scans that it turned on.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Selects findings of Amazon Inspector that are suppressed, and says why. A finding has to meet all given conditions.
 */
export interface InspectorSuppression {
  /**
   * Why the findings do no harm, in 10 to 512 characters. It becomes the description of the filter.
   */
  readonly reason: string;

  /**
   * The id of a vulnerability, such as `CVE-2024-4068`.
   *
   * @default - all vulnerabilities
   */
  readonly vulnerabilityId?: string;

  /**
   * The name of a package, as its registry spells it.
   *
   * @default - all packages
   */
  readonly packageName?: string;

  /**
   * The functions whose findings are suppressed.
   *
   * @default - all functions of the account and Region
   */
  readonly functions?: lambda.IFunction[];
}

const SEVERITIES = Object.values(AdvisorySeverity);

const MIN_REASON = 10;
const MAX_REASON = 512;
const MAX_NAME = 128;

/**
 * Turns on scans of Amazon Inspector for the packages and the code of all functions in the account and Region, whatever deployed them. EventBridge
 * sends findings as messages to an SNS topic.
 *
 * CloudFormation has no resource that turns scans on, so a custom resource calls the API and waits until they are on. If they are already on, whether
 * by another stack, manually or by an administrator of the organization, nothing changes: a second construct in an account has no effect. If an
 * administrator manages Amazon Inspector and keeps scans off, a member account can't turn them on, and the deployment fails with the message of
 * Amazon Inspector: ask the administrator to turn them on or, for code scanning, set `codeScanning` to false. See `removalPolicy` for deletion.
 *
 * Amazon Inspector does not scan functions that are encrypted with a customer managed key, that were neither invoked nor updated in 90 days, or that
 * have the tag `InspectorExclusion`. It finds packages that esbuild bundled only through the stubs that this library writes.
 *
 * Serves SEC 3, dependencies/automated-tools.
 *
 * @see https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html
 */
export class InspectorScanning extends Construct {
  /** The function that turns scans on, and off if it turned them on. */
  public readonly enabler: lambda.Function;

  /** The custom resources for scans: one for packages, and one for code unless `codeScanning` is false. */
  public readonly scans: CustomResource[];

  /** The rule that sends findings as messages. */
  public readonly rule: events.Rule;

  /** The topic for messages. */
  public readonly topic: sns.ITopic;

  /** The key of the topic; undefined if a topic was passed. */
  public readonly topicKey?: kms.IKey;

  /** The queue for messages that could not be delivered to the topic. */
  public readonly deadLetterQueue: sqs.IQueue;

  /**
   * @param scope the parent construct, usually a stack
   * @param id the id of the construct
   * @param props what Amazon Inspector scans, and who is notified
   * @throws Error if props are invalid, naming all problems
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
        // An administrator account also receives findings of other accounts.
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
   * Suppresses findings that do no harm. Amazon Inspector still creates them, with the status SUPPRESSED.
   *
   * @param id the construct id of the filter
   * @param suppression the findings, and the reason
   * @throws Error if the suppression is invalid, naming all problems
   */
  public suppress(id: string, suppression: InspectorSuppression): inspector.CfnFilter {
    const { reason, vulnerabilityId, packageName, functions } = suppression;
    const problems: string[] = [];
    if (reason.trim().length < MIN_REASON || reason.length > MAX_REASON) {
      problems.push(`reason has ${reason.trim().length} characters; ${MIN_REASON} to ${MAX_REASON} are expected, which say why the findings do no harm`);
    }
    if (vulnerabilityId === undefined && packageName === undefined && functions === undefined) {
      problems.push('it would suppress everything: set vulnerabilityId, packageName or functions');
    }
    if (functions?.length === 0) problems.push('functions is empty; name one or more, or omit it');
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

  /**
   * Creates one resource for each scan type, because each type may have been on before. Only the physical id of a resource keeps that fact until
   * deletion.
   */
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
        // Scans are a setting of the account, so that no narrower resource is possible.
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
