import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ROOT, sources } from './sources';
import { PythonTool } from '../tools/python-tool';

jest.setTimeout(300_000);

test('C files are formatted as .clang-format says', () => {
  const files = sources(['lambda', 'test'], '.c', '.h');
  expect(files).toContain('lambda/runtime-guard/native/start.c');
  const { status, stdout, stderr } = new PythonTool('clang-format', '23.1.5').run(['--dry-run', '-Werror', ...files], ROOT);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

/** Returns the findings of GCC's analyzer in a C file. Test programs are not analyzed: they end after their first call, and leak its result. */
function analyze(file: string): string {
  const options = ['-std=c11', '-O2', '-D_FORTIFY_SOURCE=2', '-D_GNU_SOURCE', '-fPIC', '-fanalyzer', '-Wall', '-Wextra', '-Werror'];
  const { stderr, error } = spawnSync('gcc', [...options, '-c', '-o', '/dev/null', file], { cwd: ROOT, encoding: 'utf8' });
  if (error) throw error;
  return stderr;
}

test.each(sources(['lambda'], '.c'))('the analyzer of GCC has no warnings for %s', (file) => {
  expect(analyze(file)).toBe('');
});

test('the analyzer reports a use after free', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-analyzer-'));
  const file = path.join(folder, 'freed.c');
  fs.writeFileSync(file, '#include <stdlib.h>\nint freed(void);\nint freed(void) {\n  int *p = malloc(4);\n  if (!p) return 0;\n  *p = 1;\n  free(p);\n  return *p;\n}\n');
  expect(analyze(file)).toContain('analyzer-use-after-free');
  fs.rmSync(folder, { recursive: true });
});
