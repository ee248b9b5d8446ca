import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT, Deployment } from './deployment/deployment';
import { Internet } from './network/internet';
import { ApiClient } from './services/api-client';
import { ApiAnswer, ApiFront } from './services/api-front';
import { AwsEndpoint, endpointsIn } from './services/aws-endpoint';
import { LambdaFunction } from './services/lambda-service';
import { PaymentProvider } from './services/payment-provider';
import { QueuePoller } from './services/queue-poller';
import { Rotation } from './services/rotation';
import { AccessKey } from './services/signature';
import { readCloudAssembly, Workload } from '../lib/gate';
import { MotoServer } from '../test/integration/moto-server';

const APP = path.join(__dirname, '../examples/orders/app.ts');
const STACK = 'Orders';

/** A client that may call the API. */
export const CLIENT: AccessKey = { accessKeyId: 'AKIASTAGECLIENT', secretAccessKey: 'client' };

/** `examples/orders`, deployed on this machine. */
export class OrdersStage {
  /** @throws Error where a part of it can't run here, as without root */
  public static async start(): Promise<OrdersStage> {
    const stage = new OrdersStage();
    try {
      await stage.deploy();
      return stage;
    } catch (e) {
      await stage.stop();
      throw e;
    }
  }

  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-stage-'));
  public readonly provider = new PaymentProvider();
  public moto!: MotoServer;
  public deployment!: Deployment;
  public aws!: AwsEndpoint;
  public internet!: Internet;
  public api!: ApiFront;
  public client!: ApiClient;
  public queue!: QueuePoller;
  public rotation!: Rotation;
  /** By logical id. */
  private readonly functions = new Map<string, LambdaFunction>();
  private readonly stops: (() => Promise<void>)[] = [];

  private constructor() {
    fs.chmodSync(this.folder, 0o755);
  }

  /** A function by the id of its construct. */
  public fn(id: string): LambdaFunction {
    return this.functions.get(this.deployment.logicalId('AWS::Lambda::Function', id))!;
  }

  /** Calls the API as its client does. */
  public call(method: string, place: string, body?: unknown): Promise<ApiAnswer> {
    return this.client.send(method, `/prod${place}`, body === undefined ? '' : JSON.stringify(body), { credentials: CLIENT });
  }

  /** Stops all that runs, in reverse order, and removes what it left. */
  public async stop(): Promise<void> {
    for (const stop of this.stops.splice(0).reverse()) await stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async deploy(): Promise<void> {
    this.moto = await MotoServer.start();
    this.stops.push(() => this.moto.stop());
    await this.moto.simulateFunctions();
    const { clientConfig } = this.moto;
    const { region } = clientConfig;
    this.deployment = await Deployment.deploy(this.moto, APP, STACK, this.folder);
    const byArn = new Map<string, LambdaFunction>();
    this.aws = new AwsEndpoint(this.moto, byArn);
    const hosts = Object.fromEntries(endpointsIn(region).map((name) => [name, (request: Parameters<AwsEndpoint['answer']>[0]) => this.aws.answer(request)]));
    this.internet = await Internet.start(this.folder, { ...hosts, 'payments.example.com': (request) => this.provider.answer(request) });
    this.stops.push(() => this.internet.stop());
    for (const [id, deployed] of await this.deployment.functions()) {
      const fn = new LambdaFunction(deployed, this.internet, this.folder);
      this.functions.set(id, fn);
      byArn.set(deployed.arn, fn);
      this.stops.push(() => fn.kill());
    }
    const { stacks } = readCloudAssembly(this.deployment.assembly, (stack) => stack === STACK);
    this.api = await ApiFront.start({
      workload: new Workload(stacks),
      folder: this.folder,
      stage: 'prod',
      region,
      functionAt: (constructPath) => this.fn(constructPath.replace(`${STACK}/`, '').replace(/\//g, '')),
      secretOf: (accessKeyId) => (accessKeyId === CLIENT.accessKeyId ? CLIENT.secretAccessKey : undefined),
    });
    this.stops.push(() => this.api.stop());
    this.client = new ApiClient(this.api.port, `${this.deployment.ref(this.deployment.logicalId('AWS::ApiGateway::RestApi'))}.execute-api.${region}.amazonaws.com`, region);
    const [mapping] = await this.deployment.takeMappings();
    this.queue = new QueuePoller(new SQSClient(clientConfig), this.queueUrl('Queue'), mapping, byArn.get(mapping.functionArn)!);
    const secretsManager = new SecretsManagerClient(clientConfig);
    const secretArn = this.deployment.ref(this.deployment.logicalId('AWS::SecretsManager::Secret'));
    this.rotation = new Rotation(secretsManager, secretArn, this.fn('PaymentKeyRotationFunction'));
    // The first value is stored by hand after deployment.
    await secretsManager.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: this.provider.issue() }));
  }

  /** The URL of a queue by the id of its construct; a message to it is not seen by another queue whose id starts the same. */
  private queueUrl(id: string): string {
    const found = Object.keys(this.deployment.template.Resources).find((logicalId) => new RegExp(`^${id}[0-9A-F]{8}$`).test(logicalId))!;
    return `${this.moto.url}/${ACCOUNT}/${this.deployment.ref(found).split('/').pop()}`;
  }
}
