/** Runs TypeScript blocks of documents unchanged, and reads what they synthesize. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CodePipelineSource } from 'aws-cdk-lib/pipelines';
import { zipSync } from 'fflate';
import * as ts from 'typescript';
import * as sec3 from '../lib';

/** The stack for constructs that blocks only declare. It separates them from the constructs that a block creates. */
const GIVEN = 'Orders';

/** A resource in a template. */
export interface SynthesizedResource {
  readonly Type: string;
  readonly Properties?: { readonly [key: string]: any };
  readonly DeletionPolicy?: string;
  readonly Metadata?: { readonly [key: string]: any };
}

/** The resources of stacks, by the name of the stack and the logical id. */
type Stacks = { readonly [stack: string]: { readonly [logicalId: string]: SynthesizedResource } };

/** Resources by their construct paths, such as `Orders/Handler/Resource`. */
type ByPath = ReadonlyMap<string, SynthesizedResource & { readonly logicalId: string }>;

/** The result of a block, without the given constructs. */
export interface BlockResult {
  /** The findings of the gate without warnings, as `error <rule> <construct path>`. */
  readonly findings: readonly string[];
  /** The resources that the block creates. */
  readonly resources: ByPath;
  /** The given resources after the block has run. */
  readonly given: ByPath;
}

/** Creates the declared constructs of a block. */
type Given = { readonly [name: string]: () => unknown };

function given(app: App, folder: string): Given {
  const stack = () => (app.node.tryFindChild(GIVEN) as Stack | undefined) ?? new Stack(app, GIVEN);
  const fn = () => {
    return new lambda.Function(stack(), 'Function', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset(path.join(folder, 'consumer')) });
  };
  return {
    app: () => app,
    stack: () => new Stack(app, 'Secure'),
    fn,
    handler: fn,
    restApi: () => {
      const api = new apigateway.RestApi(stack(), 'RestApi');
      api.root.addMethod('GET', new apigateway.MockIntegration());
      return api;
    },
    secret: () => new secretsmanager.Secret(stack(), 'Secret'),
    rotated: () => new sec3.RotatedSecret(stack(), 'Rotated', { rotation: sec3.SecretRotation.generated() }),
    queue: () => new sqs.Queue(stack(), 'Queue'),
    code: () => lambda.Code.fromAsset(path.join(folder, 'consumer')),
    input: () => CodePipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack(), 'Repository', 'orders'), 'main'),
  };
}

/** Returns the names that a block declares, as in `declare const <name>: <type>;`. */
const declaredIn = (code: string): string[] => [...code.matchAll(/^declare const (\w+): \w+;$/gm)].map(([, name]) => name);

/** Runs a block with the gate, as the CDK CLI would. */
export function runBlock(code: string): BlockResult {
  const declared = declaredIn(code);
  const before = declared.length === 0 ? { findings: [], stacks: {} } : inFolder((folder) => judged(valuesOf(new App(), folder, declared).app));
  const after = inFolder((folder) => judged(run(code, declared, folder)));
  const byPath = (isAsked: (stack: string, logicalId: string) => boolean): ByPath => {
    return new Map(
      Object.entries(after.stacks).flatMap(([stack, resources]) => {
        const asked = Object.entries(resources).filter(([logicalId]) => isAsked(stack, logicalId));
        return asked.map(([logicalId, resource]) => [pathOf(resource), { ...resource, logicalId }] as const);
      }),
    );
  };
  const isGiven = (stack: string, logicalId: string) => Object.hasOwn(before.stacks[stack] ?? {}, logicalId);
  return {
    findings: after.findings.filter((line) => !before.findings.includes(line)),
    resources: byPath((stack, logicalId) => !isGiven(stack, logicalId)),
    given: byPath(isGiven),
  };
}

/** Returns the path of a resource, which the app's context adds to its metadata. */
const pathOf = ({ Type, Metadata }: SynthesizedResource): string => Metadata?.['aws:cdk:path'] ?? Type;

