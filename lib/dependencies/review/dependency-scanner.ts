import { Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { shown } from '../../quotas';
import { AdvisorySeverity } from '../certified-dependencies';
import type { ScannerNeeds } from './scanner-needs';

/**
 * Options of {@link DependencyScanner.npmAdvisories}.
 */
export interface NpmAdvisoriesOptions {
  /**
   * The lowest severity of an advisory that is a finding. An advisory of unknown severity always is.
   *
   * @default AdvisorySeverity.MEDIUM
   */
  readonly severityThreshold?: AdvisorySeverity;

  /**
   * Whether packages that are only needed for development are ignored.
   *
   * @default false
   */
  readonly productionOnly?: boolean;
}

/**
 * A program that the review downloads. Its checksum is verified: a file with another checksum is not run, and the review has failed.
 */
export interface DownloadedScannerOptions {
  /**
   * The version, such as `2.3.5`.
   */
  readonly version: string;

  /**
   * The SHA-256 of the file for Linux on x86-64, in hexadecimal. The release of the publisher lists it.
   */
  readonly sha256: string;

  /**
   * The https URL of the file, if it is not downloaded from its publisher.
   *
   * @default - the release of the publisher
   */
  readonly url?: string;
}

/**
 * Options of {@link DependencyScanner.owaspDependencyCheck}.
 */
export interface OwaspDependencyCheckOptions extends DownloadedScannerOptions {
  /**
   * The lowest CVSS score that is a finding, from 0 to 10.
   *
   * @default 4
   */
  readonly failOnCvss?: number;

  /**
   * The key for the API of the National Vulnerability Database (NVD). Without a key, the first download of its data takes hours.
   *
   * @default - no key
   * @see https://nvd.nist.gov/developers/request-an-api-key
   */
  readonly nvdApiKey?: secretsmanager.ISecret;

  /**
   * The field of the secret that has the key, if the value of the secret is a JSON object.
   *
   * @default - the whole value
   */
  readonly nvdApiKeyField?: string;
}

/**
 * Options of {@link DependencyScanner.snyk}.
 */
export interface SnykOptions extends DownloadedScannerOptions {
  /**
   * The token of a Snyk service account.
   */
  readonly token: secretsmanager.ISecret;

  /**
   * The field of the secret that has the token, if the value of the secret is a JSON object.
   *
   * @default - the whole value
   */
  readonly tokenField?: string;

  /**
   * The lowest severity that is a finding.
   *
   * @default AdvisorySeverity.MEDIUM
   */
  readonly severityThreshold?: AdvisorySeverity;
}

/**
 * Options of {@link DependencyScanner.semgrep}.
 */
export interface SemgrepOptions {
  /**
   * The rules: files or folders of the source. Names of rulesets in the Semgrep Registry, such as `p/javascript`, are also accepted, but their
   * content is not pinned and can change at any time.
   */
  readonly configs: string[];

  /**
   * The paths that are scanned, relative to the root of the source.
   *
   * @default - the whole source
   */
  readonly paths?: string[];
}

/**
 * Options of {@link DependencyScanner.eslintSecurity}.
 */
export interface EslintSecurityOptions {
  /**
   * The paths that are scanned, relative to the root of the source.
   *
   * @default - the whole source except node_modules, cdk.out, declarations and minified files
   */
  readonly paths?: string[];

  /**
   * The maximum cyclomatic complexity of a function. A higher complexity is a finding.
   *
   * @default 20
   */
  readonly maxComplexity?: number;

  /**
   * The maximum nesting depth of blocks in a function. A deeper nesting is a finding.
   *
   * @default 5
   */
  readonly maxDepth?: number;
}

/**
 * Options of {@link DependencyScanner.lockfileLint}.
 */
export interface LockfileLintOptions {
  /**
   * The lock file, relative to the root of the source. If its name is `yarn.lock`, it is read as one of yarn, otherwise as one of npm.
   *
   * @default 'package-lock.json'
   */
  readonly file?: string;

  /**
   * The registries that packages may come from: `npm`, `yarn`, `verdaccio`, or host names.
   *
   * @default ['npm']
   */
  readonly allowedHosts?: string[];
}

/**
 * Options of {@link DependencyScanner.certify}.
 */
export interface CertifyScannerOptions {
  /**
   * The cloud assembly, relative to the root of the source.
   *
   * @default 'cdk.out'
   */
  readonly assembly?: string;
}

/**
 * Options of {@link DependencyScanner.gate}.
 */
export interface GateScannerOptions extends CertifyScannerOptions {
  /**
   * Whether warnings are findings, in addition to errors.
   *
   * @default false
   */
  readonly warningsFail?: boolean;
}

const LEVELS = Object.values(AdvisorySeverity);

const GITHUB = 'https://github.com';

/**
 * A scanner of dependencies or code, for {@link DependencyReview}. Each scanner is pinned: those from npm and PyPI by lock files of this library with
 * hashes of all packages, downloaded ones by their checksums.
 */
export class DependencyScanner {
  /**
   * Runs `npm audit`, which compares the packages in an npm lock file with the advisories of the npm registry. It needs a `package-lock.json` or an
   * `npm-shrinkwrap.json`; for other lock files use {@link osvScanner}. If the registry does not answer, the review has failed.
   *
   * @param options which advisories count
   * @throws Error if options are invalid
   * @see https://docs.npmjs.com/cli/commands/npm-audit
   */
  public static npmAdvisories(options: NpmAdvisoriesOptions = {}): DependencyScanner {
    const { severityThreshold = AdvisorySeverity.MEDIUM, productionOnly = false } = options;
    reject('npmAdvisories', levelProblems(severityThreshold));
    return new DependencyScanner({ name: 'npm-advisories', severity: severityThreshold, production: productionOnly }, { secrets: [] });
  }

  /**
   * Runs OSV-Scanner, which compares the packages in the lock files of any package manager with the database of osv.dev. Exceptions are declared in
   * an `osv-scanner.toml` of the source.
   *
   * @param options the release of OSV-Scanner
   * @throws Error if options are invalid
   * @see https://google.github.io/osv-scanner/
   */
  public static osvScanner(options: DownloadedScannerOptions): DependencyScanner {
    reject('osvScanner', downloadProblems(options));
    const url = `${GITHUB}/google/osv-scanner/releases/download/v${options.version}/osv-scanner_linux_amd64`;
    return new DependencyScanner({ name: 'osv-scanner', download: downloadOf(options, url) }, { secrets: [] });
  }

  /**
   * Runs OWASP Dependency-Check with the data of the NVD, which is cached between reviews. Its analyzers that query the npm registry are off, because
   * their endpoint no longer exists: combine it with {@link npmAdvisories} or {@link osvScanner}.
   *
   * @param options the release of Dependency-Check, and what is a finding
   * @throws Error if options are invalid
   * @see https://owasp.org/www-project-dependency-check/
   */
  public static owaspDependencyCheck(options: OwaspDependencyCheckOptions): DependencyScanner {
    const { version, failOnCvss = 4, nvdApiKey, nvdApiKeyField } = options;
    const problems = downloadProblems(options);
    if (!(failOnCvss >= 0 && failOnCvss <= 10)) problems.push(`failOnCvss is ${shown(failOnCvss)}; a score from 0 to 10 is expected`);
    if (nvdApiKeyField !== undefined && !nvdApiKey) problems.push('nvdApiKeyField is set without nvdApiKey, the secret with this field');
    reject('owaspDependencyCheck', problems);
    const url = `${GITHUB}/dependency-check/DependencyCheck/releases/download/v${version}/dependency-check-${version}-release.zip`;
    return new DependencyScanner(
      {
        name: 'dependency-check',
        download: downloadOf(options, url),
        failOnCvss,
        ...(nvdApiKey && { nvdApiKey: { arn: nvdApiKey.secretArn, field: nvdApiKeyField } }),
      },
      { secrets: nvdApiKey ? [nvdApiKey] : [], java: true, cache: true },
    );
  }

  /**
   * Runs the Snyk CLI.
   *
   * @param options the release of the CLI, the token, and what is a finding
   * @throws Error if options are invalid
   * @see https://docs.snyk.io/developer-tools/snyk-cli
   */
  public static snyk(options: SnykOptions): DependencyScanner {
    const { version, token, tokenField, severityThreshold = AdvisorySeverity.MEDIUM } = options;
    reject('snyk', [...downloadProblems(options), ...levelProblems(severityThreshold)]);
    const url = `https://downloads.snyk.io/cli/v${version}/snyk-linux`;
    return new DependencyScanner(
      { name: 'snyk', download: downloadOf(options, url), severity: severityThreshold, token: { arn: token.secretArn, field: tokenField } },
      { secrets: [token] },
    );
  }

  /**
   * Runs Semgrep, which searches code for patterns.
   *
   * @param options the rules, and the paths that are scanned
   * @throws Error if options are invalid
   * @see https://semgrep.dev/docs/
   */
  public static semgrep(options: SemgrepOptions): DependencyScanner {
    const { configs, paths = ['.'] } = options;
    const problems = pathProblems('paths', paths);
    if (configs.length === 0) problems.push('configs is empty; without rules nothing is found');
    reject('semgrep', [...problems, ...pathProblems('configs', configs)]);
    return new DependencyScanner({ name: 'semgrep', configs, paths }, { secrets: [], python: true });
  }

  /**
   * Runs ESLint with rules on security and limits on complexity: "automated tools help identify overly complex application code". It reads JavaScript
   * and TypeScript, and ignores the ESLint configuration of the source.
   *
   * @param options the paths that are scanned, and the limits
   * @throws Error if options are invalid
   * @see https://github.com/eslint-community/eslint-plugin-security
   */
  public static eslintSecurity(options: EslintSecurityOptions = {}): DependencyScanner {
    const { paths = ['.'], maxComplexity = 20, maxDepth = 5 } = options;
    const problems = pathProblems('paths', paths);
    for (const [name, value] of Object.entries({ maxComplexity, maxDepth })) {
      if (!(Number.isInteger(value) && value >= 1)) problems.push(`${name} is ${shown(value)}; a whole number above 0 is expected`);
    }
    reject('eslintSecurity', problems);
    return new DependencyScanner({ name: 'eslint-security', paths, maxComplexity, maxDepth }, { secrets: [] });
  }

  /**
   * Runs lockfile-lint, which verifies that a lock file has a trusted registry, an https URL and a hash for each package.
   *
   * @param options the lock file, and the trusted registries
   * @throws Error if options are invalid
   * @see https://github.com/lirantal/lockfile-lint
   */
  public static lockfileLint(options: LockfileLintOptions = {}): DependencyScanner {
    const { file = 'package-lock.json', allowedHosts = ['npm'] } = options;
    const problems = pathProblems('file', [file]);
    if (allowedHosts.length === 0) problems.push('allowedHosts is empty; one or more registries are expected');
    reject('lockfileLint', [...problems, ...pathProblems('allowedHosts', allowedHosts)]);
    const type = file.endsWith('yarn.lock') ? 'yarn' : 'npm';
    return new DependencyScanner({ name: 'lockfile-lint', file, type, hosts: allowedHosts }, { secrets: [] });
  }

  /**
   * Runs `cdk-sec3 certify --check`, which verifies that each package that ships is certified. The source has to depend on cdk-sec3.
   *
   * @param options the path of the cloud assembly
   * @throws Error if options are invalid
   */
  public static certify(options: CertifyScannerOptions = {}): DependencyScanner {
    const { assembly = 'cdk.out' } = options;
    reject('certify', pathProblems('assembly', [assembly]));
    return new DependencyScanner({ name: 'certify', assembly }, { secrets: [], assembly: true });
  }

  /**
   * Runs `cdk-sec3 check`, which applies the gate to the cloud assembly. The source has to depend on cdk-sec3.
   *
   * @param options the path of the cloud assembly, and what is a finding
   * @throws Error if options are invalid
   */
  public static gate(options: GateScannerOptions = {}): DependencyScanner {
    const { assembly = 'cdk.out', warningsFail = false } = options;
    reject('gate', pathProblems('assembly', [assembly]));
    return new DependencyScanner({ name: 'gate', assembly, failOn: warningsFail ? 'warning' : 'error' }, { secrets: [], assembly: true });
  }

  private constructor(
    /** @internal */
    public readonly _plan: { readonly name: string; readonly [setting: string]: unknown },
    /** @internal */
    public readonly _needs: ScannerNeeds,
  ) {}
}

function reject(factory: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`DependencyScanner.${factory}: ${problems.join('; ')}`);
}

