import { Names, Size, Token } from 'aws-cdk-lib';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { shown, wholeNumber } from '../../quotas';

/**
 * Properties of an `ApiFirewall`.
 */
export interface ApiFirewallProps {
  /**
   * The maximum number of requests from one IP address in five minutes; 10 to 2,000,000,000.
   *
   * @default 2000
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
   */
  readonly rateLimit?: number;

  /**
   * The maximum size of a request body, 1 KiB to 64 KiB, the sizes that AWS WAF can inspect. Larger bodies are blocked.
   *
   * @default Size.kibibytes(8)
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-setting-body-inspection-limit.html
   */
  readonly maxBodySize?: Size;
}

/** The maximum size of a body, unless props set another one. */
export const DEFAULT_BODY_SIZE = Size.kibibytes(8);

/** The rule of the AWS common rule set that blocks bodies above 8 KiB. */
const COMMON_BODY_LIMIT = 'SizeRestrictions_BODY';

/**
 * An AWS WAF web ACL for an API. It has managed rules against common attacks, known bad inputs and addresses with a bad reputation,
 * a rate limit for each IP address, and a limit on the size of bodies.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export class ApiFirewall extends Construct {
  /**
   * The web ACL.
   */
  public readonly webAcl: wafv2.CfnWebACL;

  /**
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props limits of rate and body size
   * @throws Error if a limit is out of the range that AWS WAF supports
   */
  constructor(scope: Construct, id: string, props: ApiFirewallProps = {}) {
    super(scope, id);
    const { rateLimit = 2000, maxBodySize = DEFAULT_BODY_SIZE } = props;
    const problems: string[] = [];
    if (!Token.isUnresolved(rateLimit) && !(Number.isInteger(rateLimit) && rateLimit >= 10 && rateLimit <= 2_000_000_000)) {
      problems.push(`rateLimit is ${shown(rateLimit)}; a whole number of requests from 10 to 2000000000 is expected`);
    }
    // AWS WAF inspects no more.
    const bytes = wholeNumber('maxBodySize', maxBodySize, 'bytes', problems, { least: 1024, most: 65536, expected: '1 to 64 KiB, in whole bytes, are expected' })!;
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);

    this.webAcl = new wafv2.CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: this.visibility('Firewall'),
      associationConfig: { requestBody: { API_GATEWAY: { defaultSizeInspectionLimit: inspectionLimit(bytes / 1024) } } },
      rules: [
        this.block('BodySize', 0, {
          sizeConstraintStatement: {
            fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
            comparisonOperator: 'GT',
            size: bytes,
            textTransformations: [{ priority: 0, type: 'NONE' }],
          },
        }),
        this.block('Rate', 1, { rateBasedStatement: { aggregateKeyType: 'IP', limit: rateLimit } }),
        this.managed('AWSManagedRulesAmazonIpReputationList', 2),
        this.managed('AWSManagedRulesKnownBadInputsRuleSet', 3),
        // The BodySize rule replaces this one, which is fixed at 8 KiB.
        this.managed('AWSManagedRulesCommonRuleSet', 4, [{ name: COMMON_BODY_LIMIT, actionToUse: { count: {} } }]),
      ],
    });
  }

  /**
   * Associates the web ACL with a stage or another regional resource.
   *
   * @param resourceArn ARN of the resource, such as `stage.stageArn`
   */
  public protect(resourceArn: string): wafv2.CfnWebACLAssociation {
    const id = `Association${this.node.children.length}`;
    return new wafv2.CfnWebACLAssociation(this, id, { resourceArn, webAclArn: this.webAcl.attrArn });
  }

  private block(name: string, priority: number, statement: wafv2.CfnWebACL.StatementProperty): wafv2.CfnWebACL.RuleProperty {
    return { name, priority, statement, action: { block: {} }, visibilityConfig: this.visibility(name) };
  }

  private managed(
    name: string,
    priority: number,
    ruleActionOverrides: wafv2.CfnWebACL.RuleActionOverrideProperty[] = [],
  ): wafv2.CfnWebACL.RuleProperty {
    return {
      name,
      priority,
      overrideAction: { none: {} },
      statement: { managedRuleGroupStatement: { vendorName: 'AWS', name, ruleActionOverrides } },
      visibilityConfig: this.visibility(name),
    };
  }

  private visibility(name: string): wafv2.CfnWebACL.VisibilityConfigProperty {
    // CloudWatch identifies metrics of web ACLs by name only, across the account and Region.
    const metricName = `${Names.uniqueResourceName(this, { maxLength: 80 })}-${name}`;
    return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
  }
}

function inspectionLimit(kibibytes: number): string {
  return `KB_${[16, 32, 48, 64].find((limit) => kibibytes <= limit)}`;
}
