import type { Files } from '../content/files';

/** A package registry, by its type in package URLs. */
export type Ecosystem = 'npm' | 'pypi';

/**
 * How a package gets into a function:
 *
 * - `bundled`: its code is part of a file that esbuild wrote
 * - `installed`: it is in a folder of the function's code
 */
export type Delivery = 'bundled' | 'installed';

/** A third-party package in the code of a function. */
export interface ShippedPackage {
  readonly ecosystem: Ecosystem;
  /** Its own name, even if code imports it by an alias. `@scope/name` for a scoped npm package; normalized (PEP 503) for PyPI. */
  readonly name: string;
  readonly version: string;
  readonly how: Delivery;
  /**
   * The hashes of the archive, from the lock file, in the format of Subresource Integrity: `sha512-<base64>`, separated by spaces. For PyPI, one hash
   * for each file of the release. Patches of pnpm are not in the archive; those of yarn are. Undefined if no lock file has any.
   */
  readonly integrity?: string;
  /**
   * Its source, if it is not from a registry: a repository with its commit, `git+https://github.com/acme/name.git@<commit>`, or an archive,
   * `https://example.com/name.tgz` or `file:name.tgz`.
   */
  readonly source?: string;
  /** The patches that a package manager applied to it, as its lock file names them: mostly paths of files in the project. */
  readonly patches?: readonly string[];
  /** The files that ship, or that a bundler included in a file that ships. Undefined if they are not known. */
  readonly files?: Files;
  /** The license; an SPDX expression if the package states one. */
  readonly license?: string;
  /** The folder that it was found in, with `/`: relative to the root of the project or, for installed packages, of the function's code. */
  readonly path?: string;
  /**
   * The packages that need it, as sorted `name@version` of other packages that ship. Empty if only the function's own code needs it, or if it is not
   * known.
   */
  readonly dependents: readonly string[];
  /** Whether it runs code when it is installed. */
  readonly hasInstallScript?: boolean;
  /** The number of bytes that it adds to the function's code. */
  readonly size?: number;
  /** The package that has a copy of it among its own files, as `name@version`. The copy is certified together with that package. */
  readonly vendoredIn?: string;
  /** Whether it is a package of the project itself, in a workspace. It comes from no registry and needs no certification. */
  readonly isOwn?: boolean;
  /** The message of its maintainers, if they deprecated it. */
  readonly deprecated?: string;
}

/** A part of a function's code that can't be determined. */
export interface UnknownContent {
  /** The part: a package, a file, a folder, or the code as a whole. */
  readonly what: string;
  /** Reason why it can't be determined. */
  readonly why: string;
  /** Instruction for the user to make it known. */
  readonly fix: string;
}

/** The packages in a function's code. */
export interface Inventory {
  /** Sorted by ecosystem, name and version; each once. */
  readonly packages: readonly ShippedPackage[];
  /** The parts that could not be determined. The gate treats them as not certified. */
  readonly unknown: readonly UnknownContent[];
}
