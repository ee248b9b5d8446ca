import * as http from 'http';
import { ApiAnswer } from './api-front';
import { AccessKey, signedHeaders } from './signature';

/** Differences between a request and one that a client of the API would send. */
export interface RequestOptions {
  /** The key for the signature. Undefined for a request without one. */
  readonly credentials?: AccessKey;
  readonly headers?: { readonly [name: string]: string };
  /** The error of the client's clock, in milliseconds. */
  readonly clock?: number;
  /** A body that is sent instead of the signed one. */
  readonly sentBody?: string;
}

/** A client of an API that signs its requests. */
export class ApiClient {
  constructor(
    private readonly port: number,
    private readonly host: string,
    private readonly region: string,
  ) {}

  public async send(method: string, path: string, body: string, options: RequestOptions): Promise<ApiAnswer> {
    const { credentials, headers = {}, clock = 0, sentBody = body } = options;
    const own = { 'content-type': 'application/json', ...headers };
    const request = { method, host: this.host, path, headers: own, body };
    const all = credentials ? await signedHeaders(request, credentials, this.region, new Date(Date.now() + clock)) : { ...own, host: this.host };
    return new Promise((resolve, reject) => {
      const sent = http.request({ host: '127.0.0.1', port: this.port, method, path, headers: all }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        const given = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, `${value}`]));
        response.on('end', () => resolve({ status: response.statusCode!, headers: given, body: Buffer.concat(chunks).toString() }));
      });
      sent.on('error', reject).end(sentBody);
    });
  }
}
