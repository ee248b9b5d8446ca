import * as fs from 'fs';
import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { assertFirstCallOn, visitFunctionsOf } from '../functions';
import { shown, wholeNumber } from '../quotas';
import { AdvisoryCheck } from './certification/advisory-check';
import { CertifiedSet } from './certification/certified-set';
import { Certifier } from './certification/certifier';
import { CertifyFunctions } from './certification/certify-functions';
import { readCertifiedFile } from './certification/read-certified-file';

const ID = 'Sec3CertifiedDependencies';
const CALL = 'CertifiedDependencies.applyTo';

/**
 * The severity of an advisory, by the qualitative scale of CVSS.
 */
export enum AdvisorySeverity {
  /** Scores from 0.1. */
  LOW = 'low',

  /** Scores from 4.0. GitHub calls this severity moderate. */
  MEDIUM = 'medium',

  /** Scores from 7.0. */
  HIGH = 'high',

  /** Scores from 9.0, and all malicious packages. */
  CRITICAL = 'critical',
}

/**
 * Options for `CertifiedDependencies`: the advisories that packages are compared with.
 */
export interface CertifiedDependenciesOptions {
  /**
   * Advisories in the Open Source Vulnerability (OSV) format: zip archives as osv.dev publishes them for each ecosystem, or folders. The JSON files
   * and zip archives of a folder are read at any depth. No network is used. The gate fails if one is absent or can't be read, or if packages of an
   * ecosystem ship for which there are no advisories.
   *
   * The first synthesis writes an index beside each archive, `<archive>.cdk-sec3-index`, or into each folder, `.cdk-sec3-index`. Later ones read the
   * index until the advisories change.
   *
   * @see https://google.github.io/osv.dev/data/
   * @default - none: packages are not compared with advisories
   */
  readonly osv?: string[];

  /**
   * The lowest severity of an advisory that fails the gate. An advisory of unknown severity always fails it.
   *
   * @default AdvisorySeverity.MEDIUM
   */
  readonly severityThreshold?: AdvisorySeverity;

  /**
   * The maximum age of the advisories, measured from the last change of the latest one. Older advisories fail the gate.
   *
   * @default Duration.days(30)
   */
  readonly maxAdvisoryAge?: Duration;
}

/**
 * The packages that a team has approved. The gate lets no other packages ship.
 *
 * The file `certified-dependencies.json` lists the approved packages. Each entry has the version or a range, the hash of the content, who approved
 * the package, when, why and until when, and for which functions. `npx cdk-sec3 certify` writes the file. Its JSON Schema is
 * `assets/certified-dependencies.schema.json` in this package.
 *
 * At synthesis, a software bill of materials is recorded for each function that is compared. `Sec3-DependenciesCertified` fails the gate
 * (`Sec3.enforce`) for each package that ships and is not listed, has another content than was approved, has no hash in a lock file, or whose
 * approval has expired or is for other functions. Without the gate, nothing fails.
 *
 * Serves SEC 3, dependencies/certification and dependencies/automated-tools.
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html
 */
export class CertifiedDependencies {
  /**
   * Creates the certified dependencies of a file.
   *
   * @param file the path of the file, relative to the folder in which synthesis runs, which is that of `cdk.json`; a file that does not exist
   * certifies nothing
   * @param options the advisories that packages are also compared with
   * @throws Error if the file is invalid, naming all problems by JSON pointer; or if an option is invalid
   */
  public static fromFile(file: string, options: CertifiedDependenciesOptions = {}): CertifiedDependencies {
    rejectOptions(file, options);
    return new CertifiedDependencies(file, fs.existsSync(file) ? CertifiedSet.of(readCertifiedFile(file), file) : CertifiedSet.EMPTY, options);
  }

  /**
   * The absolute path of the file.
   */
  public readonly file: string;

  private readonly certifier: Certifier;

  private constructor(file: string, certified: CertifiedSet, options: CertifiedDependenciesOptions) {
    this.file = path.resolve(file);
    const { osv, severityThreshold = AdvisorySeverity.MEDIUM, maxAdvisoryAge = Duration.days(30) } = options;
    const policy = { threshold: severityThreshold, maxAge: maxAdvisoryAge.toMilliseconds() };
    const advisories = osv === undefined ? undefined : new AdvisoryCheck({ osv: osv.map((place) => path.resolve(place)), ...policy });
    this.certifier = new Certifier(this.file, certified, advisories);
  }

  /**
   * Compares the packages of one function with the file.
   *
   * @param fn the function
   * @throws Error if the function is already compared with a file
   */
  public certify(fn: lambda.Function): void {
    const resource = fn.node.defaultChild as lambda.CfnFunction;
    if (!this.certifier.certify(resource)) {
      throw new Error(`[${fn.node.path}] the dependencies of the function are compared with a file already: call certify once, and before applyTo`);
    }
  }

  /**
   * Compares the packages of all functions of an app with the file, including functions in Stages and functions that are created later. Functions
   * that were passed to `certify` keep their files. Functions that the CDK creates for itself are skipped.
   *
   * In Stages that are created after the call, the first `lambda.Function` extends it to the Stage. If such a Stage has only functions of other
   * kinds, or its own property injector for `lambda.Function`, synthesis fails and names the functions; then call `applyTo` after the Stage is
   * created.
   *
   * @param app the app; a second call on the same app is an error
   * @throws Error if it was already called on the app
   */
  public applyTo(app: App): void {
    assertFirstCallOn(app, ID, CALL);
    visitFunctionsOf(app, new Construct(app, ID), CALL, new CertifyFunctions(this.certifier));
  }
}

function rejectOptions(file: string, { osv, severityThreshold, maxAdvisoryAge }: CertifiedDependenciesOptions): void {
  const problems: string[] = [];
  if (file === '') problems.push("file is ''; the path of a certified-dependencies.json is expected");
  if (osv?.length === 0 || osv?.includes('')) problems.push(`osv is ${shown(osv)}; folders or zip archives with advisories are expected`);
  const levels = Object.values(AdvisorySeverity);
  if (severityThreshold !== undefined && !levels.includes(severityThreshold)) {
    problems.push(`severityThreshold is ${shown(severityThreshold)}; one of ${levels.join(', ')} is expected`);
  }
  if (maxAdvisoryAge) wholeNumber('maxAdvisoryAge', maxAdvisoryAge, 'milliseconds', problems, { least: 1 });
  for (const [name, value] of Object.entries({ severityThreshold, maxAdvisoryAge })) {
    if (value !== undefined && osv === undefined) problems.push(`${name} is set without osv, which names the advisories: set both or neither`);
  }
  if (problems.length > 0) throw new Error(`CertifiedDependencies.fromFile: ${problems.join('; ')}`);
}
