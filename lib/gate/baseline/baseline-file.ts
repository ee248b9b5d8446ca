import * as fs from 'fs';
import type { BaselineEntry } from './baseline-entry';
import { identityKey } from './identity';
import { isObject } from '../../json/json-object';
import { parseJson } from '../templates/json';
import { UnreadableInput } from '../templates/unreadable-input';

/** The version of the file format; it increases with each change that older readers would misread. */
const VERSION = 1;

const FIELDS = ['id', 'path', 'location', 'source', 'subject', 'template'] as const;

/** Returns the text of a file: entries are sorted, one a line, so that changes can be reviewed. */
export function writeBaseline(entries: readonly BaselineEntry[]): string {
  const keyed = entries.map((entry) => ({ entry, key: `${identityKey(entry)} ${entry.template ?? ''}` }));
  const lines = keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ entry }) => JSON.stringify(entry, [...FIELDS]));
  return `{"version": ${VERSION}, "tool": "cdk-sec3", "findings": [\n${lines.join(',\n')}${lines.length > 0 ? '\n' : ''}]}\n`;
}

/**
 * Reads a baseline.
 *
 * @throws UnreadableInput if the file does not exist, or if {@link writeBaseline} did not write it
 */
export function readBaseline(file: string): BaselineEntry[] {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (e) {
    const missing = (e as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UnreadableInput(file, missing ? 'the baseline does not exist; cdk-sec3 check with --update-baseline writes it' : `can’t be read (${(e as Error).message})`);
  }
  return parseBaseline(text, file);
}

/**
 * Parses the text of a baseline.
 *
 * @param file name of the file in errors
 * @throws UnreadableInput with the problem
 */
export function parseBaseline(text: string, file: string): BaselineEntry[] {
  const document = parseJson(text, file);
  const wrong = (reason: string) => new UnreadableInput(file, `is not a baseline of cdk-sec3: ${reason}`);
  if (!isObject(document)) throw wrong('expected an object with version and findings');
  const { version, findings } = document;
  if (typeof version === 'number' && version > VERSION) {
    throw new UnreadableInput(file, `has version ${version} of the baseline format, and this cdk-sec3 reads version ${VERSION}: use the version that wrote it, or a later one`);
  }
  if (version !== VERSION) throw wrong(`version is ${JSON.stringify(version)}, expected ${VERSION}`);
  if (!Array.isArray(findings)) throw wrong('findings is not a list');
  return findings.map((entry: unknown, index) => {
    if (isEntry(entry)) return entry;
    throw wrong(`findings[${index}] is ${JSON.stringify(entry)}, expected an object with id and path, and only ${FIELDS.join(', ')}, all of them texts`);
  });
}

function isEntry(value: unknown): value is BaselineEntry {
  if (!isObject(value) || typeof value.id !== 'string' || typeof value.path !== 'string') return false;
  return Object.entries(value).every(([field, text]) => (FIELDS as readonly string[]).includes(field) && typeof text === 'string');
}
