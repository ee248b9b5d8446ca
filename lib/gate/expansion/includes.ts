import type { Gap } from './expansion';
import { isObject, type JsonObject } from '../../json/json-object';
import type { LocalData, LocalFiles } from '../templates/local-files';
import type { TemplateBody } from '../templates/template';
import { UnreadableInput } from '../templates/unreadable-input';

const INCLUDE = 'AWS::Include';

const KEY = 'Fn::Transform';

/** The section of a template that names its macros. */
const SECTION = 'Transform';

/** Replaces `AWS::Include` by the content of local files. Includes of files in S3 do not change. */
export function expandIncludes(body: TemplateBody, files: LocalFiles): { readonly body: TemplateBody; readonly gaps: readonly Gap[] } {
  if (!hasMacro(body)) return { body, gaps: [] };
  const includer = new Includer(files);
  const expanded = includer.atTopLevel(includer.expand(body, '') as TemplateBody);
  return { body: expanded, gaps: includer.gaps };
}

/** Checks whether a value contains a macro; most templates have none. */
function hasMacro(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasMacro);
  for (const key in value) if (key === KEY || key === SECTION || hasMacro((value as JsonObject)[key])) return true;
  return false;
}

/** A file that contains a map. */
interface IncludedData extends LocalData {
  readonly value: JsonObject;
}

class Includer {
  public readonly gaps: Gap[] = [];
  private readonly known = new Map<string, IncludedData>();

  constructor(private readonly files: LocalFiles) {}

  public expand(value: unknown, at: string): unknown {
    if (Array.isArray(value)) return changed(value, value.map((item, index) => this.expand(item, `${at}[${index}]`)));
    if (!isObject(value)) return value;
    const inside = (key: string) => (at === '' ? key : `${at}.${key}`);
    const included = at === '' ? undefined : this.included(value[KEY], inside(KEY));
    const entries = Object.entries(value).filter(([key]) => key !== KEY || !included);
    const before = entries.map(([, inner]) => inner);
    const after = entries.map(([key, inner]) => this.expand(inner, inside(key)));
    if (!included && after.every((inner, index) => inner === before[index])) return value;
    for (const key of Object.keys(included?.value ?? {})) if (!Object.hasOwn(value, key)) this.files.bringIn(included!, at, `.${key}`);
    return { ...included?.value, ...Object.fromEntries(entries.map(([key], index) => [key, after[index]])) };
  }

  /** Beside the sections, whole sections are included. */
  public atTopLevel(body: TemplateBody): TemplateBody {
    return [SECTION, KEY].reduce((result, key) => this.withSections(result, key), body as JsonObject) as TemplateBody;
  }

  private withSections(body: JsonObject, key: string): JsonObject {
    const declared = [body[key] ?? []].flat();
    let result = body;
    const rest = declared.filter((macro, index) => {
      const included = this.included(macro, `${key}[${index}]`);
      if (!included) return true;
      const sections = Object.entries(included.value).map(([name, section]) => [name, this.merged(included, name, section, result[name])] as const);
      result = { ...result, ...Object.fromEntries(sections) };
      return false;
    });
    return rest.length === declared.length ? result : { ...result, [key]: rest };
  }

  private included(macro: unknown, at: string): IncludedData | undefined {
    if (!isObject(macro) || macro.Name !== INCLUDE || !isObject(macro.Parameters)) return undefined;
    const { Location: location } = macro.Parameters;
    if (typeof location !== 'string' || /^(s3|https?):/i.test(location)) return undefined;
    try {
      return this.read(location);
    } catch (e) {
      if (!(e instanceof UnreadableInput)) throw e;
      this.gaps.push({ location: at, reason: e.message });
      return undefined;
    }
  }

  private read(location: string): IncludedData {
    const known = this.known.get(location);
    if (known) {
      this.files.count(location);
      return known;
    }
    const data = this.files.data(location);
    if (!isObject(data.value)) throw new UnreadableInput(location, 'does not contain a map, so it can’t be included');
    this.known.set(location, data as IncludedData);
    return data as IncludedData;
  }

  /** Returns a section with the included entries; the template's own entries take precedence. */
  private merged(data: IncludedData, name: string, included: unknown, own: unknown): unknown {
    if (own !== undefined && !(isObject(included) && isObject(own))) return own;
    const keys = isObject(included) ? Object.keys(included).map((key) => `.${key}`) : [''];
    for (const key of keys) if (!isObject(own) || !Object.hasOwn(own, key.slice(1))) this.files.bringIn(data, '', `.${name}${key}`);
    return isObject(own) ? { ...(included as JsonObject), ...own } : included;
  }
}

/** Returns the same list if nothing changed. */
function changed(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((item, index) => item === before[index]) ? before : after;
}
