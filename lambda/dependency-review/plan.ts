import { ReviewFailed } from './errors';

/** Severities in ascending order. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** A secret of AWS Secrets Manager, or a field of a secret whose value is a JSON object. */
export interface SecretReference {
  readonly arn: string;
  readonly field?: string;
}

/** A program that is downloaded, with the SHA-256 of the file. */
export interface Download {
  readonly url: string;
  readonly sha256: string;
}

/** A scanner with its settings, as the construct writes them. */
export type ScannerPlan =
  | { readonly name: 'npm-advisories'; readonly severity: Severity; readonly production: boolean }
  | { readonly name: 'osv-scanner'; readonly download: Download }
  | { readonly name: 'dependency-check'; readonly download: Download; readonly failOnCvss: number; readonly nvdApiKey?: SecretReference }
  | { readonly name: 'snyk'; readonly download: Download; readonly severity: Severity; readonly token: SecretReference }
  | { readonly name: 'semgrep'; readonly configs: readonly string[]; readonly paths: readonly string[] }
  | { readonly name: 'eslint-security'; readonly paths: readonly string[]; readonly maxComplexity: number; readonly maxDepth: number }
  | { readonly name: 'lockfile-lint'; readonly file: string; readonly type: 'npm' | 'yarn'; readonly hosts: readonly string[] }
  | { readonly name: 'certify'; readonly assembly: string }
  | { readonly name: 'gate'; readonly assembly: string; readonly failOn: 'error' | 'warning' };

export interface Plan {
  readonly scanners: readonly ScannerPlan[];
  /** Destination of reports, as s3://bucket/prefix; reports are not uploaded if it is absent. */
  readonly reports?: string;
}

/** @throws ReviewFailed */
export function readPlan(text: string | undefined): Plan {
  if (text === undefined) throw new ReviewFailed('SEC3_REVIEW_PLAN, which lists the scanners, is missing from the environment');
  let plan: Partial<Plan> | null;
  try {
    plan = JSON.parse(text) as Partial<Plan> | null;
  } catch (e) {
    throw new ReviewFailed(`SEC3_REVIEW_PLAN is not JSON: ${(e as Error).message}`);
  }
  // A review without scanners would always be clean.
  if (!Array.isArray(plan?.scanners) || plan.scanners.length === 0) throw new ReviewFailed('SEC3_REVIEW_PLAN names no scanner');
  return plan as Plan;
}
