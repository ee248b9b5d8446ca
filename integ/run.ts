/**
 * Deploys integration tests into the account and Region of the available credentials, reads their assertions, and removes all resources.
 *
 *   npm run integ -- secure-function rotated-secret [-c name=value ...]
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { TESTS } from './tests';
import { failuresOf } from './verdicts';

const ROOT = path.join(__dirname, '..');

function main(args: readonly string[]): boolean {
  const first = args.findIndex((arg) => arg.startsWith('-'));
  const [names, options] = first < 0 ? [args, []] : [args.slice(0, first), args.slice(first)];
  const unknown = names.filter((name) => !TESTS.includes(name));
  if (names.length === 0 || unknown.length > 0) throw new Error(`${unknown.join(', ') || 'No test'}: name one or more of ${TESTS.join(', ')}`);
  return names.map((name) => run(name, options)).every((passed) => passed);
}

function run(name: string, options: readonly string[]): boolean {
  const output = path.join(__dirname, 'cdk.out', name);
  const outputs = path.join(output, 'outputs.json');
  const failures: string[] = [];
  try {
    fs.rmSync(output, { recursive: true, force: true });
    if (cdk(name, output, ['deploy', '--require-approval', 'never', '--outputs-file', outputs, ...options])) failures.push(...failuresOf(JSON.parse(fs.readFileSync(outputs, 'utf8'))));
    else failures.push('it could not be deployed, or an assertion that was waited for did not hold');
  } finally {
    if (!cdk(name, output, ['destroy', '--force', ...options])) failures.push('it could not be removed: what is left has to be removed by hand');
  }
  console.log(failures.length === 0 ? `${name}: passed` : `${name}: failed\n  ${failures.join('\n  ')}`);
  return failures.length === 0;
}

function cdk(name: string, output: string, [command, ...rest]: readonly string[]): boolean {
  const app = `${process.execPath} --import tsx ${path.join(__dirname, `${name}.ts`)}`;
  const args = [path.join(ROOT, 'node_modules/aws-cdk/bin/cdk'), command, '--all', '--no-notices', '--app', app, '--output', output, ...rest];
  const env = { ...process.env, TSX_TSCONFIG_PATH: path.join(ROOT, 'test/tsconfig.json') };
  return spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).status === 0;
}

try {
  process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
} catch (e) {
  console.error((e as Error).message);
  process.exitCode = 2;
}
