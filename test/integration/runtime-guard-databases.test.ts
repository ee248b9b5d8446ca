import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { LambdaRuntime } from '../runtime-guard/lambda-runtime';
import { policy } from '../runtime-guard/native/guarded';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { pipInstall, pythonReleases } from '../tools/python-releases';

jest.setTimeout(300_000);

const FUNCTION = path.join(__dirname, '../runtime-guard/functions/python/databases.py');
const PYTHON = pythonReleases().find(({ minor }) => minor === '3.13')!;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-databases-'));
const [task, client, out] = ['task', 'client', 'out'].map((name) => path.join(folder, name));
let layer: string;

beforeAll(() => {
  layer = unpackLayer();
  pipInstall(PYTHON, client, ['awslambdaric==4.2.2']);
  pipInstall(PYTHON, task, ['apsw==3.54.1.0', 'pysqlite3-binary==0.5.4.post2']);
  fs.copyFileSync(FUNCTION, path.join(task, 'databases.py'));
  fs.mkdirSync(out);
  fs.copyFileSync(path.join(task, 'apsw/sqlite_extra_binaries/rot13.so'), path.join(out, 'rot.so'));
});

afterAll(() => {
  for (const made of [folder, layer]) fs.rmSync(made, { recursive: true, force: true });
});

/** Returns the result of each use of SQLite, by package, and the categories of the events. */
async function used(document?: string) {
  const handler = 'databases.handler';
  const runtime = await LambdaRuntime.start({
    node: PYTHON.binary,
    client: { args: ['-m', 'awslambdaric', handler], folder: client },
    taskRoot: task,
    handler,
    ...(document !== undefined && { guard: { policy: document, layer } }),
    env: { PYTHONPATH: client, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const { response } = await runtime.invoke({ folder: out }).finally(() => runtime.stop());
  // The log is complete after the end of the process.
  return { uses: JSON.parse(response ?? runtime.output), blocked: new Set(runtime.events.map(({ category }) => category)) };
}

const POINTER = '0001020304050607';

test('packages that bring SQLite along write files and load extensions', async () => {
  const each = { write: 'done', attach: 'done', vacuum: 'done', extension: 'done', pointer: POINTER };
  expect((await used()).uses).toEqual({ apsw: each, pysqlite3: each });
  for (const name of fs.readdirSync(out)) if (name.endsWith('.db')) fs.rmSync(path.join(out, name));
});

test('under the guard they do neither; their SQL takes pointers, as the README says', async () => {
  const { uses, blocked } = await used(policy('block'));
  const files = (error: string) => ({ write: error, attach: error, vacuum: error });
  expect(uses).toEqual({
    apsw: { ...files('CantOpenError'), extension: 'ExtensionLoadingError', pointer: POINTER },
    pysqlite3: { ...files('OperationalError'), extension: 'OperationalError', pointer: POINTER },
  });
  expect(blocked).toEqual(new Set(['fileWrite', 'nativeAddon']));
  expect(fs.readdirSync(out)).toEqual(['rot.so']);
});
