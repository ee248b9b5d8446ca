import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { GetFunctionConfigurationCommand, LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { identityOf, isLeftOut, makeLeftOut } from './left-out-resources';
import { unpack } from './published-assets';
import { Identity, SplitTemplate, Template } from './split-template';
import { mustRun, REPOSITORY } from '../../test/tools/command';
import { MotoServer } from '../../test/tools/moto-server';

export const ACCOUNT = '123456789012';
/** Types that moto creates without a physical id. */
const WITHOUT_ID = ['AWS::ApiGateway::Deployment', 'AWS::ApiGateway::Method', 'AWS::Lambda::LayerVersion', 'AWS::Lambda::Permission'];
const CDK = path.join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk');

/** Published code: its hash in Lambda, if there is one, and its location in the template. */
type Archive = readonly [sha256: string | undefined, location: { readonly S3Key: string }];

/** A deployed function. */
export interface DeployedFunction {
  readonly arn: string;
  readonly name: string;
  readonly role: string;
  readonly runtime: string;
  readonly handler: string;
  readonly timeout: number;
  readonly memory: number;
  readonly variables: { readonly [name: string]: string };
  /** The folder of the published code, and that of all layers in their order. */
  readonly task: string;
  readonly opt: string;
}

/** The mapping from a queue to a function. */
export interface DeployedMapping {
  readonly source: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly reportsFailures: boolean;
}

/** A stack that the CDK CLI has deployed into moto. */
export class Deployment {
  /**
   * Bootstraps the account, and deploys one stack of an app.
   *
   * @param app the file of the app
   * @param folder the folder for the cloud assembly and for unpacked code
   */
  public static async deploy(moto: MotoServer, app: string, stack: string, folder: string): Promise<Deployment> {
    const outdir = path.join(folder, 'cdk.out');
    await Promise.all([
      cdk(moto, 'bootstrap', `aws://${ACCOUNT}/${moto.clientConfig.region}`),
      cdk(moto, 'synth', '--quiet', '--app', `${process.execPath} --import tsx ${app}`, '--output', outdir),
    ]);
    const name = `${stack}.template.json`;
    const template = JSON.parse(fs.readFileSync(path.join(outdir, name), 'utf8')) as Template;
    const identities = new Map<string, Identity>();
    for (const [id, { Type: type, Properties: properties = {} }] of Object.entries(template.Resources)) {
      if (isLeftOut(type)) identities.set(id, await identityOf(moto, { id, type, properties }));
    }
    const split = new SplitTemplate(template, identities);
    const rewritten = path.join(folder, 'cdk.deployed');
    fs.cpSync(outdir, rewritten, { recursive: true });
    fs.writeFileSync(path.join(rewritten, name), JSON.stringify(split.deployed));
    await cdk(moto, 'deploy', stack, '--app', rewritten, '--method=direct', '--require-approval=never');
    const deployment = new Deployment(moto, outdir, template, await physicalIds(moto, stack, split.deployed, identities), folder);
    await makeLeftOut(moto, split.resolved(await outputsOf(moto, stack)), identities);
    return deployment;
  }

  private readonly lambda: LambdaClient;
  private readonly s3: S3Client;
  private readonly folders = new Map<string, Promise<string>>();

  private constructor(
    private readonly moto: MotoServer,
    /** The folder of the cloud assembly. */
    public readonly assembly: string,
    /** The template as it was synthesized. */
    public readonly template: Template,
    private readonly ids: ReadonlyMap<string, string>,
    private readonly folder: string,
  ) {
    this.lambda = new LambdaClient(moto.clientConfig);
    this.s3 = new S3Client({ ...moto.clientConfig, forcePathStyle: true });
  }

  /** Returns the value of `Ref` for a resource. */
  public ref(logicalId: string): string {
    const id = this.ids.get(logicalId);
    if (id === undefined) throw new Error(`There is no resource ${logicalId} in the stack`);
    return id;
  }

  /** Returns the logical id of the only resource of a type, or of the one that a construct creates. */
  public logicalId(type: string, construct?: string): string {
    const found = Object.entries(this.template.Resources).filter(([, { Type }]) => Type === type).map(([id]) => id);
    const [id, ...others] = found.filter((each) => construct === undefined || each.replace(/[0-9A-F]{8}$/, '') === construct);
    if (id === undefined || others.length > 0) throw new Error(`There is not one ${type} by the name of ${construct}, but there are ${found.join(', ')}`);
    return id;
  }

  /** Returns all functions by logical id. */
  public async functions(): Promise<ReadonlyMap<string, DeployedFunction>> {
    const ids = Object.entries(this.template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function').map(([id]) => id);
    return new Map(await Promise.all(ids.map(async (id) => [id, await this.functionOf(id)] as const)));
  }

  /**
   * Returns all mappings, and disables them in moto, which would otherwise take the messages for a simulated function.
   *
   * @throws Error if a mapping has a source other than a queue
   */
  public async takeMappings(): Promise<readonly DeployedMapping[]> {
    const { EventSourceMappings = [] } = await this.lambda.send(new ListEventSourceMappingsCommand({}));
    const others = EventSourceMappings.map(({ EventSourceArn }) => EventSourceArn!).filter((arn) => arn.split(':')[2] !== 'sqs');
    if (others.length > 0) throw new Error(`The stage has no poller for ${others.join(', ')}`);
    return Promise.all(EventSourceMappings.map(async ({ UUID, EventSourceArn, FunctionArn, BatchSize, FunctionResponseTypes = [] }) => {
      await this.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
      return { source: EventSourceArn!, functionArn: FunctionArn!, batchSize: BatchSize ?? 10, reportsFailures: FunctionResponseTypes.includes('ReportBatchItemFailures') };
    }));
  }

  private async functionOf(id: string): Promise<DeployedFunction> {
    const deployed = await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: this.ref(id) }));
    const { Code, Layers = [] } = this.template.Resources[id].Properties;
    // moto does not return the layers of a function.
    const layers = Layers.map(({ Ref }: { Ref: string }): Archive => [undefined, this.template.Resources[Ref].Properties.Content]);
    const [task, opt] = await Promise.all([this.unpacked('task', [[deployed.CodeSha256!, Code]]), this.unpacked('opt', layers)]);
    return {
      arn: deployed.FunctionArn!,
      name: deployed.FunctionName!,
      role: deployed.Role!,
      runtime: deployed.Runtime!,
      handler: deployed.Handler!,
      timeout: deployed.Timeout!,
      memory: deployed.MemorySize!,
      variables: deployed.Environment?.Variables ?? {},
      task,
      opt,
    };
  }

  /** Unpacks published archives into one folder, each over the previous ones. Returns the folder. */
  private unpacked(kind: string, archives: readonly Archive[]): Promise<string> {
    const folder = path.join(this.folder, kind, archives.map(([, { S3Key }]) => S3Key.slice(0, 12)).join('-') || 'empty');
    let unpacking = this.folders.get(folder);
    if (!unpacking) this.folders.set(folder, (unpacking = this.unpackAll(archives, folder)));
    return unpacking;
  }

  private async unpackAll(archives: readonly Archive[], folder: string): Promise<string> {
    fs.mkdirSync(folder, { recursive: true });
    fs.chmodSync(folder, 0o755);
    for (const archive of archives) unpack(await this.published(archive), folder);
    return folder;
  }

  private async published([sha256, { S3Key }]: Archive): Promise<Buffer> {
    const Bucket = `cdk-hnb659fds-assets-${ACCOUNT}-${this.moto.clientConfig.region}`;
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key: S3Key }));
    const archive = Buffer.from(await Body!.transformToByteArray());
    if (sha256 !== undefined && createHash('sha256').update(archive).digest('base64') !== sha256) throw new Error(`${S3Key} is not the code of the function`);
    return archive;
  }
}

