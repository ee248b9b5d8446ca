import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { DOCUMENTS, PACKAGES } from './open-api-corpus';
import { EventSchema } from '../../lib/inbound-events/event-schema';
import { pythonProblems } from '../../lib/inbound-events/events/python-contract';
import { ApiAuthorization } from '../../lib/secure/api/api-authorization';
import { DescribedEndpoint, DocumentProblems, endpointsOf } from '../../lib/secure/open-api/open-api-endpoints';

let folder: string;

jest.setTimeout(1_800_000);

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-open-api-'));
  for (const [index, name] of PACKAGES.entries()) {
    const target = path.join(folder, String(index));
    fs.mkdirSync(target);
    const archive = run('npm', ['pack', '--silent', '--ignore-scripts', name]).trim().split('\n').at(-1)!;
    run('tar', ['xzf', path.join(folder, archive), '-C', target, '--strip-components', '1']);
  }
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

/** Returns an object that has the same value under each name. */
function everywhere<T>(value: T): { [name: string]: T } {
  return new Proxy({}, { get: () => value, ownKeys: () => [] });
}

/** Returns the endpoints of a document whose operations all have a function and an authorization, or the error. */
function described(document: unknown, models: object): readonly DescribedEndpoint[] | DocumentProblems {
  try {
    return endpointsOf(document, {
      handlers: everywhere({} as never),
      authorizations: everywhere(ApiAuthorization.iam()),
      hasDefaultAuthorization: true,
      models,
    }).endpoints;
  } catch (e) {
    if (e instanceof DocumentProblems) return e;
    throw e;
  }
}

/** Returns the schema with which the function of an endpoint validates requests, or the reason why it has none. */
function schemaOf({ route, props }: DescribedEndpoint): EventSchema | string {
  try {
    return EventSchema._endpoint({ ...props, route });
  } catch (e) {
    return (e as Error).message.split('\n')[1].slice(0, 150);
  }
}

test('counts how many public documents are accepted unchanged, and with bounds', () => {
  const counts = { documents: 0, endpoints: 0, asTheyAre: 0, bounded: 0, notValidated: 0, withSuch: 0, notInPython: 0 };
  const causes = new Map<string, number>();
  for (const [index, file] of DOCUMENTS) {
    const document: unknown = JSON.parse(fs.readFileSync(path.join(folder, String(index), file), 'utf8'));
    counts.documents += 1;
    if (!(described(document, {}) instanceof DocumentProblems)) counts.asTheyAre += 1;
    const result = described(document, { bound: {} });
    if (result instanceof DocumentProblems) {
      // Messages fit on one screen.
      expect(result.message.split('\n').length).toBeLessThanOrEqual(26);
      for (const cause of new Set(result.problems.map(({ message, looseness }) => looseness ?? message.replace(/^parameter \S+:/, 'parameter:')))) causes.set(cause, (causes.get(cause) ?? 0) + 1);
      continue;
    }
    counts.bounded += 1;
    const schemas = result.map(schemaOf);
    const obstacles = schemas.filter((schema) => typeof schema === 'string');
    counts.endpoints += result.length;
    counts.notValidated += obstacles.length;
    if (obstacles.length > 0) counts.withSuch += 1;
    for (const obstacle of new Set(obstacles)) causes.set(obstacle, (causes.get(obstacle) ?? 0) + 1);
    counts.notInPython += schemas.filter((schema) => typeof schema !== 'string' && pythonProblems(schema._contract).length > 0).length;
  }
  const lines = [...causes].sort(([, a], [, b]) => b - a).map(([cause, count]) => `  ${count}: ${cause}`);
  process.stdout.write(`OpenAPI documents: ${JSON.stringify(counts)}; rejected with bounds, by cause:\n${lines.join('\n')}\n`);
  expect(counts.documents).toBeGreaterThanOrEqual(100);
  expect((counts.bounded - counts.withSuch) / counts.documents).toBeGreaterThanOrEqual(0.75);
});
