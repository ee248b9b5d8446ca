import { randomUUID } from 'crypto';
import * as http from 'http';
import { LoopbackModel } from '../tools/loopback-model';

/** A typical provider of API keys, which creates, checks and revokes keys over HTTP. */
export class KeyProvider extends LoopbackModel {
  public static start(): Promise<KeyProvider> {
    return new KeyProvider().listen();
  }

  /** Valid keys. */
  public readonly keys = new Set<string>();
  private readonly issued = new Map<string, string>();

  public issue(idempotencyKey: string): string {
    const key = this.issued.get(idempotencyKey) ?? `key-${randomUUID()}`;
    if (!this.issued.has(idempotencyKey)) this.keys.add(key);
    this.issued.set(idempotencyKey, key);
    return key;
  }

  protected async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const [, caller = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (!this.keys.has(caller)) return void response.writeHead(401).end();
    if (request.method === 'POST') return void response.end(this.issue(`${request.headers['idempotency-key']}`));
    if (request.method === 'DELETE') this.keys.delete(`${request.headers['x-key']}`);
    response.end('ok');
  }
}

/** Runs a step of an adapter for this provider, written as by a user; Lambda would run it for each step. */
export async function keyAdapter(url: string, event: Record<string, string>): Promise<unknown> {
  const call = async (method: string, key: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { method, headers: { authorization: `Bearer ${key}`, ...headers } });
    if (!response.ok) throw new Error(`The provider answered with ${response.status} to ${key}`);
    return response.text();
  };
  switch (event.step) {
    case 'create':
      return { secretString: await call('POST', event.current, { 'idempotency-key': event.clientRequestToken }) };
    case 'test':
      await call('GET', event.pending);
      return null;
    case 'finish':
      await call('DELETE', event.current, { 'x-key': event.previous });
      return null;
    default:
      // The provider's keys are valid immediately.
      return null;
  }
}
