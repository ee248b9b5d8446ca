import * as fs from 'fs';
import * as path from 'path';
import { cdkSynth, temporaryFolder } from './cdk';
import { install, runCli } from './repository';

jest.setTimeout(240_000);

const FILES = ['certified-dependencies.json', 'certified-dependencies.contents.json'];
const APPROVED = '--yes --approved-by ana@example.com';

/** One of several repositories, whose function ships packages. */
class Repository {
  public readonly folder: string;
  public readonly packages: readonly string[];

  constructor(parent: string, name: string, packages: readonly string[]) {
    this.folder = path.join(parent, name);
    fs.mkdirSync(path.join(this.folder, 'handlers'), { recursive: true });
    fs.writeFileSync(path.join(this.folder, 'handlers/index.js'), 'exports.handler = async () => 1;');
    this.packages = install(this.folder, ...packages);
  }

  /** Synthesizes into `cdk.out`. @returns the findings about uncertified packages */
  public synth(): string[] {
    const { outdir, violations } = cdkSynth('certified-handlers.ts', [], { SEC3_REPOSITORY: this.folder });
    fs.rmSync(path.join(this.folder, 'cdk.out'), { recursive: true, force: true });
    fs.cpSync(outdir, path.join(this.folder, 'cdk.out'), { recursive: true });
    return violations.filter(({ ruleName }) => ruleName.startsWith('Sec3-DependenciesCertified')).map(({ description }) => description);
  }

  public certify(options: string) {
    return runCli(`certify --file ${FILES[0]} ${options}`, this.folder);
  }

  /** Packages that the repository certifies itself. */
  public get own(): string[] {
    return this.certified.packages.map(({ name, version }: { readonly name: string; readonly version: string }) => `${name}@${version}`);
  }

  public dropImports(): void {
    fs.writeFileSync(path.join(this.folder, FILES[0]), JSON.stringify({ ...this.certified, imports: [] }));
  }

  private get certified() {
    return JSON.parse(fs.readFileSync(path.join(this.folder, FILES[0]), 'utf8'));
  }
}

test('a second repository imports certifications by path and by package, and certifies only what differs', () => {
  const parent = temporaryFolder();
  const platform = new Repository(parent, 'platform', ['ms', 'lru-cache']);
  expect(platform.synth()).toHaveLength(2);
  expect(platform.certify(APPROVED)).toMatchObject({ status: 0, stderr: '' });
  expect(platform.own.sort()).toEqual([...platform.packages].sort());

  const orders = new Repository(parent, 'orders', ['ms', 'lru-cache', 'yaml']);
  const [,, yaml] = orders.packages;
  const imported = (from: string) => ({ status: 0, stderr: '', stdout: `certified-dependencies.json imports 2 packages from ${from}\n` });
  expect(orders.certify('--import ../platform/certified-dependencies.json')).toMatchObject(imported('../platform/certified-dependencies.json'));
  expect(orders.synth()).toEqual([expect.stringMatching(`^${yaml} is not certified\\.`)]);
  expect(orders.certify(APPROVED)).toMatchObject({ status: 0, stdout: expect.stringContaining(`certifies 1 more package: ${yaml}\n`) });
  expect(orders.own).toEqual([yaml]);
  expect(orders.synth()).toEqual([]);

  // The same certifications, published as a package.
  orders.dropImports();
  expect(orders.certify('--check')).toMatchObject({ status: 1, stdout: expect.stringContaining('✖ 2 packages not certified') });
  const published = path.join(orders.folder, 'node_modules/@acme/certified');
  for (const file of FILES) fs.cpSync(path.join(platform.folder, file), path.join(published, file));
  expect(orders.certify('--import @acme/certified/certified-dependencies.json')).toMatchObject(imported('@acme/certified/certified-dependencies.json'));
  expect(orders.certify('--check').status).toBe(0);

  // Unapproved content, under a version that the first repository approved.
  fs.appendFileSync(path.join(orders.folder, 'handlers/node_modules/ms/index.js'), '\n// one line more\n');
  expect(orders.synth()).toEqual([expect.stringMatching(/^ms@.* ships other files than ana@example\.com approved on .*: index\.js \(changed\)/)]);

  // A changed file counts only after a review of its changes and a new pin.
  fs.appendFileSync(path.join(published, FILES[0]), ' ');
  expect(() => orders.synth()).toThrow(/the imported file .* has the hash sha256-.*, but sha256-.* is pinned: review the changes/);
  expect(orders.certify('--check')).toMatchObject({ status: 2, stderr: expect.stringContaining('is pinned: review the changes') });
});
