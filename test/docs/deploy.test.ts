import * as fs from 'fs';
import * as path from 'path';
import { preflightCommand } from '../../lib/cli/preflight';

const page = fs.readFileSync(path.resolve(__dirname, '../../docs/deploy.md'), 'utf8');

test('the page shows only existing options of the command', () => {
  const io = { stdout: process.stdout, stderr: process.stderr, color: false, cwd: '.' };
  const options = preflightCommand(io, () => undefined).options.map(({ long }) => long);
  const shown = [...page.matchAll(/cdk-sec3 preflight([^\n`]*)/g)].flatMap(([, args]) => [...args.matchAll(/--[a-z-]+/g)].map(([option]) => option));
  expect(shown.length).toBeGreaterThan(3);
  for (const option of shown) expect(options).toContain(option);
});
