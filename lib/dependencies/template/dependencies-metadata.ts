/** What synthesis records of a function's dependencies, in the metadata of its resource. */

/** The key in `Metadata`. */
export const DEPENDENCIES_METADATA = 'cdk-sec3:dependencies';

/** What may be wrong with a package, or with the advisories that it is compared with. */
export const CERTIFICATION_PROBLEMS = {
  'uncertified': 'A package ships that nobody has certified in this version.',
  'expired': 'The certification of a package that ships has ended.',
  'wrong-content': 'Files of a package that ship are not those that were certified.',
  'wrong-integrity': 'A lock file pins another archive of a package that ships than the one that was certified.',
  'missing-integrity': 'Neither its files nor a lock file say what a package that ships contains, so it may be another than the one that was reviewed.',
  'insufficient-criteria': 'What is certified of a package that ships is less than what the file requires.',
  'out-of-scope': 'A package is certified, and not for this function.',
  'vulnerable': 'An advisory is known about a package that ships.',
  'advisories-missing': 'The advisories that packages are compared with are not there.',
  'advisories-stale': 'The advisories that packages are compared with are older than they may be.',
} as const;

export type CertificationProblemKind = keyof typeof CERTIFICATION_PROBLEMS;

/** One thing that is wrong. */
export interface CertificationProblem {
  /** `name@version`; the place of the advisories where it is about them. */
  readonly package: string;
  readonly problem: CertificationProblemKind;
  /** What is wrong in particular, as the end of a sentence that begins with the package. */
  readonly detail: string;
  /** The command that certifies the package; absent where none does. */
  readonly command?: string;
}

/** How the packages of a function compare with the certified ones. */
export interface CertificationMetadata {
  /** The file that they were compared with, relative to where synthesis ran; absent where they were not: templates have no null. */
  readonly file?: string;
  readonly problems: readonly CertificationProblem[];
  /** What in the function's code could not be told. */
  readonly unknown: readonly { readonly what: string; readonly why: string; readonly fix: string }[];
}

/** All of it. */
export interface DependenciesMetadata {
  /** The SBOM, relative to the cloud assembly of the app, with `/`. */
  readonly sbom: string;
  /** How many packages ship. */
  readonly packages: number;
  readonly certification: CertificationMetadata;
}

/** What is recorded in its place where the stack is not bundled in this synthesis. */
export interface SkippedDependencies {
  /** Why nothing is known. */
  readonly skipped: string;
}
