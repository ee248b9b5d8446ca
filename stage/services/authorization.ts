import { GetResourcePolicyCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { MotoServer } from '../../test/tools/moto-server';
import { ACCOUNT, DeployedFunction } from '../deployment/deployment';
import { HostRequest } from '../network/internet';

/** The permission that a call needs: an action on the ARN of a resource. */
interface Wish {
  readonly action: string;
  readonly resource: string;
}

/** Decides whether functions may make their calls, by the deployed policies of their roles and of the secret. moto itself allows everything. */
export class Authorization {
  private readonly decisions = new Map<string, Promise<boolean>>();

  constructor(private readonly moto: MotoServer) {}

  /** Checks whether a function may call an operation. A call with an unknown resource is not allowed. */
  public allows(fn: DeployedFunction, operation: string, request: HostRequest): Promise<boolean> {
    const wish = this.wishOf(operation, request);
    if (!wish) return Promise.resolve(false);
    const key = JSON.stringify([fn.arn, wish]);
    let decision = this.decisions.get(key);
    if (!decision) this.decisions.set(key, (decision = this.decide(fn, wish)));
    return decision;
  }

  private wishOf(operation: string, { host, path, body }: HostRequest): Wish | undefined {
    const [service, region] = host.split('.');
    const input = body.length > 0 ? JSON.parse(body.toString()) : {};
    const arn = (rest: string) => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
    switch (service) {
      case 'sqs':
        return { action: `sqs:${operation.replace(/Batch$/, '')}`, resource: arn(input.QueueUrl.split('/').pop()) };
      case 'dynamodb':
        return { action: `dynamodb:${operation}`, resource: arn(`table/${input.TableName}`) };
      case 'secretsmanager':
        return input.SecretId && { action: `secretsmanager:${operation}`, resource: input.SecretId };
      case 'lambda':
        return { action: 'lambda:InvokeFunction', resource: decodeURIComponent(path.split('/')[3]) };
      default:
        return undefined;
    }
  }

  private async decide(fn: DeployedFunction, { action, resource }: Wish): Promise<boolean> {
    const name = fn.role.split('/').pop()!;
    const response = await runSimulation({
      request: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${fn.name}`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { 'aws:PrincipalArn': fn.role, 'aws:PrincipalAccount': ACCOUNT, 'aws:SecureTransport': 'true', 'lambda:SourceFunctionArn': fn.arn },
      },
      identityPolicies: (await this.policiesOf(name)).map((policy, index) => ({ name: `policy${index}`, policy: withoutEncryptionContext(policy) })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: action.startsWith('secretsmanager:') ? await this.policyOfSecret(resource) : undefined,
    }, {});
    if (response.resultType !== 'single') throw new Error(`${action} can't be decided: ${JSON.stringify(response)}`);
    return response.overallResult === 'Allowed';
  }

  private async policiesOf(RoleName: string): Promise<any[]> {
    const iam = (parameters: Record<string, string>) => this.moto.query('iam', { Version: '2010-05-08', RoleName, ...parameters });
    const names = [...(await iam({ Action: 'ListRolePolicies' })).matchAll(/<member>([^<]+)<\/member>/g)].map(([, name]) => name);
    return Promise.all(names.map(async (PolicyName) => {
      const [, document] = /<PolicyDocument>([^<]*)<\/PolicyDocument>/.exec(await iam({ Action: 'GetRolePolicy', PolicyName }))!;
      return JSON.parse(decodeURIComponent(document).replace(/&quot;/g, '"').replace(/&amp;/g, '&'));
    }));
  }

  private async policyOfSecret(SecretId: string): Promise<any> {
    const { ResourcePolicy } = await new SecretsManagerClient(this.moto.clientConfig).send(new GetResourcePolicyCommand({ SecretId }));
    return ResourcePolicy && JSON.parse(ResourcePolicy);
  }
}

/**
 * Removes conditions on the encryption context. The simulator does not know these condition keys, and they only concern the key of the secret, which
 * is not checked here.
 */
function withoutEncryptionContext({ Statement, ...policy }: any): any {
  return { ...policy, Statement: [Statement].flat().filter((statement) => !JSON.stringify(statement.Condition ?? {}).includes('kms:EncryptionContext:')) };
}
