import { once } from 'events';
import * as fs from 'fs';
import * as http from 'http';
import * as https from 'https';
import * as path from 'path';
import { Certificates, certificatesFor } from './certificates';
import { Network } from './network';

/** A request that arrived at a host. */
export interface HostRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The response of a host. Without one, the connection breaks. */
export interface HostAnswer {
  readonly status: number;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

export type Host = (request: HostRequest) => Promise<HostAnswer | undefined> | HostAnswer | undefined;

/** Hosts by name. */
export type Hosts = { readonly [name: string]: Host };

/** Addresses that are reserved for documentation. Each host gets one. */
const NETWORK = '203.0.113.';

/** The Internet for functions: a few simulated hosts with TLS. All other names and addresses lead nowhere. */
export class Internet {
  /** @param folder the folder for sockets, certificates and `/etc` of the functions */
  public static async start(folder: string, hosts: Hosts): Promise<Internet> {
    const names = Object.keys(hosts);
    const certificates = certificatesFor(names, folder);
    const addresses = new Map(names.map((name, index) => [name, `${NETWORK}${index + 1}`]));
    const network = await Network.start(folder, [...addresses.values()]);
    const internet = new Internet(network, hosts, certificates, writeEtc(folder, addresses, certificates));
    internet.server.listen(network.outside);
    await once(internet.server, 'listening');
    return internet;
  }

  /** Errors of hosts while they answered. */
  public readonly problems: unknown[] = [];
  private readonly server: https.Server;

  private constructor(
    public readonly network: Network,
    private readonly hosts: Hosts,
    { key, certificate: cert }: Certificates,
    /** The folder that functions see as `/etc`. */
    public readonly etc: string,
  ) {
    this.server = https.createServer({ key, cert }, (request, response) => {
      this.answer(request, response).catch((e: unknown) => {
        this.problems.push(e);
        response.destroy();
      });
    });
  }

  public async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await Promise.all([closed, this.network.stop()]);
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const host = `${request.headers.host}`.replace(/:443$/, '');
    const play = this.hosts[host];
    const answer = await play({ method: request.method!, host, path: request.url!, headers: request.headers, body: Buffer.concat(chunks) });
    if (answer) response.writeHead(answer.status, answer.headers).end(answer.body);
    else response.destroy();
  }
}

/** Writes a function's `/etc`: its user, the addresses of hosts, and the trusted authorities. */
function writeEtc(folder: string, addresses: ReadonlyMap<string, string>, { authority }: Certificates): string {
  const etc = path.join(folder, 'etc');
  const files: { [name: string]: string } = {
    'passwd': 'root:x:0:0:root:/root:/sbin/nologin\nsbx_user1051:x:993:990::/home/sbx_user1051:/sbin/nologin\n',
    'group': 'root:x:0:\nsbx_group:x:990:\n',
    'hosts': ['127.0.0.1 localhost', ...[...addresses].map(([name, address]) => `${address} ${name}`), ''].join('\n'),
    'nsswitch.conf': 'hosts: files\n',
    'stage-ca.pem': fs.readFileSync(authority, 'utf8'),
  };
  fs.mkdirSync(etc);
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(etc, name), text);
  // The loader uses this file to find the libraries of the system.
  fs.copyFileSync('/etc/ld.so.cache', path.join(etc, 'ld.so.cache'));
  // The modes must not depend on the umask.
  for (const place of [etc, ...fs.readdirSync(etc).map((name) => path.join(etc, name))]) fs.chmodSync(place, 0o755);
  return etc;
}
