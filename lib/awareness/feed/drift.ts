import { UnexpectedDocument } from './errors';
import { LIMITS } from './limits';
import { isObject, JsonObject } from '../../json/json-object';

/** Where a document is not as its format promises. Parts that can be read are read all the same, and what can't be read is reported. */
export class Drift {
  public count = 0;
  public readonly problems: string[] = [];

  public note(problem: string): void {
    this.count += 1;
    if (this.problems.length < LIMITS.problems) this.problems.push(problem.slice(0, 300));
  }

  /** Reads each entry of a list by itself; one that makes no sense is recorded and left out. */
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
    // An empty list can be true, one in which nothing can be read is another format.
    if (failed > 0 && failed === list.length) throw new UnexpectedDocument(`nothing in ${name} can be read: ${this.problems[0]}`);
    return found;
  }
}

/** An object of a document of others. */
export class Fields {
  private readonly fields: JsonObject;

  /** @throws UnexpectedDocument where it is none */
  constructor(
    value: unknown,
    private readonly name: string,
  ) {
    if (!isObject(value)) throw new UnexpectedDocument(`${name} is no object`);
    this.fields = value;
  }

  public get(key: string): unknown {
    return Object.hasOwn(this.fields, key) ? this.fields[key] : undefined;
  }

  /** All of it, as it was read. */
  public all(): unknown {
    return this.fields;
  }

  /** @throws UnexpectedDocument where there is no text */
  public text(key: string): string {
    const value = this.get(key);
    if (typeof value !== 'string' || value === '') throw new UnexpectedDocument(`${this.name}.${key} is no text`);
    return value;
  }

  /** Text for people, which may be empty. @throws UnexpectedDocument where it is something other than text, or absent */
  public wording(key: string): string {
    return this.get(key) === '' ? '' : this.text(key);
  }

  /** Nothing for null and for what is absent. @throws UnexpectedDocument where it is something other than text */
  public textOrNone(key: string): string | undefined {
    const value = this.get(key);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw new UnexpectedDocument(`${this.name}.${key} is no text`);
    return value;
  }

  /** Empty for null and for what is absent. @throws UnexpectedDocument where it is something other than a list */
  public listOrNone(key: string): readonly unknown[] {
    return this.get(key) === undefined || this.get(key) === null ? [] : this.list(key);
  }

  /** @throws UnexpectedDocument where there is no list */
  public list(key: string): readonly unknown[] {
    const value = this.get(key);
    if (!Array.isArray(value)) throw new UnexpectedDocument(`${this.name}.${key} is no list`);
    return value;
  }

  /** @throws UnexpectedDocument where there is no object */
  public object(key: string): Fields {
    return new Fields(this.get(key), `${this.name}.${key}`);
  }

  /** Nothing where it is no object. */
  public objectOrNone(key: string): Fields | undefined {
    const value = this.get(key);
    return isObject(value) ? new Fields(value, `${this.name}.${key}`) : undefined;
  }
}

/** @throws UnexpectedDocument where the text is no JSON object */
export function jsonObject(text: string, name: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (e) {
    throw new UnexpectedDocument(`${name} is no JSON: ${(e as Error).message.slice(0, 200)}`);
  }
  return new Fields(value, name);
}

/** @throws UnexpectedDocument where the text is no JSON list */
export function jsonList(text: string, name: string): readonly unknown[] {
  return jsonObject(`{"document":${text}}`, name).list('document');
}
