import { once } from 'events';
import * as http from 'http';
import type { AddressInfo } from 'net';

/** A server on the loopback that answers GitHub's calls about comments of pull requests of `example/orders`; the token is `token-of-the-job`. */
export class GitHub {
  public readonly calls: string[] = [];
  public readonly comments: { id: number; body: string; html_url: string }[] = [{ id: 1, body: 'Looks good', html_url: 'x' }];
  public rejects = false;
  private readonly server = http.createServer((request, response) => void this.answer(request, response));

  public async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    this.calls.push(`${request.method} ${request.url}`);
    const send = (status: number, answer: unknown) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    if (this.rejects || request.headers.authorization !== 'Bearer token-of-the-job') return void send(403, { message: 'Resource not accessible by integration' });
    if (request.method === 'GET') return void send(200, this.comments);
    const known = /^\/repos\/example\/orders\/issues\/comments\/(\d+)$/.exec(request.url!);
    const comment = known ? this.comments.find(({ id }) => id === Number(known[1])) : { id: this.comments.length + 1, body: '', html_url: 'https://github.com/example/orders/pull/7#issuecomment-2' };
    if (!comment) return void send(404, {});
    comment.body = JSON.parse(body).body;
    if (!known) this.comments.push(comment);
    return void send(known ? 200 : 201, comment);
  }
}
