import * as http from 'http';
import { AddressInfo } from 'net';
import { gunzipSync } from 'zlib';

/** An advisory about lodash, in the format of the npm registry's bulk endpoint. */
const ADVISORY = {
  id: 1523,
  url: 'https://github.com/advisories/GHSA-p6mc-m468-83gw',
  title: 'Prototype Pollution in lodash',
  severity: 'high',
  vulnerable_versions: '>=3.7.0 <4.17.19',
  cwe: ['CWE-770', 'CWE-1321'],
  cvss: { score: 7.4, vectorString: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H' },
};

/**
 * A registry on this machine with one package and one advisory about it, for the protocol of `npm audit`.
 * @see https://docs.npmjs.com/cli/commands/npm-audit#bulk-advisory-endpoint
 */
export class AdvisoryRegistry {
  public static async start(): Promise<AdvisoryRegistry> {
    const registry = new AdvisoryRegistry();
    await new Promise<void>((resolve) => registry.server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  /** Requested versions by package. */
  public readonly asked: Record<string, string[]>[] = [];
  /** Whether it returns an error, as mirrors do. */
  public rejects = false;

  private readonly server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [status, body] = this.answer(request, Buffer.concat(chunks));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });

  private constructor() {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ method, url, headers }: http.IncomingMessage, body: Buffer): [number, object] {
    if (method === 'POST' && url === '/-/npm/v1/security/advisories/bulk') {
      if (this.rejects) return [405, {}];
      const asked = JSON.parse((headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()) as Record<string, string[]>;
      this.asked.push(asked);
      return [200, asked.lodash ? { lodash: [ADVISORY] } : {}];
    }
    if (method === 'GET' && url === '/lodash') {
      const versions = Object.fromEntries(['4.17.15', '4.17.21'].map((version) => [version, { name: 'lodash', version, dist: {} }]));
      return [200, { 'name': 'lodash', 'dist-tags': { latest: '4.17.21' }, versions }];
    }
    return [404, {}];
  }
}
