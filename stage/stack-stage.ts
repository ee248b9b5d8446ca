import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ACCOUNT, DeployedFunction, Deployment } from './deployment/deployment';
import { HostRequest, Hosts, Internet } from './network/internet';
import { AwsEndpoint, endpointsIn } from './services/aws-endpoint';
import { LambdaFunction } from './services/lambda-service';
import { MotoServer } from '../test/tools/moto-server';

/** A stack that is deployed on this machine: its functions in their roots, and AWS as they see it. */
export class StackStage {
  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), `sec3-stage-${process.pid}-`));
  public moto!: MotoServer;
  public deployment!: Deployment;
  public aws!: AwsEndpoint;
  public internet!: Internet;
  /** By ARN. */
  protected readonly functions = new Map<string, LambdaFunction>();
  protected readonly stops: (() => Promise<void>)[] = [];
  private ids!: ReadonlyMap<string, DeployedFunction>;

  constructor() {
    fs.chmodSync(this.folder, 0o755);
  }

  /**
   * Deploys it; whatever comes of that, it has to be stopped.
   *
   * @param app the file of the app
   * @param hosts of the Internet besides those of AWS
   * @throws Error where a part of it can't run here, as without root
   */
  public async deploy(app: string, stack: string, hosts: Hosts = {}): Promise<void> {
    this.moto = await MotoServer.start();
    this.stops.push(() => this.moto.stop());
    await this.moto.simulateFunctions();
    this.deployment = await Deployment.deploy(this.moto, app, stack, this.folder);
    this.aws = new AwsEndpoint(this.moto, this.functions);
    const endpoints = endpointsIn(this.moto.clientConfig.region).map((name) => [name, (request: HostRequest) => this.aws.answer(request)]);
    this.internet = await Internet.start(this.folder, { ...Object.fromEntries(endpoints), ...hosts });
    this.stops.push(() => this.internet.stop());
    this.ids = await this.deployment.functions();
    for (const deployed of this.ids.values()) {
      // How long things take on this machine says nothing of Lambda.
      const fn = new LambdaFunction({ ...deployed, timeout: Math.max(deployed.timeout, 60) }, this.internet, this.folder);
      this.functions.set(deployed.arn, fn);
      this.stops.push(() => fn.kill());
    }
  }

  /** A function by the id of its construct. */
  public fn(id: string): LambdaFunction {
    return this.functions.get(this.ids.get(this.deployment.logicalId('AWS::Lambda::Function', id))!.arn)!;
  }

  /** The queue of a construct. */
  public queueUrl(id: string): string {
    return `${this.moto.url}/${ACCOUNT}/${this.deployment.ref(this.deployment.logicalId('AWS::SQS::Queue', id)).split('/').pop()}`;
  }

  /** Stops all that runs, in reverse order, and removes what it left. @throws Error where something would not stop; all else is stopped */
  public async stop(): Promise<void> {
    const problems: unknown[] = [];
    for (const stop of this.stops.splice(0).reverse()) await stop().catch((e: unknown) => problems.push(e));
    fs.rmSync(this.folder, { recursive: true, force: true });
    if (problems.length > 0) throw problems[0];
  }
}
