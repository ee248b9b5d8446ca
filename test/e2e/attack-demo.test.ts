import { spawnSync } from 'child_process';
import * as path from 'path';

jest.setTimeout(120_000);

test('the demo shows three ways to steal data, and the guard blocks each of them', () => {
  const root = path.resolve(__dirname, '../..');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'node_modules/tsx/dist/cli.mjs'), '--tsconfig', 'test/tsconfig.json', 'examples/attack/demo.ts'],
    { cwd: root, encoding: 'utf8', timeout: 100_000 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [, without, under] = stdout.split(/Without the runtime guard|Under the runtime guard/);
  expect(without.match(/^The thief got, by (fetch|a child process|a datagram): .*EXAMPLEKEY/gm)).toHaveLength(3);
  expect(under.match(/^The guard blocked (connect|spawn|sendmsg)\(/gm)).toHaveLength(3);
  expect(under).toContain('The thief got nothing.');
});
