import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { eventsIn, GUARD, LIBRARY, Outcome, policy } from './native/guarded';
import { validRecord } from './native/records';

const WRAPPER = path.join(GUARD, 'wrapper');
const SHELL_ALLOWED = { modes: { childProcess: 'allow' } } as const;
let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-wrapper-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function wrap(document: string | undefined, command: readonly string[], env: NodeJS.ProcessEnv = {}, wrapper = WRAPPER, cwd?: string): Outcome {
  const { status, signal, stdout, stderr } = spawnSync(wrapper, command, {
    env: { PATH: process.env.PATH, SEC3_RUNTIME_POLICY: document, ...env },
    encoding: 'utf8',
    timeout: 20_000,
    cwd,
  });
  return { status, signal, stdout, stderr, events: eventsIn(stderr) };
}

function script(name: string, ...lines: string[]): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o755 });
  return file;
}

/** Copies the guard, so that a test can remove parts of it. */
function copyOfGuard(name: string): string {
  const copy = path.join(folder, name);
  for (const part of ['wrapper', 'node', 'native/x86_64/libsec3guard.so', 'native/aarch64/libsec3guard.so']) {
    fs.cpSync(path.join(GUARD, part), path.join(copy, part), { recursive: true });
  }
  return copy;
}

describe('the command', () => {
  test('gets its arguments unchanged', () => {
    const awkward = ['', 'two words', '*', "quote'd", '"', '$HOME', '--', '-n', '\\', 'line\nbreak'];
    const { stdout } = wrap(policy('block'), ['printf', '<%s>', ...awkward]);
    expect(stdout).toBe(awkward.map((argument) => `<${argument}>`).join(''));
  });

  test('keeps its exit code, its signal and its process', () => {
    expect(wrap(policy('block'), ['sh', '-c', 'exit 7'])).toMatchObject({ status: 7 });
    expect(wrap(policy('block'), ['sh', '-c', 'kill -TERM $$'])).toMatchObject({ status: null, signal: 'SIGTERM' });
    expect(wrap(policy('block'), ['sh', '-c', 'echo $$ $SEC3_GUARD_PID'])).toMatchObject({ stdout: expect.stringMatching(/^(\d+) \1\n$/) });
    expect(wrap(policy('block'), [path.join(folder, 'not-there')]).status).toBe(127);
  });

  test('is guarded', () => {
    expect(wrap(policy('block'), ['mkdir', path.join(folder, 'x')])).toMatchObject({ status: 1, events: [{ category: 'fileWrite', action: 'blocked', api: 'mkdir' }] });
  });

  test('reports the active layers', () => {
    const { stderr } = wrap(policy('alert', { modes: { network: 'block' } }), ['true'], { AWS_LAMBDA_FUNCTION_NAME: 'orders' });
    expect(validRecord(JSON.parse(stderr))).toEqual({
      type: 'posture',
      schemaVersion: 1,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      functionName: 'orders',
      runtime: 'other',
      layers: { native: 'active', engine: 'inactive', permissionModel: 'unavailable', javascript: 'inactive', auditHook: 'inactive' },
      modes: { ...(JSON.parse(policy('alert')) as { modes: object }).modes, network: 'block' },
    });
    // Its children are guarded, but are not the runtime.
    expect(wrap(policy('alert'), ['sh', '-c', 'true; /bin/true']).stderr.match(/posture/g)).toHaveLength(1);
  });

  test('is started unchanged under a policy that allows everything', () => {
    const { stdout, stderr } = wrap(policy('allow'), ['env']);
    expect(stderr).toBe('');
    expect(stdout).not.toMatch(/LD_PRELOAD|SEC3_GUARD/);
  });

  test('is required', () => {
    expect(wrap(policy('block'), [])).toMatchObject({ status: 1, stderr: expect.stringContaining('no command to run') });
  });
});

