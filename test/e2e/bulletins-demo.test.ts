import { spawnSync } from 'child_process';
import * as path from 'path';

jest.setTimeout(120_000);

test('the demo matches an advisory only to the affected function and package', () => {
  const root = path.resolve(__dirname, '../..');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'node_modules/tsx/dist/cli.mjs'), '--tsconfig', 'test/tsconfig.json', 'examples/bulletins/demo.ts'],
    { cwd: root, encoding: 'utf8', timeout: 100_000 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('left-join@1.4.0 in Orders/CreateOrder: update to 1.4.2');
  expect(stdout).not.toContain('OrderStatus');
  expect(stdout).toContain('7 of 7 sources');
});
