import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ACCOUNT, DeployedFunction, Deployment } from './deployment/deployment';
import { HostRequest, Hosts, Internet } from './network/internet';
import { AwsEndpoint, endpointsIn } from './services/aws-endpoint';
import { LambdaFunction } from './services/lambda-service';
import { MotoServer } from '../test/tools/moto-server';

/** A stack that is deployed on this machine: its functions in their environments, and AWS as they see it. */
export class StackStage {
  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), `sec3-stage-${process.pid}-`));
  public moto!: MotoServer;
  public deployment!: Deployment;
  public aws!: AwsEndpoint;
  public internet!: Internet;
  /** The functions by ARN. */
  protected readonly functions = new Map<string, LambdaFunction>();
  protected readonly stops: (() => Promise<void>)[] = [];
  private ids!: ReadonlyMap<string, DeployedFunction>;

  constructor() {
    fs.chmodSync(this.folder, 0o755);
  }

  /**
   * Deploys the stack. It must be stopped, even if this fails.
   *
   * @param app the file of the app
   * @param hosts hosts of the Internet in addition to those of AWS
   * @throws Error if a part can't run here, as without root
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
      // Durations on this machine are not those of Lambda, so timeouts are longer.
      const fn = new LambdaFunction({ ...deployed, timeout: Math.max(deployed.timeout, 60) }, this.internet, this.folder);
      this.functions.set(deployed.arn, fn);
      this.stops.push(() => fn.kill());
    }
  }

  /** Returns a function by the id of its construct. */
  public fn(id: string): LambdaFunction {
    return this.functions.get(this.ids.get(this.deployment.logicalId('AWS::Lambda::Function', id))!.arn)!;
  }

  /** Returns the URL of a construct's queue. */
  public queueUrl(id: string): string {
    return `${this.moto.url}/${ACCOUNT}/${this.deployment.ref(this.deployment.logicalId('AWS::SQS::Queue', id)).split('/').pop()}`;
  }

  /** Stops everything in reverse order, and removes its files. @throws Error if something can't be stopped, after everything else is stopped */
  public async stop(): Promise<void> {
    const problems: unknown[] = [];
    for (const stop of this.stops.splice(0).reverse()) await stop().catch((e: unknown) => problems.push(e));
    fs.rmSync(this.folder, { recursive: true, force: true });
    if (problems.length > 0) throw problems[0];
  }
}
