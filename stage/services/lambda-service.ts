import { randomUUID } from 'crypto';
import * as path from 'path';
import { DeployedFunction } from '../deployment/deployment';
import { Internet } from '../network/internet';
import { Environment, Invocation } from '../root/environment';
import { lambdaRuntime } from '../root/lambda-runtimes';

/** The function has more concurrent invocations than its limit. */
export class TooManyRequests extends Error {}

/** A function with its execution environments. Idle environments are reused; failed ones are not. */
export class LambdaFunction {
  /** All output of the function and of its runtime. */
  public logs = '';
  /** The number of started environments. */
  public starts = 0;
  private readonly idle: Environment[] = [];
  private readonly busy = new Set<Environment>();
  private invocations = 0;

  constructor(
    public readonly deployed: DeployedFunction,
    private readonly internet: Internet,
    private readonly folder: string,
    private readonly concurrency = 4,
    /** A command that starts each environment, such as a tracer. */
    private readonly startedBy: readonly string[] = [],
  ) {}

  /** @throws TooManyRequests if too many invocations are running */
  public async invoke(event: unknown): Promise<Invocation> {
    if (this.invocations >= this.concurrency) throw new TooManyRequests(`${this.deployed.name} has ${this.invocations} invocations already`);
    this.invocations += 1;
    try {
      const environment = this.idle.pop() ?? (await this.start());
      this.busy.add(environment);
      const invocation = await environment.invoke(JSON.stringify(event), randomUUID());
      this.busy.delete(environment);
      if (invocation.functionError === 'Reset') {
        this.logs += `${invocation.requestId} ${invocation.payload}\n`;
        await environment.stop();
      } else {
        this.idle.push(environment);
      }
      return invocation;
    } finally {
      this.invocations -= 1;
    }
  }

  /** Kills all environments, even busy ones. */
  public async kill(): Promise<void> {
    await Promise.all([...this.busy, ...this.idle.splice(0)].map((environment) => environment.stop()));
  }

  private start(): Promise<Environment> {
    const { deployed: { name, handler, runtime, timeout, memory, variables, task, opt }, internet } = this;
    this.starts += 1;
    return Environment.start({
      runtime: lambdaRuntime(runtime),
      task,
      opt,
      handler,
      etc: internet.etc,
      network: internet.network,
      folder: path.join(this.folder, `${name}-${this.starts}`),
      startedBy: this.startedBy,
      variables: {
        ...variables,
        _HANDLER: handler,
        AWS_ACCESS_KEY_ID: accessKeyOf(name),
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'token',
        AWS_REGION: 'eu-central-1',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${memory}`,
        AWS_LAMBDA_FUNCTION_TIMEOUT: `${timeout}`,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        LAMBDA_TASK_ROOT: '/var/task',
        LAMBDA_RUNTIME_DIR: '/var/runtime',
        LANG: 'en_US.UTF-8',
        LD_LIBRARY_PATH: '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
        PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
        TZ: ':UTC',
        // Lambda itself trusts the authorities of the real Internet.
        NODE_EXTRA_CA_CERTS: '/etc/stage-ca.pem',
        AWS_CA_BUNDLE: '/etc/stage-ca.pem',
        SSL_CERT_FILE: '/etc/stage-ca.pem',
      },
    }, (text) => (this.logs += text));
  }
}

/** Returns the access key id in a function's credentials. */
export function accessKeyOf(functionName: string): string {
  return `ASIA-${functionName}`;
}
