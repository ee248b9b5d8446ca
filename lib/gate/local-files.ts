import * as fs from 'fs';
import * as path from 'path';
import { parseJson } from './json';
import { SHORT_FORMS } from './short-forms';
import { UnreadableInput } from './unreadable-input';
import { parseYaml } from './yaml';

/** The largest file that a template may bring in: API Gateway takes no larger document. */
const MAX_BYTES = 6 * 1024 * 1024;

/** The most that all of them together may have. */
const MAX_TOTAL = 4 * MAX_BYTES;

/** The files that a template may bring in: those in the folder that is checked, and none outside of it. */
export class LocalFiles {
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
    const refuse = (reason: string) => new UnreadableInput(location, reason);
    if (/^[a-z][a-z0-9+.-]*:/i.test(location)) throw refuse('is not a local file');
    if (path.isAbsolute(location) || location.includes('\0')) throw refuse('is not relative to the template');
    const file = path.join(this.base, location);
    if (!isWithin(path.resolve(this.root), path.resolve(file))) throw refuse('lies outside of the folder that is checked');
    let real: string;
    let stat: fs.Stats;
    try {
      real = fs.realpathSync(file);
      stat = fs.lstatSync(file);
    } catch {
      throw refuse('does not exist');
    }
    if (stat.isSymbolicLink() || !isWithin(fs.realpathSync(this.root), real)) throw refuse('is a link, or is reached by one that leads out of the folder that is checked');
    if (!stat.isFile()) throw refuse('is not a file');
    if (stat.size > MAX_BYTES) throw refuse(`has ${stat.size} bytes, more than the ${MAX_BYTES} that are read`);
    return file;
  }

  /** The text of a file. @throws UnreadableInput as {@link find} */
  public read(location: string): string {
    this.count(location);
    return fs.readFileSync(this.find(location), 'utf8');
  }

  /** Counts what a file brings in once more. @throws UnreadableInput as {@link find}, and where it is too much */
  public count(location: string): void {
    this.total.bytes += fs.statSync(this.find(location)).size;
    if (this.total.bytes > MAX_TOTAL) throw new UnreadableInput(location, `can’t be read: more than ${MAX_TOTAL} bytes would be brought in`);
  }
}

/** Parses JSON, or YAML with CloudFormation's short forms. */
export function parseData(text: string, file: string): unknown {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return /^\s*[{[]/.test(content) && !/\.ya?ml$/i.test(file) ? parseJson(content, file) : parseYaml(content, file, SHORT_FORMS);
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
