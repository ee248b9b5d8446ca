import { createHash } from 'crypto';
import * as fs from 'fs';
import type { OsvRange } from './osv-record';
import type { Severity } from './severity';
import { UnreadableInput } from '../../gate';
import type { Ecosystem } from '../inventory/shipped-package';

/** An advisory as far as it is about one package. */
export interface IndexedAdvisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly severity?: Severity;
  readonly versions?: readonly string[];
  readonly ranges?: readonly OsvRange[];
}

/** What is said of all advisories of a source. */
export interface IndexSummary {
  /** The hash of what they come from. */
  readonly of: string;
  readonly count: number;
  /** When the latest advisory of each ecosystem was changed, in milliseconds since 1970. */
  readonly newest: { readonly [ecosystem in Ecosystem]?: number };
}

/** Changes with what is written, so that what an earlier version of this library wrote is made anew. */
const FORMAT = 'cdk-sec3 advisories, 1';

/** So many that one of them is read in no time, and few enough to be listed. */
const BUCKETS = 4096;

interface Header extends IndexSummary {
  readonly format: string;
  /** Place, length and hash of each bucket; of an empty one, nothing. */
  readonly buckets: readonly (readonly [number, number, string] | 0)[];
}

/**
 * Advisories by package, in a file of which only what is asked for is read: a line of JSON that says what is where, and then for each bucket
 * lines of a package's key, a tab and its advisories.
 */
export class AdvisoryIndex {
  /** The index in a file; none where there is none, or one of other advisories. */
  public static open(file: string, of: string): AdvisoryIndex | undefined {
    if (!fs.existsSync(file)) return undefined;
    const header = headerOf(file);
    return header?.format === FORMAT && header.of === of ? new AdvisoryIndex(file, header, fs.openSync(file, 'r')) : undefined;
  }

  private readonly start: number;

  private constructor(
    private readonly file: string,
    private readonly header: Header,
    private readonly opened: number,
  ) {
    this.start = Buffer.byteLength(JSON.stringify(header)) + 1;
  }

  public get summary(): IndexSummary {
    return this.header;
  }

  /** The advisories about a package. @throws UnreadableInput where the file is damaged */
  public about(key: string): readonly IndexedAdvisory[] {
    const bucket = this.header.buckets[bucketOf(key)];
    if (bucket === 0) return [];
    const [offset, length, hash] = bucket;
    const bytes = Buffer.alloc(length);
    fs.readSync(this.opened, bytes, 0, length, this.start + offset);
    if (shortHash(bytes) !== hash) throw new UnreadableInput(this.file, 'is damaged: delete it, and it is made anew');
    const line = bytes.toString('utf8').split('\n').find((one) => one.startsWith(`${key}\t`));
    return line === undefined ? [] : JSON.parse(line.slice(key.length + 1));
  }
}

/** Writes an index. */
export function writeIndex(file: string, summary: IndexSummary, byKey: ReadonlyMap<string, readonly string[]>): void {
  const buckets = Array.from({ length: BUCKETS }, (): string[] => []);
  for (const [key, advisories] of byKey) buckets[bucketOf(key)].push(`${key}\t[${advisories.join(',')}]\n`);
  const contents = buckets.map((lines) => Buffer.from(lines.join('')));
  let offset = 0;
  const places = contents.map((bytes) => {
    if (bytes.length === 0) return 0;
    offset += bytes.length;
    return [offset - bytes.length, bytes.length, shortHash(bytes)] as const;
  });
  const header: Header = { format: FORMAT, ...summary, buckets: places };
  const temporary = `${file}.${process.pid}.tmp`;
  const opened = fs.openSync(temporary, 'w');
  try {
    fs.writeSync(opened, `${JSON.stringify(header)}\n`);
    for (const bytes of contents) fs.writeSync(opened, bytes);
  } finally {
    fs.closeSync(opened);
  }
  // Another process may make the same one at the same time.
  fs.renameSync(temporary, file);
}

function headerOf(file: string): Header | undefined {
  const opened = fs.openSync(file, 'r');
  try {
    const parts: Buffer[] = [];
    for (let at = 0; ; at += 65_536) {
      const part = Buffer.alloc(65_536);
      const read = fs.readSync(opened, part, 0, part.length, at);
      const end = part.subarray(0, read).indexOf(10);
      parts.push(part.subarray(0, end < 0 ? read : end));
      if (end >= 0) return JSON.parse(Buffer.concat(parts).toString('utf8'));
      if (read < part.length || parts.length > 100) return undefined;
    }
  } catch {
    // Something else, or the half of an index.
    return undefined;
  } finally {
    fs.closeSync(opened);
  }
}

function bucketOf(key: string): number {
  return createHash('sha256').update(key).digest().readUInt16LE(0) % BUCKETS;
}

function shortHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 12);
}
