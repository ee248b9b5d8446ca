/** Servers that answer instead of other hosts, according to OpenAPI documents. */
import { createHash } from 'crypto';
import * as http from 'http';
import { AddressInfo } from 'net';
import { OpenApiAnswers } from './openapi-answers';

/** A host, and the file that describes its answers. */
export interface DescribedHost {
  readonly host: string;
  /** The path of an OpenAPI 3 document, in JSON or YAML. */
  readonly file: string;
}

export class OtherHosts {
  private readonly servers: { readonly host: string; readonly server: http.Server }[];

  /** @throws Error if a file is not an OpenAPI document */
  constructor(described: readonly DescribedHost[]) {
    this.servers = described.map(({ host, file }) => {
      const answers = OpenApiAnswers.fromFile(file);
      const server = http.createServer((request, response) => {
        const hash = createHash('sha256').update(`${request.method} ${request.url}`);
        request.on('data', (chunk: Buffer) => hash.update(chunk)).on('end', () => {
          const [path] = request.url!.split('?');
          // The same request always gets the same answer.
          const { status, body } = answers.to(request.method!, path, hash.digest().readUInt32BE());
          response.writeHead(status, { 'content-type': 'application/json' }).end(body);
        });
      });
      server.unref();
      return { host, server };
    });
  }

  /** @returns ports on this machine, by host */
  public async start(): Promise<{ readonly [host: string]: number }> {
    await Promise.all(this.servers.map(({ server }) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
    return Object.fromEntries(this.servers.map(({ host, server }) => [host, (server.address() as AddressInfo).port] as const));
  }

  public stop(): void {
    for (const { server } of this.servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}
