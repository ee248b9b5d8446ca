import { spawnSync } from 'child_process';
import * as path from 'path';

const REPOSITORY = path.resolve(__dirname, '../..');

test('the demo finds and replays a bug, and finds nothing in sound code', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'examples/fuzz/demo.ts'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    env: { ...process.env, TSX_TSCONFIG_PATH: path.join(REPOSITORY, 'test/tsconfig.json'), NODE_ENV: undefined },
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/TypeError: Cannot read properties of null \(reading 'id'\)/);
  // This bug is only reached with an existing item, without configuration.
  expect(stdout).toMatch(/ReferenceError: carrier is not defined[^]*?GetItem → ok/);
  expect(stdout).toMatch(/exception of POST \/orders shows again/);
  expect(stdout).toMatch(/✔ Fuzz: no findings; 900 cases for 3 entry points/);
}, 300_000);
