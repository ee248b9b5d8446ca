import { LockedPackage, sri, UnreadableLock } from './lock-file';

/** A table of TOML. */
interface Toml {
  readonly [key: string]: unknown;
}

/** Normalizes the name of a Python project like PyPI: https://packaging.python.org/specifications/name-normalization/ */
export function normalizedName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** Reads the packages of a `uv.lock`. */
export function* uvPackages(text: string): Generator<LockedPackage> {
  for (const entry of tables(parseToml(text).package)) {
    // Skips the project itself and its workspace, whose source is editable or virtual.
    if ((entry.source as Toml | undefined)?.registry === undefined && entry.wheels === undefined && entry.sdist === undefined) continue;
    const files = [...tables(entry.wheels), ...(entry.sdist === undefined ? [] : [entry.sdist as Toml])];
    yield pythonPackage(entry.name, entry.version, files);
  }
}

/** Reads the packages of a `poetry.lock`. Before Poetry 1.2, hashes were in a separate table. */
export function* poetryPackages(text: string): Generator<LockedPackage> {
  const { package: packages, metadata } = parseToml(text) as { package: unknown; metadata?: { files?: { [name: string]: unknown } } };
  for (const entry of tables(packages)) {
    yield pythonPackage(entry.name, entry.version, tables(entry.files ?? metadata?.files?.[String(entry.name)]));
  }
}

/** Reads the packages of a `Pipfile.lock`, including those for development. The function's code shows which of them ship. */
export function* pipfilePackages(text: string): Generator<LockedPackage> {
  const { default: needed = {}, develop = {} } = JSON.parse(text);
  for (const [name, { version, hashes = [] }] of [...Object.entries<any>(needed), ...Object.entries<any>(develop)]) {
    // Packages from a repository or a folder have no version.
    const [, pinned] = /^={2,3}(.+)$/.exec(String(version)) ?? [];
    if (pinned !== undefined) yield pythonPackage(name, pinned, hashes.map((hash: unknown) => ({ hash })));
  }
}

/**
 * Reads the packages of a `pylock.toml`, which pip, uv and PDM write. Packages from a repository or a folder have no files.
 *
 * @see https://packaging.python.org/specifications/pylock-toml/
 */
export function* pylockPackages(text: string): Generator<LockedPackage> {
  for (const { name, version, wheels, sdist, archive } of tables(parseToml(text).packages)) {
    const files = [...tables(wheels), ...[sdist, archive].flatMap((one) => (one === undefined ? [] : [one as Toml]))];
    const hashes = files.flatMap((file) => Object.entries((file.hashes ?? {}) as Toml).map(([algorithm, hex]) => ({ hash: `${algorithm}:${hex}` })));
    if (version !== undefined && files.length > 0) yield pythonPackage(name, version, hashes);
  }
}

/**
 * Reads the packages that a `requirements.txt` pins by `==`, with their hashes, if any.
 *
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function* requirementPackages(text: string): Generator<LockedPackage> {
  // A line that ends with a backslash continues on the next one.
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const [requirement, ...options] = line.replace(/(^|\s)#.*$/, '').trim().split(/\s+(?=--)/);
    const [, name, version] = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*={2,3}\s*([\w.!+-]+)\s*(?:;.*)?$/.exec(requirement) ?? [];
    if (name === undefined) continue;
    const hashes = options.flatMap((option) => /^--hash[= ]\s*(\w+):([0-9a-f]+)/.exec(option)?.slice(1, 3).join(':') ?? []);
    yield pythonPackage(name, version, hashes.map((hash) => ({ hash })));
  }
}

function parseToml(text: string): Toml {
  // Loaded on first use, because it slows down bundling and npm projects do not need it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { parse, TomlError } = require('smol-toml');
  try {
    return parse(text);
  } catch (e) {
    if (!(e instanceof TomlError)) throw e;
    const { line, message } = e as Error & { readonly line: number };
    // The other lines of the message repeat the text around the position.
    throw new Error(`line ${line}: ${message.split('\n', 1)[0]}`);
  }
}

function pythonPackage(name: unknown, version: unknown, files: readonly Toml[]): LockedPackage {
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw new UnreadableLock(`has a package ${JSON.stringify(name)} of version ${JSON.stringify(version)}`, 'generate it again with its package manager');
  }
  const hashes = files.map(({ hash }) => String(hash).split(':')).filter((parts) => parts.length === 2).map(([algorithm, hex]) => sri(algorithm, hex));
  return { ecosystem: 'pypi', name: normalizedName(name), version, integrity: hashes.length > 0 ? [...new Set(hashes)].sort().join(' ') : undefined };
}

function tables(value: unknown): Toml[] {
  return Array.isArray(value) ? value : [];
}
