/** moto's CloudFormation, which creates the resources that it knows and ignores the others. */
import * as fs from 'fs';
import * as path from 'path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { zipSync } from 'fflate';
import { MotoServer } from '../tools/moto-server';

export const ACCOUNT = '123456789012';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, any>;
}

export interface Template {
  readonly Resources: Record<string, Resource>;
}

export class MotoCloudFormation {
  private readonly buckets = new Set<string>();
  private readonly skipped = new Map<string, boolean>();

  constructor(private readonly moto: MotoServer) {}

  /** Writes the version of the bootstrap stack. */
  public async bootstrap(): Promise<void> {
    await this.moto.json('ssm', 'AmazonSSM.PutParameter', { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30' });
  }

  /** Publishes the files of a stack to the locations in its template, as `cdk deploy` does. */
  public async publish(outdir: string, stack: string): Promise<void> {
    const { files } = JSON.parse(fs.readFileSync(path.join(outdir, `${stack}.assets.json`), 'utf8')) as { files: Record<string, any> };
    const { region } = this.moto.clientConfig;
    for (const { source, destinations } of Object.values(files)) {
      if (source.packaging !== 'zip') continue;
      for (const { bucketName, objectKey } of Object.values<any>(destinations)) {
        const bucket = bucketName.replace('${AWS::AccountId}', ACCOUNT).replace('${AWS::Region}', region);
        await this.put(bucket, objectKey, Buffer.from(zipped(path.join(outdir, source.path))));
      }
    }
  }

  /** Writes a file to a bucket, and creates the bucket if necessary. */
  public async put(bucket: string, key: string, content: Buffer<ArrayBuffer>): Promise<void> {
    const location = `<CreateBucketConfiguration><LocationConstraint>${this.moto.clientConfig.region}</LocationConstraint></CreateBucketConfiguration>`;
    if (!this.buckets.has(bucket)) await this.moto.rest('s3', 'PUT', `/${bucket}`, location);
    this.buckets.add(bucket);
    await this.moto.rest('s3', 'PUT', `/${bucket}/${key}`, content);
  }

  /** Returns those types that moto reports as created without creating anything: such a resource has no physical id. */
  public async skippedSilently(types: readonly string[]): Promise<string[]> {
    for (const type of types) if (!this.skipped.has(type)) this.skipped.set(type, await this.isSkipped(type));
    return types.filter((type) => this.skipped.get(type));
  }

  private async isSkipped(type: string): Promise<boolean> {
    const name = `probe-${this.skipped.size}`;
    try {
      await this.createStack(name, { Resources: { Probe: { Type: type, Properties: {} } } });
      const [[, , physicalId]] = await this.resourcesOf(name);
      await this.moto.query('cloudformation', { Action: 'DeleteStack', StackName: name });
      return !physicalId;
    } catch {
      // moto knows this type well enough to require properties.
      return false;
    }
  }

  /** Creates secrets with their own API, and returns their ARNs by logical id. */
  public async createSecrets(stack: string, resources: Record<string, Resource>): Promise<Map<string, string>> {
    const client = new SecretsManagerClient(this.moto.clientConfig);
    const arns = new Map<string, string>();
    for (const [id, { Type }] of Object.entries(resources)) {
      if (Type !== 'AWS::SecretsManager::Secret') continue;
      arns.set(id, (await client.send(new CreateSecretCommand({ Name: `${stack}-${id}`, SecretString: 'first value' }))).ARN!);
    }
    return arns;
  }

  /** Returns the template without some resources; references to them are replaced by the ARNs of replacements. */
  public without(whole: Template, gone: (resource: Resource) => boolean, standIns: ReadonlyMap<string, string>): Template {
    const left = (id: unknown) => typeof id === 'string' && whole.Resources[id] && gone(whole.Resources[id]);
    const arn = (id: string) => standIns.get(id) ?? `arn:aws:left-out:${this.moto.clientConfig.region}:${ACCOUNT}:${id}`;
    const walk = (value: any): any => {
      if (Array.isArray(value)) return value.filter((item) => !left(item)).map(walk);
      if (typeof value !== 'object' || value === null) return value;
      if (left(value.Ref)) return arn(value.Ref);
      if (left(value['Fn::GetAtt']?.[0])) return arn(value['Fn::GetAtt'][0]);
      return Object.fromEntries(Object.entries(value).filter(([key, item]) => !(key === 'DependsOn' && left(item))).map(([key, item]) => [key, walk(item)]));
    };
    return { ...walk(whole), Resources: walk(Object.fromEntries(Object.entries(whole.Resources).filter(([id]) => !left(id)))) };
  }

  /** Deploys a template, and returns the physical ids by type and logical id. */
  public async deploy(stack: string, template: Template): Promise<Map<string, Map<string, string>>> {
    await this.createStack(stack, template);
    const byType = new Map<string, Map<string, string>>();
    for (const [id, type, physicalId] of await this.resourcesOf(stack)) byType.set(type, (byType.get(type) ?? new Map()).set(id, physicalId));
    return byType;
  }

  public async createStack(name: string, body: object): Promise<void> {
    const capability = { 'Capabilities.member.1': 'CAPABILITY_NAMED_IAM' };
    await this.moto.query('cloudformation', { Action: 'CreateStack', StackName: name, TemplateBody: JSON.stringify(body), ...capability });
  }

  public async resourcesOf(stack: string): Promise<[id: string, type: string, physicalId: string][]> {
    const answer = await this.moto.query('cloudformation', { Action: 'DescribeStackResources', StackName: stack });
    return [...answer.matchAll(/<member>([\s\S]*?)<\/member>/g)].map(([, member]) => {
      if (text(member, 'ResourceStatus') !== 'CREATE_COMPLETE') throw new Error(`${stack}: ${member}`);
      return [text(member, 'LogicalResourceId'), text(member, 'ResourceType'), text(member, 'PhysicalResourceId')];
    });
  }
}

function zipped(folder: string): Uint8Array {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return zipSync(Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(folder, name))])));
}

export function text(xml: string, element: string): string {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? '';
}
