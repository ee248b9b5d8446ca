import * as fs from 'fs';
import * as path from 'path';
import { compile, policy, run } from './guarded';
import { pythonReleases } from '../../tools/python-releases';

/** Ways to close or redirect all descriptors from stderr on. */
const WAYS = ['close', 'dup2', 'dup3', 'close_range', 'closefrom', 'shutdown', 'syscall-close', 'syscall-dup3', 'syscall-close_range', ...(process.arch === 'x64' ? ['syscall-dup2'] : [])];

const [{ binary: python }] = pythonReleases();

let muted: string;
let folder: string;

beforeAll(() => {
  muted = compile('muted.c');
  folder = path.dirname(muted);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

test.each(WAYS)('%s leaves the guard its log', (way) => {
  for (const [mode, action] of [['alert', 'alerted'], ['block', 'blocked']] as const) {
    const { status, events } = run([muted, way, path.join(folder, way)], policy('allow', { modes: { fileWrite: mode } }));
    expect({ status, events }).toMatchObject({ status: mode === 'block' ? 1 : 0, events: [{ category: 'fileWrite', action, api: 'open' }] });
  }
});

test('a log that is full is waited for', () => {
  const script = 'import os, sys\nos.set_blocking(2, False)\ntry:\n  while True: os.write(2, b"x" * 1000)\nexcept BlockingIOError: pass\nopen(sys.argv[1], "w")';
  const { status, events } = run([python, '-c', script, path.join(folder, 'full')], policy('allow', { modes: { fileWrite: 'alert' } }));
  expect({ status, events }).toMatchObject({ status: 0, events: [{ category: 'fileWrite', action: 'alerted' }] });
});

test('only the descriptor of the guard is kept', () => {
  const script = 'import os\nr, w = os.pipe()\nos.dup2(w, 50)\nos.closerange(3, 60)\nprint(sorted(fd for fd in map(int, os.listdir("/proc/self/fd")) if 2 < fd < 60))';
  const { stdout, status } = run([python, '-c', script], policy('block'));
  // The program that lists the folder has it open.
  expect({ stdout, status }).toEqual({ stdout: '[3]\n', status: 0 });
});
