import { spawn } from 'child_process';
import { createHash } from 'crypto';
import { once } from 'events';
import * as fs from 'fs';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import * as os from 'os';
import * as path from 'path';
import { PackageArchives } from '../../lib/dependencies/content/package-archives';
import { wheel, WHEEL_FILE as FILE } from '../dependencies/content/a-wheel';
import { PythonTool } from '../tools/python-tool';

jest.setTimeout(120_000);

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-pip-'));
const saved = { ...process.env };
process.env.PIP_CACHE_DIR = path.join(home, 'cache');
afterAll(() => {
  process.env = { ...saved };
  fs.rmSync(home, { recursive: true });
});

const integrity = `sha256-${createHash('sha256').update(wheel).digest('base64')}`;
const found = (pinned = integrity) => new PackageArchives().find({ ecosystem: 'pypi', name: 'a-b', version: '1.0', integrity: pinned });

/** Runs a function with a package index that has one wheel, which may be cached. */
async function withIndex(action: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const isWheel = request.url!.endsWith('.whl');
    response.setHeader('Cache-Control', 'max-age=3600');
    response.setHeader('Content-Type', isWheel ? 'application/octet-stream' : 'text/html');
    response.end(isWheel ? wheel : `<!DOCTYPE html><html><body><a href="/files/${FILE}">${FILE}</a></body></html>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await action(`http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`);
  } finally {
    server.close();
  }
}

test('an archive that pip downloaded is found by the hash in the lock file', async () => {
  expect(found()).toBeUndefined();
  await withIndex(async (url) => {
    const [program, ...first] = new PythonTool('pip', '25.3').command;
    const args = [...first, 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--index-url', url, '--trusted-host', '127.0.0.1', '--dest', home, 'a-b==1.0'];
    const [status] = await once(spawn(program, args, { stdio: 'inherit', env: process.env }), 'exit');
    expect(status).toBe(0);
  });
  expect([...found()!.keys()]).toEqual(['a_b/__init__.py', 'a_b/large.py', 'a_b-1.0.dist-info/METADATA', 'a_b-1.0.dist-info/WHEEL']);
  expect(found(`sha256-${'A'.repeat(43)}=`)).toBeUndefined();
});
