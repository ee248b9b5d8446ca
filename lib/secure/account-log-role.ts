import { AspectPriority, Aspects, CfnResource, IAspect, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';

/** The one construct of a stack that sets the role. */
const ID = 'Sec3ApiLogRole';

const POLICY = 'service-role/AmazonAPIGatewayPushToCloudWatchLogs';

/**
 * The role with which API Gateway writes the logs of all REST and WebSocket APIs of an account in a Region. Without one, a stage that
 * logs can't be deployed.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class AccountLogRole {
  /**
   * The stack makes a role and sets it, once for all its APIs.
   *
   * This can't end the logging of another stack: the role may write to every log group of the account, so it serves every API, and
   * both the role and the setting stay when the stack is deleted. One role then remains for each stack that was deleted.
   */
  public static create(): AccountLogRole {
    return new AccountLogRole((scope) => createdRole(scope).roleArn);
  }

  /**
   * The stack sets a role that is there already, once for all its APIs. The setting stays when the stack is deleted.
   *
   * @param role its trust policy lets `apigateway.amazonaws.com` assume it; its permissions are those of the AWS managed policy
   * `AmazonAPIGatewayPushToCloudWatchLogs`
   */
  public static fromRole(role: iam.IRole): AccountLogRole {
    return new AccountLogRole(() => role.roleArn, role);
  }

  /**
   * Somebody else has set the role of the account, and the stack does not touch it. Where nobody has, the deployment of the stage fails.
   * `cdk-sec3 preflight` asks the account.
   */
  public static existing(): AccountLogRole {
    return new AccountLogRole();
  }

  private constructor(
    private readonly arnIn?: (scope: Construct) => string,
    private readonly role?: iam.IRole,
  ) {}

  /**
   * Sets the role of the account before any stage of the API's stack is made, and of the stacks nested in it.
   *
   * @internal
   */
  public _setFor(api: apigateway.RestApi): void {
    if (!this.arnIn) return;
    const stack = Stack.of(api);
    const known = stack.node.tryFindChild(ID) as AccountSetting | undefined;
    if (known && known.role !== this.role) {
      throw new Error(`[${api.node.path}] accountLogRole differs from that of another API in stack ${stack.node.path}; an account has one role for all`);
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
    // In an account that never had an API, the setting can't be made before the first one.
    this.account.node.addDependency(firstApi.node.defaultChild!);
    Aspects.of(stack).add(new StagesWait(this.account), { priority: AspectPriority.MUTATING });
  }
}

/** Types that make a stage which may log: of HTTP APIs, whose access log needs no role, the type is one with WebSocket APIs. */
const STAGES = ['AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment', 'AWS::ApiGatewayV2::Stage'];

/** Has each stage wait for the setting, whatever makes it: other constructs for APIs, deployments by hand, templates that are included. */
class StagesWait implements IAspect {
  constructor(private readonly account: apigateway.CfnAccount) {}

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || !STAGES.includes(node.cfnResourceType) || hasOwnSetting(Stack.of(node), Stack.of(this.account))) return;
    node.node.addDependency(this.account);
  }
}

/** Whether a nested stack, or one between, sets the role itself. */
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
    reason: 'API Gateway asks for this policy: the role writes the logs of every API of the account.',
  });
  return role;
}
