import { ChildProcess } from 'child_process';
import { once } from 'events';
import { PythonTool } from './python-tool';

/** Settings of an AWS SDK client for a server on this machine. */
export interface LocalClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** moto, which answers AWS API calls and keeps their state, on a free port of the loopback interface. */
export class MotoServer {
  /** @throws Error if moto cannot be installed, or does not start */
  public static async start(): Promise<MotoServer> {
    const tool = new PythonTool('moto[server]', '5.2.5', 'moto_server');
    const server = tool.start(['--host', '127.0.0.1', '--port', '0']);
    try {
      return new MotoServer(server, await urlOf(server));
    } catch (e) {
      server.kill();
      throw e;
    }
  }

  private constructor(
    private readonly server: ChildProcess,
    public readonly url: string,
  ) {}

  public get clientConfig(): LocalClientConfig {
    return { endpoint: this.url, region: 'eu-central-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
  }

  /** Makes Lambda functions answer without being run, which would need Docker. */
  public async simulateFunctions(): Promise<void> {
    await this.control('config', { lambda: { use_docker: false } });
  }

  /** Calls an API with AWS's Query protocol, such as CloudFormation, IAM and SQS; returns the XML of the response. */
  public query(service: string, parameters: Record<string, string>): Promise<string> {
    return this.call(service, '/', { method: 'POST', body: new URLSearchParams(parameters) });
  }

  /** Calls an API with AWS's JSON protocol, such as SSM and KMS. */
  public async json(service: string, target: string, parameters: object): Promise<any> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    return JSON.parse(await this.call(service, '/', { method: 'POST', headers, body: JSON.stringify(parameters) }));
  }

  /** Calls a REST API, such as S3 and API Gateway. */
  public rest(service: string, method: string, path: string, body?: string | Buffer<ArrayBuffer>): Promise<string> {
    return this.call(service, path, { method, body });
  }

  public async stop(): Promise<void> {
    const stopped = once(this.server, 'exit');
    this.server.kill();
    await stopped;
  }

  private async control(path: string, body: unknown): Promise<void> {
    await this.call('moto', `/moto-api/${path}`, { method: 'POST', body: JSON.stringify(body) });
  }

  private async call(service: string, path: string, { headers, ...request }: RequestInit): Promise<string> {
    const { region, credentials } = this.clientConfig;
    // moto reads the service from it, and does not check the signature.
    const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`;
    const response = await fetch(this.url + path, { ...request, headers: { ...headers, authorization } });
    const answer = await response.text();
    if (!response.ok) throw new Error(`moto answered with ${response.status} to ${request.method} ${service} ${path}: ${answer.slice(0, 2000)}`);
    return answer;
  }
}

/** Returns the URL of the server, which chooses and prints its port. */
function urlOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const [, url] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(output) ?? [];
      if (url) resolve(url);
    };
    // Both streams are read to the end, since a full pipe would block the server.
    server.stdout!.on('data', read);
    server.stderr!.on('data', read);
    server.once('exit', (code) => reject(new Error(`moto_server ended with ${code}: ${output}`)));
  });
}
