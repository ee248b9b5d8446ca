import * as fs from 'fs';
import * as path from 'path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DeployedFunction } from './deployment/deployment';
import { HostAnswer, HostRequest } from './network/internet';
import { prepareEnvironments } from './root/environment';
import { ApiClient } from './services/api-client';
import { ApiAnswer, ApiFront } from './services/api-front';
import { LambdaFunction } from './services/lambda-service';
import { PaymentProvider } from './services/payment-provider';
import { QueuePoller } from './services/queue-poller';
import { Rotation } from './services/rotation';
import { AccessKey } from './services/signature';
import { StackStage } from './stack-stage';
import { readCloudAssembly, Workload } from '../lib/gate';

const APP = path.join(__dirname, '../examples/orders/app.ts');
const STACK = 'Orders';

/** A client that may call the API. */
export const CLIENT: AccessKey = { accessKeyId: 'AKIASTAGECLIENT', secretAccessKey: 'client' };

/** `examples/orders`, deployed on this machine. */
export class OrdersStage extends StackStage {
  public readonly provider = new PaymentProvider();
  public api!: ApiFront;
  public client!: ApiClient;
  public queue!: QueuePoller;
  public rotation!: Rotation;
  public secretsManager!: SecretsManagerClient;
  public secretArn!: string;
  /** Data that functions sent to a host that none of them has a reason to call. */
  public readonly stolen: string[] = [];

  /** Deploys the stack. It must be stopped, even if this fails. @throws Error if a part can't run here, as without root */
  public async start(): Promise<void> {
    // Build before anything runs.
    prepareEnvironments('nodejs24.x');
    await this.deploy(APP, STACK, {
      'payments.example.com': (request) => this.provider.answer(request),
      'collector.example.net': (request) => this.collect(request),
    });
    await this.startApi(this.moto.clientConfig.region);
    const [mapping] = await this.deployment.takeMappings();
    this.queue = new QueuePoller(new SQSClient(this.moto.clientConfig), this.queueUrl('Queue'), mapping, () => this.functions.get(mapping.functionArn)!);
    this.secretsManager = new SecretsManagerClient(this.moto.clientConfig);
    this.secretArn = this.deployment.ref(this.deployment.logicalId('AWS::SecretsManager::Secret', 'PaymentKey'));
    this.rotation = new Rotation(this.secretsManager, this.secretArn, () => this.fn('PaymentKeyRotationFunction'));
    // As documented, the first value is stored manually after deployment.
    await this.secretsManager.send(new PutSecretValueCommand({ SecretId: this.secretArn, SecretString: this.provider.issue() }));
  }

  /** Replaces a function by a changed one while some work is done. Afterwards, the function itself is started again. */
  public async with<T>(id: string, changes: Partial<DeployedFunction>, work: (changed: LambdaFunction) => Promise<T>): Promise<T> {
    const original = this.fn(id);
    const { deployed } = original;
    const changed = new LambdaFunction({ ...deployed, ...changes }, this.internet, fs.mkdtempSync(path.join(this.folder, 'changed-')));
    this.functions.set(deployed.arn, changed);
    try {
      return await work(changed);
    } finally {
      this.functions.set(deployed.arn, original);
      await changed.kill();
    }
  }

  /** Copies the folder of a function, so that it can be changed. */
  public copyOf(folder: string): string {
    const copy = fs.mkdtempSync(path.join(this.folder, 'copy-'));
    fs.cpSync(folder, copy, { recursive: true });
    fs.chmodSync(copy, 0o755);
    return copy;
  }

  /** Calls the API as its client. */
  public call(method: string, place: string, body?: unknown): Promise<ApiAnswer> {
    return this.client.send(method, `/prod${place}`, body === undefined ? '' : JSON.stringify(body), { credentials: CLIENT });
  }

  private collect({ body }: HostRequest): HostAnswer {
    this.stolen.push(body.toString());
    return { status: 200 };
  }

  private async startApi(region: string): Promise<void> {
    const { stacks } = readCloudAssembly(this.deployment.assembly, (stack) => stack === STACK);
    this.api = await ApiFront.start({
      workload: new Workload(stacks.filter(({ stackName }) => stackName === STACK)),
      folder: this.folder,
      stage: 'prod',
      region,
      functionAt: (constructPath) => this.fn(constructPath.split('/').slice(1).join('')),
      secretOf: (accessKeyId) => (accessKeyId === CLIENT.accessKeyId ? CLIENT.secretAccessKey : undefined),
    });
    this.stops.push(() => this.api.stop());
    const id = this.deployment.ref(this.deployment.logicalId('AWS::ApiGateway::RestApi'));
    this.client = new ApiClient(this.api.port, `${id}.execute-api.${region}.amazonaws.com`, region);
  }
}
