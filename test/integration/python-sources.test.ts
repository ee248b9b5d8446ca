import { ROOT, sources } from './sources';
import { PythonTool } from '../tools/python-tool';

jest.setTimeout(300_000);

let ruff: PythonTool;

beforeAll(() => {
  ruff = new PythonTool('ruff', '0.17.6');
});

const files = sources(['lambda', 'test'], '.py');

test.each([
  ['keep the rules of ruff.toml', ['check', '--no-cache', '--output-format', 'concise']],
  ['have its style', ['format', '--check', '--no-cache']],
])('files in Python %s', (_, command) => {
  expect(files).toContain('lambda/event-validator/python/sec3_event_validator/handler.py');
  const { status, stdout, stderr } = ruff.run([...command, ...files], ROOT);
  expect({ status, stdout, stderr }).toMatchObject({ status: 0, stderr: '' });
});
