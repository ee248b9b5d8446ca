/** The subject and the author of a report, for auditors. */
export interface ReportSubject {
  /** Name of the application. */
  readonly application: string;
  /** Environment, such as `production`; absent if not given. */
  readonly environment?: string;
  /** Commit of the sources; absent outside of a repository. */
  readonly commit?: string;
  /** Whether files differ from the commit; absent without a commit, or if unknown. */
  readonly modified?: boolean;
  /** Files that the commit does not have, and that are not ignored. They may be sources. */
  readonly untracked?: readonly string[];
  /** SHA-256 of the checked templates and manifests, in hexadecimal. */
  readonly assemblyHash: string;
  /** The author, from the option, the pipeline or the machine; not verified. */
  readonly madeBy: string;
  /** Versions by component: `Node.js`, `cloud assembly`. */
  readonly versions: { readonly [of: string]: string };
}

/** The environment of a stack. */
export interface ReportedStack {
  readonly stack: string;
  /** Absent if it is known only at deployment. */
  readonly account?: string;
  readonly region?: string;
}
