import * as pep440 from '@renovatebot/pep440';
import * as semver from 'semver';
import { CertifiedPackage, Exemption, Scope } from './certified-file';
import { allCriteria, Criteria, metBy } from './criteria';
import { isDay } from './day';
import { Fields, FileReader } from './file-reader';
import { integrityProblem } from './integrity';
import { isVersion, NAMES } from '../inventory/registry-names';
import type { Ecosystem } from '../inventory/shipped-package';

export const PACKAGE_KEYS = [
  'ecosystem', 'name', 'version', 'range', 'from', 'integrity', 'content', 'criteria', 'bulk', 'approvedBy', 'approvedOn', 'expires', 'reason', 'scope',
];
export const EXEMPTION_KEYS = ['ecosystem', 'name', 'version', 'integrity', 'content', 'since', 'reason'];

/** Checks whether a text is a SHA-256 hash in the format of Subresource Integrity. */
export function isDigest(text: string): boolean {
  return text.startsWith('sha256-') && integrityProblem(text) === undefined && !text.includes(' ');
}

/** Reads the entries of packages. */
export class EntryReader {
  constructor(
    private readonly reader: FileReader,
    private readonly criteria: Criteria,
  ) {}

  public package(fields: Fields, at: string): CertifiedPackage {
    const { reader } = this;
    const ecosystem = this.ecosystem(fields, at);
    const optional = {
      version: this.version(fields, at, 'version', ecosystem), range: this.range(fields, at, ecosystem), from: this.version(fields, at, 'from', ecosystem), ...this.hashes(fields, at),
    };
    if ((fields.version === undefined) === (fields.range === undefined)) reader.problem(at, 'has to have either version or range');
    if (fields.version !== undefined) this.pinned(fields, at);
    if (fields.from !== undefined && fields.version === undefined) reader.problem(`${at}/from`, 'is given without version, which it is the difference to');
    if (fields.from !== undefined && fields.from === fields.version) reader.problem(`${at}/from`, 'is the same as version; another one is expected');
    const approvedOn = reader.day(fields, at, 'approvedOn');
    const expires = reader.day(fields, at, 'expires');
    if (isDay(approvedOn) && isDay(expires) && expires < approvedOn) reader.problem(`${at}/expires`, `is ${expires}, before approvedOn, ${approvedOn}`);
    return {
      ecosystem,
      name: this.name(fields, at, ecosystem),
      ...defined(optional),
      ...this.verdict(fields, at),
      approvedBy: reader.text(fields, at, 'approvedBy', 'who approved it'),
      approvedOn,
      expires,
      reason: reader.text(fields, at, 'reason', 'why it is approved'),
      scope: this.scope(fields, at),
    };
  }

  public exemption(fields: Fields, at: string): Exemption {
    const ecosystem = this.ecosystem(fields, at);
    this.pinned(fields, at);
    return {
      ecosystem,
      name: this.name(fields, at, ecosystem),
      version: this.version(fields, at, 'version', ecosystem) ?? this.reader.text(fields, at, 'version', 'the version that is exempt'),
      ...defined(this.hashes(fields, at)),
      since: this.reader.day(fields, at, 'since'),
      reason: this.reader.text(fields, at, 'reason', 'why it is exempt'),
    };
  }

  private pinned({ content, integrity }: Fields, at: string): void {
    if (content === undefined && integrity === undefined) {
      this.reader.problem(at, 'has no content; a version is certified with the hash of its files, which cdk-sec3 certify writes');
    }
  }

  /** Reads the criterion that the package meets, and the conditions of a bulk approval. */
  private verdict(fields: Fields, at: string): Pick<CertifiedPackage, 'criteria' | 'bulk'> {
    const known = Object.keys(allCriteria(this.criteria));
    const criteria = this.reader.text(fields, at, 'criteria', `one of ${known.join(', ')}`, (name) => known.includes(name));
    const bulk = this.reader.optionalText(fields, at, 'bulk', 'the conditions that it met');
    if (bulk !== undefined && metBy(criteria, this.criteria).has('reviewed')) {
      this.reader.problem(`${at}/criteria`, `is ${criteria}, and bulk says that it was not reviewed; a criterion that does not imply reviewed is expected`);
    }
    return { criteria, ...defined({ bulk }) };
  }

  private name(fields: Fields, at: string, ecosystem: Ecosystem): string {
    const { pattern, expected } = NAMES[ecosystem];
    return this.reader.text(fields, at, 'name', expected, (name) => pattern.test(name));
  }

  private ecosystem({ ecosystem }: Fields, at: string): Ecosystem {
    if (ecosystem === 'npm' || ecosystem === 'pypi') return ecosystem;
    this.reader.expected(`${at}/ecosystem`, 'npm or pypi', ecosystem);
    return 'npm';
  }

  private version(fields: Fields, at: string, key: 'version' | 'from', ecosystem: Ecosystem): string | undefined {
    const expected = ecosystem === 'npm' ? 'one version as npm has it, such as 4.17.21' : 'one version as PEP 440 has it, such as 2.32.3';
    return this.reader.optionalText(fields, at, key, expected, (text) => isVersion(ecosystem, text));
  }

  private range(fields: Fields, at: string, ecosystem: Ecosystem): string | undefined {
    const expected = ecosystem === 'npm' ? 'a range of npm that not every version is in, such as ^4.17.21' : 'a specifier of PEP 440, such as ~=2.32';
    return this.reader.optionalText(fields, at, 'range', expected, (text) => {
      if (ecosystem === 'pypi') return pep440.validRange(text);
      const range = semver.validRange(text);
      return range !== null && range !== '*';
    });
  }

  private hashes(fields: Fields, at: string): Pick<CertifiedPackage, 'integrity' | 'content'> {
    const integrity = this.reader.optionalText(fields, at, 'integrity', 'the hash of the archive');
    const problem = integrity ? integrityProblem(integrity) : undefined;
    if (problem !== undefined) this.reader.problem(`${at}/integrity`, problem);
    return { integrity, content: this.reader.optionalText(fields, at, 'content', 'the hash of its files, sha256- and base64', isDigest) };
  }

  private scope({ scope }: Fields, at: string): Scope {
    if (scope === 'all') return scope;
    const isPath = (entry: unknown): entry is string => typeof entry === 'string' && /^[^/](?:.*[^/])?$/s.test(entry);
    if (Array.isArray(scope) && scope.length > 0 && scope.every(isPath) && new Set(scope).size === scope.length) return scope;
    this.reader.expected(`${at}/scope`, '"all", or a list of different construct paths, such as Orders/CreateOrder', scope);
    return 'all';
  }
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
