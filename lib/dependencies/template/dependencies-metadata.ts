/** Data about a function's dependencies that synthesis records in the metadata of its resource. */

/** The key in `Metadata`. */
export const DEPENDENCIES_METADATA = 'cdk-sec3:dependencies';

/** Possible problems of a package, or of the advisories that it is compared with. */
export const CERTIFICATION_PROBLEMS = {
  'uncertified': 'A package ships that is not certified in this version.',
  'expired': 'The certification of a package that ships has expired.',
  'wrong-content': 'Files of a package that ships differ from the certified ones.',
  'wrong-integrity': 'A lock file pins another archive of a package that ships than the certified one.',
  'missing-integrity': 'Neither files nor a lock file identify the content of a package that ships, so it may differ from the reviewed one.',
  'insufficient-criteria': 'The certification of a package that ships covers less than the file requires.',
  'out-of-scope': 'A package is certified, but not for this function.',
  'vulnerable': 'An advisory is known for a package that ships.',
  'advisories-missing': 'The advisories that packages are compared with are missing.',
  'advisories-stale': 'The advisories that packages are compared with are older than allowed.',
} as const;

export type CertificationProblemKind = keyof typeof CERTIFICATION_PROBLEMS;

/** A problem. */
export interface CertificationProblem {
  /** `name@version`; for a problem of the advisories, their location. */
  readonly package: string;
  readonly problem: CertificationProblemKind;
  /** The specific problem, as the end of a sentence that starts with the package. */
  readonly detail: string;
  /** The command that certifies the package; absent if there is none. */
  readonly command?: string;
}

/** The result of comparing a function's packages with the certified ones. */
export interface CertificationMetadata {
  /**
   * The file with the certified packages, relative to the working directory of synthesis; absent if there was no comparison: templates have no null.
   */
  readonly file?: string;
  readonly problems: readonly CertificationProblem[];
  /** Parts of the function's code that could not be identified. */
  readonly unknown: readonly { readonly what: string; readonly why: string; readonly fix: string }[];
}

/** The complete metadata. */
export interface DependenciesMetadata {
  /** The SBOM, relative to the cloud assembly of the app, with `/`. */
  readonly sbom: string;
  /** The number of packages that ship. */
  readonly packages: number;
  readonly certification: CertificationMetadata;
}

/** Recorded instead if the stack is not bundled in this synthesis. */
export interface SkippedDependencies {
  /** Reason why nothing is known. */
  readonly skipped: string;
}
