import type { Files } from '../content/files';

/** A package registry, by the type that package URLs have for it. */
export type Ecosystem = 'npm' | 'pypi';

/**
 * How a package comes to a function:
 *
 * - `bundled`: its code is part of a file that esbuild wrote
 * - `installed`: it lies in a folder of the function's code
 */
export type Delivery = 'bundled' | 'installed';

/** A third-party package in the code of a function. */
export interface ShippedPackage {
  readonly ecosystem: Ecosystem;
  /** Its own name, `@scope/name` for a scoped npm package, also where an alias is what code imports. For PyPI, normalized (PEP 503). */
  readonly name: string;
  readonly version: string;
  readonly how: Delivery;
  /**
   * Hashes of what the registry serves, as the lock file has them, in the form of Subresource Integrity: `sha512-<base64>`,
   * several separated by a space. For PyPI one for each file of the release. Absent where no lock file has one.
   */
  readonly integrity?: string;
  /** The files that ship, or of which a bundler put something into a file that does. Absent where they are not known. */
  readonly files?: Files;
  /** License, an SPDX expression where the package gives one. */
  readonly license?: string;
  /** Where it was found: a folder relative to the root of the project or, for what is installed, of the function's code; with `/`. */
  readonly path?: string;
  /** What needs it: `name@version` of other packages that ship, sorted; empty where the function's own code does, or where it is not known. */
  readonly dependents: readonly string[];
  /** Whether it runs code when it is installed. */
  readonly hasInstallScript?: boolean;
  /** Bytes that it adds to the function's code. */
  readonly size?: number;
  /** `name@version` of the package that has a copy of it among its own files: who certifies that one certifies the copy. */
  readonly vendoredIn?: string;
  /** Whether it is a package of the project itself, of a workspace: no registry has it, and no one certifies it. */
  readonly isOwn?: boolean;
  /** What its maintainers say about it, where they deprecated it. */
  readonly deprecated?: string;
}

/** Something about a function's code that can't be known. */
export interface UnknownContent {
  /** What it is about: a package, a file, a folder, or the code as a whole. */
  readonly what: string;
  /** Why it can't be known. */
  readonly why: string;
  /** What would make it known. */
  readonly fix: string;
}

/** What ships in a function's code. */
export interface Inventory {
  /** Sorted by ecosystem, name and version; each once. */
  readonly packages: readonly ShippedPackage[];
  /** What could not be determined; a gate treats it as not certified. */
  readonly unknown: readonly UnknownContent[];
}
