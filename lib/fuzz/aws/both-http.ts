/** A server that speaks HTTP/1.1 and HTTP/2 without TLS on one port. Clients of some services speak only HTTP/2. */
import * as http from 'http';
import * as http2 from 'http2';
import { AddressInfo, createServer, Socket } from 'net';

/** A request, with the properties that both versions of HTTP have. */
export interface PlainRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer. Without one, the connection ends. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Buffer;
}

/** The start of an HTTP/2 connection (RFC 9113, 3.4). */
const PREFACE = 'PRI * HTTP/2';

export class BothHttp {
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => this.accept(socket));
  private readonly first: http.Server;
  private readonly second: http2.Http2Server;

  constructor(answer: (request: PlainRequest) => PlainAnswer | undefined) {
    const serve = (
      request: http.IncomingMessage | http2.Http2ServerRequest,
      response: http.ServerResponse | http2.Http2ServerResponse,
      drop: () => void,
    ) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        const { method, url, headers } = request;
        const answered = answer({ method: method!, url: url!, headers, body: Buffer.concat(chunks) });
        if (!answered) return drop();
        response.writeHead(answered.status, { ...answered.headers, 'content-length': Buffer.byteLength(answered.body) });
        (response as http.ServerResponse).end(method === 'HEAD' ? undefined : answered.body);
      });
    };
    this.first = http.createServer((request, response) => serve(request, response, () => request.socket.destroy()));
    this.second = http2.createServer((request, response) => serve(request, response, () => request.stream.session!.destroy()));
    this.server.unref();
  }

  /** @returns the port on the loopback interface */
  public async start(): Promise<number> {
    if (!this.server.listening) await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  public stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    // A client may disconnect at any time.
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined);
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      socket.unshift(chunk);
      (chunk.toString('latin1').startsWith(PREFACE) ? this.second : this.first).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  }
}
