import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as http from 'http';
import * as https from 'https';
import * as net from 'net';
import * as path from 'path';

/** A request to a host. */
export interface HostRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

/** Response of a host: a status, a text or bytes, or a value as JSON. */
export type HostAnswer = number | string | Buffer | object;

export type Hosts = { readonly [host: string]: (request: HostRequest) => HostAnswer };

/**
 * Simulated hosts of the Internet on this machine. Programs use a proxy whose server answers for all hosts, with a certificate that is created here
 * and that the programs trust. Other hosts are unreachable.
 */
export class PlayedHosts {
  /** @param folder for certificates */
  public static async start(folder: string, hosts: Hosts): Promise<PlayedHosts> {
    const played = new PlayedHosts(folder, hosts);
    for (const server of [played.server, played.proxy]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return played;
  }

  /** Each request, as `GET https://host/path`. */
  public readonly asked: string[] = [];
  /** Requested hosts that are not simulated. */
  public readonly missing: string[] = [];
  /** Hosts that are temporarily unreachable. */
  public readonly down = new Set<string>();

  private readonly certificate: string;
  private readonly trust: string;
  private readonly server: https.Server;
  private readonly proxy = http.createServer((_, response) => response.writeHead(405).end());
  private readonly sockets = new Set<net.Socket>();

  private constructor(folder: string, hosts: Hosts) {
    this.certificate = path.join(folder, 'hosts.pem');
    this.trust = path.join(folder, 'hosts.p12');
    const key = path.join(folder, 'hosts.key');
    const names = ['localhost', ...Object.keys(hosts)].map((host) => `DNS:${host}`).join();
    const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    execFileSync('openssl', ['req', ...options, '-keyout', key, '-out', this.certificate, '-addext', `subjectAltName=${names}`], { stdio: 'ignore' });
    this.server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(this.certificate) }, (request, response) => {
      const url = new URL(request.url!, `https://${request.headers.host}`);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        this.asked.push(`${request.method} ${url.href}`);
        const answer = hosts[url.hostname]({ method: request.method!, url, body: Buffer.concat(chunks).toString() });
        if (typeof answer === 'number') response.writeHead(answer).end();
        else if (typeof answer === 'string' || Buffer.isBuffer(answer)) response.end(answer);
        else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    this.proxy.on('connect', (request, socket: net.Socket) => {
      const [host] = request.url!.split(':');
      if (!(host in hosts)) this.missing.push(host);
      if (!(host in hosts) || this.down.has(host)) {
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
        return;
      }
      const onward = net.connect(portOf(this.server), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      for (const one of [socket, onward]) one.on('error', () => undefined);
    });
    for (const server of [this.server, this.proxy]) {
      server.on('connection', (socket: net.Socket) => this.sockets.add(socket.on('close', () => this.sockets.delete(socket))));
    }
  }

  /** Returns the URL of a file on `localhost`, for programs without a proxy. */
  public address(file: string): string {
    return `https://localhost:${portOf(this.server)}/${file}`;
  }

  /** Variables for Go and Node.js programs to trust the hosts, and for Go programs to use the proxy. */
  public get environment(): NodeJS.ProcessEnv {
    return { HTTPS_PROXY: `http://127.0.0.1:${portOf(this.proxy)}`, SSL_CERT_FILE: this.certificate, NODE_EXTRA_CA_CERTS: this.certificate };
  }

  /** Variables for Java programs to use the proxy and trust the hosts. */
  public get javaEnvironment(): NodeJS.ProcessEnv {
    if (!fs.existsSync(this.trust)) {
      const options = ['-noprompt', '-alias', 'hosts', '-storetype', 'PKCS12', '-storepass', 'changeit'];
      execFileSync('keytool', ['-importcert', ...options, '-keystore', this.trust, '-file', this.certificate], { stdio: 'ignore' });
    }
    const settings = {
      'https.proxyHost': '127.0.0.1',
      'https.proxyPort': portOf(this.proxy),
      'javax.net.ssl.trustStore': this.trust,
      'javax.net.ssl.trustStorePassword': 'changeit',
    };
    const options = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`).join(' ');
    return { JAVA_TOOL_OPTIONS: options, NODE_EXTRA_CA_CERTS: this.certificate };
  }

  public async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    for (const server of [this.server, this.proxy]) await new Promise((resolve) => server.close(resolve));
  }
}

function portOf(server: net.Server): number {
  return (server.address() as net.AddressInfo).port;
}
