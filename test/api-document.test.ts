import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const ROOT = path.resolve(__dirname, '..');

jest.setTimeout(120_000);

test('API.md matches the compiled package; npx projen docgen updates it', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-api-'));
  try {
    const { status, stderr } = spawnSync(path.join(ROOT, 'node_modules/.bin/jsii-docgen'), ['-o', path.join(folder, 'API.md')], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(fs.readFileSync(path.join(ROOT, 'API.md'), 'utf8')).toBe(fs.readFileSync(path.join(folder, 'API.md'), 'utf8'));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
