/** Measures how many branches are reached in handlers that call AWS: with answers from service models, and with empty answers. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';
import { EntryPointReport } from '../../lib/fuzz/finding';
import { fuzzEntryPoint } from '../../lib/fuzz/fuzzer';
import { EntryPoint } from '../../lib/fuzz/targets/entry-points';
import { PUBLIC_KINDS, PublicKind } from '../../test/fuzz/aws/public-kinds';
import { PUBLIC_KINDS_PYTHON } from '../../test/fuzz/aws/public-kinds-python';

const RUNS = 120;

/** The percentages of branches that were reached, over all handlers. */
export interface Reached {
  readonly empty: number;
  readonly made: number;
  /** The number of findings. It should be small: most of these handlers are correct. */
  readonly findings: number;
}

/** Fuzzes each handler twice, and prints a line for each handler. */
export async function reachedBranches(folder: string): Promise<Reached> {
  const server = await emptyAnswers();
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sums = { empty: 0, made: 0, all: 0, findings: 0 };
  const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;
  if (!hasBoto3) console.log('Those in Python are left out: boto3 is not installed here');
  for (const kind of [...PUBLIC_KINDS, ...(hasBoto3 ? PUBLIC_KINDS_PYTHON : [])]) {
    const entryPoint = entryPointOf(kind, folder);
    const fuzz = (aws?: { endpoint: string }) => fuzzEntryPoint(entryPoint, {
      runs: RUNS, seed: 5, watchState: false, aws, scratch: folder, process: { timeout: 10_000, packages: [path.join(__dirname, '../../node_modules')] },
    });
    const [before, after] = [await fuzz({ endpoint }), await fuzz()];
    const [was, is] = [before, after].map(branchesOf);
    sums.empty += was.ran;
    sums.made += is.ran;
    sums.all += is.all;
    sums.findings += after.findings.length;
    console.log(`${kind.name.padEnd(28)} ${`${was.ran} of ${was.all}`.padStart(9)}  ${`${is.ran} of ${is.all}`.padStart(9)}   ${after.findings.map(({ id, message }) => `${id}: ${message}`).join('; ').slice(0, 120)}`);
  }
  server.close();
  const share = (ran: number) => Math.round((ran / sums.all) * 100);
  return { empty: share(sums.empty), made: share(sums.made), findings: sums.findings };
}

function branchesOf({ branches, failure, name }: EntryPointReport): { readonly ran: number; readonly all: number } {
  if (!branches || 'unknown' in branches) throw new Error(`${name}: ${failure ?? 'its branches are not known'}`);
  return branches;
}

/** Starts a server that gives an empty answer to each call, as the fuzzer did before it had service models. */
async function emptyAnswers(): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => {
      const action = new URLSearchParams(body).get('Action');
      response.writeHead(200, { 'content-type': action ? 'text/xml' : 'application/x-amz-json-1.0' }).end(action ? `<${action}Response><${action}Result/></${action}Response>` : '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return server;
}

function entryPointOf({ name, kind, language = 'node', code }: PublicKind, folder: string): EntryPoint {
  const root = path.join(folder, name.replace(/\W+/g, '-'));
  fs.mkdirSync(root, { recursive: true });
  fs.writeFileSync(path.join(root, language === 'node' ? 'index.js' : 'index.py'), code);
  return {
    kind,
    name,
    declaredBy: name,
    method: 'POST',
    resource: '/things/{id}',
    checksBody: false,
    checksParameters: false,
    rejectsParameters: false,
    contentTypes: [],
    binaryTypes: [],
    notes: [],
    parameters: kind === 'rest' ? [{ name: 'id', place: 'path', required: true, schema: { type: 'string', pattern: '^[a-z0-9]{1,8}$' } }] : [],
    fn: { path: name, name, root: fs.realpathSync(root), handler: 'index.handler', ownHandler: 'index.handler', language, layers: [], literals: {}, open: ['TABLE_NAME', 'BUCKET', 'QUEUE_URL'], isOwn: false },
  };
}
