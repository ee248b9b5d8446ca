import { CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { onDynamicReference } from './dynamic-references';
import { admitOtherAccount, otherAccountOf } from './other-account-readers';
import { rotatedSecretProblems } from './rotated-secret-problems';
import { accessStatements, grantToFunction, READ_ACTIONS } from './secret-grants';
import { allowSecretsManager, ownKey } from './secret-key';
import { dependsOn, deploymentRoleOf, functionOf, readerProblems, resourceOf } from './secret-layout';
import { ownerActionsDenied, ReaderList, tlsStatement } from './secret-policy';
import { SecretRotation } from './secret-rotation';
import { SecretSchedule } from './secret-schedule';
import { watchRole } from '../functions';
import { checkLength, fittedText, LIMITS, shown } from '../quotas';

/**
 * Properties of a rotated secret.
 */
export interface RotatedSecretProps extends secretsmanager.SecretProps {
  /**
   * How the value is replaced.
   */
  readonly rotation: SecretRotation;

  /**
   * When it is replaced.
   *
   * @default SecretSchedule.rotateEvery(Duration.days(30))
   */
  readonly schedule?: SecretSchedule;

  /**
   * Whether the value is replaced as soon as the secret is made, and when the schedule is changed. If not, Secrets Manager has
   * the rotation function test the rotation then.
   *
   * @default - true for SecretRotation.generated, hosted and function; false for apiKey and managedExternal, whose first value is
   * stored by hand
   */
  readonly rotateOnCreation?: boolean;

  /**
   * Whether the secret is encrypted with `aws/secretsmanager`, a key of AWS that everybody in the account can use through Secrets
   * Manager, in place of a customer managed key.
   *
   * @default false
   */
  readonly awsManagedKey?: boolean;

  /**
   * Whether the resource policy denies reading to all but those who were granted it, the rotation and the break-glass role,
   * whatever their identity policies allow.
   *
   * @default true
   */
  readonly denyOtherReaders?: boolean;

  /**
   * A role for emergencies that the resource policy lets read the secret. It needs an identity policy that allows it.
   *
   * @default - none; the account's administrators can still replace the resource policy
   */
  readonly breakGlassRole?: iam.IRole;
}

/**
 * A secret that is rotated, and read by those alone who were granted it.
 *
 * It is a `secretsmanager.Secret`, and takes its props; these differ where they are left out, or differ in meaning:
 *
 * - `encryptionKey`: a customer managed key for this secret alone, rotated, which is used through Secrets Manager only. A given
 *   key gets a statement that lets Secrets Manager use it for identities of the account; an imported one has to have it.
 * - `removalPolicy`: `RemovalPolicy.RETAIN`.
 * - `replicaRegions`: each with a key of its own, unless `awsManagedKey` is set.
 *
 * The resource policy sets BlockPublicPolicy, refuses requests without TLS, and denies reading to all who are not named. It never
 * denies its own replacement. Where a template of the app has a dynamic reference to the secret, such as `secretValue`, the role with
 * which CloudFormation deploys that stack is let pass; where the app does not know it, synthesis fails unless a role is given to `exempt`.
 *
 * Serves SEC 3, secrets/manager, secrets/minimal-access, secrets/permissive-policies and secrets/rotation.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html
 */
export class RotatedSecret extends secretsmanager.Secret {
  /** The key of the secret; none where it is one of AWS. */
  public readonly encryptionKey?: kms.IKey = undefined;

  /** The schedule by which Secrets Manager rotates. */
  public readonly rotationSchedule: secretsmanager.CfnRotationSchedule;

  /** The function that rotates; none where Secrets Manager does it by itself or hosts the function. */
  public readonly rotationFunction?: lambda.IFunction;

  /** The role that rotates the secret of a partner, or that of a hosted rotation function; none elsewhere, or where others are not denied. */
  public readonly rotationRole?: iam.IRole;

  /** The resource policy of the secret. */
  public readonly resourcePolicy: secretsmanager.ResourcePolicy;

  private readonly readers?: ReaderList;

  private hasExemptRole = false;

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props what the secret is, how and how often it is rotated
   * @throws Error where props contradict each other, or AWS would refuse them
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
    if (problems.length > 0) throw new Error(`${this.node.path}: ${problems.join('; ')}`);

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
   * Lets a function, a role or a user read the secret, and see what is known of it besides its value.
   *
   * Where the grantee is a function, an alias or a version, it is bound to the function's own code by
   * `lambda:SourceFunctionArn`: the role alone can't read, from wherever. The policy is attached to the function's role and in the
   * function's stack. Where the role is in another stack than the secret, it gets a tag with the secret's ARN, by which it passes
   * the resource policy; whoever may tag roles (`iam:TagRole`) or sessions (`sts:TagSession`) can make others pass it, but gives them no permission.
   *
   * An imported role or user of another account is let in by the policies of the secret and of its key, and needs a policy of its own
   * account besides: one that allows `secretsmanager:GetSecretValue` on the secret and `kms:Decrypt` on its key.
   *
   * @param grantee a function in the secret's account and Region, or a role or user
   * @param versionStages staging labels of the versions that may be read, such as `['AWSCURRENT']`; with that one, requests that
   * name no version are allowed too, and those that name a version by its id are not. @default - all versions
   * @throws Error where the grantee can't be named, where it and the secret would make their stacks depend on each other, or where it is of
   * another account that can't use the secret's key
   * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
   */
  public grantRead(grantee: iam.IGrantable, versionStages?: string[]): iam.Grant {
    if (versionStages?.length === 0) throw this.refusal('grantRead: versionStages lists no staging label, so nothing could be read: leave it out for all versions');
    const fn = functionOf(grantee);
    const access = { actions: READ_ACTIONS, versionStages, keyActions: ['kms:Decrypt'], fn };
    if (fn) {
      const problems = fn.role ? readerProblems(this, fn) : [`nothing is known of the role of function ${fn.node.path}: import it by Function.fromFunctionAttributes with its role`];
      if (problems.length > 0) throw this.refusal(`grantRead: ${problems.join('; ')}`);
      this.admit(fn.role!.roleArn);
      const statements = accessStatements(this, access);
      return grantToFunction(fn, { scope: fn, id: 'SecretReads' }, statements).grant;
    }
    const { grantPrincipal } = grantee;
    if (grantPrincipal instanceof iam.Role) watchRole(grantPrincipal);
    const arn = (grantPrincipal as Partial<iam.IRole>).roleArn ?? (grantPrincipal as Partial<iam.IUser>).userArn;
    if (arn === undefined) {
      if (!this.readers) return super.grantRead(grantee, versionStages);
      throw this.refusal('grantRead: the grantee is neither a function nor a role nor a user, so the Deny for all others can\'t except it: grant a role, or set denyOtherReaders to false');
    }
    const reader = { principal: grantPrincipal, arn };
    const account = otherAccountOf(this, reader);
    const problems = account === undefined ? [] : admitOtherAccount(this, reader, account, versionStages);
    if (problems.length > 0) throw this.refusal(`grantRead: ${problems.join('; ')}`);
    this.admit(arn);
    return accessStatements(this, access)
      .map(({ actions, resources, conditions }) => iam.Grant.addToPrincipal({ grantee, actions, resourceArns: resources, conditions }))
      .reduce((all, grant) => all.combine(grant));
  }

  /**
   * Lets a role pass the Deny for all who are not named, and allows it nothing: for roles that have their permission elsewhere,
   * such as the one that CloudFormation deploys with, where the app does not know it.
   *
   * @param role the role that passes
   */
  public exempt(role: iam.IRole): void {
    this.hasExemptRole = true;
    this.admit(role.roleArn);
  }

  /**
   * Adds a statement to the resource policy, which keeps BlockPublicPolicy.
   *
   * @param statement the statement to add
   * @throws Error where the statement would deny everybody, the owner included, to replace the policy
   */
  public addToResourcePolicy(statement: iam.PolicyStatement): iam.AddToResourcePolicyResult {
    const denied = ownerActionsDenied(statement);
    if (denied.length > 0) {
      throw this.refusal(`addToResourcePolicy: the statement denies ${denied.join(' and ')} to everybody, so nobody could mend the policy: leave them out, or add a condition`);
    }
    const result = super.addToResourcePolicy(statement);
    const policy = this.node.findChild('Policy').node.defaultChild as secretsmanager.CfnResourcePolicy;
    policy.blockPublicPolicy = true;
    return result;
  }

  /**
   * Adds the address and name of a database to the secret, before it is first rotated. CloudFormation reads the secret for that,
   * by the role that it deploys with, which the resource policy therefore lets pass where the app knows it.
   *
   * @param target the database, or its proxy
   * @returns the secret itself, so that grants go on being bound to functions
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
   * The secret is rotated already.
   *
   * @param id not used
   * @param _options not used
   * @throws Error always
   */
  public addRotationSchedule(id: string, _options: secretsmanager.RotationScheduleOptions): secretsmanager.RotationSchedule {
    throw this.refusal(`addRotationSchedule ${shown(id)}: the secret is rotated already: give rotation and schedule to its constructor`);
  }

  /** Puts a reader on the list: by name, or by a tag where the secret's stack naming it would make two stacks depend on each other. */
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
      throw this.refusal(`${resource.node.path} is in another stack and takes no tag that cdk-sec3 could set: grant a role of iam.Role`);
    }
  }

  /** Both policies grow with those who are let in, wherever that happens. */
  private checkLimits(): void {
    checkLength(this, {
      what: 'its resource policy',
      document: () => (this.resourcePolicy.node.defaultChild as secretsmanager.CfnResourcePolicy).resourcePolicy,
      limit: LIMITS.secretPolicy,
      fix: 'have several functions share a role, or put readers into another stack, where they pass by a tag',
    });
    const key = this.encryptionKey?.node.defaultChild;
    if (key instanceof kms.CfnKey) {
      checkLength(this, { what: `the policy of its key ${this.encryptionKey!.node.path}`, document: () => key.keyPolicy, limit: LIMITS.keyPolicy, fix: 'give each secret a key of its own' });
    }
  }

  /** CloudFormation reads the secret for a resource, by the role that deploys the resource's stack. */
  private admitDeployment(resource: CfnResource): void {
    const stack = Stack.of(resource);
    const role = deploymentRoleOf(stack);
    if (role !== undefined) return this.readers!.addArn(role);
    if (this.hasExemptRole) return;
    throw this.refusal(
      `${resource.node.path} has a dynamic reference to the secret, which CloudFormation reads by a role that the app does not know: ` +
        `let the role that deploys stack ${stack.node.path} pass by exempt, or read the secret at run time`,
    );
  }

  private refusal(problem: string): Error {
    return new Error(`${this.node.path}: ${problem}`);
  }
}
