/** Replacements for content of the public Java and Go registries that a machine's registries lack. */
import * as fs from 'fs';
import * as path from 'path';
import { zipSync } from 'fflate';
import { BINARIES, mustRun, REPOSITORY } from '../tools/command';
import { QUICK_GO } from '../tools/go-build';

/** An artifact in a Maven repository. */
export interface MavenArtifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Makes a folder a Maven repository that lists these versions, so that ranges of versions resolve even if the machine's repository has the files but
 * no list. If it has a list, these versions are added.
 * @param cache the local repository, into which everything is downloaded
 */
export async function listInMavenRepository(folder: string, cache: string, artifacts: readonly MavenArtifact[]): Promise<void> {
  const dependencies = artifacts.map(
    ({ group, name, version }) => `
    <dependency>
      <groupId>${group}</groupId>
      <artifactId>${name}</artifactId>
      <version>${version}</version>
      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>
    </dependency>`,
  );
  const pom = path.join(folder, 'unlisted.xml');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    pom,
    `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>unlisted</groupId>
  <artifactId>unlisted</artifactId>
  <version>1</version>
  <dependencies>${dependencies.join('')}
  </dependencies>
</project>
`,
  );
  const layout = ['-Dmdep.useRepositoryLayout=true', '-Dmdep.copyPom=true', `-DoutputDirectory=${folder}`];
  await mustRun('mvn', ['--batch-mode', '--quiet', '--file', pom, `-Dmaven.repo.local=${cache}`, 'dependency:copy-dependencies', ...layout], folder);
  for (const { group, name, version } of artifacts) {
    fs.writeFileSync(
      path.join(folder, ...group.split('.'), name, 'maven-metadata.xml'),
      `<metadata>
  <groupId>${group}</groupId>
  <artifactId>${name}</artifactId>
  <versioning>
    <release>${version}</release>
    <versions><version>${version}</version></versions>
  </versioning>
</metadata>
`,
    );
  }
}

/**
 * Returns the environment of Go commands that find a construct library which the machine's proxy may lack: its module is made of its npm package, as
 * its maintainers do. The proxy's module has precedence.
 * @param folder for the files of a Go proxy, and for downloaded modules
 * @param library the library in node_modules
 */
export async function goEnvironment(folder: string, library: string): Promise<NodeJS.ProcessEnv> {
  const generated = path.join(folder, 'generated');
  const source = path.join(REPOSITORY, 'node_modules', library);
  await mustRun(path.join(BINARIES, 'jsii-pacmak'), [source, '--target', 'go', '--code-only', '--no-npmignore', '--outdir', generated], folder);
  const [root] = fs.readdirSync(path.join(generated, 'go'));
  const code = path.join(generated, 'go', root);
  const module = /^module (\S+)$/m.exec(fs.readFileSync(path.join(code, 'go.mod'), 'utf8'))![1];
  const version = `v${JSON.parse(fs.readFileSync(path.join(source, 'package.json'), 'utf8')).version}`;

  const proxy = path.join(folder, 'proxy');
  const versions = path.join(proxy, module, '@v');
  fs.mkdirSync(versions, { recursive: true });
  fs.writeFileSync(path.join(versions, `${version}.info`), JSON.stringify({ Version: version }));
  fs.copyFileSync(path.join(code, 'go.mod'), path.join(versions, `${version}.mod`));
  fs.writeFileSync(path.join(versions, `${version}.zip`), zipped(code, `${module}@${version}`));

  const machine = (await mustRun('go', ['env', 'GOPROXY'], folder)).trim();
  const [, proxies, last] = /^(.*?)[,|]?(direct|off)?$/.exec(machine)!;
  return {
    ...QUICK_GO,
    // After a bar, any failure of the previous proxy counts as a missing module.
    GOPROXY: [[proxies, `file://${proxy}`].filter((one) => one !== '').join('|'), last].filter((one) => one).join(','),
    GONOSUMDB: module,
    // Downloads are removed with the folder, so that nothing else takes this library's module for its maintainers'.
    GOMODCACHE: path.join(folder, 'modules'),
    GOFLAGS: `${QUICK_GO.GOFLAGS} -modcacherw`,
  };
}

function zipped(folder: string, prefix: string): Uint8Array {
  const files = fs.readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((file) => fs.statSync(path.join(folder, file)).isFile());
  return zipSync(Object.fromEntries(files.map((file) => [path.join(prefix, file), new Uint8Array(fs.readFileSync(path.join(folder, file)))])));
}
