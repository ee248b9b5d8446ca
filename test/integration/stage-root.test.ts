import { spawn, spawnSync } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { StageFolders } from './stage-folders';
import { Internet } from '../../stage/network/internet';
import { LambdaFunction } from '../../stage/services/lambda-service';
import { NODE_MAJORS } from '../tools/node-releases';
import { pythonReleases } from '../tools/python-releases';

jest.setTimeout(900_000);

const REPOSITORY = path.join(__dirname, '../..');
const TSX = { ...process.env, TSX_TSCONFIG_PATH: path.join(REPOSITORY, 'test/tsconfig.json') };
const NODES = NODE_MAJORS.map((major) => `nodejs${major}.x`);
const PYTHONS = pythonReleases().map(({ minor }) => `python${minor}`).filter((name) => name !== 'python3.11');
const POLICY = JSON.stringify({
  version: 1,
  modes: { childProcess: 'block', network: 'block', fileWrite: 'alert', sourceRead: 'alert', nativeAddon: 'block', dynamicCode: 'alert', worker: 'alert', inspector: 'block' },
  allowedHosts: ['allowed.example.com:443'],
  awsEndpoints: true,
  onDegraded: 'fail',
});

const NODE_HANDLER = `
  const fs = require('fs');
  const attempt = async (work) => { try { return await work(); } catch (error) { return error.code ?? error.cause?.code ?? error.name; } };
  const reach = (host) => attempt(async () => (await fetch('https://' + host + '/')).status);
  exports.handler = async (event, context) => ({
    event, requestId: context.awsRequestId, uid: process.getuid(), cwd: process.cwd(),
    status: fs.readFileSync('/proc/self/status', 'utf8'),
    root: fs.readdirSync('/'), network: Object.keys(require('os').networkInterfaces()), processes: fs.readdirSync('/proc').filter((name) => Number(name)).length,
    writes: await Promise.all(['/', '/var/task/', '/opt/', '/var/runtime/', '/etc/', '/tmp/'].map((folder) => attempt(() => { fs.writeFileSync(folder + 'written', ''); return 'written'; }))),
    allowed: await reach('allowed.example.com'), other: await reach('other.example.com'), unknown: await reach('example.org'), address: await reach('203.0.113.99'),
    program: await attempt(() => require('child_process').execFileSync('/bin/sh', ['-c', 'echo started']).toString().trim()),
  });
`;

const PYTHON_HANDLER = `
import errno, os, socket, subprocess, urllib.request

def attempt(work):
    try:
        return work()
    except urllib.error.URLError as error:
        return type(error.reason).__name__
    except OSError as error:
        return errno.errorcode.get(error.errno, type(error).__name__)

def reach(host):
    return attempt(lambda: urllib.request.urlopen("https://" + host + "/", timeout=5).status)

def write(folder):
    open(folder + "written", "w").close()
    return "written"

def handler(event, context):
    return {
        "event": event, "requestId": context.aws_request_id, "uid": os.getuid(), "cwd": os.getcwd(),
        "status": open("/proc/self/status").read(),
        "root": os.listdir("/"), "network": [name for _, name in socket.if_nameindex()], "processes": sum(name.isdigit() for name in os.listdir("/proc")),
        "writes": [attempt(lambda: write(folder)) for folder in ["/", "/var/task/", "/opt/", "/var/runtime/", "/etc/", "/tmp/"]],
        "allowed": reach("allowed.example.com"), "other": reach("other.example.com"), "unknown": reach("example.org"), "address": reach("203.0.113.99"),
        "program": attempt(lambda: subprocess.run(["/bin/sh", "-c", "echo started"], capture_output=True, text=True).stdout.strip()),
    }
`;

let folders: StageFolders;
let internet: Internet;
let guard: string;
const functions: LambdaFunction[] = [];

beforeAll(async () => {
  folders = new StageFolders('root');
  internet = await Internet.start(folders.folder, { 'allowed.example.com': () => ({ status: 200 }), 'other.example.com': () => ({ status: 200 }) });
  guard = folders.makeLayer();
});

afterAll(async () => {
  for (const fn of functions) await fn.kill();
  await internet?.stop();
  folders?.remove();
});

function functionOf(runtime: string, code: string, isGuarded: boolean, more: { timeout?: number } = {}): LambdaFunction {
  const task = folders.make('task');
  fs.writeFileSync(path.join(task, runtime.startsWith('node') ? 'index.js' : 'index.py'), code, { mode: 0o644 });
  const variables: Record<string, string> = isGuarded ? { AWS_LAMBDA_EXEC_WRAPPER: '/opt/sec3-runtime-guard/wrapper', SEC3_RUNTIME_POLICY: POLICY } : {};
  const name = `root-${functions.length}`;
  const fn = new LambdaFunction({ arn: name, name, role: '', runtime, handler: 'index.handler', timeout: 10, memory: 256, variables, task, opt: guard, ...more }, internet, folders.folder);
  functions.push(fn);
  return fn;
}

