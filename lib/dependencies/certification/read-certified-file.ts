import * as fs from 'fs';
import * as pep440 from '@renovatebot/pep440';
import * as semver from 'semver';
import { CertifiedFile, CertifiedPackage, EMPTY_FILE, entryKey, FILE_VERSION, IgnoredAdvisory, Scope } from './certified-file';
import { isDay } from './day';
import { integrityProblem } from './integrity';
import { duplicateKeys, parseJson, UnreadableInput } from '../../gate';
import { isObject } from '../../json/json-object';
import type { Ecosystem } from '../inventory/shipped-package';

const KEYS = ['$schema', 'version', 'packages', 'ignoredAdvisories'];
const PACKAGE_KEYS = ['ecosystem', 'name', 'version', 'range', 'integrity', 'approvedBy', 'approvedOn', 'expires', 'reason', 'scope'];
const ADVISORY_KEYS = ['id', 'package', 'reason', 'approvedBy', 'expires'];

/** Names as registries have them: of npm with a scope, of PyPI normalized (PEP 503). */
const NAMES: { readonly [ecosystem in Ecosystem]: { readonly pattern: RegExp; readonly expected: string } } = {
  npm: { pattern: /^(?:@[^/@\s]+\/)?[^/@\s]+$/, expected: 'the name of an npm package' },
  pypi: { pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/, expected: 'the name of a package of PyPI in lower case, with single hyphens' },
};

/** Thrown for a file that is not as its JSON Schema says; names everything that is wrong. */
export class CertifiedFileError extends Error {}

/** What is written in an object of the file. */
type Fields = { readonly [key: string]: unknown };

/**
 * Reads a `certified-dependencies.json`.
 *
 * @throws CertifiedFileError naming everything that is wrong with it by JSON pointer, or UnreadableInput
 */
export function readCertifiedFile(file: string): CertifiedFile {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (e) {
    throw new UnreadableInput(file, `cannot be read (${(e as Error).message})`);
  }
  return parseCertifiedFile(text, file);
}

/**
 * Parses the text of a `certified-dependencies.json`.
 *
 * @param file what to name in errors
 * @throws CertifiedFileError naming everything that is wrong with it by JSON pointer, or UnreadableInput
 */
export function parseCertifiedFile(text: string, file: string): CertifiedFile {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const document = parseJson(content, file);
  const reader = new Reader();
  const read = reader.file(document);
  for (const pointer of duplicateKeys(content)) reader.problem(pointer, 'stands more than once in one object; keep one');
  if (reader.problems.length > 0) throw new CertifiedFileError([`${file} is not right:`, ...reader.problems.map((problem) => `- ${problem}`)].join('\n'));
  return read;
}

/** Reads what it can and collects what is wrong. */
class Reader {
  public readonly problems: string[] = [];

  public file(document: unknown): CertifiedFile {
    const fields = this.object(document, '', KEYS);
    if (!fields) return EMPTY_FILE;
    if (fields.version !== FILE_VERSION) this.expected('/version', String(FILE_VERSION), fields.version);
    const $schema = fields.$schema === undefined ? undefined : this.text(fields, '', '$schema', 'where the JSON Schema is');
    const packages = this.entries(fields, 'packages', true, PACKAGE_KEYS, (entry, at) => this.package(entry, at));
    const ignoredAdvisories = this.entries(fields, 'ignoredAdvisories', false, ADVISORY_KEYS, (entry, at) => this.advisory(entry, at));
    this.refuseTwins(packages.map(entryKey), '/packages', 'package, version and scope');
    this.refuseTwins(ignoredAdvisories.map(({ id, package: name }) => JSON.stringify([id, name])), '/ignoredAdvisories', 'id and package');
    return { ...($schema !== undefined && { $schema }), packages, ignoredAdvisories };
  }

  public problem(pointer: string, message: string): void {
    this.problems.push(`${pointer || 'the document'} ${message}`);
  }

