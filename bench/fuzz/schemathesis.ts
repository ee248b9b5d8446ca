/** Planted handlers behind HTTP, for Schemathesis, which needs a server: it makes the requests, and they are judged as the fuzzer judges. */
import { spawn, spawnSync } from 'child_process';
import * as http from 'http';
import { AddressInfo } from 'net';
import { Send } from './in-process';
import { Search } from './peers';

/** A handler, and what it is searched for. */
export interface Served {
  readonly send: Send;
  readonly schema: object;
  readonly finds: string;
}

/** The program; `SCHEMATHESIS` names another. */
const PROGRAM = process.env.SCHEMATHESIS ?? 'schemathesis';

/** Its version; undefined where it is not installed. */
export function schemathesisVersion(): string | undefined {
  const { status, stdout } = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Searches all handlers at once, with so many examples for each. */
export async function schemathesisSearches(served: readonly Served[], runs: number, seed: number): Promise<Search[]> {
  const hits = served.map((): { sent: number; found?: number } => ({ sent: 0 }));
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      if (request.url === '/openapi.json') return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(documentOf(served)));
      const index = Number(request.url?.slice(1));
      const hit = hits[index] as typeof hits[number] | undefined;
      // It tries other verbs and paths as well.
      if (!hit || request.method !== 'POST') return void response.writeHead(405).end();
      hit.sent += 1;
      void served[index].send(Buffer.concat(chunks).toString()).then((found) => {
        const isFound = found.includes(served[index].finds);
        if (isFound) hit.found ??= hit.sent;
        response.writeHead(isFound ? 500 : 200, { 'content-type': 'application/json' }).end('{}');
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/openapi.json`;
  const start = performance.now();
  const options = ['--max-examples', String(runs), '--seed', String(seed), '--checks', 'not_a_server_error', '--phases', 'examples,coverage,fuzzing', '--continue-on-failure', '--mode', 'all'];
  const program = spawn(PROGRAM, ['run', url, ...options], { stdio: 'ignore' });
  await new Promise((resolve) => program.once('exit', resolve));
  server.closeAllConnections();
  server.close();
  const milliseconds = (performance.now() - start) / served.length;
  return hits.map(({ found }) => ({ runs: found, milliseconds }));
}

function documentOf(served: readonly Served[]): object {
  const paths = served.map(({ schema }, index) => {
    // References are from the root of a document.
    const at = `#/paths/~1${index}/post/requestBody/content/application~1json/schema`;
    const own = JSON.parse(JSON.stringify(schema).replace(/"#\/definitions/g, `"${at}/definitions`)) as object;
    return [`/${index}`, { post: { requestBody: { required: true, content: { 'application/json': { schema: own } } }, responses: { 200: { description: 'ok' } } } }] as const;
  });
  return { openapi: '3.1.0', info: { title: 'planted', version: '1' }, paths: Object.fromEntries(paths) };
}