describe('the command never runs unguarded', () => {
  test.each([undefined, '', '{}', 'block', '@/not/there', policy('block').replace('"version":1', '"version":2')])('with the policy %p', (document) => {
    expect(wrap(document, ['echo', 'started'])).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^sec3-runtime-guard: SEC3_RUNTIME_POLICY.*\n$/) });
  });

  test('without the native library, unless the policy allows that', () => {
    const copy = copyOfGuard('without-native');
    fs.rmSync(path.join(copy, 'native'), { recursive: true });
    const wrapper = path.join(copy, 'wrapper');
    expect(wrap(policy('block'), ['echo', 'started'], {}, wrapper)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('onDegraded is not "warn", so the command does not start') });
    const warned = wrap(policy('block', { onDegraded: 'warn' }), ['echo', 'started'], {}, wrapper);
    expect(warned).toMatchObject({ status: 0, stdout: 'started\n', stderr: expect.stringContaining('onDegraded is "warn", so the command starts without it') });
  });

  test('with a damaged library', () => {
    const copy = copyOfGuard('damaged');
    for (const machine of ['x86_64', 'aarch64']) fs.truncateSync(path.join(copy, 'native', machine, 'libsec3guard.so'), 1000);
    expect(wrap(policy('block'), ['echo', 'started'], {}, path.join(copy, 'wrapper'))).toMatchObject({ status: 1, stdout: '' });
  });

  describe('in Node.js, which checks by itself', () => {
    const app = () => script('app.js', 'console.log("started")');
    /** A version whose flags all versions have. */
    const lambda = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };

    test.each([
      policy('block').replace('"version":1', '"version":2'),
      policy('block').replace('"network":"block"', '"network":"none"'),
      policy('block').replace('"network":"block"', '"network":"block","network":"allow"'),
      policy('block').slice(0, -1),
    ])('with the policy %p', (document) => {
      expect(wrap(document, [process.execPath, app()], lambda)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^sec3-runtime-guard: SEC3_RUNTIME_POLICY.*\n$/) });
    });

    test.each(['', '--require=./preloaded.cjs'])('without the native library, and with NODE_OPTIONS=%p', (options) => {
      const copy = copyOfGuard(`node-without-native${options.length}`);
      fs.rmSync(path.join(copy, 'native'), { recursive: true });
      script('preloaded.cjs', 'console.log("preloaded")');
      for (const onDegraded of ['fail', 'warn']) {
        const outcome = wrap(policy('block', { onDegraded }), [process.execPath, app()], { ...lambda, NODE_OPTIONS: options }, path.join(copy, 'wrapper'), folder);
        if (onDegraded === 'fail') expect(outcome).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/libsec3guard\.so (is not|could not be) loaded/) });
        else expect(outcome).toMatchObject({ status: 0, stdout: expect.stringMatching(/started\n$/), stderr: expect.stringContaining('"native":"inactive"') });
      }
    });

    test('with the same flags in any notation of the policy', () => {
      const node = script('node', '#!/bin/sh', 'for argument; do echo "$argument"; done');
      const flags = (document: string) => wrap(document, [node, 'app.js'], { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }).stdout;
      const document = policy('block', { modes: { worker: 'alert' } });
      expect(flags(document)).toContain('--allow-worker\n');
      for (const written of [JSON.stringify(JSON.parse(document), undefined, 2), document.replace('"block"', '"\\u0062lock"')]) expect(flags(written)).toBe(flags(document));
    });
  });

  test('with SEC3_GUARD_PROBE set, which is ignored', () => {
    expect(wrap(policy('block'), ['echo', 'started'], { SEC3_GUARD_PROBE: '1' })).toMatchObject({ status: 0, stdout: 'started\n' });
  });
});

