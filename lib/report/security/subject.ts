/** What a report is about, and who made it: what an auditor has to know before reading on. */
export interface ReportSubject {
  /** What the application is called. */
  readonly application: string;
  /** Such as `production`; absent where it is not given. */
  readonly environment?: string;
  /** The commit of the sources; absent where they are in no repository. */
  readonly commit?: string;
  /** Whether files differ from the commit; absent where there is none, or it is not known. */
  readonly modified?: boolean;
  /** SHA-256 of the templates and manifests that were judged, in hexadecimal. */
  readonly assemblyHash: string;
  /** Who made the report, by the option, the pipeline or the machine; not verified. */
  readonly madeBy: string;
  /** Versions by what they are of: `Node.js`, `cloud assembly`. */
  readonly versions: { readonly [of: string]: string };
}

/** Where a stack goes. */
export interface ReportedStack {
  readonly stack: string;
  /** Absent where it is known only at deployment. */
  readonly account?: string;
  readonly region?: string;
}