async function cdk(moto: MotoServer, command: string, ...args: string[]): Promise<void> {
  const { region, credentials } = moto.clientConfig;
  await mustRun('setpriv', ['--pdeathsig', 'KILL', process.execPath, CDK, command, ...args, '--no-notices'], REPOSITORY, {
    // moto reads the bucket from the path of a template's URL only on localhost.
    AWS_ENDPOINT_URL: moto.url.replace('127.0.0.1', 'localhost'),
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    TSX_TSCONFIG_PATH: path.join(REPOSITORY, 'test/tsconfig.json'),
  });
}

/** @throws Error if moto skipped a resource silently: it then has no physical id */
async function physicalIds(
  moto: MotoServer,
  stack: string,
  { Resources }: Template,
  identities: ReadonlyMap<string, Identity>,
): Promise<ReadonlyMap<string, string>> {
  const answer = await moto.query('cloudformation', { Action: 'DescribeStackResources', StackName: stack });
  const ids = new Map([...identities].map(([id, { ref }]) => [id, ref]));
  for (const member of membersOf(answer)) ids.set(textOf(member, 'LogicalResourceId'), textOf(member, 'PhysicalResourceId'));
  const missing = Object.entries(Resources).filter(([id, { Type }]) => !ids.get(id) && !WITHOUT_ID.includes(Type)).map(([id, { Type }]) => `${id} (${Type})`);
  if (missing.length > 0) throw new Error(`moto's CloudFormation does not create ${missing.join(', ')}: create them by their own APIs`);
  return ids;
}

async function outputsOf(moto: MotoServer, stack: string): Promise<ReadonlyMap<string, string>> {
  const answer = await moto.query('cloudformation', { Action: 'DescribeStacks', StackName: stack });
  const [, outputs = ''] = /<Outputs>([\s\S]*?)<\/Outputs>/.exec(answer) ?? [];
  return new Map(membersOf(outputs).map((member) => [textOf(member, 'OutputKey'), textOf(member, 'OutputValue')]));
}

function membersOf(xml: string): string[] {
  return [...xml.matchAll(/<member>([\s\S]*?)<\/member>/g)].map(([, member]) => member);
}

function textOf(xml: string, element: string): string {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? '';
}
