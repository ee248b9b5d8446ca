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
   * The lowest severity of an advisory that is a finding. One that does not say how severe it is always is.
   *
   * @default AdvisorySeverity.MEDIUM
   */
  readonly severityThreshold?: AdvisorySeverity;

  /**
   * Whether packages that are needed for development alone are left out.
   *
   * @default false
   */
  readonly productionOnly?: boolean;
}

/**
 * A program that the review downloads. Its publisher changes neither the version nor the checksum unnoticed: a file with
 * another checksum is not run, and the review has failed.
 */
export interface DownloadedScannerOptions {
  /**
   * The version, such as `2.3.5`.
   */
  readonly version: string;

  /**
   * The SHA-256 of the file for Linux on x86-64, in hexadecimal, which the release lists.
   */
  readonly sha256: string;

  /**
   * Where the file is, where it is not with its publisher: an https URL.
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
   * The key for the API of the NVD. Without one the first download of its data takes hours.
   *
   * @default - no key
   * @see https://nvd.nist.gov/developers/request-an-api-key
   */
  readonly nvdApiKey?: secretsmanager.ISecret;

  /**
   * The field of the secret that has the key, where its value is a JSON object.
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
   * The token of a service account of Snyk.
   */
  readonly token: secretsmanager.ISecret;

  /**
   * The field of the secret that has the token, where its value is a JSON object.
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
   * Where the rules are: files or folders of the source. Names of rulesets of the Semgrep Registry, such as `p/javascript`, work
   * too, but what those hold is not pinned, and changes from one day to the next.
   */
  readonly configs: string[];

  /**
   * What is scanned, relative to the root of the source.
   *
   * @default - all of it
   */
  readonly paths?: string[];
}

/**
 * Options of {@link DependencyScanner.eslintSecurity}.
 */
export interface EslintSecurityOptions {
  /**
   * What is scanned, relative to the root of the source.
   *
   * @default - all of it, but node_modules, cdk.out, declarations and minified files
   */
  readonly paths?: string[];

  /**
   * The most paths through a function (cyclomatic complexity) before it is a finding.
   *
   * @default 20
   */
  readonly maxComplexity?: number;

  /**
   * The deepest nesting of blocks in a function before it is a finding.
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
   * The lock file, relative to the root of the source: one of npm, or of yarn where its name is `yarn.lock`.
   *
   * @default 'package-lock.json'
   */
  readonly file?: string;

  /**
   * Registries that packages may come from: `npm`, `yarn`, `verdaccio`, or host names.
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
   * Whether warnings are findings, besides errors.
   *
   * @default false
   */
  readonly warningsFail?: boolean;
}

const LEVELS = Object.values(AdvisorySeverity);

const GITHUB = 'https://github.com';

/**
 * Something that reviews dependencies or code, for {@link DependencyReview}. Each is pinned: those of npm and PyPI by lock files of
 * this package, with the hash of every package that they need, downloads by their checksum.
 */
export class DependencyScanner {
  /**
   * The advisories of the npm registry about what a lock file of npm installs, by `npm audit`. It needs a `package-lock.json` or an
   * `npm-shrinkwrap.json`; for other lock files use {@link osvScanner}. A registry that does not answer is a failed review.
   *
   * @param options which advisories count
   * @throws Error with what is wrong with the options
   * @see https://docs.npmjs.com/cli/commands/npm-audit
   */
  public static npmAdvisories(options: NpmAdvisoriesOptions = {}): DependencyScanner {
    const { severityThreshold = AdvisorySeverity.MEDIUM, productionOnly = false } = options;
    reject('npmAdvisories', levelProblems(severityThreshold));
    return new DependencyScanner({ name: 'npm-advisories', severity: severityThreshold, production: productionOnly }, { secrets: [] });
  }

  /**
   * The database of osv.dev about what the lock files of the source install, whatever the package manager, by OSV-Scanner.
   * Exceptions stand in an `osv-scanner.toml` of the source.
   *
   * @param options which release
   * @throws Error with what is wrong with the options
   * @see https://google.github.io/osv-scanner/
   */
  public static osvScanner(options: DownloadedScannerOptions): DependencyScanner {
    reject('osvScanner', downloadProblems(options));
    const url = `${GITHUB}/google/osv-scanner/releases/download/v${options.version}/osv-scanner_linux_amd64`;
    return new DependencyScanner({ name: 'osv-scanner', download: downloadOf(options, url) }, { secrets: [] });
  }

  /**
   * OWASP Dependency-Check, with the data of the NVD, which is kept from one review to the next. Its analyzers that ask the npm
   * registry are off, because the endpoint that they ask is gone: run it beside {@link npmAdvisories} or {@link osvScanner}.
   *
   * @param options which release, and what is a finding
   * @throws Error with what is wrong with the options
   * @see https://owasp.org/www-project-dependency-check/
   */
  public static owaspDependencyCheck(options: OwaspDependencyCheckOptions): DependencyScanner {
    const { version, failOnCvss = 4, nvdApiKey, nvdApiKeyField } = options;
    const problems = downloadProblems(options);
    if (!(failOnCvss >= 0 && failOnCvss <= 10)) problems.push(`failOnCvss is ${shown(failOnCvss)}; a score from 0 to 10 is expected`);
    if (nvdApiKeyField !== undefined && !nvdApiKey) problems.push('nvdApiKeyField is given without nvdApiKey, of which it is a field');
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
   * Snyk, by its command-line program.
   *
   * @param options which release, the token, and what is a finding
   * @throws Error with what is wrong with the options
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
   * Semgrep, which searches code for patterns.
   *
   * @param options rules, and what is scanned
   * @throws Error with what is wrong with the options
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
   * ESLint with rules on security, and with limits on complexity: "automated tools help identify overly complex application code".
   * It reads JavaScript and TypeScript, and nothing of the source's own configuration.
   *
   * @param options what is scanned, and the limits
   * @throws Error with what is wrong with the options
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
   * Whether a lock file takes each package from a registry that is trusted, over https, and with its hash.
   *
   * @param options which file, and which registries
   * @throws Error with what is wrong with the options
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
   * Whether each package that ships is certified, by `cdk-sec3 certify --check`. The source needs this package among its own.
   *
   * @param options where the cloud assembly is
   * @throws Error with what is wrong with the options
   */
  public static certify(options: CertifyScannerOptions = {}): DependencyScanner {
    const { assembly = 'cdk.out' } = options;
    reject('certify', pathProblems('assembly', [assembly]));
    return new DependencyScanner({ name: 'certify', assembly }, { secrets: [], assembly: true });
  }

  /**
   * What the gate says of the cloud assembly, by `cdk-sec3 check`. The source needs this package among its own.
   *
   * @param options where the cloud assembly is, and what is a finding
   * @throws Error with what is wrong with the options
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

/** What begins with a dash would be an option of the scanner. */
function pathProblems(name: string, values: readonly string[]): string[] {
  const wrong = values.filter((value) => value === '' || value.startsWith('-'));
  const empty = values.length === 0 && name === 'paths' ? ['paths is empty; leave it out to scan all'] : [];
  return [...empty, ...wrong.map((value) => `${name} has ${shown(value)}; something that is not empty and begins with no dash is expected`)];
}

function downloadOf({ sha256, url }: DownloadedScannerOptions, release: string): { url: string; sha256: string } {
  return { url: url ?? release, sha256: sha256.toLowerCase() };
}
