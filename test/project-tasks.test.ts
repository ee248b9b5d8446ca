import * as fs from 'fs';
import * as path from 'path';

interface Task {
  readonly steps?: readonly { readonly exec?: string; readonly spawn?: string }[];
}

const { tasks } = JSON.parse(fs.readFileSync(path.resolve(__dirname, '../.projen/tasks.json'), 'utf8')) as { tasks: { readonly [name: string]: Task } };

const runners = Object.entries(tasks).filter(([, { steps }]) => steps?.some(({ exec }) => /tsx .*(examples|bench|stage|projenrc\/docs)/.test(exec ?? '')));

test.each(runners)('%s has what functions are made of built first, as on a fresh clone nothing is', (_, { steps }) => {
  expect(['assets', 'compile']).toContain(steps![0].spawn);
});

test('demonstrations and benchmarks are among them', () => {
  expect(runners.map(([name]) => name)).toEqual(expect.arrayContaining(['demo', 'demo:attack', 'demo:bulletins', 'demo:fuzz', 'bench:gate', 'docs', 'stage']));
});
