import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { compile, Mode, policy, run } from './guarded';

let settings: string;
let folder: string;

beforeAll(() => {
  settings = compile('settings.c');
  folder = path.dirname(settings);
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
  for (const name of ['sem.sec3-settings', 'sec3-settings']) fs.rmSync(`/dev/shm/${name}`, { force: true });
});

function set(category: string, mode: Mode | undefined, ...words: string[]) {
  return run([settings, ...words], mode && policy('allow', { modes: { [category]: mode } }), { cwd: folder });
}

/** Expects that a setting succeeds without a guard and under allow, is blocked and reported under block, and is only reported under alert. */
function expectJudged(category: string, prepare: () => void, ...words: string[]): void {
  for (const mode of [undefined, 'allow', 'alert', 'block'] as const) {
    prepare();
    const { stdout, events } = set(category, mode, ...words);
    const reported = mode === 'block' ? [{ category, action: 'blocked' }] : mode === 'alert' ? [{ category, action: 'alerted' }] : [];
    expect({ mode, stdout, events }).toMatchObject({ mode, stdout: mode === 'block' ? 'EACCES\n' : 'done\n', events: reported });
  }
}

describe('changes of a packet’s destination count as network', () => {
  test.each(['rthdr', 'rthdr-syscall', 'source-route', 'flow-label', 'cork'])('%s', (setting) => expectJudged('network', () => undefined, setting));

  test('a header of one message', () => {
    const unguarded = set('network', undefined, 'rthdr-message');
    const { stdout, events } = set('network', 'block', 'rthdr-message');
    // The kernel rejects this address for other reasons, but only without a guard.
    expect(unguarded.stdout).not.toBe('EACCES\n');
    expect({ stdout, events }).toMatchObject({ stdout: 'EACCES\n', events: [{ category: 'network', action: 'blocked', api: 'sendmsg' }] });
  });

  test('other options do not count', () => expect(set('network', 'block', 'ordinary')).toMatchObject({ stdout: 'done\n', events: [] }));
});

describe('changes of files count as fileWrite', () => {
  const made = () => fs.writeFileSync(path.join(folder, 'file'), '');
  const shared = (name: string) => () => fs.writeFileSync(`/dev/shm/${name}`, '0'.repeat(32));

  test.each(['flags', 'flags-syscall'])('%s', (setting) => expectJudged('fileWrite', made, setting, 'file'));
  test.each(['core-prlimit', 'core-syscall'])('%s', (setting) => expectJudged('fileWrite', () => undefined, setting));
  test('a semaphore', () => expectJudged('fileWrite', () => fs.rmSync('/dev/shm/sem.sec3-settings', { force: true }), 'semaphore'));
  test('a semaphore removed', () => expectJudged('fileWrite', shared('sem.sec3-settings'), 'semaphore-gone'));
  test('shared memory removed', () => expectJudged('fileWrite', shared('sec3-settings'), 'shared-gone'));

  test.each([['readable', 'file'], ['no-core']])('%s does not count', (...words) => {
    made();
    expect(set('fileWrite', 'block', ...words)).toMatchObject({ stdout: 'done\n', events: [] });
  });

  test('a core dump', () => {
    const pattern = fs.readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
    const dumps = () => fs.readdirSync(folder).filter((name) => name.startsWith('core'));
    expect(set('fileWrite', undefined, 'core')).toMatchObject({ stdout: 'done\n', signal: 'SIGABRT' });
    // If the kernel pipes dumps to a program, or writes them elsewhere, this test finds none.
    if (/^core/.test(pattern)) expect(dumps()).not.toEqual([]);
    for (const name of dumps()) fs.rmSync(path.join(folder, name));
    expect(set('fileWrite', 'block', 'core')).toMatchObject({ stdout: 'EACCES\n', signal: null });
    expect(set('fileWrite', 'block', 'core-now')).toMatchObject({ stdout: 'done\n', signal: 'SIGABRT' });
    expect(dumps()).toEqual([]);
  });
});

describe('the folder for what threads of Node.js have run counts as inspector', () => {
  test.each(['coverage', 'coverage-putenv'])('%s', (setting) => expectJudged('inspector', () => undefined, setting));
});

describe('libc’s character converters count as nativeAddon', () => {
  const marker = () => path.join(folder, 'ran');

  beforeAll(() => {
    const place = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-converters-'));
    fs.renameSync(place, path.join(folder, 'converters'));
    const library = compile('../escapes/programs/loaded.c', '-shared', '-fPIC');
    fs.writeFileSync(path.join(folder, 'converters/gconv-modules'), `module SEC3// INTERNAL ${library}.so 1\nmodule INTERNAL SEC3// ${library}.so 1\n`);
    fs.renameSync(library, `${library}.so`);
  });

  test.each(['converters', 'converters-putenv'])('%s', (setting) => {
    const loaded = (mode?: Mode) => {
      fs.rmSync(marker(), { force: true });
      const document = mode && policy('allow', { modes: { nativeAddon: mode } });
      const { stdout, events } = run([settings, setting, path.join(folder, 'converters')], document, { env: { LOADED_MARKER: marker(), LC_ALL: 'C' } });
      return { stdout, actions: events.map(({ category, action }) => `${category} ${action}`), loaded: fs.existsSync(marker()) };
    };
    expect(loaded()).toEqual({ stdout: 'done\n', actions: [], loaded: true });
    expect(loaded('alert')).toEqual({ stdout: 'done\n', actions: ['nativeAddon alerted'], loaded: true });
    expect(loaded('block')).toEqual({ stdout: 'EACCES\n', actions: ['nativeAddon blocked'], loaded: false });
  });
});
