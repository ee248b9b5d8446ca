import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { UnreadableInput } from '../../gate';
import { zipEntries } from '../content/zip-file';

/** A source of advisories: a zip archive, or the JSON files of a folder. */
export interface AdvisorySource {
  readonly path: string;
  /** The path of its index. */
  readonly index: string;
  /**
   * Returns a hash that changes with the source. For an archive it covers all bytes, for a folder the names, sizes, times and inodes of its files.
   */
  hash(): string;
  /** Yields the files of the source, one after the other. */
  files(): Iterable<{ readonly name: string; readonly text: string }>;
}

const CHUNK = 1024 * 1024;

/**
 * Returns the sources at a path: an archive, or the JSON files and the archives of a folder at any depth. Names that begin with a dot are skipped.
 *
 * @throws UnreadableInput if the path does not exist
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

/** Reads in chunks: an archive may be larger than the memory that a synthesis should take. */
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
