import * as fs from 'fs';
import * as path from 'path';
import { readTemplateData, type TemplateData } from './template-data';
import { UnreadableInput } from './unreadable-input';

/** The largest file that a template may bring in: API Gateway takes no larger document. */
const MAX_BYTES = 6 * 1024 * 1024;

/** The most that all of them together may have. */
const MAX_TOTAL = 4 * MAX_BYTES;

/** What stands in a file that a template brings in. */
export interface LocalSource {
  readonly file: string;
  /** Where in the file: `.paths`; empty for all of it. */
  readonly within: string;
}

/** What a local file holds. */
export interface LocalData extends TemplateData {
  readonly file: string;
}

/** The files that a template may bring in: those in the folder that is checked, and none outside of it. */
export class LocalFiles {
  /** What has been brought in, by its location in the template. */
  public readonly sources = new Map<string, LocalSource>();
  /** Locations in the template of keys that stand more than once in an object of what has been brought in. */
  public readonly repeatedKeys: string[] = [];

  /**
   * @param root the folder that is checked
   * @param base the folder that locations are relative to: that of the template
   */
  constructor(
    private readonly root: string,
    private readonly base: string = root,
    private readonly total = { bytes: 0 },
  ) {}

  /** The same files, as seen from another template. */
  public from(template: string): LocalFiles {
    return new LocalFiles(this.root, path.dirname(template), this.total);
  }

  /**
   * Where a file is; relative where the folder is, so that no report has paths of one machine.
   *
   * @throws UnreadableInput where it lies outside of the folder, is reached by a link, or is no file
   */
  public find(location: string): string {
    const reject = (reason: string) => new UnreadableInput(location, reason);
    if (/^[a-z][a-z0-9+.-]*:/i.test(location)) throw reject('is not a local file');
    if (path.isAbsolute(location) || location.includes('\0')) throw reject('is not relative to the template');
    const file = path.join(this.base, location);
    if (!isWithin(path.resolve(this.root), path.resolve(file))) throw reject('lies outside of the folder that is checked');
    let real: string;
    let stat: fs.Stats;
    try {
      real = fs.realpathSync(file);
      stat = fs.lstatSync(file);
    } catch {
      throw reject('does not exist');
    }
    if (stat.isSymbolicLink() || !isWithin(fs.realpathSync(this.root), real)) throw reject('is a link, or is reached by one that leads out of the folder that is checked');
    if (!stat.isFile()) throw reject('is not a file');
    if (stat.size > MAX_BYTES) throw reject(`has ${stat.size} bytes, more than the ${MAX_BYTES} that are read`);
    return file;
  }

  /** The text of a file. @throws UnreadableInput as {@link find} */
  public read(location: string): string {
    this.count(location);
    return fs.readFileSync(this.find(location), 'utf8');
  }

  /** What a file in JSON or YAML holds. @throws UnreadableInput as {@link find}, and where it is neither */
  public data(location: string): LocalData {
    const text = this.read(location).replace(/^\uFEFF/, '');
    const isJson = /^\s*[{[]/.test(text) && !/\.ya?ml$/i.test(location);
    return { ...readTemplateData(text, isJson, location), file: this.find(location) };
  }

  /**
   * Notes where what a file holds stands in the template.
   *
   * @param at what it stands in, or where all of it stands: `Resources.Queue.Properties`
   * @param within which part of it: `.QueueName`. @default - all of it
   */
  public bringIn({ file, repeatedKeys }: LocalData, at: string, within = ''): void {
    this.sources.set(withoutDot(`${at}${within}`), { file, within });
    this.repeatedKeys.push(...repeatedKeys.filter((key) => isIn(key, within)).map((key) => withoutDot(`${at}${key}`)));
  }

  /** Counts what a file brings in once more. @throws UnreadableInput as {@link find}, and where it is too much */
  public count(location: string): void {
    this.total.bytes += fs.statSync(this.find(location)).size;
    if (this.total.bytes > MAX_TOTAL) throw new UnreadableInput(location, `can’t be read: more than ${MAX_TOTAL} bytes would be brought in`);
  }
}

/** Whether a location is another one, or lies in it. */
function isIn(location: string, outer: string): boolean {
  return location.startsWith(outer) && ['', '.', '['].includes(location.charAt(outer.length));
}

function withoutDot(location: string): string {
  return location.replace(/^\./, '');
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
