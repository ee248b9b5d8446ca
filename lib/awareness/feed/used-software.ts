import { Fields, jsonObject } from './drift';
import { UnexpectedDocument } from './errors';
import { digestOf } from './text';
import { keyOf } from '../../dependencies/advisories/osv-record';
import type { Ecosystem } from '../../dependencies/inventory/shipped-package';

/** A package in use, and the functions that ship it. */
export interface UsedPackage {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version: string;
  /** Sorted indices of `functions`. */
  readonly functions: readonly number[];
}

/** The deployed document that bulletins are matched with: the packages of the functions, and the services in the templates. */
export interface WorkloadDocument {
  readonly version: 1;
  /** Construct paths. */
  readonly functions: readonly string[];
  readonly packages: readonly UsedPackage[];
  /** Services by their names in CloudFormation: `Lambda`, `DynamoDB`. */
  readonly services: readonly string[];
  /** Other technologies in use, such as `PostgreSQL`. */
  readonly technologies: readonly string[];
  /** Functions whose packages are not fully known. */
  readonly unknown: readonly string[];
}

/** A package in a function that a bulletin affects. */
export interface Affected {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version: string;
  /** The next fixed version; undefined if there is none, or if it is unknown. */
  readonly fixedIn?: string;
  readonly functions: readonly string[];
}

/** The software in use: packages by name, services and technologies. */
export class UsedSoftware {
  /** @throws UnexpectedDocument if the document is invalid */
  public static parse(text: string): UsedSoftware {
    const document = jsonObject(text, 'workload');
    if (document.get('version') !== 1) throw new UnexpectedDocument('workload.version is not 1');
    const [functions, services, technologies, unknown] = ['functions', 'services', 'technologies', 'unknown'].map((name) => texts(document, name));
    const packages = document.list('packages').map((entry, index) => packageOf(new Fields(entry, `workload.packages[${index}]`), functions.length));
    return new UsedSoftware({ version: 1, functions, packages, services, technologies, unknown });
  }

  /** A digest of the document. */
  public readonly digest: string;

  private readonly byKey = new Map<string, UsedPackage[]>();

  constructor(public readonly document: WorkloadDocument) {
    this.digest = digestOf(document);
    for (const used of document.packages) {
      const key = keyOf(used.ecosystem, used.name);
      const known = this.byKey.get(key);
      if (known) known.push(used);
      else this.byKey.set(key, [used]);
    }
  }

  /** Returns the versions of a package in use, by the key of its ecosystem and name. */
  public versionsOf(key: string): readonly UsedPackage[] {
    return this.byKey.get(key) ?? [];
  }

  /** Returns the packages in use that a bulletin on a package affects. */
  public affectedBy({ ecosystem, name, version, functions }: UsedPackage, fixedIn: string | undefined): Affected {
    return { ecosystem, name, version, fixedIn, functions: functions.map((index) => this.document.functions[index]) };
  }
}

/** Digests of affected functions, each with the package. They are short, since many are stored. */
export function reachOf(affected: readonly Affected[]): string[] {
  const digests = affected.flatMap(({ ecosystem, name, version, functions }) => {
    return functions.map((path) => digestOf([ecosystem, name, version, path]).slice(0, 12));
  });
  return [...new Set(digests)].sort();
}

function packageOf(entry: Fields, functions: number): UsedPackage {
  const ecosystem = entry.text('ecosystem');
  if (ecosystem !== 'npm' && ecosystem !== 'pypi') throw new UnexpectedDocument(`the ecosystem ${ecosystem} is neither npm nor pypi`);
  const indices = entry.list('functions');
  const isIndex = (index: unknown): index is number => Number.isInteger(index) && (index as number) >= 0 && (index as number) < functions;
  if (!indices.every(isIndex)) throw new UnexpectedDocument(`${entry.text('name')} ships with a function that is not listed`);
  return { ecosystem, name: entry.text('name'), version: entry.text('version'), functions: indices };
}

function texts(document: Fields, name: string): readonly string[] {
  const list = document.list(name);
  if (!list.every((entry): entry is string => typeof entry === 'string')) throw new UnexpectedDocument(`workload.${name} is not a list of strings`);
  return list;
}
