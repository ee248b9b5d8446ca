/** Serves planted handlers over HTTP for Schemathesis, which sends requests to a server. Results are judged as by the fuzzer. */
import { spawn, spawnSync } from 'child_process';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';
import { Send } from './in-process';
import { Search } from './peers';

/** A handler, and the finding that is searched for. */
export interface Served {
  readonly send: Send;
  readonly schema: object;
  readonly finds: string;
}

/** The release that is installed. */
const RELEASE = 'schemathesis==4.32.5';

/** Installs Schemathesis in a folder, unless `SCHEMATHESIS` names a program. @returns the path of the program */
export function installSchemathesis(folder: string): string {
  const given = process.env.SCHEMATHESIS;
  if (given !== undefined) return given;
  const bin = path.join(folder, 'schemathesis', 'bin');
  for (const [program, ...args] of [['python3', '-m', 'venv', path.join(folder, 'schemathesis')], [path.join(bin, 'pip'), 'install', '--quiet', '--disable-pip-version-check', RELEASE]]) {
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${RELEASE} can’t be installed: ${stderr}`);
  }
  return path.join(bin, 'schemathesis');
}

/** Returns the version of a program. */
export function schemathesisVersion(program: string): string {
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();
}

/** Searches all handlers in one run, with the given number of examples for each. */
export async function schemathesisSearches(program: string, served: readonly Served[], runs: number, seed: number): Promise<Search[]> {
  const hits = served.map((): { sent: number; found?: number } => ({ sent: 0 }));
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      if (request.url === '/openapi.json') return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(documentOf(served)));
      const index = Number(request.url?.slice(1));
      const hit = hits[index] as typeof hits[number] | undefined;
      // Schemathesis also sends requests with other methods and paths.
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
  const running = spawn(program, ['run', url, ...options], { stdio: 'ignore' });
  await new Promise((resolve) => running.once('exit', resolve));
  server.closeAllConnections();
  server.close();
  const milliseconds = (performance.now() - start) / served.length;
  return hits.map(({ found }) => ({ runs: found, milliseconds }));
}

function documentOf(served: readonly Served[]): object {
  const paths = served.map(({ schema }, index) => {
    // References are relative to the root of the OpenAPI document.
    const at = `#/paths/~1${index}/post/requestBody/content/application~1json/schema`;
    const own = JSON.parse(JSON.stringify(schema).replace(/"#\/definitions/g, `"${at}/definitions`)) as object;
    return [`/${index}`, { post: { requestBody: { required: true, content: { 'application/json': { schema: own } } }, responses: { 200: { description: 'ok' } } } }] as const;
  });
  return { openapi: '3.1.0', info: { title: 'planted', version: '1' }, paths: Object.fromEntries(paths) };
}
