import { UnexpectedDocument } from './errors';
import { LIMITS } from './limits';
import { isObject, JsonObject } from '../../json/json-object';

/** Collects deviations of a document from its format. Readable parts are still read; the rest is reported. */
export class Drift {
  public count = 0;
  public readonly problems: string[] = [];

  public note(problem: string): void {
    this.count += 1;
    if (this.problems.length < LIMITS.problems) this.problems.push(problem.slice(0, 300));
  }

  /** Reads the entries of a list. Invalid entries are recorded and skipped. */
  public each<T>(list: readonly unknown[], name: string, read: (entry: Fields) => T | undefined): T[] {
    if (list.length > LIMITS.items) throw new UnexpectedDocument(`${name} has ${list.length} entries; ${LIMITS.items} are the most`);
    const found: T[] = [];
    let failed = 0;
    list.forEach((entry, index) => {
      try {
        const result = read(new Fields(entry, `${name}[${index}]`));
        if (result !== undefined) found.push(result);
      } catch (e) {
        if (!(e instanceof UnexpectedDocument)) throw e;
        failed += 1;
        this.note(e.message);
      }
    });
    // An empty list is valid. A list without a readable entry means that the format has changed.
    if (failed > 0 && failed === list.length) throw new UnexpectedDocument(`nothing in ${name} can be read: ${this.problems[0]}`);
    return found;
  }
}

/** An object in an external document. */
export class Fields {
  private readonly fields: JsonObject;

  /** @throws UnexpectedDocument if the value is not an object */
  constructor(
    value: unknown,
    private readonly name: string,
  ) {
    if (!isObject(value)) throw new UnexpectedDocument(`${name} is not an object`);
    this.fields = value;
  }

  public get(key: string): unknown {
    return Object.hasOwn(this.fields, key) ? this.fields[key] : undefined;
  }

  /** Returns the whole object, unchanged. */
  public all(): unknown {
    return this.fields;
  }

  /** @throws UnexpectedDocument if there is no text */
  public text(key: string): string {
    const value = this.get(key);
    if (typeof value !== 'string' || value === '') throw new UnexpectedDocument(`${this.name}.${key} is not a string`);
    return value;
  }

  /** Returns a text that may be empty. @throws UnexpectedDocument if it is absent or not a text */
  public wording(key: string): string {
    return this.get(key) === '' ? '' : this.text(key);
  }

  /** Undefined if the value is null or absent. @throws UnexpectedDocument if it is not a text */
  public textOrNone(key: string): string | undefined {
    const value = this.get(key);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw new UnexpectedDocument(`${this.name}.${key} is not a string`);
    return value;
  }

  /** Empty if the value is null or absent. @throws UnexpectedDocument if it is not a list */
  public listOrNone(key: string): readonly unknown[] {
    return this.get(key) === undefined || this.get(key) === null ? [] : this.list(key);
  }

  /** @throws UnexpectedDocument if there is no list */
  public list(key: string): readonly unknown[] {
    const value = this.get(key);
    if (!Array.isArray(value)) throw new UnexpectedDocument(`${this.name}.${key} is not a list`);
    return value;
  }

  /** @throws UnexpectedDocument if there is no object */
  public object(key: string): Fields {
    return new Fields(this.get(key), `${this.name}.${key}`);
  }

  /** Undefined if the value is not an object. */
  public objectOrNone(key: string): Fields | undefined {
    const value = this.get(key);
    return isObject(value) ? new Fields(value, `${this.name}.${key}`) : undefined;
  }
}

/** @throws UnexpectedDocument if the text is not a JSON object */
export function jsonObject(text: string, name: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (e) {
    throw new UnexpectedDocument(`${name} is not JSON: ${(e as Error).message.slice(0, 200)}`);
  }
  return new Fields(value, name);
}

/** @throws UnexpectedDocument if the text is not a JSON list */
export function jsonList(text: string, name: string): readonly unknown[] {
  return jsonObject(`{"document":${text}}`, name).list('document');
}
