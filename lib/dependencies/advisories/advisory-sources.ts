import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { UnreadableInput } from '../../gate';
import { zipEntries } from '../content/zip-file';

/** Where advisories are: a zip archive, or the JSON files of a folder. */
export interface AdvisorySource {
  readonly path: string;
  /** Where its index is kept. */
  readonly index: string;
  /** A hash that changes with what is in it: of an archive over all bytes, of a folder over names, sizes and times of its files. */
  hash(): string;
  /** What is in it, one file after the other. */
  files(): Iterable<{ readonly name: string; readonly text: string }>;
}

const CHUNK = 1024 * 1024;

/**
 * What is at a path: an archive; or a folder, with its JSON files and its archives at any depth. What begins with a dot is passed by.
 *
 * @throws UnreadableInput where there is nothing
 */
export function advisorySources(at: string): AdvisorySource[] {
  const stat = fs.statSync(at, { throwIfNoEntry: false });
  if (!stat) throw new UnreadableInput(at, 'does not exist: name a folder or a zip archive with JSON files in the format of OSV');
  if (!stat.isDirectory()) return [archive(at)];
  const files = filesBelow(at);
  const records = files.filter((file) => file.endsWith('.json'));
  return [...(records.length > 0 ? [folder(at, records)] : []), ...files.filter((file) => file.endsWith('.zip')).map(archive)];
}

function archive(file: string): AdvisorySource {
  return {
    path: file,
    index: `${file}.cdk-sec3-index`,
    hash: () => hashOfFile(file),
    *files() {
      for (const { name, content } of zipEntries(file, '.json')) yield { name: `${file}:${name}`, text: content.toString('utf8') };
    },
  };
}

function folder(at: string, records: readonly string[]): AdvisorySource {
  return {
    path: at,
    index: path.join(at, '.cdk-sec3-index'),
    hash() {
      const hash = createHash('sha256');
      for (const file of records) {
        const { size, mtimeNs, ctimeNs, ino } = fs.statSync(file, { bigint: true });
        hash.update(`${path.relative(at, file)}\0${size} ${mtimeNs} ${ctimeNs} ${ino}\0`);
      }
      return hash.digest('hex');
    },
    *files() {
      for (const name of records) yield { name, text: fs.readFileSync(name, 'utf8') };
    },
  };
}

function filesBelow(at: string): string[] {
  return fs.readdirSync(at, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.')).flatMap(({ name }) => {
    const file = path.join(at, name);
    return fs.statSync(file).isDirectory() ? filesBelow(file) : [file];
  }).sort();
}

/** Archives are larger than the memory that a synthesis should take. */
function hashOfFile(file: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK);
  const opened = fs.openSync(file, 'r');
  try {
    for (let read = fs.readSync(opened, chunk); read > 0; read = fs.readSync(opened, chunk)) hash.update(chunk.subarray(0, read));
  } finally {
    fs.closeSync(opened);
  }
  return hash.digest('hex');
}