function valuesOf(app: App, folder: string, declared: readonly string[]): { readonly app: App; readonly values: readonly unknown[] } {
  const makers = given(app, folder);
  const values = declared.map((name) => {
    if (!Object.hasOwn(makers, name)) throw new Error(`a block declares ${name}, which projenrc/run-block.ts does not provide`);
    return makers[name]();
  });
  return { app, values };
}

/** Runs a block, and returns its app or else the given one. */
function run(code: string, declared: readonly string[], folder: string): App {
  const makesApp = /^const app = new App\(\);$/m.test(code);
  const { app, values } = valuesOf(new App(), folder, declared);
  const plain = code.replace(/^declare const .*$/gm, '') + (makesApp ? '\nexports.app = app;' : '');
  const { outputText } = ts.transpileModule(plain, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exported: { app?: App } = {};
  const block = new Function('require', 'exports', ...declared, outputText);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  block((name: string) => (name === 'cdk-sec3' ? sec3 : require(name)), exported, ...values);
  const made = exported.app ?? app;
  if (/Sec3\.enforce\(/.test(code)) enforced.add(made);
  return made;
}

/** Folders of cloud assemblies, which the CDK chose. */
const cleanUp: string[] = [];

/** Apps whose blocks add the gate themselves. */
const enforced = new WeakSet<App>();

function judged(app: App): { readonly findings: readonly string[]; readonly stacks: Stacks } {
  if (!enforced.has(app)) sec3.Sec3.enforce(app);
  const assembly = app.synth();
  cleanUp.push(assembly.directory);
  const report = JSON.parse(fs.readFileSync(path.join(assembly.directory, 'validation-report.json'), 'utf8'));
  const violations = report.pluginReports.flatMap((plugin: any) => plugin.violations ?? []);
  const findings: string[] = violations.flatMap(({ severity, ruleName, violatingConstructs }: any) => {
    return violatingConstructs.map(({ constructPath }: any) => `${severity} ${ruleName} ${constructPath}`);
  });
  return {
    findings: findings.filter((line) => !line.startsWith('warning ')),
    stacks: Object.fromEntries(assembly.stacks.map(({ stackName, template }) => [stackName, template.Resources ?? {}])),
  };
}

/** The context of each app: merged policies, and the paths of constructs. In this mode, the exit code reports findings, not an error. */
const ENVIRONMENT = {
  CDK_APP_MODE: 'process',
  CDK_CONTEXT_JSON: JSON.stringify({ '@aws-cdk/aws-iam:minimizePolicies': true, 'aws:cdk:enable-path-metadata': true }),
};

/** Runs work in a folder with the files that blocks reference, without messages on the console. */
function inFolder<T>(work: (folder: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-block-'));
  const before = { cwd: process.cwd(), env: { ...process.env }, error: console.error };
  console.error = () => undefined;
  try {
    for (const name of ['consumer', 'advisories']) fs.mkdirSync(path.join(folder, name));
    fs.writeFileSync(path.join(folder, 'consumer/index.js'), 'exports.handler = async () => 1;');
    fs.writeFileSync(path.join(folder, 'handler.ts'), 'export const handler = async () => ({ statusCode: 200 });');
    fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ name: 'app', lockfileVersion: 3, packages: {} }));
    fs.writeFileSync(path.join(folder, 'certified-dependencies.json'), JSON.stringify({ version: 2, packages: [] }));
    fs.writeFileSync(path.join(folder, 'advisories/npm.zip'), zipSync({}));
    fs.symlinkSync(path.resolve(__dirname, '../node_modules'), path.join(folder, 'node_modules'));
    process.chdir(folder);
    Object.assign(process.env, ENVIRONMENT);
    return work(folder);
  } finally {
    console.error = before.error;
    process.chdir(before.cwd);
    for (const name of Object.keys(ENVIRONMENT)) {
      if (before.env[name] === undefined) delete process.env[name];
      else process.env[name] = before.env[name];
    }
    process.exitCode = undefined;
    for (const made of [folder, ...cleanUp.splice(0)]) fs.rmSync(made, { recursive: true, force: true });
  }
}
