import { runSimulation, Simulation } from '@cloud-copilot/iam-simulate';
import { App } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ACCOUNT, Deployment, REGION } from './deployed-template';

// The simulator reads what AWS says of its actions, service by service.
jest.setTimeout(60_000);

export type Decision = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';

/** Who makes a request, and how. */
export interface Caller {
  readonly role: iam.IRole;

  /** The function whose code makes it; none where the role's credentials are used elsewhere. */
  readonly fn?: lambda.IFunction;

  /** Policies that the role has besides those of the app. */
  readonly policies?: readonly object[];

  /** More of the request's context, such as `secretsmanager:VersionStage`; undefined takes a key out of it. */
  readonly context?: { readonly [key: string]: string | undefined };
}

/** A policy that allows everything, as administrators have it. */
export const ADMINISTRATOR = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/**
 * The simulator compares as IAM does, but takes no context key with a name of the caller's choosing in it, except for tags: so this
 * one goes by the name of a tag, in requests and policies alike. A request that still has keys unknown to it is an error.
 */
const RENAMED = [/kms:EncryptionContext:SecretARN/g, 'aws:RequestTag/EncryptionContext-SecretARN'] as const;

function renamed<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value).replace(...RENAMED));
}

/**
 * Decides requests as IAM does, by all policies of an app's templates together: those of the caller's identity, of the secret and
 * of its key.
 */
export class IamSimulator {
  /** A function's code, with its own role. */
  public static code(fn: lambda.IFunction, context: Caller['context'] = {}): Caller {
    return { role: fn.role!, fn, context };
  }

  private readonly deployment: Deployment;

  constructor(app: App) {
    this.deployment = new Deployment(app);
  }

  /** The ARN of a secret. */
  public arnOf(secret: secretsmanager.ISecret): string {
    return this.deployment.value(secret, secret.secretArn);
  }

  /** Whether the caller gets a value: Secrets Manager has to allow reading it, and the key decrypting it. */
  public async read(caller: Caller, secret: secretsmanager.ISecret): Promise<Decision> {
    const decision = await this.decide(caller, 'secretsmanager:GetSecretValue', secret);
    return decision === 'Allowed' && secret.encryptionKey ? this.decrypt(caller, secret) : decision;
  }

  /** Whether the caller may do something with a secret. */
  public async decide(caller: Caller, action: string, secret: secretsmanager.ISecret): Promise<Decision> {
    const arn = this.arnOf(secret);
    const policies = this.deployment.resources('AWS::SecretsManager::ResourcePolicy').filter(({ properties }) => properties.SecretId === arn);
    if (policies.length > 1) throw new Error(`${policies.length} resource policies for ${arn}`);
    return this.simulate(caller, action, arn, policies[0]?.properties.ResourcePolicy, {});
  }

  /** Whether the caller may decrypt with the secret's key: through Secrets Manager, or directly. */
  public async decrypt(caller: Caller, secret: secretsmanager.ISecret, directly: boolean = false): Promise<Decision> {
    const key = secret.encryptionKey!;
    const arn = this.deployment.value(key, key.keyArn);
    const [{ properties }] = this.deployment.resources('AWS::KMS::Key').filter((resource) => resource.arn === arn);
    const context = {
      'kms:EncryptionContext:SecretARN': this.arnOf(secret),
      ...(!directly && { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` }),
    };
    // Neither what names versions nor, as far as is documented, Lambda's key reaches KMS through Secrets Manager.
    return this.simulate({ ...caller, fn: undefined, context: {} }, 'kms:Decrypt', arn, properties.KeyPolicy, context);
  }

  private async simulate(caller: Caller, action: string, resource: string, resourcePolicy: object | undefined, context: object): Promise<Decision> {
    const roleArn = this.deployment.value(caller.role, caller.role.roleArn);
    const [, , , , account] = roleArn.split(':');
    const name = roleArn.split('/').pop()!;
    const simulation: Simulation = {
      request: {
        principal: `arn:aws:sts::${account}:assumed-role/${name}/session`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: {
          'aws:PrincipalArn': roleArn,
          'aws:PrincipalAccount': account,
          'aws:SecureTransport': 'true',
          ...this.tagsOf(name),
          ...(caller.fn && { 'lambda:SourceFunctionArn': this.deployment.value(caller.fn, caller.fn.functionArn) }),
          ...context,
          ...caller.context,
        },
      },
      identityPolicies: [...this.policiesOf(name), ...(caller.policies ?? [])].map((policy, index) => ({ name: `policy${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    };
    const response = await runSimulation(renamed(simulation), {});
    if (response.resultType !== 'single') throw new Error(JSON.stringify(response));
    if (response.result.ignoredContextKeys?.length) throw new Error(`ignored: ${response.result.ignoredContextKeys.join(', ')}`);
    return response.overallResult as Decision;
  }

  private policiesOf(role: string): object[] {
    const policies = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) => this.deployment.resources(type));
    const attached = policies.filter(({ properties }) => properties.Roles?.includes(role));
    return attached.map(({ properties }) => properties.PolicyDocument);
  }

  private tagsOf(role: string): { [key: string]: string } {
    const resource = this.deployment.resources('AWS::IAM::Role').find((candidate) => candidate.name === role);
    const tags: { Key: string; Value: string }[] = resource?.properties.Tags ?? [];
    return Object.fromEntries(tags.map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value]));
  }
}