describe('the folder of the layer', () => {
  test('may be any folder, by a relative path or a link', () => {
    const copy = copyOfGuard('elsewhere');
    const link = path.join(folder, 'link');
    fs.symlinkSync(path.join(copy, 'wrapper'), link);
    for (const [wrapper, cwd] of [[link, undefined], ['./wrapper', copy], ['../wrapper', path.join(copy, 'node')]] as const) {
      expect(wrap(policy('block', SHELL_ALLOWED), ['sh', '-c', 'echo $LD_PRELOAD'], {}, wrapper, cwd).stdout).toMatch(/libsec3guard\.so\n$/);
    }
    expect(spawnSync('wrapper', ['mkdir', path.join(folder, 'x')], { env: { PATH: `${copy}:/usr/bin:/bin`, SEC3_RUNTIME_POLICY: policy('block') } }).status).toBe(1);
  });

  test('may not contain characters that the loader splits at', () => {
    expect(wrap(policy('block'), ['true'], {}, path.join(copyOfGuard('with space'), 'wrapper'))).toMatchObject({ status: 1, stderr: expect.stringContaining('unpack the layer elsewhere') });
  });
});

describe('existing settings', () => {
  test('a preloaded library stays', () => {
    const { stdout } = wrap(policy('block'), ['sh', '-c', 'echo $LD_PRELOAD'], { LD_PRELOAD: '/usr/lib/x86_64-linux-gnu/libm.so.6' });
    expect(stdout).toBe(`${LIBRARY}:/usr/lib/x86_64-linux-gnu/libm.so.6\n`);
  });

  const CHAINED = ['#!/bin/bash', 'export FOLDER=$(dirname /a/b)', 'command=$1; shift', 'exec "$command" -u "$@"'];

  test('another wrapper runs first and may start programs, and the function is guarded', () => {
    const chained = script('chained', ...CHAINED);
    const outcome = wrap(policy('block'), ['sh', '-c', 'echo $FOLDER; /bin/true; echo no'], { SEC3_CHAINED_WRAPPER: chained });
    expect(outcome).toMatchObject({ status: 2, stdout: '/a\n', events: [{ category: 'childProcess', action: 'blocked' }] });
    expect(outcome.stderr.match(/"type":"posture"/g)).toHaveLength(1);
  });

  test('another wrapper runs even if the policy allows everything', () => {
    const chained = script('chained', ...CHAINED);
    expect(wrap(policy('allow'), ['sh', '-c', 'echo $FOLDER'], { SEC3_CHAINED_WRAPPER: chained })).toMatchObject({ status: 0, stdout: '/a\n', stderr: '' });
  });

  test('another wrapper can’t remove the guard', () => {
    const chained = script('unguarded', '#!/bin/sh', 'unset LD_PRELOAD SEC3_RUNTIME_POLICY', 'exec "$@"');
    expect(wrap(policy('block'), ['mkdir', path.join(folder, 'y')], { SEC3_CHAINED_WRAPPER: chained })).toMatchObject({ status: 1, events: [{ api: 'mkdir', action: 'blocked' }] });
  });

  test('an absent wrapper is an error', () => {
    expect(wrap(policy('block'), ['true'], { SEC3_CHAINED_WRAPPER: '/not/there' })).toMatchObject({ status: 1, stderr: expect.stringContaining('SEC3_CHAINED_WRAPPER=/not/there is no executable file') });
  });
});

describe('Node.js', () => {
  test('starts with the JavaScript guard before any other code', () => {
    const app = script('flags.js', 'console.log(JSON.stringify(process.execArgv))');
    const { stdout } = wrap(policy('alert', { modes: { dynamicCode: 'block' } }), [process.execPath, '--no-deprecation', app], { NODE_OPTIONS: '--no-warnings' });
    const flags = JSON.parse(stdout) as string[];
    const at = flags.indexOf('--require');
    expect(flags.slice(at, at + 3)).toEqual(['--require', path.join(GUARD, 'node/guard.cjs'), '--no-deprecation']);
  });

  test('has the version in AWS_EXECUTION_ENV, without starting a process to ask for it', () => {
    const fake = script('node', '#!/bin/sh', 'for argument; do echo "$argument"; done');
    const flags = (version: string) => wrap(policy('block'), [fake, 'app.js'], { AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${version}.x` }).stdout.split('\n');
    expect(flags('20')).not.toContain('--permission');
    expect(flags('24')).toContain('--permission');
    expect(flags('24').slice(-4)).toEqual(['--require', path.join(GUARD, 'node/guard.cjs'), 'app.js', '']);
  });
});
