import { CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { rotatedSecretProblems } from './rotated-secret-problems';
import { dependsOn, deploymentRoleOf, functionOf, readerProblems, resourceOf } from './secret-layout';
import { SecretRotation } from './secret-rotation';
import { SecretSchedule } from './secret-schedule';
import { watchRole } from '../../functions';
import { checkLength, fittedText, LIMITS, shown } from '../../quotas';
import { onDynamicReference } from '../access/dynamic-references';
import { admitOtherAccount, otherAccountOf } from '../access/other-account-readers';
import { accessStatements, grantToFunction, READ_ACTIONS } from '../access/secret-grants';
import { allowSecretsManager, ownKey } from '../access/secret-key';
import { ownerActionsDenied, ReaderList, tlsStatement } from '../access/secret-policy';

/**
 * Properties of a rotated secret.
 */
export interface RotatedSecretProps extends secretsmanager.SecretProps {
  /**
   * How the value is rotated.
   */
  readonly rotation: SecretRotation;

  /**
   * When the value is rotated.
   *
   * @default SecretSchedule.rotateEvery(Duration.days(30))
   */
  readonly schedule?: SecretSchedule;

  /**
   * Whether the value is rotated immediately after the secret is created, and when the schedule changes. If false, Secrets Manager then only calls
   * the test step of the rotation function.
   *
   * @default - true for SecretRotation.generated, hosted and function; false for apiKey and managedExternal, whose first value is
   * stored manually
   */
  readonly rotateOnCreation?: boolean;

  /**
   * Whether the secret is encrypted with `aws/secretsmanager` instead of a customer managed key. All principals of the account can use this AWS
   * managed key through Secrets Manager.
   *
   * @default false
   */
  readonly awsManagedKey?: boolean;

  /**
   * Whether the resource policy denies reading to all principals except those that were granted access, the rotation and the break-glass role,
   * regardless of their identity policies.
   *
   * @default true
   */
  readonly denyOtherReaders?: boolean;

  /**
   * A role for emergencies that the resource policy allows to read the secret. It needs an identity policy that allows reading.
   *
   * @default - none; administrators of the account can still replace the resource policy
   */
  readonly breakGlassRole?: iam.IRole;
}

/**
 * A secret that is rotated, and that only principals with a grant can read.
 *
 * It extends `secretsmanager.Secret`, and accepts its props. These props have other defaults or meanings:
 *
 * - `encryptionKey`: a customer managed key for this secret only, with key rotation, which can only be used through Secrets
 * Manager. A key
 *   that is given gets a statement that allows identities of the account to use it through Secrets Manager; an imported key must
 * have it.
 * - `removalPolicy`: `RemovalPolicy.RETAIN`.
 * - `replicaRegions`: each needs its own key, unless `awsManagedKey` is set.
 *
 * The resource policy sets BlockPublicPolicy, rejects requests without TLS, and denies reading to all principals that it does not name. It never
 * denies its own replacement. If a template of the app has a dynamic reference to the secret, such as `secretValue`, the policy allows the role that
 * CloudFormation uses to deploy that stack. If the app does not know the role, synthesis fails unless `exempt` was called.
 *
 * Serves SEC 3, secrets/manager, secrets/minimal-access, secrets/permissive-policies and secrets/rotation.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html
 */
export class RotatedSecret extends secretsmanager.Secret {
  /** The key of the secret; undefined for an AWS managed key. */
  public readonly encryptionKey?: kms.IKey = undefined;

  /** The rotation schedule. */
  public readonly rotationSchedule: secretsmanager.CfnRotationSchedule;

  /** The rotation function. Undefined if Secrets Manager rotates itself or hosts the function. */
  public readonly rotationFunction?: lambda.IFunction;

  /** The role that rotates a partner's secret, or that of a hosted rotation function. Otherwise undefined, also if `denyOtherReaders` is false. */
  public readonly rotationRole?: iam.IRole;

  /** The resource policy of the secret. */
  public readonly resourcePolicy: secretsmanager.ResourcePolicy;

  private readonly readers?: ReaderList;

  private hasExemptRole = false;

  /**
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props properties of the secret and its rotation
   * @throws Error if props contradict each other, or AWS would reject them
   */
  constructor(scope: Construct, id: string, props: RotatedSecretProps) {
    const { rotation, schedule, rotateOnCreation, awsManagedKey, denyOtherReaders, breakGlassRole, encryptionKey, ...rest } = props;
    const strategy = rotation._strategy;
    super(scope, id, {
      ...rest,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      generateSecretString: props.generateSecretString ?? strategy.generator,
    });
    const problems = [...rotatedSecretProblems(props, this.env.region), ...(strategy.problems?.(props) ?? [])];
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);

    const resource = this.node.defaultChild as secretsmanager.CfnSecret;
    resource.type = strategy.secretType;
    if (!awsManagedKey) {
      this.encryptionKey = encryptionKey ?? ownKey(this, fittedText('AWS::KMS::Key.Description', `Encrypts the secret ${this.node.path}`));
      resource.kmsKeyId = this.encryptionKey.keyArn;
      allowSecretsManager(this.encryptionKey, this);
    }

    this.addToResourcePolicy(tlsStatement());
    this.resourcePolicy = this.node.findChild('Policy') as secretsmanager.ResourcePolicy;
    if (denyOtherReaders ?? true) {
      this.readers = new ReaderList();
      this.addToResourcePolicy(this.readers.statement);
      onDynamicReference(resource, (by) => this.admitDeployment(by));
    }
    if (breakGlassRole) this.readers?.addArn(breakGlassRole.roleArn);

    this.checkLimits();

    const bound = strategy.bind(this, this.readers !== undefined);
    for (const arn of bound.readers) this.readers?.addArn(arn);
    this.rotationFunction = bound.fn;
    this.rotationRole = bound.role;
    const { expression, duration } = schedule ?? SecretSchedule.rotateEvery(Duration.days(30));
    this.rotationSchedule = new secretsmanager.CfnRotationSchedule(this, 'RotationSchedule', {
      secretId: this.secretArn,
      rotationRules: { scheduleExpression: expression, duration },
      rotateImmediatelyOnUpdate: rotateOnCreation ?? strategy.rotateOnCreation,
      ...bound.schedule,
    });
    this.rotationSchedule.node.addDependency(...bound.before);
    for (const construct of bound.after ?? []) construct.node.addDependency(this.rotationSchedule);
  }

  /**
   * Grants a function, a role or a user permission to read and describe the secret.
   *
   * For a function, an alias or a version, the grant is bound to the function's code with `lambda:SourceFunctionArn`: other code with the same role
   * can't read. The policy is attached to the function's role and is in the function's stack. If the role is in another stack than the secret, it
   * gets a tag with the secret's ARN, which the resource policy accepts. A principal that may tag roles (`iam:TagRole`) or sessions
   * (`sts:TagSession`) can make others pass the resource policy, but this gives them no permission.
   *
   * An imported role or user of another account is added to the policies of the secret and its key. It also needs a policy in its own account: one
   * that allows `secretsmanager:GetSecretValue` on the secret and `kms:Decrypt` on its key.
   *
   * @param grantee a function in the secret's account and Region, or a role or user
   * @param versionStages staging labels of the versions that may be read, such as `['AWSCURRENT']`. With AWSCURRENT, requests without a version are
   * allowed as well; requests with a version id are not. @default - all versions
   * @throws Error if the grantee can't be named, if the grant would create a circular dependency between stacks, or if the
   * grantee's account can't use the secret's key
   * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
   */
  public grantRead(grantee: iam.IGrantable, versionStages?: string[]): iam.Grant {
    if (versionStages?.length === 0) throw this.rejection('grantRead: versionStages is empty, so nothing could be read: omit it for all versions');
    const fn = functionOf(grantee);
    const access = { actions: READ_ACTIONS, versionStages, keyActions: ['kms:Decrypt'], fn };
    if (fn) {
      const problems = fn.role ? readerProblems(this, fn) : [`the role of function ${fn.node.path} is unknown: import it by Function.fromFunctionAttributes with its role`];
      if (problems.length > 0) throw this.rejection(`grantRead: ${problems.join('; ')}`);
      this.admit(fn.role!.roleArn);
      const statements = accessStatements(this, access);
      return grantToFunction(fn, { scope: fn, id: 'SecretReads' }, statements).grant;
    }
    const { grantPrincipal } = grantee;
    if (grantPrincipal instanceof iam.Role) watchRole(grantPrincipal);
    const arn = (grantPrincipal as Partial<iam.IRole>).roleArn ?? (grantPrincipal as Partial<iam.IUser>).userArn;
    if (arn === undefined) {
      if (!this.readers) return super.grantRead(grantee, versionStages);
      throw this.rejection('grantRead: the grantee is neither a function nor a role nor a user, so the Deny for all others can\'t except it: grant a role, or set denyOtherReaders to false');
    }
    const reader = { principal: grantPrincipal, arn };
    const account = otherAccountOf(this, reader);
    const problems = account === undefined ? [] : admitOtherAccount(this, reader, account, versionStages);
    if (problems.length > 0) throw this.rejection(`grantRead: ${problems.join('; ')}`);
    this.admit(arn);
    return accessStatements(this, access)
      .map(({ actions, resources, conditions }) => iam.Grant.addToPrincipal({ grantee, actions, resourceArns: resources, conditions }))
      .reduce((all, grant) => all.combine(grant));
  }

  /**
   * Exempts a role from the Deny for unnamed principals, but grants no permission. For roles that get permission elsewhere, such as the role that
   * CloudFormation deploys with, if the app does not know it.
   *
   * @param role the role to exempt
   */
  public exempt(role: iam.IRole): void {
    this.hasExemptRole = true;
    this.admit(role.roleArn);
  }

  /**
   * Adds a statement to the resource policy. BlockPublicPolicy stays set.
   *
   * @param statement the statement to add
   * @throws Error if the statement would deny replacing the policy to all principals, including the owner
   */
  public addToResourcePolicy(statement: iam.PolicyStatement): iam.AddToResourcePolicyResult {
    const denied = ownerActionsDenied(statement);
    if (denied.length > 0) {
      throw this.rejection(`addToResourcePolicy: the statement denies ${denied.join(' and ')} to all principals, so the policy could never be replaced: remove them, or add a condition`);
    }
    const result = super.addToResourcePolicy(statement);
    const policy = this.node.findChild('Policy').node.defaultChild as secretsmanager.CfnResourcePolicy;
    policy.blockPublicPolicy = true;
    return result;
  }

  /**
   * Adds the address and name of a database to the secret, before its first rotation. CloudFormation reads the secret for this with its deployment
   * role, so the resource policy allows that role if the app knows it.
   *
   * @param target the database, or its proxy
   * @returns this secret, so that further grants are bound to functions
   */
  public attach(target: secretsmanager.ISecretAttachmentTarget): secretsmanager.ISecret {
    const attachment = super.attach(target);
    this.rotationSchedule.node.addDependency(attachment);
    this.resourcePolicy.node.addDependency(attachment);
    const role = deploymentRoleOf(Stack.of(this));
    if (role !== undefined) this.readers?.addArn(role);
    return this;
  }

  /**
   * Not supported: the secret already has a rotation.
   *
   * @param id only used in the error
   * @param _options not used
   * @throws Error always
   */
  public addRotationSchedule(id: string, _options: secretsmanager.RotationScheduleOptions): secretsmanager.RotationSchedule {
    throw this.rejection(`addRotationSchedule ${shown(id)}: the secret already has a rotation: pass rotation and schedule to its constructor`);
  }

  /** Adds a reader to the list: by name, or by a tag if the name would create a circular dependency between stacks. */
  private admit(arn: string): void {
    if (!this.readers) return;
    const resource = resourceOf(arn);
    const home = Stack.of(this);
    if (!resource || Stack.of(resource) === home || dependsOn(home, Stack.of(resource))) {
      this.readers.addArn(arn);
    } else if (resource instanceof iam.CfnRole || resource instanceof iam.CfnUser) {
      const key = `sec3:reads:${this.node.addr}`;
      resource.tags.setTag(key, this.secretArn);
      this.readers.addTag(key, this.secretArn);
    } else {
      throw this.rejection(`${resource.node.path} is in another stack, and cdk-sec3 can’t tag it: grant a role of iam.Role`);
    }
  }

  /** Both policies grow with the readers, wherever they are added. */
  private checkLimits(): void {
    checkLength(this, {
      what: 'its resource policy',
      document: () => (this.resourcePolicy.node.defaultChild as secretsmanager.CfnResourcePolicy).resourcePolicy,
      limit: LIMITS.secretPolicy,
      fix: 'let several functions share a role, or put readers into another stack, where a tag admits them',
    });
    const key = this.encryptionKey?.node.defaultChild;
    if (key instanceof kms.CfnKey) {
      checkLength(this, { what: `the policy of its key ${this.encryptionKey!.node.path}`, document: () => key.keyPolicy, limit: LIMITS.keyPolicy, fix: 'use a separate key for each secret' });
    }
  }

  /** CloudFormation reads the secret for a resource with the role that deploys the resource's stack. */
  private admitDeployment(resource: CfnResource): void {
    const stack = Stack.of(resource);
    const role = deploymentRoleOf(stack);
    if (role !== undefined) return this.readers!.addArn(role);
    if (this.hasExemptRole) return;
    throw this.rejection(
      `${resource.node.path} has a dynamic reference to the secret, which CloudFormation reads with a role that the app does not know: ` +
        `call exempt with the role that deploys stack ${stack.node.path}, or read the secret at run time`,
    );
  }

  private rejection(problem: string): Error {
    return new Error(`[${this.node.path}] ${problem}`);
  }
}
