import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Build, build } from './build-of-code-build';
import { DependencyReview } from '../../lib/dependencies/review/dependency-review';
import { DependencyScanner } from '../../lib/dependencies/review/dependency-scanner';
import { shippedAsset } from '../../lib/functions';

const REPOSITORY = path.resolve(__dirname, '../..');

/** Versions for applications, with their hashes. */
export const LODASH: Readonly<Record<string, string>> = {
  '4.17.15': 'sha512-8xOcRHvCjnocdS5cpwXQXVzmmh5e5+saE2QGoeQmbKmRS6J3VQppPOIt0MnmE+4xlZoumy0GPG0D0MVIQbNA1A==',
  '4.17.21': 'sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==',
};

/** Differences between a review and AWS. */
export interface ReviewOptions {
  /** Content of the build's download. */
  readonly download?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A source under review, and the project that reviews it, on this machine. */
export class ReviewScene {
  public readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-review-')));
  public source = this.root;
  private readonly npmConfiguration = path.join(this.root, 'npmrc');

  constructor() {
    // Tools come from this machine's registry; the application's configuration may name another one.
    const valueOf = (name: string) => spawnSync('npm', ['config', 'get', name], { cwd: this.root, encoding: 'utf8' }).stdout.trim();
    const settings = ['registry', 'cafile'].map((name) => [name, valueOf(name)]);
    fs.writeFileSync(this.npmConfiguration, settings.filter(([, value]) => value !== 'null').map(([name, value]) => `${name}=${value}\n`).join(''));
  }

  /** Writes an application with one dependency and one handler, as in a repository. */
  public application(lodash: string, handler: string, registry?: string): void {
    this.source = fs.mkdtempSync(path.join(this.root, 'source-'));
    const dependencies = { lodash };
    this.write('package.json', { name: 'orders', version: '1.0.0', dependencies });
    const packages = { '': { name: 'orders', version: '1.0.0', dependencies }, 'node_modules/lodash': { version: lodash, integrity: LODASH[lodash] } };
    this.write('package-lock.json', { name: 'orders', version: '1.0.0', lockfileVersion: 3, requires: true, packages });
    if (registry !== undefined) this.write('.npmrc', `registry=${registry}\n`);
    this.write('src/handler.js', handler);
  }

  public write(file: string, content: string | object): void {
    const target = path.join(this.source, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
  }

  /** Synthesizes the cloud assembly of the application, with this package's command among its packages. */
  public synthesize(make: (stack: Stack) => unknown): void {
    const app = new App({ outdir: path.join(this.source, 'cdk.out') });
    make(new Stack(app, 'Orders'));
    app.synth();
    this.write('cli.ts', `import { run } from ${JSON.stringify(path.join(REPOSITORY, 'lib/cli/main'))};\nvoid run(process);\n`);
    const tsx = `--import ${require.resolve('tsx')}`;
    this.write('cdk-sec3', `#!/bin/sh\nTSX_TSCONFIG_PATH=${REPOSITORY}/test/tsconfig.json exec ${process.execPath} ${tsx} ${this.source}/cli.ts "$@"\n`);
  }

  /** Runs the build of a review. */
  public review(scanners: DependencyScanner[], { download = path.join(shippedAsset('dependency-review'), 'index.js'), env }: ReviewOptions = {}): Promise<Build> {
    const stack = new Stack(new App(), 'Orders');
    const [registryLine] = fs.readFileSync(this.npmConfiguration, 'utf8').split('\n');
    new DependencyReview(stack, 'Review', {
      source: codebuild.Source.gitHub({ owner: 'example', repo: 'orders' }),
      scanners,
      prepare: [
        // The hosts and the proxy configured for scanners must not affect npm.
        `env -u HTTPS_PROXY -u SSL_CERT_FILE npm ci --ignore-scripts --no-audit --no-fund --${registryLine}`,
        'if [ -f cdk-sec3 ]; then mkdir -p node_modules/.bin && install -m 755 cdk-sec3 node_modules/.bin/cdk-sec3; fi',
      ],
    });
    fs.rmSync(path.join(this.root, 'buckets'), { recursive: true, force: true });
    // Variables would override the application's setting.
    const environment = { npm_config_userconfig: this.npmConfiguration, npm_config_registry: undefined, ...env };
    return build(Template.fromStack(stack), this.source, this.root, download, environment);
  }

  /** Folder with uploaded reports. */
  public get uploaded(): string {
    const [bucket] = fs.readdirSync(path.join(this.root, 'buckets'));
    return path.join(this.root, 'buckets', bucket, 'reports', 'build-1');
  }

  public outcomes(): Record<string, string> {
    return Object.fromEntries(this.results().map(({ name, outcome }) => [name, outcome]));
  }

  public detail(scanner: string): string | undefined {
    return this.results().find(({ name }) => name === scanner)?.detail;
  }

  /** Returns the rules of the results in a report. */
  public ruleIds(name: string): string[] {
    const { runs } = JSON.parse(fs.readFileSync(path.join(this.uploaded, `${name}.sarif`), 'utf8')) as { runs: { results: { ruleId: string }[] }[] };
    return [...new Set(runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId)))].sort();
  }

  public remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  private results(): { name: string; outcome: string; detail: string }[] {
    return (JSON.parse(fs.readFileSync(path.join(this.uploaded, 'results.json'), 'utf8')) as { scanners: { name: string; outcome: string; detail: string }[] }).scanners;
  }
}

/** Expects phases of a build, and shows the output if they differ. */
export function expectPhases({ phases, output }: Build, expected: Build['phases']): void {
  const isExpected = JSON.stringify(phases) === JSON.stringify(expected);
  expect(isExpected ? phases : { phases, output: output.slice(-5000) }).toEqual(expected);
}
