import { isDay } from './day';
import { isObject } from '../../json/json-object';

/** The fields of an object in a file. */
export type Fields = { readonly [key: string]: unknown };

/** Reads the parts of a document that are valid and collects the problems of the others, by JSON pointer. */
export class FileReader {
  public readonly problems: string[] = [];

  public problem(pointer: string, message: string): void {
    this.problems.push(`${pointer || 'the document'} ${message}`);
  }

  public expected(pointer: string, expected: string, value: unknown): void {
    this.problem(pointer, value === undefined ? `is missing; ${expected} is expected` : `is ${JSON.stringify(value)}; ${expected} is expected`);
  }

  public text(fields: Fields, at: string, key: string, expected: string, test: (text: string) => boolean = () => true): string {
    const value = fields[key];
    if (typeof value === 'string' && value.trim() !== '' && test(value)) return value;
    this.expected(`${at}/${key}`, expected, value);
    return '';
  }

  /** Does the same as {@link text} for an optional field. */
  public optionalText(fields: Fields, at: string, key: string, expected: string, test?: (text: string) => boolean): string | undefined {
    return fields[key] === undefined ? undefined : this.text(fields, at, key, expected, test);
  }

  public day(fields: Fields, at: string, key: string): string {
    return this.text(fields, at, key, 'a day as YYYY-MM-DD', isDay);
  }

  public entries<T>(fields: Fields, key: string, required: boolean, known: readonly string[], read: (entry: Fields, at: string) => T): T[] {
    const value = fields[key];
    if (!Array.isArray(value)) {
      if (required || value !== undefined) this.expected(`/${key}`, 'a list', value);
      return [];
    }
    return value.flatMap((entry: unknown, index) => {
      const at = `/${key}/${index}`;
      const inner = this.object(entry, at, known);
      return inner ? [read(inner, at)] : [];
    });
  }

  /** Reads an object whose keys are names that the file chooses. */
  public byName<T>(value: unknown, at: string, expected: string, read: (value: unknown, at: string) => T): { [name: string]: T } {
    if (value === undefined) return {};
    if (!isObject(value)) {
      this.expected(at, expected, value);
      return {};
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, read(one, `${at}/${name}`)]));
  }

  /** Reads an object. @param known the keys that it may have */
  public object(value: unknown, at: string, known: readonly string[]): Fields | undefined {
    if (!isObject(value)) {
      this.expected(at, `an object with ${known.join(', ')}`, value);
      return undefined;
    }
    for (const key of Object.keys(value)) if (!known.includes(key)) this.problem(`${at}/${key}`, `is not known; ${known.join(', ')} are`);
    return value as Fields;
  }

  public rejectTwins(keys: readonly string[], at: string, what: string): void {
    // Entries that could not be read have empty keys, which would look like duplicates.
    if (this.problems.length > 0) return;
    keys.forEach((key, index) => {
      const first = keys.indexOf(key);
      if (first !== index) this.problem(`${at}/${index}`, `has the same ${what} as ${at}/${first}; keep one`);
    });
  }
}
