import { createHash, randomBytes } from 'crypto';
import * as fs from 'fs';
import type { OsvRange } from './osv-record';
import type { Severity } from './severity';
import { UnreadableInput } from '../../gate';
import type { Ecosystem } from '../inventory/shipped-package';

/** The part of an advisory that is about one package. */
export interface IndexedAdvisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly severity?: Severity;
  readonly versions?: readonly string[];
  readonly ranges?: readonly OsvRange[];
}

/** A summary of all advisories of a source. */
export interface IndexSummary {
  /** The hash of the source. */
  readonly of: string;
  readonly count: number;
  /** Time of the latest change of an advisory in each ecosystem, in milliseconds since 1970. */
  readonly newest: { readonly [ecosystem in Ecosystem]?: number };
}

/** The version of the file format. It changes with the format, so that indexes of earlier versions of this library are rebuilt. */
const FORMAT = 'cdk-sec3 advisories, 1';

/** The number of buckets: enough to keep each small, and few enough to list all of them in the header. */
const BUCKETS = 4096;

/** The number of bytes that are buffered before a write. */
const MAX_WAITING = 1024 * 1024;

interface Header extends IndexSummary {
  readonly format: string;
  /** The offset, length and hash of each bucket; 0 for an empty one. */
  readonly buckets: readonly (readonly [number, number, string] | 0)[];
}

/**
 * Advisories by package, in a file of which only the requested buckets are read. The first line is the header, in JSON. It says where each bucket is.
 * The buckets follow; each line of a bucket is the key of a package, a tab and its advisories.
 */
export class AdvisoryIndex {
  /** Opens the index in a file. Returns undefined if there is none, or if it is the index of other advisories. */
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

  /** Returns the advisories about a package. @throws UnreadableInput if the file is damaged */
  public about(key: string): readonly IndexedAdvisory[] {
    const bucket = this.header.buckets[bucketOf(key)];
    if (bucket === 0) return [];
    const [offset, length, hash] = bucket;
    const bytes = Buffer.alloc(length);
    fs.readSync(this.opened, bytes, 0, length, this.start + offset);
    if (shortHash(bytes) !== hash) throw new UnreadableInput(this.file, 'is damaged: delete it, and it is created again');
    const line = bytes.toString('utf8').split('\n').find((one) => one.startsWith(`${key}\t`));
    return line === undefined ? [] : JSON.parse(line.slice(key.length + 1));
  }
}

/**
 * Writes an index of advisories that are added in any order. Until then they are kept in a temporary file, and only their offsets in memory: all
 * advisories may not fit into memory.
 */
export class IndexWriter {
  /** For each bucket: the offset of its first advisory, its length, the offset of the next one, and so on. */
  private readonly places = Array.from({ length: BUCKETS }, (): number[] => []);
  private readonly opened: number;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private written = 0;

  /** @param collected the temporary file; containers that share a folder may have the same process ids */
  constructor(
    private readonly file: string,
    private readonly collected: string = `${file}.${randomBytes(6).toString('hex')}.tmp`,
  ) {
    this.opened = fs.openSync(collected, 'w+');
  }

  public add(key: string, advisory: IndexedAdvisory): void {
    const bytes = Buffer.from(`${key}\t${JSON.stringify(advisory)}`);
    this.places[bucketOf(key)].push(this.written + this.waitingBytes, bytes.length);
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes > MAX_WAITING) this.flush();
  }

  /** Moves the finished index to its path, or leaves no file if that fails. Another process may write the same index at the same time. */
  public finish(summary: IndexSummary): void {
    const body = `${this.collected}.body`;
    const index = `${this.collected}.index`;
    try {
      this.flush();
      this.write(body, index, summary);
      fs.renameSync(index, this.file);
    } finally {
      for (const file of [body, index]) fs.rmSync(file, { force: true });
    }
  }

  /** Deletes the temporary file, whether or not the index was finished. */
  public close(): void {
    fs.closeSync(this.opened);
    fs.rmSync(this.collected, { force: true });
  }

  private write(body: string, index: string, summary: IndexSummary): void {
    const buckets = writtenTo(body, (write) => {
      let offset = 0;
      return this.places.map((places) => {
        if (places.length === 0) return 0;
        const bytes = Buffer.from(this.bucket(places));
        write(bytes);
        offset += bytes.length;
        return [offset - bytes.length, bytes.length, shortHash(bytes)] as const;
      });
    });
    const header: Header = { format: FORMAT, ...summary, buckets };
    writtenTo(index, (write) => {
      write(Buffer.from(`${JSON.stringify(header)}\n`));
      for (const chunk of chunksOf(body)) write(chunk);
    });
  }

  private bucket(places: readonly number[]): string {
    const byKey = new Map<string, string[]>();
    for (let at = 0; at < places.length; at += 2) {
      const bytes = Buffer.alloc(places[at + 1]);
      fs.readSync(this.opened, bytes, 0, bytes.length, places[at]);
      const line = bytes.toString('utf8');
      const tab = line.indexOf('\t');
      const key = line.slice(0, tab);
      const known = byKey.get(key);
      if (known) known.push(line.slice(tab + 1));
      else byKey.set(key, [line.slice(tab + 1)]);
    }
    return [...byKey].map(([key, advisories]) => `${key}\t[${advisories.join(',')}]\n`).join('');
  }

  private flush(): void {
    if (this.waitingBytes > 0) fs.writeFileSync(this.opened, Buffer.concat(this.waiting));
    this.written += this.waitingBytes;
    this.waiting = [];
    this.waitingBytes = 0;
  }
}

function writtenTo<T>(file: string, action: (write: (bytes: Buffer) => void) => T): T {
  const opened = fs.openSync(file, 'w');
  try {
    // On a disk that is nearly full, writeSync may write only a part; writeFileSync writes all or throws.
    return action((bytes) => fs.writeFileSync(opened, bytes));
  } finally {
    fs.closeSync(opened);
  }
}

function* chunksOf(file: string): Generator<Buffer> {
  const opened = fs.openSync(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(MAX_WAITING);
    for (let read = fs.readSync(opened, chunk); read > 0; read = fs.readSync(opened, chunk)) yield chunk.subarray(0, read);
  } finally {
    fs.closeSync(opened);
  }
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
    // Not an index, or an incomplete one.
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
