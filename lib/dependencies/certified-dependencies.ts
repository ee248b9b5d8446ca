import * as fs from 'fs';
import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { assertFirstCallOn, visitFunctionsOf } from '../functions';
import { shown } from '../quotas';
import { AdvisoryCheck } from './certification/advisory-check';
import { CertifiedSet } from './certification/certified-set';
import { Certifier } from './certification/certifier';
import { CertifyFunctions } from './certification/certify-functions';
import { readCertifiedFile } from './certification/read-certified-file';

const ID = 'Sec3CertifiedDependencies';
const CALL = 'CertifiedDependencies.applyTo';

/**
 * How severe an advisory is, by the qualitative scale of CVSS.
 */
export enum AdvisorySeverity {
  /** Scores from 0.1. */
  LOW = 'low',

  /** Scores from 4.0; what GitHub calls moderate. */
  MEDIUM = 'medium',

  /** Scores from 7.0. */
  HIGH = 'high',

  /** Scores from 9.0, and packages that are malicious. */
  CRITICAL = 'critical',
}

/**
 * What packages are compared with, besides what is certified.
 */
export interface CertifiedDependenciesOptions {
  /**
   * Advisories in the Open Source Vulnerability format: zip archives such as osv.dev publishes for each ecosystem, or folders whose
   * JSON files and zip archives are read at any depth. They are read without a network. Where one is absent or can't be read, or where
   * packages of an ecosystem ship that no advisory is about, the gate fails.
   *
   * The first synthesis writes an index beside each, `<archive>.cdk-sec3-index`, or `.cdk-sec3-index` in a folder, and later ones read that
   * as long as it is of what is there.
   *
   * @see https://google.github.io/osv.dev/data/
   * @default - none: packages are not compared with advisories
   */
  readonly osv?: string[];

  /**
   * The lowest severity of an advisory that fails the gate. One that does not say how severe it is always does.
   *
   * @default AdvisorySeverity.MEDIUM
   */
  readonly severityThreshold?: AdvisorySeverity;

  /**
   * How old the advisories may be, by when the latest of them was changed. Older ones fail the gate.
   *
   * @default Duration.days(30)
   */
  readonly maxAdvisoryAge?: Duration;
}

/**
 * The packages that a team has reviewed, and the gate that lets no other ship.
 *
 * What is certified stands in a file, `certified-dependencies.json`, whose JSON Schema the package has in
 * `assets/certified-dependencies.schema.json`: for each package the version or a range, the hash of its content, who approved
 * it, when, why and until when, and for which functions. `npx cdk-sec3 certify` writes it.
 *
 * At synthesis each function that is certified gets a software bill of materials, and `Sec3-DependenciesCertified` fails the
 * gate (`Sec3.enforce`) for each package that ships and is not listed, has another content than was approved, has no hash
 * in a lock file, or whose approval has ended or is for other functions. Without the gate nothing fails.
 *
 * Serves SEC 3, dependencies/certification and dependencies/automated-tools.
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html
 */
export class CertifiedDependencies {
  /**
   * What a file certifies.
   *
   * @param file the file, relative to where synthesis runs, which is the folder of `cdk.json`; one that does not exist certifies nothing
   * @param options what packages are compared with besides
   * @throws Error naming everything that is wrong with the file by JSON pointer, and options that make no sense
   */
  public static fromFile(file: string, options: CertifiedDependenciesOptions = {}): CertifiedDependencies {
    rejectOptions(file, options);
    return new CertifiedDependencies(file, fs.existsSync(file) ? CertifiedSet.of(readCertifiedFile(file), file) : CertifiedSet.EMPTY, options);
  }

  /**
   * The file, as an absolute path.
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
   * Has the packages of one function compared.
   *
   * @param fn the function
   * @throws Error where a CertifiedDependencies compares them already
   */
  public certify(fn: lambda.Function): void {
    const resource = fn.node.defaultChild as lambda.CfnFunction;
    if (!this.certifier.certify(resource)) {
      throw new Error(`${fn.node.path}: the dependencies of the function are compared with a file already: call certify once, and before applyTo`);
    }
  }

  /**
   * Has the packages of all functions of an app compared, those in Stages included, and those made later. Functions that were
   * given to `certify` keep their files; functions that the CDK makes for itself are left alone.
   *
   * In Stages that are made after the call, the first `lambda.Function` brings it along; where a later Stage holds only functions
   * of other kinds, or has a property injector of its own for `lambda.Function`, synthesis fails and names them, and the call
   * has to come after the Stage is made.
   *
   * @param app the app; a second call on the same app is an error
   * @throws Error where it was called on the app already
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
  if (maxAdvisoryAge?.isUnresolved()) problems.push('maxAdvisoryAge is known only at deployment; give a duration');
  else if (maxAdvisoryAge !== undefined && maxAdvisoryAge.toMilliseconds() === 0) problems.push('maxAdvisoryAge is 0; a time above 0 is expected');
  for (const [name, value] of Object.entries({ severityThreshold, maxAdvisoryAge })) {
    if (value !== undefined && osv === undefined) problems.push(`${name} is given without osv, where the advisories are: give both or neither`);
  }
  if (problems.length > 0) throw new Error(`CertifiedDependencies.fromFile: ${problems.join('; ')}`);
}
