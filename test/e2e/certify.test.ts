import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { cdkSynth, CdkRun, lines, temporaryFolder } from './cdk';
import { ENV, install, runCli, shellOf } from './repository';

const REPOSITORY = path.resolve(__dirname, '../..');
const FOUND = 'error Sec3-DependenciesCertified[uncertified]';

jest.setTimeout(240_000);

/** Copies examples/orders to a separate folder. */
function orders(): string {
  const folder = temporaryFolder();
  fs.cpSync(path.join(REPOSITORY, 'examples/orders'), path.join(folder, 'orders'), { recursive: true, filter: (file) => !file.includes('cdk.out') });
  fs.symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(folder, 'node_modules'));
  return path.join(folder, 'orders');
}

function uncertified({ violations }: CdkRun): string[] {
  return lines(violations).filter((line) => line.includes('DependenciesCertified'));
}

/** Runs a command from a finding in a shell of the repository, with additional arguments. */
function run(command: string, more: readonly string[]) {
  return runCli(argsOf(command, more));
}

/** Does the same as {@link run} at a terminal, with answers. */
function runAtTerminal(command: string, more: readonly string[], answers: readonly string[]) {
  const terminal = `
import os, pty, sys
answers = sys.argv[2:]
def read(fd):
    data = os.read(fd, 65536)
    if answers and (b'quit: ' in data or b'Why? ' in data): os.write(fd, (answers.pop(0) + '\\n').encode())
    return data
sys.exit(os.waitstatus_to_exitcode(pty.spawn(['sh', '-c', sys.argv[1]], read)))`;
  return spawnSync('python3', ['-c', terminal, shellOf(argsOf(command, more)), ...answers], { cwd: REPOSITORY, encoding: 'utf8', env: ENV, input: '', timeout: 60_000 });
}

function argsOf(command: string, more: readonly string[]): string {
  const [, args] = /^npx cdk-sec3 (.*)$/.exec(command)!;
  return [args, ...more].join(' ');
}

test('a package that is not certified fails cdk synth, and the command in the finding certifies it', () => {
  const folder = orders();
  const app = path.join(folder, 'app.ts');
  expect(uncertified(cdkSynth(app))).toEqual([]);

  const [name] = install(folder, 'yaml');
  fs.appendFileSync(path.join(folder, 'handlers/create.js'), "\nrequire('yaml');\n");
  const stopped = cdkSynth(app);
  expect(stopped.status).toBe(1);
  expect(uncertified(stopped).sort()).toEqual(['CreateOrder', 'OrderStatus', 'ProcessOrder', 'RotatePaymentKey'].map((fn) => `${FOUND} Orders/${fn}/Resource`));
  const { description } = stopped.violations.find(({ ruleName }) => ruleName === 'Sec3-DependenciesCertified[uncertified]')!;
  const [, command] = /^yaml@\S+ is not certified\. To certify it: (npx cdk-sec3 certify .*)$/.exec(description)!;
  expect(command).toContain(`--package ${name}`);
  expect(stopped.output).toContain(command);

  const certified = run(command, ['--yes', '--approved-by', 'ana@example.com']);
  expect(certified.stderr).toBe('');
  expect(certified.stdout).toContain(`certifies 1 more package: ${name}\n`);
  expect(certified.status).toBe(0);

  const passed = cdkSynth(app);
  expect(uncertified(passed)).toEqual([]);
  expect(passed.status).toBe(0);

  // A line added to a shipped file, by a person or by the install script of another package.
  const file = path.join(folder, 'handlers/node_modules/yaml/dist/index.js');
  const whole = fs.readFileSync(file, 'utf8');
  fs.appendFileSync(file, '\n// one line more\n');
  const changed = cdkSynth(app);
  expect(changed.status).toBe(1);
  const finding = changed.violations.find(({ ruleName }) => ruleName === 'Sec3-DependenciesCertified[wrong-content]')!;
  expect(finding.description).toContain('ships other files than ana@example.com approved');
  expect(finding.description).toContain('dist/index.js (changed)');
  // One finding, with its functions below.
  expect(uncertified(changed)).toHaveLength(4);
  expect(changed.violations.filter(({ ruleName }) => ruleName.startsWith('Sec3-DependenciesCertified'))).toHaveLength(1);
  fs.writeFileSync(file, whole);

  // Another archive under the certified version.
  const lock = path.join(folder, 'handlers/package-lock.json');
  fs.writeFileSync(lock, fs.readFileSync(lock, 'utf8').replace(/sha512-[^"]*/, `sha512-${Buffer.alloc(64, 7).toString('base64')}`));
  const swapped = cdkSynth(app);
  expect(swapped.status).toBe(1);
  expect(new Set(uncertified(swapped).map((line) => line.split(' ')[1]))).toEqual(new Set(['Sec3-DependenciesCertified[wrong-integrity]']));

  const again = swapped.violations.find(({ ruleName }) => ruleName.endsWith('[wrong-integrity]'))!.description.replace(/^.*To certify it: /s, '');
  expect(run(again, ['--yes', '--approved-by', 'ana@example.com']).status).toBe(1);
  const asked = runAtTerminal(again, ['--approved-by', 'ana@example.com'], ['yes', 'Built again.']);
  expect(asked.stdout).toContain('The content of this version differs from the approved content.');
  expect(asked.stdout).toContain(`certifies 1 more package: ${name}`);
  expect(asked.status).toBe(0);
  expect(uncertified(cdkSynth(app))).toEqual([]);
});