  private package(fields: Fields, at: string): CertifiedPackage {
    const ecosystem = this.ecosystem(fields, at);
    const { pattern, expected } = NAMES[ecosystem];
    const version = this.version(fields, at, ecosystem);
    const optional = { version, range: this.range(fields, at, ecosystem), integrity: this.integrity(fields, at) };
    if ((fields.version === undefined) === (fields.range === undefined)) this.problem(at, 'has to have either version or range');
    if (fields.version !== undefined && fields.integrity === undefined) this.problem(at, 'has no integrity; a version is certified with the hash of its content');
    const approvedOn = this.day(fields, at, 'approvedOn');
    const expires = this.day(fields, at, 'expires');
    if (isDay(approvedOn) && isDay(expires) && expires < approvedOn) this.problem(`${at}/expires`, `is ${expires}, before approvedOn, ${approvedOn}`);
    return {
      ecosystem,
      name: this.text(fields, at, 'name', expected, (name) => pattern.test(name)),
      ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as typeof optional),
      approvedBy: this.text(fields, at, 'approvedBy', 'who approved it'),
      approvedOn,
      expires,
      reason: this.text(fields, at, 'reason', 'why it is approved'),
      scope: this.scope(fields, at),
    };
  }

  private advisory(fields: Fields, at: string): IgnoredAdvisory {
    return {
      id: this.text(fields, at, 'id', 'the id of an advisory, such as GHSA-35jh-r3h4-6jhm', (id) => /^\S+$/.test(id)),
      ...(fields.package !== undefined && { package: this.text(fields, at, 'package', 'the name of a package') }),
      reason: this.text(fields, at, 'reason', 'why it does not matter here'),
      approvedBy: this.text(fields, at, 'approvedBy', 'who approved it'),
      expires: this.day(fields, at, 'expires'),
    };
  }

  private ecosystem({ ecosystem }: Fields, at: string): Ecosystem {
    if (ecosystem === 'npm' || ecosystem === 'pypi') return ecosystem;
    this.expected(`${at}/ecosystem`, 'npm or pypi', ecosystem);
    return 'npm';
  }

  private version(fields: Fields, at: string, ecosystem: Ecosystem): string | undefined {
    if (fields.version === undefined) return undefined;
    const expected = ecosystem === 'npm' ? 'one version as npm has it, such as 4.17.21' : 'one version as PEP 440 has it, such as 2.32.3';
    return this.text(fields, at, 'version', expected, (text) => {
      // Of npm, as npm itself writes it; the reader takes more.
      return ecosystem === 'npm' ? semver.valid(text) === text.split('+')[0] : pep440.valid(text) !== null;
    });
  }

  private range(fields: Fields, at: string, ecosystem: Ecosystem): string | undefined {
    if (fields.range === undefined) return undefined;
    const expected = ecosystem === 'npm' ? 'a range of npm that not every version is in, such as ^4.17.21' : 'a specifier of PEP 440, such as ~=2.32';
    return this.text(fields, at, 'range', expected, (text) => {
      if (ecosystem === 'pypi') return pep440.validRange(text);
      const range = semver.validRange(text);
      return range !== null && range !== '*';
    });
  }

  private integrity(fields: Fields, at: string): string | undefined {
    if (fields.integrity === undefined) return undefined;
    const text = this.text(fields, at, 'integrity', 'the hash of the content');
    const problem = text === '' ? undefined : integrityProblem(text);
    if (problem !== undefined) this.problem(`${at}/integrity`, problem);
    return text;
  }

  private scope({ scope }: Fields, at: string): Scope {
    if (scope === 'all') return scope;
    const isPath = (entry: unknown): entry is string => typeof entry === 'string' && /^[^/](?:.*[^/])?$/s.test(entry);
    if (Array.isArray(scope) && scope.length > 0 && scope.every(isPath) && new Set(scope).size === scope.length) return scope;
    this.expected(`${at}/scope`, '"all", or a list of different construct paths, such as Orders/CreateOrder', scope);
    return 'all';
  }

  private day(fields: Fields, at: string, key: string): string {
    return this.text(fields, at, key, 'a day as YYYY-MM-DD', isDay);
  }

  private text(fields: Fields, at: string, key: string, expected: string, test: (text: string) => boolean = () => true): string {
    const value = fields[key];
    if (typeof value === 'string' && value.trim() !== '' && test(value)) return value;
    this.expected(`${at}/${key}`, expected, value);
    return '';
  }

  private entries<T>(fields: Fields, key: string, required: boolean, known: readonly string[], read: (entry: Fields, at: string) => T): T[] {
    const value = fields[key];
    if (!Array.isArray(value)) {
      if (required || value !== undefined) this.expected(`/${key}`, 'a list', value);
      return [];
    }
    return value.flatMap((entry: unknown, index) => {
      const at = `/${key}/${index}`;
      const inner = this.object(entry, at, known);
      return inner ? [read(inner, at)] : [];
    });
  }

  private object(value: unknown, at: string, known: readonly string[]): Fields | undefined {
    if (!isObject(value)) {
      this.expected(at, `an object with ${known.join(', ')}`, value);
      return undefined;
    }
    for (const key of Object.keys(value)) if (!known.includes(key)) this.problem(`${at}/${key}`, `is not known; ${known.join(', ')} are`);
    return value as Fields;
  }

  private refuseTwins(keys: readonly string[], at: string, what: string): void {
    // Entries that could not be read are no twins of each other.
    if (this.problems.length > 0) return;
    keys.forEach((key, index) => {
      const first = keys.indexOf(key);
      if (first !== index) this.problem(`${at}/${index}`, `has the same ${what} as ${at}/${first}; keep one`);
    });
  }

  private expected(pointer: string, expected: string, value: unknown): void {
    this.problem(pointer, value === undefined ? `is missing; ${expected} is expected` : `is ${JSON.stringify(value)}; ${expected} is expected`);
  }
}
