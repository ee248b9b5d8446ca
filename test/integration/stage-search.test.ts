import * as fs from 'fs';
import * as path from 'path';
import { StageFolders } from './stage-folders';
import { Internet } from '../../stage/network/internet';
import { LambdaFunction } from '../../stage/services/lambda-service';
import { policy } from '../runtime-guard/native/guarded';
import { OpenedGuards } from '../runtime-guard/search/opened-guard';
import { SWITCHES } from '../runtime-guard/search/switches';
import { Deed, reportIn, tracer } from '../runtime-guard/search/tracer/tracer';
import { pythonReleases } from '../tools/python-releases';

jest.setTimeout(600_000);

const REPOSITORY = path.join(__dirname, '../..');
const SEARCH = path.join(REPOSITORY, 'test/runtime-guard/search');
const RUNTIMES = ['nodejs24.x', `python${pythonReleases().at(-1)!.minor}`];
const CASES = 2000;
const TEXT = 'SRC-of-the-stage';

let folders: StageFolders;
let internet: Internet;
let layer: string;

beforeAll(async () => {
  folders = new StageFolders('stage-search');
  internet = await Internet.start(folders.folder, { 'other.example.com': () => ({ status: 200 }) });
  layer = folders.makeLayer();
});

afterAll(async () => {
  await internet?.stop();
  folders?.remove();
});

/** Returns the folder of the function of the escape search, with a secret text, as it would be deployed. */
function taskOf(language: string): string {
  const task = folders.make('task');
  fs.cpSync(path.join(SEARCH, language), task, { recursive: true });
  fs.mkdirSync(path.join(task, 'secrets'));
  for (const name of ['secrets/notes.txt', 'secrets/spare.py', 'business.cjs', 'business.py']) fs.writeFileSync(path.join(task, name), `# ${TEXT}\n`);
  return task;
}

interface Tried {
  /** Numbers of the started cases. */
  readonly begun: readonly number[];
  readonly deeds: readonly Deed[];
  readonly logs: string;
}

/** Tries cases in a root like Lambda's until all are tried or one escapes. A call that ends the process leads to a new root. */
async function deedsOf(runtime: string, opt: string): Promise<Tried> {
  let tried: Tried = { begun: [], deeds: [], logs: '' };
  for (let from = 0; from < CASES && tried.deeds.length === 0; from = tried.begun[tried.begun.length - 1] + 1) {
    const more = await tryFrom(from, runtime, opt);
    if (more.begun.length === 0) throw new Error(`No case was begun: ${more.logs}`);
    tried = { begun: [...tried.begun, ...more.begun], deeds: more.deeds, logs: tried.logs + more.logs };
  }
  return tried;
}

/** Makes the function try cases under a policy that blocks everything, until a call ends it, and returns the operations that the kernel saw. */
async function tryFrom(from: number, runtime: string, opt: string): Promise<Tried> {
  const language = runtime.startsWith('node') ? 'node' : 'python';
  const name = path.basename(folders.make('search'));
  const report = path.join(folders.folder, `${name}.report`);
  // The tracer sees the root from outside.
  const inside = path.join(folders.folder, `${name}-1`);
  const variables = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/sec3-runtime-guard/wrapper', SEC3_RUNTIME_POLICY: policy('block') };
  const deployed = { arn: name, name, role: '', runtime, handler: 'handler.handler', timeout: 60, memory: 1024, variables, task: taskOf(language), opt };
  const fn = new LambdaFunction(deployed, internet, folders.folder, 1, [tracer(), report, language === 'node' ? '/none' : path.join(inside, 'var/task/secrets'), path.join(inside, 'var/task/foreign'), '5', 'all']);
  const lab = {
    ...{ out: '/tmp', victim: '/tmp/victim.txt', secrets: '/var/task/secrets', source: `/var/task/business.${language === 'node' ? 'cjs' : 'py'}`, program: '/bin/true' },
    ...{ library: '/var/task/foreign/loaded.so', addon: '/var/task/foreign/loaded.node', host: '203.0.113.1', port: 443, socket: '/tmp/none' },
    reversed: [...TEXT].reverse().join(''),
  };
  try {
    await fn.invoke({ ask: 'run', lab, seed: 1, from, to: CASES, skip: [] });
    const { begun, deeds } = reportIn(fs.readFileSync(report, 'utf8'));
    return { begun, deeds, logs: fn.logs };
  } finally {
    await fn.kill();
  }
}

describe.each(RUNTIMES)('%s, in a file system like that of Lambda', (runtime) => {
  test('the search finds nothing under the guard', async () => {
    const { begun, deeds, logs } = await deedsOf(runtime, layer);
    expect(logs).toContain('"action":"blocked"');
    expect(begun.length).toBeGreaterThan(CASES / 2);
    expect(deeds).toEqual([]);
  });

  test('the search finds escapes if the guard allows reading and changing files', async () => {
    const language = runtime.startsWith('node') ? 'node' : 'python';
    const guards = new OpenedGuards();
    try {
      await guards.compile();
      const opened = ['opening to write', 'changes of files', 'reading of source'];
      const opt = folders.make('opened');
      const edits = SWITCHES.filter((each) => each.language === language && opened.includes(each.name)).flatMap((each) => each.edits);
      fs.cpSync(await guards.without(edits), path.join(opt, 'sec3-runtime-guard'), { recursive: true });
      fs.chmodSync(path.join(opt, 'sec3-runtime-guard'), 0o755);
      expect((await deedsOf(runtime, opt)).deeds).not.toEqual([]);
    } finally {
      guards.remove();
    }
  });
});
