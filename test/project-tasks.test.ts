import * as fs from 'fs';
import * as path from 'path';
import { loadESLint } from 'eslint';

interface Task {
  readonly steps?: readonly { readonly exec?: string; readonly spawn?: string }[];
}

const { tasks } = JSON.parse(fs.readFileSync(path.resolve(__dirname, '../.projen/tasks.json'), 'utf8')) as { tasks: { readonly [name: string]: Task } };

const runners = Object.entries(tasks).filter(([, { steps }]) => steps?.some(({ exec }) => /tsx .*(examples|bench|stage|projenrc\/docs)/.test(exec ?? '')));

test.each(runners)('%s builds assets first, for a fresh clone', (_, { steps }) => {
  expect(['assets', 'compile']).toContain(steps![0].spawn);
});

test('tasks include demonstrations and benchmarks', () => {
  expect(runners.map(([name]) => name)).toEqual(expect.arrayContaining(['demo', 'demo:attack', 'demo:bulletins', 'demo:fuzz', 'bench:gate', 'docs', 'stage']));
});

test.each(['examples/orders/cdk.out/asset.1/index.mjs', 'integ/cdk.out/asset.1/index.cjs'])('output of npm run demo is not linted: %s', async (file) => {
  const ESLint = await loadESLint({ useFlatConfig: false });
  const eslint = new ESLint({ cwd: path.resolve(__dirname, '..') });
  expect(await eslint.isPathIgnored(file)).toBe(true);
  expect(await eslint.isPathIgnored('examples/orders/app.ts')).toBe(false);
});
