import * as fs from 'fs';
import * as path from 'path';
import { readTemplateData, type TemplateData } from './template-data';
import { UnreadableInput } from './unreadable-input';

/** Maximum size of an included file, which is API Gateway's limit for documents. */
const MAX_BYTES = 6 * 1024 * 1024;

/** Maximum total size of included files. */
const MAX_TOTAL = 4 * MAX_BYTES;

/** The content of a file that a template includes. */
export interface LocalSource {
  readonly file: string;
  /** Location in the file: `.paths`; empty for the whole file. */
  readonly within: string;
}

/** The data of a local file. */
export interface LocalData extends TemplateData {
  readonly file: string;
}

/** The files that a template may include: those in its folder, and templates that are given to the same check. */
export class LocalFiles {
  /** The included content, by its location in the template. */
  public readonly sources = new Map<string, LocalSource>();
  /** Locations in the template of keys that occur more than once in an included object. */
  public readonly repeatedKeys: string[] = [];

  /**
   * @param root the folder of the template that was given
   * @param base the folder that locations are relative to: that of the template
   * @param given paths of all templates that were given to the check; they are read in any folder
   */
  constructor(
    private readonly root: string,
    private readonly base: string = root,
    private readonly given: readonly string[] = [],
    private readonly total = { bytes: 0 },
  ) {}

  /** Returns the same files, as seen from another template. */
  public from(template: string): LocalFiles {
    return new LocalFiles(this.root, path.dirname(template), this.given, this.total);
  }

  /**
   * Returns the path of a file; relative if the folder is, so that reports contain no machine-specific paths.
   *
   * @throws UnreadableInput if it is outside of the folder, is reached by a link, or is not a file
   */
  public find(location: string): string {
    const reject = (reason: string) => new UnreadableInput(location, reason);
    if (/^[a-z][a-z0-9+.-]*:/i.test(location)) throw reject('is not a local file');
    if (path.isAbsolute(location) || location.includes('\0')) throw reject('is not relative to the template');
    const file = path.join(this.base, location);
    const isGiven = this.given.some((other) => path.resolve(other) === path.resolve(file));
    const isInside = (folder: string, at: string) => isGiven || isWithin(folder, at);
    if (path.resolve(this.root) === path.resolve(file)) throw reject('is a folder, and not a file');
    if (!isInside(path.resolve(this.root), path.resolve(file))) throw reject('is outside of the checked folder; pass it to the same check');
    let real: string;
    let stat: fs.Stats;
    try {
      real = fs.realpathSync(file);
      stat = fs.lstatSync(file);
    } catch {
      throw reject('does not exist');
    }
    if (stat.isSymbolicLink() || !isInside(fs.realpathSync(this.root), real)) throw reject('is a link, or a link on its path leads out of the checked folder');
    if (!stat.isFile()) throw reject('is not a file');
    if (stat.size > MAX_BYTES) throw reject(`has ${stat.size} bytes, more than the limit of ${MAX_BYTES}`);
    return file;
  }

  /** Returns the text of a file. @throws UnreadableInput as {@link find} */
  public read(location: string): string {
    this.count(location);
    return fs.readFileSync(this.find(location), 'utf8');
  }

  /** Returns the data of a JSON or YAML file. @throws UnreadableInput as {@link find}, and if it is neither */
  public data(location: string): LocalData {
    const text = this.read(location).replace(/^\uFEFF/, '');
    const isJson = /^\s*[{[]/.test(text) && !/\.ya?ml$/i.test(location);
    return { ...readTemplateData(text, isJson, location), file: this.find(location) };
  }

  /**
   * Records the location of included content in the template.
   *
   * @param at the property for the content, or the location of all of it: `Resources.Queue.Properties`
   * @param within the part of the content: `.QueueName`. @default - all of it
   */
  public bringIn({ file, repeatedKeys }: LocalData, at: string, within = ''): void {
    this.sources.set(withoutDot(`${at}${within}`), { file, within });
    this.repeatedKeys.push(...repeatedKeys.filter((key) => isIn(key, within)).map((key) => withoutDot(`${at}${key}`)));
  }

  /** Adds a file to the total size. @throws UnreadableInput as {@link find}, and above the limit */
  public count(location: string): void {
    this.total.bytes += fs.statSync(this.find(location)).size;
    if (this.total.bytes > MAX_TOTAL) throw new UnreadableInput(location, `can’t be read: more than ${MAX_TOTAL} bytes would be included`);
  }
}

/** Checks whether a location is another one, or is inside of it. */
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
