import * as fs from 'fs';
import { CertifiedFile, EMPTY_FILE, entryKey, exemptionKey, FILE_VERSION, IgnoredAdvisory, Import } from './certified-file';
import { allCriteria, Criteria, Criterion, cycleIn, DEFAULT_REQUIREMENT, OWN_CRITERIA } from './criteria';
import { EntryReader, EXEMPTION_KEYS, isDigest, PACKAGE_KEYS } from './entry-reader';
import { Fields, FileReader } from './file-reader';
import { duplicateKeys, parseJson, UnreadableInput } from '../../gate';

const KEYS = ['$schema', 'version', 'requires', 'criteria', 'imports', 'packages', 'exemptions', 'ignoredAdvisories'];
const IMPORT_KEYS = ['from', 'hash', 'criteria'];
const ADVISORY_KEYS = ['id', 'package', 'reason', 'approvedBy', 'expires'];

/** Thrown if a file does not conform to its JSON Schema; names all problems. */
export class CertifiedFileError extends Error {}

/**
 * Reads a `certified-dependencies.json`.
 *
 * @throws CertifiedFileError if the file is invalid, naming all problems by JSON pointer; UnreadableInput if it can't be read or is not JSON
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
 * @param file the name of the file in errors
 * @throws CertifiedFileError if the text is invalid, naming all problems by JSON pointer; UnreadableInput if it is not JSON
 */
export function parseCertifiedFile(text: string, file: string): CertifiedFile {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const document = parseJson(content, file);
  const reader = new FileReader();
  const read = documentOf(document, reader);
  for (const pointer of duplicateKeys(content)) reader.problem(pointer, 'occurs more than once in one object; keep one');
  if (reader.problems.length > 0) throw new CertifiedFileError([`${file} is invalid:`, ...reader.problems.map((problem) => `- ${problem}`)].join('\n'));
  return read;
}

function documentOf(document: unknown, reader: FileReader): CertifiedFile {
  const fields = reader.object(document, '', KEYS);
  if (!fields) return EMPTY_FILE;
  if (fields.version !== FILE_VERSION) reader.expected('/version', String(FILE_VERSION), fields.version);
  const $schema = reader.optionalText(fields, '', '$schema', 'where the JSON Schema is');
  const criteria = criteriaOf(fields.criteria, reader);
  const isCriterion = (name: string): boolean => Object.hasOwn(allCriteria(criteria), name);
  const entries = new EntryReader(reader, criteria);
  const packages = reader.entries(fields, 'packages', true, PACKAGE_KEYS, (entry, at) => entries.package(entry, at));
  const exemptions = reader.entries(fields, 'exemptions', false, EXEMPTION_KEYS, (entry, at) => entries.exemption(entry, at));
  const imports = reader.entries(fields, 'imports', false, IMPORT_KEYS, (entry, at) => importOf(entry, at, reader, isCriterion));
  const ignoredAdvisories = reader.entries(fields, 'ignoredAdvisories', false, ADVISORY_KEYS, (entry, at) => advisoryOf(entry, at, reader));
  reader.rejectTwins(packages.map(entryKey), '/packages', 'package, version and scope');
  reader.rejectTwins(exemptions.map(exemptionKey), '/exemptions', 'package and version');
  reader.rejectTwins(imports.map(({ from }) => from), '/imports', 'file');
  reader.rejectTwins(ignoredAdvisories.map(({ id, package: name }) => JSON.stringify([id, name])), '/ignoredAdvisories', 'id and package');
  const requires = reader.optionalText(fields, '', 'requires', criterionExpected(criteria), isCriterion) ?? DEFAULT_REQUIREMENT;
  return { ...($schema !== undefined && { $schema }), requires, criteria, imports, packages, exemptions, ignoredAdvisories };
}

function criteriaOf(value: unknown, reader: FileReader): Criteria {
  const criteria = reader.byName(value, '/criteria', 'an object with criteria by name', (one, at): Criterion => {
    const fields = reader.object(one, at, ['description', 'implies']) ?? {};
    const implies = fields.implies ?? [];
    if (!Array.isArray(implies) || !implies.every((name) => typeof name === 'string')) reader.expected(`${at}/implies`, 'a list of criteria', implies);
    return { description: reader.text(fields, at, 'description', 'an entry of a package'), implies: Array.isArray(implies) ? implies : [] };
  });
  for (const [name, { implies }] of Object.entries(criteria)) {
    if (Object.hasOwn(OWN_CRITERIA, name)) reader.problem(`/criteria/${name}`, 'is a built-in criterion; give yours another name');
    const unknown = implies.filter((one) => !Object.hasOwn(allCriteria(criteria), one));
    if (unknown.length > 0) reader.problem(`/criteria/${name}/implies`, `has ${unknown.join(', ')}; ${criterionExpected(criteria)} is expected`);
  }
  const cycle = cycleIn(criteria);
  if (cycle) reader.problem(`/criteria/${cycle[0]}/implies`, `leads back to ${cycle[0]}: ${cycle.join(' implies ')}; remove one of these implications`);
  return criteria;
}

function criterionExpected(criteria: Criteria): string {
  return `one of ${Object.keys(allCriteria(criteria)).join(', ')}`;
}

function importOf(fields: Fields, at: string, reader: FileReader, isCriterion: (name: string) => boolean): Import {
  const criteria = reader.byName(fields.criteria, `${at}/criteria`, 'an object with criteria of this file by those of the other', (ours, pointer) => {
    if (typeof ours === 'string' && isCriterion(ours)) return ours;
    reader.expected(pointer, 'a criterion of this file', ours);
    return '';
  });
  return {
    from: reader.text(fields, at, 'from', 'the path of a certified-dependencies.json, or a file of a package'),
    hash: reader.text(fields, at, 'hash', 'sha256- and the hash of the file in base64', isDigest),
    ...(fields.criteria !== undefined && { criteria }),
  };
}

function advisoryOf(fields: Fields, at: string, reader: FileReader): IgnoredAdvisory {
  return {
    id: reader.text(fields, at, 'id', 'the id of an advisory, such as GHSA-35jh-r3h4-6jhm', (id) => /^\S+$/.test(id)),
    ...(fields.package !== undefined && { package: reader.text(fields, at, 'package', 'the name of a package') }),
    reason: reader.text(fields, at, 'reason', 'why it does not matter here'),
    approvedBy: reader.text(fields, at, 'approvedBy', 'who approved it'),
    expires: reader.day(fields, at, 'expires'),
  };
}