describe.each([...NODES, ...PYTHONS])('a function of %s', (runtime) => {
  const code = runtime.startsWith('node') ? NODE_HANDLER : PYTHON_HANDLER;

  test('runs with a file system, permissions and a network like those of Lambda', async () => {
    const { payload, functionError, requestId } = await functionOf(runtime, code, false).invoke({ a: 1 });
    expect(functionError).toBeUndefined();
    const seen = JSON.parse(payload);
    expect(seen).toMatchObject({ event: { a: 1 }, requestId, uid: 993, cwd: '/var/task', network: ['lo'], allowed: 200, other: 200, program: 'started' });
    expect(seen.root.sort()).toEqual(['bin', 'dev', 'etc', 'lib', 'lib64', 'opt', 'proc', 'tmp', 'usr', 'var']);
    // The emulator, and its child processes.
    expect(seen.processes).toBeLessThanOrEqual(3);
    expect(seen.writes).toEqual(['EROFS', 'EROFS', 'EROFS', 'EROFS', 'EROFS', 'written']);
    expect(seen.status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(seen.status).toMatch(/^Seccomp:\t2$/m);
    expect(seen.status).toMatch(/^CapBnd:\t0+$/m);
    expect([seen.unknown, seen.address]).not.toContain(200);
  });

  test('is restricted by the guard', async () => {
    const fn = functionOf(runtime, code, true);
    const { payload, functionError } = await fn.invoke({});
    expect(functionError).toBeUndefined();
    const { allowed, other, program } = JSON.parse(payload);
    expect(allowed).toBe(200);
    expect([other, program]).not.toContain(200);
    expect([other, program]).not.toContain('started');
    expect(fn.logs).toMatch(/"category":"network".*"action":"blocked"|"action":"blocked".*"category":"network"/);
    expect(fn.logs).toMatch(/"category":"childProcess".*"action":"blocked"|"action":"blocked".*"category":"childProcess"/);
  });

  test('that fails is distinguished from one that returns, and continues', async () => {
    const failing = runtime.startsWith('node')
      ? 'exports.handler = async ({ fail }) => { if (fail) throw new TypeError("broken"); return "done"; };'
      : 'def handler(event, context):\n    if event.get("fail"):\n        raise TypeError("broken")\n    return "done"\n';
    const fn = functionOf(runtime, failing, true);
    expect(await fn.invoke({ fail: true })).toMatchObject({ functionError: 'Handled', payload: expect.stringContaining('"errorMessage"') });
    expect(await fn.invoke({})).toMatchObject({ payload: '"done"' });
    expect(fn.starts).toBe(1);
  });

  test('that exceeds its timeout is ended and restarted', async () => {
    const slow = runtime.startsWith('node')
      ? 'exports.handler = ({ slow }) => new Promise((resolve) => { setInterval(() => 0, 1000); if (!slow) resolve("done"); });'
      : 'import time\n\ndef handler(event, context):\n    if event.get("slow"):\n        time.sleep(60)\n    return "done"\n';
    const fn = functionOf(runtime, slow, true, { timeout: 2 });
    expect(await fn.invoke({ slow: true })).toMatchObject({ functionError: 'Reset', payload: '{"errorMessage":"Task timed out after 2.00 seconds"}' });
    expect(await fn.invoke({})).toMatchObject({ payload: '"done"' });
    expect(fn.starts).toBe(2);
  });
});

test('a killed environment leaves no mounts and no processes', async () => {
  const fn = functionOf('nodejs24.x', NODE_HANDLER, true);
  await fn.invoke({});
  const of = () => spawnSync('pgrep', ['-f', `${folders.folder}/root-${functions.length - 1}-1`], { encoding: 'utf8' }).stdout;
  expect(of()).not.toBe('');
  await fn.kill();
  expect(of()).toBe('');
  expect(fs.readFileSync('/proc/mounts', 'utf8')).not.toContain(folders.folder);
  expect(fs.readdirSync(folders.folder).filter((name) => name.startsWith(fn.deployed.name))).toEqual([]);
});

test('everything ends with the starting process, even if that is killed', async () => {
  const scene = path.join(__dirname, 'stage-scene.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', scene, folders.make('scene')], { stdio: ['ignore', 'pipe', 'inherit'], env: TSX });
  const [pids] = await once(child.stdout!.setEncoding('utf8'), 'data');
  const running = () => (JSON.parse(pids) as number[]).filter((pid) => fs.existsSync(`/proc/${pid}`));
  expect(running().length).toBeGreaterThanOrEqual(4);
  child.kill('SIGKILL');
  for (const end = Date.now() + 10_000; running().length > 0 && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(running()).toEqual([]);
});

test('a stage that a signal ends leaves nothing behind', async () => {
  const main = spawn(process.execPath, ['--import', 'tsx', path.join(REPOSITORY, 'stage/main.ts')], { stdio: ['ignore', 'pipe', 'inherit'], env: TSX });
  const left = () => [
    ...fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(`sec3-stage-${main.pid}-`)),
    ...spawnSync('pgrep', ['-f', `sec3-stage-${main.pid}-`], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean),
    ...spawnSync('pgrep', ['-P', `${main.pid}`], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean),
  ];
  await once(main.stdout!, 'data');
  // moto, and the CDK CLI.
  for (const end = Date.now() + 60_000; left().length < 3 && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(left().length).toBeGreaterThanOrEqual(3);
  main.kill('SIGTERM');
  const [code] = await once(main, 'exit');
  expect(code).toBe(1);
  for (const end = Date.now() + 10_000; left().length > 0 && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(left()).toEqual([]);
});

test('fails with a message if namespaces are not permitted', async () => {
  const script = `require('${path.join(REPOSITORY, 'stage/network/network')}').Network.start('/tmp', []).catch((e) => { console.error(e.message); process.exit(7); })`;
  const { status, stderr } = spawnSync('setpriv', ['--bounding-set', '-all', '--inh-caps', '-all', process.execPath, '--import', 'tsx', '-e', script], { cwd: REPOSITORY, encoding: 'utf8' });
  expect(stderr).toContain("can't be created here");
  expect(status).toBe(7);
});
