import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { strFromU8, unzipSync } from 'fflate';
import { goEnvironment, listInMavenRepository } from './language-registries';
import { between, indented, QuickStart } from './quick-starts';
import { BINARIES, mustRun, REPOSITORY, Run, run } from '../tools/command';

const { peerDependencies, version: VERSION } = JSON.parse(fs.readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8'));

/** The lowest versions that this package supports. */
export const PEERS = Object.fromEntries(Object.entries<string>(peerDependencies).map(([name, range]) => [name, range.replace('^', '')]));

/** The version with which this package is tested. */
export const CDK: string = JSON.parse(fs.readFileSync(path.join(REPOSITORY, 'node_modules/aws-cdk-lib/package.json'), 'utf8')).version;

/**
 * Artifacts that a Maven repository may have without listing their versions; the CDK's version is the newest one available in all test environments.
 */
const UNLISTED = [
  { group: 'software.amazon.awscdk', name: 'aws-cdk-lib', version: '2.272.0' },
  { group: 'io.github.cdklabs', name: 'cdknag', version: PEERS['cdk-nag'] },
];

/** Returns the target of each task that `projen package-all` runs. */
function releaseTargets(): string[] {
  const { tasks } = JSON.parse(fs.readFileSync(path.join(REPOSITORY, '.projen/tasks.json'), 'utf8'));
  return tasks['package-all'].steps.map(({ spawn }: { spawn: string }) => {
    const [{ execArgs }] = tasks[spawn].steps;
    const target = execArgs.at(-1);
    const command = ['jsii-pacmak', '-v', '--target', target].join(' ');
    if (execArgs.join(' ') !== command) throw new Error(`${spawn} in .projen/tasks.json runs ${execArgs.join(' ')}; these tests build packages by ${command}`);
    return target;
  });
}

/** This package in every published language, and apps that install it, in a folder outside of the checkout. */
export class LanguagePackages {
  public readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-languages-')));
  /** Maven's local repository. It is separate, so that no other build finds a cdk-sec3 there. */
  private readonly mavenCache = path.join(this.root, 'maven');
  private goEnv: NodeJS.ProcessEnv = {};

  /** Builds the packages as a release does; for .NET, whose SDK is rare, only the code. */
  public async build(): Promise<void> {
    const go = path.join(this.root, 'go-registry');
    fs.mkdirSync(go);
    [this.goEnv] = await Promise.all([
      goEnvironment(go, 'cdk-nag'),
      // The output folder of jsii-pacmak for Java is a Maven repository, in which it also looks for dependencies.
      listInMavenRepository(this.packageOf('java'), this.mavenCache, UNLISTED),
    ]);
    const targets = releaseTargets();
    // One process does the common work of all languages once.
    await this.pacmak(targets.filter((target) => target !== 'dotnet'), ['--maven-local-repository', this.mavenCache]);
    await this.pacmak(targets.filter((target) => target === 'dotnet'), ['--code-only']);
    // The app gets the published jar, not the one in Maven's build folder.
    fs.rmSync(path.join(this.mavenCache, 'io/github/cdksec3'), { recursive: true });
  }

  /** Returns the folder of a language's package. */
  public packageOf(language: string): string {
    return path.join(this.root, 'packages', language);
  }

  /** Installs the npm package without running scripts; returns the command that runs the app. */
  public async typescript(): Promise<string> {
    const folder = this.app({ 'app.ts': fs.readFileSync(path.join(REPOSITORY, 'test/languages/typescript/app.ts'), 'utf8') }, 'typescript');
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    const packages = [this.artifact('js', '.tgz'), `aws-cdk-lib@${CDK}`, `constructs@${PEERS.constructs}`, `cdk-nag@${PEERS['cdk-nag']}`];
    await mustRun('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...packages], folder);
    return `${path.join(BINARIES, 'tsx')} ${path.join(folder, 'app.ts')}`;
  }

  /** Installs the wheel into a separate environment. */
  public async python(): Promise<string> {
    const folder = this.app({ 'app.py': new QuickStart('python').app('python', indented) }, 'python');
    const venv = path.join(folder, '.venv');
    await mustRun('python3', ['-m', 'venv', venv], folder);
    const python = path.join(venv, 'bin/python');
    await mustRun(python, ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install', '--no-compile', this.artifact('python', '.whl')], folder);
    return `${python} ${path.join(folder, 'app.py')}`;
  }

  /** Builds the app with the jar from the Maven repository. */
  public async java(): Promise<string> {
    const page = new QuickStart('java');
    const [pom] = page.blocks('xml');
    const repository = `<repositories><repository><id>packages</id><url>file://${this.packageOf('java')}</url></repository></repositories>`;
    const folder = this.app({
      // The page has the newest version, from Maven Central.
      'pom.xml': pom.replace('>VERSION<', `>${VERSION}<`).replace('<dependencies>', `${repository}<dependencies>`),
      'src/main/java/Orders.java': page.app('java', between('if (app.getNode().tryGetContext("CONTEXT") != null)')),
    }, 'java');
    const settings = [`-Dmaven.repo.local=${this.mavenCache}`];
    await mustRun('mvn', ['--batch-mode', '--quiet', ...settings, 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath'], folder);
    return `java -cp ${path.join(folder, 'target/classes')}:${fs.readFileSync(path.join(folder, 'classpath'), 'utf8')} Orders`;
  }

  /** Builds the app with the module. */
  public async go(): Promise<string> {
    const folder = this.app({ 'app.go': new QuickStart('go').app('go', between('if app.Node().TryGetContext(jsii.String("CONTEXT")) != nil')) }, 'go');
    // A Go module is published by pushing its folder.
    fs.writeFileSync(
      path.join(folder, 'go.mod'),
      `module orders

go 1.25

require github.com/cdk-sec3/cdk-sec3-go/cdksec3 v${VERSION}

replace github.com/cdk-sec3/cdk-sec3-go/cdksec3 => ${path.join(this.packageOf('go'), 'cdksec3')}
`,
    );
    await mustRun('go', ['mod', 'tidy'], folder, this.goEnv);
    await mustRun('go', ['build', '-o', 'orders', '.'], folder, this.goEnv);
    return path.join(folder, 'orders');
  }

  /** Returns the metadata that pip reads in the wheel. */
  public pythonMetadata(): string {
    const files = unzipSync(new Uint8Array(fs.readFileSync(this.artifact('python', '.whl'))), { filter: ({ name }) => name.endsWith('.dist-info/METADATA') });
    return strFromU8(Object.values(files)[0]);
  }

  /** Returns the POM that is published with the jar. */
  public pom(): string {
    return fs.readFileSync(path.join(this.packageOf('java'), `io/github/cdksec3/cdk-sec3/${VERSION}/cdk-sec3-${VERSION}.pom`), 'utf8');
  }

  /** Synthesizes an app with the CDK CLI. */
  public async synthesize(app: string, outdir: string, args: readonly string[] = []): Promise<Run> {
    const cdk = [path.join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--no-version-reporting'];
    return run(process.execPath, [...cdk, ...args, '--app', app, '--output', outdir], this.root, { CDK_DISABLE_CLI_TELEMETRY: 'true' });
  }

  public remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  private app(files: { readonly [name: string]: string }, language: string): string {
    const folder = path.join(this.root, language);
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), content);
    }
    return folder;
  }

  private artifact(language: string, extension: string): string {
    const folder = this.packageOf(language);
    const [file] = fs.readdirSync(folder).filter((name) => name.endsWith(extension));
    return path.join(folder, file);
  }

  private async pacmak(targets: readonly string[], more: readonly string[]): Promise<void> {
    const outdir = ['--no-npmignore', '--outdir', path.dirname(this.packageOf('any'))];
    const args = ['-v', ...targets.flatMap((target) => ['--target', target]), ...outdir, ...more];
    // Javadoc takes longer than the compiler; no app needs it, and its failure does not fail a release (jsii-pacmak writes failOnError: false).
    await mustRun(path.join(BINARIES, 'jsii-pacmak'), args, REPOSITORY, { ...this.goEnv, MAVEN_OPTS: '-Dmaven.javadoc.skip=true' });
  }
}
