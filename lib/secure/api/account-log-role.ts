import { AspectPriority, Aspects, CfnResource, IAspect, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';

/** Id of the construct that sets the role; one for each stack. */
const ID = 'Sec3ApiLogRole';

const POLICY = 'service-role/AmazonAPIGatewayPushToCloudWatchLogs';

/**
 * The role that API Gateway uses to write logs of all REST and WebSocket APIs of an account in a Region. Without it, a stage with
 * logging can't be deployed.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class AccountLogRole {
  /**
   * The stack creates a role and sets it, once for all its APIs.
   *
   * Other stacks keep their logging: the role may write to every log group of the account, so it serves every API. The role and the
   * setting are retained when the stack is deleted, so each deleted stack leaves one role behind.
   */
  public static create(): AccountLogRole {
    return new AccountLogRole((scope) => createdRole(scope).roleArn);
  }

  /**
   * The stack sets an existing role, once for all its APIs. The setting is retained when the stack is deleted.
   *
   * @param role its trust policy lets `apigateway.amazonaws.com` assume it; its permissions are those of the AWS managed policy
   * `AmazonAPIGatewayPushToCloudWatchLogs`
   */
  public static fromRole(role: iam.IRole): AccountLogRole {
    return new AccountLogRole(() => role.roleArn, role);
  }

  /**
   * The role of the account is set elsewhere, and the stack does not change it. If no role is set, the deployment of the stage fails; `cdk-sec3
   * preflight` checks the account for it.
   */
  public static existing(): AccountLogRole {
    return new AccountLogRole();
  }

  private constructor(
    private readonly arnIn?: (scope: Construct) => string,
    private readonly role?: iam.IRole,
  ) {}

  /**
   * Sets the role of the account before any stage in the API's stack, or in its nested stacks, is created.
   *
   * @internal
   */
  public _setFor(api: apigateway.RestApi): void {
    if (!this.arnIn) return;
    const stack = Stack.of(api);
    const known = stack.node.tryFindChild(ID) as AccountSetting | undefined;
    if (known && known.role !== this.role) {
      throw new Error(`[${api.node.path}] accountLogRole differs from that of another API in stack ${stack.node.path}; an account has one role for all APIs`);
    }
    if (!known) new AccountSetting(stack, this.arnIn, api, this.role);
  }
}

class AccountSetting extends Construct {
  public readonly account: apigateway.CfnAccount;

  constructor(stack: Stack, arnIn: (scope: Construct) => string, firstApi: apigateway.RestApi, public readonly role?: iam.IRole) {
    super(stack, ID);
    this.account = new apigateway.CfnAccount(this, 'Account', { cloudWatchRoleArn: arnIn(this) });
    this.account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    // In an account that never had an API, the setting can only be made after the first one.
    this.account.node.addDependency(firstApi.node.defaultChild!);
    Aspects.of(stack).add(new StagesWait(this.account), { priority: AspectPriority.MUTATING });
  }
}

/** Types that create a stage with logging. Access logs of HTTP APIs need no role, but they share their type with WebSocket APIs. */
const STAGES = ['AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment', 'AWS::ApiGatewayV2::Stage'];

/** Makes every stage depend on the setting, also stages of other constructs, of `CfnStage`, and of included templates. */
class StagesWait implements IAspect {
  constructor(private readonly account: apigateway.CfnAccount) {}

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || !STAGES.includes(node.cfnResourceType) || hasOwnSetting(Stack.of(node), Stack.of(this.account))) return;
    node.node.addDependency(this.account);
  }
}

/** Whether a nested stack, or a stack between it and the outer one, sets the role itself. */
function hasOwnSetting(stack: Stack, outer: Stack): boolean {
  if (stack === outer) return false;
  return stack.node.tryFindChild(ID) !== undefined || stack.nestedStackParent === undefined || hasOwnSetting(stack.nestedStackParent, outer);
}

function createdRole(scope: Construct): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(POLICY)],
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN);
  Validations.of(role).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${POLICY}]`,
    reason: 'API Gateway requires this policy: the role writes the logs of every API of the account.',
  });
  return role;
}
