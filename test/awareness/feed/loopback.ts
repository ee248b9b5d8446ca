import * as http from 'http';
import { AddressInfo } from 'net';
import { Readable } from 'stream';
import { internet, Resolve, Transport } from '../../../lib/awareness/feed';

/** Response of the loopback server. */
export interface Answer {
  readonly status?: number;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer | Readable;
  /** Whether the connection is cut after the body. */
  readonly cut?: boolean;
  /** Whether there is never a response. */
  readonly silent?: boolean;
}

/** A received request. */
export interface Received {
  readonly url: URL;
  readonly method: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** A server on this machine that replaces all hosts of the Internet. */
export class Loopback {
  public static async start(): Promise<Loopback> {
    const loopback = new Loopback();
    await new Promise<void>((resolve) => loopback.server.listen(0, '127.0.0.1', resolve));
    return loopback;
  }

  /** Addresses to which connections would have gone. */
  public readonly connected: string[] = [];
  public readonly received: Received[] = [];
  private readonly server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      const received = {
        url: new URL(`https:/${request.url}`), method: request.method!, headers: request.headers, body: Buffer.concat(chunks).toString('utf8'),
      };
      this.received.push(received);
      const { status = 200, headers = {}, body = '', cut, silent } = this.answer(received);
      if (silent) return;
      response.writeHead(status, headers);
      if (body instanceof Readable) {
        response.once('close', () => body.destroy());
        body.pipe(response);
      } else if (cut) {
        response.write(body, () => response.destroy());
      } else {
        response.end(body);
      }
    });
  });

  public answer: (request: Received) => Answer = () => ({ status: 404 });
  /** Answer of the name service. */
  public resolve: Resolve = async () => ['93.184.216.34'];

  /** The shipped transport, except that its last step leads here, without TLS. */
  public get transport(): Transport {
    const { port } = this.server.address() as AddressInfo;
    const send = (url: URL, { method, headers, signal, lookup }: any, done: (response: http.IncomingMessage) => void) => {
      lookup(url.hostname, { all: false }, (_: unknown, address: string) => this.connected.push(address));
      return http.request({ host: '127.0.0.1', port, method, headers, signal, agent: false, path: `/${url.host}${url.pathname}${url.search}` }, done);
    };
    return internet((host) => this.resolve(host), send as never);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
