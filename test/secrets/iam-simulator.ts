import { runSimulation, Simulation } from '@cloud-copilot/iam-simulate';
import { App } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ACCOUNT, Deployment, REGION } from './deployed-template';

// The simulator reads AWS's documents about actions, service by service.
jest.setTimeout(60_000);

export type Decision = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';

/** Caller of a request, and its context. */
export interface Caller {
  readonly role: iam.IRole;

  /** Function whose code makes it; undefined if the role's credentials are used elsewhere. */
  readonly fn?: lambda.IFunction;

  /** Policies of the role besides those of the app. */
  readonly policies?: readonly object[];

  /** Additional context of the request, such as `secretsmanager:VersionStage`; undefined removes a key. */
  readonly context?: { readonly [key: string]: string | undefined };
}

/** A policy that allows everything, as for administrators. */
export const ADMINISTRATOR = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/**
 * Renames of context keys. The simulator compares as IAM does, but rejects context keys with a caller-defined name, except for tags. So this key gets
 * the name of a tag, in requests and policies alike. A request with other unknown keys is an error.
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
  /** Returns a function's code as a caller, with its own role. */
  public static code(fn: lambda.IFunction, context: Caller['context'] = {}): Caller {
    return { role: fn.role!, fn, context };
  }

  private readonly deployment: Deployment;

  constructor(app: App) {
    this.deployment = new Deployment(app);
  }

  /** Returns the ARN of a secret. */
  public arnOf(secret: secretsmanager.ISecret): string {
    return this.deployment.value(secret, secret.secretArn);
  }

  /** Checks whether the caller gets a value: Secrets Manager must allow reading it, and the key decrypting it. */
  public async read(caller: Caller, secret: secretsmanager.ISecret): Promise<Decision> {
    const decision = await this.decide(caller, 'secretsmanager:GetSecretValue', secret);
    return decision === 'Allowed' && secret.encryptionKey ? this.decrypt(caller, secret) : decision;
  }

  /** Checks whether the caller may perform an action on a secret. */
  public async decide(caller: Caller, action: string, secret: secretsmanager.ISecret): Promise<Decision> {
    const arn = this.arnOf(secret);
    const policies = this.deployment.resources('AWS::SecretsManager::ResourcePolicy').filter(({ properties }) => properties.SecretId === arn);
    if (policies.length > 1) throw new Error(`${policies.length} resource policies for ${arn}`);
    return this.simulate(caller, action, arn, policies[0]?.properties.ResourcePolicy, {});
  }

  /** Checks whether the caller may decrypt with the secret's key: through Secrets Manager, or directly. */
  public async decrypt(caller: Caller, secret: secretsmanager.ISecret, directly: boolean = false): Promise<Decision> {
    const key = secret.encryptionKey!;
    const arn = this.deployment.value(key, key.keyArn);
    const [{ properties }] = this.deployment.resources('AWS::KMS::Key').filter((resource) => resource.arn === arn);
    const context = {
      'kms:EncryptionContext:SecretARN': this.arnOf(secret),
      ...(!directly && { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` }),
    };
    // The keys that name versions and, as far as is documented, Lambda's key do not reach KMS through Secrets Manager.
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