function levelProblems(level: AdvisorySeverity): string[] {
  return LEVELS.includes(level) ? [] : [`severityThreshold is ${shown(level)}; one of ${LEVELS.join(', ')} is expected`];
}

function downloadProblems({ version, sha256, url }: DownloadedScannerOptions): string[] {
  const problems: string[] = [];
  if (!/^\d[\w.+-]*$/.test(version)) problems.push(`version is ${shown(version)}; one such as 2.3.5 is expected, without a v`);
  if (!/^[0-9a-f]{64}$/i.test(sha256)) problems.push(`sha256 is ${shown(sha256)}; 64 hexadecimal digits are expected`);
  if (url !== undefined && !Token.isUnresolved(url) && !url.startsWith('https://')) problems.push(`url is ${shown(url)}; an https URL is expected`);
  return problems;
}

/** Rejects values that begin with a dash, because the scanner would read them as options. */
function pathProblems(name: string, values: readonly string[]): string[] {
  const wrong = values.filter((value) => value === '' || value.startsWith('-'));
  const empty = values.length === 0 && name === 'paths' ? ['paths is empty; leave it out to scan all'] : [];
  return [...empty, ...wrong.map((value) => `${name} has ${shown(value)}; something that is not empty and begins with no dash is expected`)];
}

function downloadOf({ sha256, url }: DownloadedScannerOptions, release: string): { url: string; sha256: string } {
  return { url: url ?? release, sha256: sha256.toLowerCase() };
}
