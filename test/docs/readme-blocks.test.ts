import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CodePipelineSource } from 'aws-cdk-lib/pipelines';
import { zipSync } from 'fflate';
import * as ts from 'typescript';
import { Sec3 } from '../../lib';

jest.setTimeout(300_000);

const README = path.join(__dirname, '../../README.md');

/** The TypeScript blocks of the README, by the heading that they stand below, and how many of that came before. */
const blocks = fs.readFileSync(README, 'utf8').split(/^#+ (?=\w)/m).flatMap((section) => {
  const [heading] = section.split('\n');
  const codes = [...section.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, code]) => code);
  return codes.map((code, index): [name: string, code: string] => [index === 0 ? heading : `${heading} (${index + 1})`, code]);
});

/** Blocks that show a finding on purpose. */
const SHOWS: { readonly [name: string]: string } = { 'Use it': 'error Sec3-SecretRotated[not-rotated] Orders/PaymentKey/Resource' };

/** What blocks only declare. Their own findings are not the README's, so that they are in a stack of their own. */
function given(app: App, folder: string): { readonly [name: string]: () => unknown } {
  const stack = () => (app.node.tryFindChild('Given') as Stack | undefined) ?? new Stack(app, 'Given');
  return {
    app: () => app,
    stack: () => new Stack(app, 'Shown'),
    secret: () => new secretsmanager.Secret(stack(), 'Secret'),
    queue: () => new sqs.Queue(stack(), 'Queue'),
    code: () => lambda.Code.fromAsset(path.join(folder, 'consumer')),
    input: () => CodePipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack(), 'Repository', 'orders'), 'main'),
  };
}

/** Runs a block as it is pasted, and gives what the gate says of what it makes. */
function run(code: string): { readonly findings: string[]; readonly resources: number } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-readme-'));
  const before = { cwd: process.cwd(), mode: process.env.CDK_APP_MODE, outdir: process.env.CDK_OUTDIR };
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    for (const name of ['consumer', 'advisories']) fs.mkdirSync(path.join(folder, name));
    fs.writeFileSync(path.join(folder, 'consumer/index.js'), 'exports.handler = async () => 1;');
    fs.writeFileSync(path.join(folder, 'certified-dependencies.json'), JSON.stringify({ version: 2, packages: [] }));
    fs.writeFileSync(path.join(folder, 'advisories/npm.zip'), zipSync({}));
    process.chdir(folder);
    const outdir = path.join(folder, 'cdk.out');
    // Findings are reported by the exit code in this mode, and not by an error.
    Object.assign(process.env, { CDK_APP_MODE: 'process', CDK_OUTDIR: outdir });

    const declared = [...code.matchAll(/^declare const (\w+): \w+;$/gm)].map(([, name]) => name);
    const makesApp = /^const app = new App\(\);$/m.test(code);
    const app = new App();
    const values = makesApp ? {} : given(app, folder);
    const names = declared.map((name) => {
      if (!Object.hasOwn(values, name)) throw new Error(`the README declares ${name}, which this test does not give`);
      return name;
    });
    const plain = code.replace(/^declare const .*$/gm, '') + (makesApp ? '\nexports.app = app;' : '');
    const { outputText } = ts.transpileModule(plain, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
    const exported: { app?: App } = {};
    const block = new Function('require', 'exports', ...names, outputText);
    block((name: string) => jest.requireActual(name), exported, ...names.map((name) => values[name]()));
    const root = exported.app ?? app;
    if (!/Sec3\.enforce\(/.test(code)) Sec3.enforce(root);
    const assembly = root.synth();
    const shown = assembly.stacks.filter(({ stackName }) => stackName !== 'Given');
    const report = JSON.parse(fs.readFileSync(path.join(outdir, 'validation-report.json'), 'utf8'));
    const violations = report.pluginReports.flatMap((plugin: any) => plugin.violations ?? []);
    const findings = violations.flatMap(({ severity, ruleName, violatingConstructs }: any) => {
      return violatingConstructs.map(({ constructPath }: any) => `${severity} ${ruleName} ${constructPath}`);
    });
    return {
      findings: findings.filter((line: string) => !/^warning /.test(line) && !/ Given\//.test(line)),
      resources: shown.flatMap(({ template }) => Object.keys(template.Resources ?? {})).length,
    };
  } finally {
    log.mockRestore();
    process.chdir(before.cwd);
    for (const [name, value] of [['CDK_APP_MODE', before.mode], ['CDK_OUTDIR', before.outdir]] as const) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    process.exitCode = undefined;
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

test('what a block makes wrong is seen, and what it is only given is not', () => {
  const code = `import { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
declare const stack: Stack;
declare const secret: Secret;
new Secret(stack, 'Key', { description: secret.secretArn });
`;
  expect(run(code).findings).toEqual(['error Sec3-SecretRotated[not-rotated] Shown/Key/Resource']);
});

test('blocks that are said to show a finding are there', () => {
  expect(blocks.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(SHOWS)));
});

test.each(blocks)('%s: passes the gate as pasted, or shows what it is to show', (name, code) => {
  const { findings, resources } = run(code);
  expect(findings).toEqual(SHOWS[name] === undefined ? [] : [SHOWS[name]]);
  // A block that makes something has something judged.
  if (/^\s*(const \w+ = )?new [A-Z]\w+\((?!\))/m.test(code)) expect(resources).toBeGreaterThan(0);
});
