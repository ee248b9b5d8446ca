import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { AdvisoryIndex, IndexSummary, IndexWriter } from './advisory-index';
import { AdvisorySource } from './advisory-sources';
import { ecosystemOf, keyOf, OsvRecord, recordProblem, timeOf } from './osv-record';
import { severityOf } from './severity';
import { parseJson, UnreadableInput } from '../../gate';
import type { Ecosystem } from '../inventory/shipped-package';

/** Maximum time by which the clock of a database may be ahead of this machine's, in milliseconds. */
const CLOCK_SKEW = 86_400_000;

/**
 * Returns the index of a source of advisories. An index beside the source is used if it is current; otherwise a new one is built. If it can't be
 * written beside the source, it is kept in the folder for temporary files.
 *
 * @throws UnreadableInput if a file of the source is not an advisory
 */
export function indexOf(source: AdvisorySource, now: Date): AdvisoryIndex {
  const hash = source.hash();
  const elsewhere = path.join(os.tmpdir(), `cdk-sec3-${hash.slice(0, 32)}.index`);
  const found = AdvisoryIndex.open(source.index, hash) ?? (isOwn(elsewhere) ? AdvisoryIndex.open(elsewhere, hash) : undefined);
  if (found) return found;
  const file = isWritable(path.dirname(source.index)) ? source.index : elsewhere;
  build(source, hash, file, now);
  const built = AdvisoryIndex.open(file, hash);
  if (!built) throw new UnreadableInput(file, 'can\'t be read after it was written: delete it, and see whether there is room for it');
  return built;
}

function build(source: AdvisorySource, of: string, file: string, now: Date): void {
  const writer = new IndexWriter(file);
  try {
    writer.finish({ of, ...collect(source, writer, now) });
  } finally {
    writer.close();
  }
}

function collect(source: AdvisorySource, writer: IndexWriter, now: Date): Omit<IndexSummary, 'of'> {
  const newest: { [ecosystem in Ecosystem]?: number } = {};
  let count = 0;
  for (const { name, text } of source.files()) {
    const record = recordOf(text, name);
    count += 1;
    const modified = timeOf(record.modified);
    for (const affected of record.affected ?? []) {
      const ecosystem = affected.package && ecosystemOf(affected.package.ecosystem);
      if (ecosystem === undefined) continue;
      // An advisory with a time in the future does not show how old the source is.
      if (modified <= now.getTime() + CLOCK_SKEW) newest[ecosystem] = Math.max(newest[ecosystem] ?? 0, modified);
      if (isWithdrawn(record)) continue;
      const { versions, ranges } = affected;
      writer.add(keyOf(ecosystem, affected.package!.name), {
        id: record.id,
        aliases: record.aliases ?? [],
        summary: record.summary ?? '',
        severity: severityOf(record, affected),
        versions: versions ?? undefined,
        ranges: ranges?.map(({ type, events }) => ({ type, events })),
      });
    }
  }
  return { count, newest };
}

function recordOf(text: string, name: string): OsvRecord {
  const record = parseJson(text, name);
  const problem = recordProblem(record);
  if (problem !== undefined) throw new UnreadableInput(name, `is not an advisory in the OSV format: ${problem}`);
  return record as OsvRecord;
}

/** Some programs write an absent time as an empty text, or as that of year 1. */
function isWithdrawn({ withdrawn }: OsvRecord): boolean {
  return typeof withdrawn === 'string' && timeOf(withdrawn) > 0;
}

/** Checks whether this user wrote a file. In a folder for temporary files, anyone may have written it, with no advisories in it. */
function isOwn(file: string): boolean {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  return stat !== undefined && stat.isFile() && stat.uid === os.userInfo().uid;
}

function isWritable(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
