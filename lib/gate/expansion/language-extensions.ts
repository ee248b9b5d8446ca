import type { Gap } from './expansion';
import { isObject, type JsonObject } from '../../json/json-object';
import type { TemplateBody } from '../templates/template';
import { UnreadableInput } from '../templates/unreadable-input';
import { own } from '../values/intrinsics';

/** The macro that enables loops and further intrinsics in a template. */
export const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';

const LOOP = 'Fn::ForEach::';

/** Maximum number of values that loops create. CloudFormation accepts at most 1 MB and 500 resources. */
const MAX_VALUES = 100_000;

interface Unrolled {
  readonly body: TemplateBody;
  /** The locations of the sources of resources and outputs of loops: `Resources.OrdersFunction` in `Resources.Fn::ForEach::Functions[2].${Name}Function`. */
  readonly loops: ReadonlyMap<string, string>;
  readonly gaps: readonly Gap[];
}

/** Sections whose entries findings name. */
const NAMED_SECTIONS: readonly string[] = ['Resources', 'Outputs'];

/** The values of loop identifiers. */
type Names = ReadonlyMap<string, string>;

/**
 * Unrolls the loops of a template. The resolver handles the other features of the language extensions.
 *
 * @param file name of the file in errors
 * @throws UnreadableInput if loops create more than CloudFormation accepts
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function unrollLoops(body: TemplateBody, file: string): Unrolled {
  const unroller = new Unroller(body, file);
  const sections = Object.entries(body).map(([name, section]) => [name, name === 'Mappings' ? section : unroller.expand(section, name, new Map())]);
  const unrolled = Object.fromEntries(sections) as TemplateBody;
  return { body: unrolled, loops: unroller.loops, gaps: unroller.gaps };
}

class Unroller {
  public readonly gaps: Gap[] = [];
  public readonly loops = new Map<string, string>();
  private made = 0;

  constructor(
    private readonly body: TemplateBody,
    private readonly file: string,
  ) {}

  public expand(value: unknown, at: string, names: Names): unknown {
    if (names.size > 0) this.count();
    if (typeof value === 'string') return replaced(value, names);
    if (Array.isArray(value)) return value.map((item, index) => this.expand(item, `${at}[${index}]`, names));
    if (!isObject(value)) return value;
    const named = Object.keys(value).length === 1 && typeof value.Ref === 'string' ? names.get(value.Ref) : undefined;
    if (named !== undefined) return named;
    const section = NAMED_SECTIONS.includes(at) ? at : undefined;
    return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => this.entries(key, inner, at, names, section)));
  }

  /** Returns the entries that replace one of a map: for a loop, those of each iteration. */
  private entries(key: string, value: unknown, at: string, names: Names, section?: string): [string, unknown][] {
    const place = `${at}.${key}`;
    if (!key.startsWith(LOOP)) {
      const name = replaced(key, names);
      if (section !== undefined && names.size > 0 && !this.loops.has(`${section}.${name}`)) this.loops.set(`${section}.${name}`, place);
      return [[name, this.expand(value, place, names)]];
    }
    const unread = (reason: string): [] => {
      this.gaps.push({ location: place, reason, hidesResources: section === 'Resources' });
      return [];
    };
    if (!isLoop(value)) return unread('Fn::ForEach takes an identifier, a list and a map');
    const [identifier, collection, output] = value;
    const items = this.collection(collection, place, names);
    if (!items) return unread('the collection of the loop is known only at deployment');
    return items.flatMap((item) => {
      const inner = new Map(names).set(identifier, item);
      return Object.entries(output).flatMap(([name, content]) => this.entries(name, content, `${place}[2]`, inner, section));
    });
  }

  private count(): void {
    this.made += 1;
    if (this.made > MAX_VALUES) throw new UnreadableInput(this.file, `has loops that create more than ${MAX_VALUES} values`);
  }

  /** Returns the collection of a loop; undefined if it is known only at deployment. */
  private collection(raw: unknown, at: string, names: Names): readonly string[] | undefined {
    const value = this.expand(raw, at, names);
    const list = Array.isArray(value) ? value : isObject(value) ? this.listOf(value, at) : undefined;
    const items = list?.flatMap((item) => (isObject(item) ? (this.listOf(item, at) ?? [undefined]) : [item]));
    return items?.every((item) => ['string', 'number'].includes(typeof item)) ? items.map(String) : undefined;
  }

  private listOf(value: JsonObject, at: string): readonly unknown[] | undefined {
    const { Ref: name, 'Fn::FindInMap': found } = value;
    if (typeof name === 'string') {
      const raw = own(own(this.body.Parameters, name), 'Default');
      if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
      this.gaps.push({ location: at, reason: `the loop runs over parameter ${name}; only the resources for its default value are checked` });
      return String(raw).split(',').map((item) => item.trim());
    }
    if (!Array.isArray(found)) return undefined;
    const [map, first, second] = found as unknown[];
    const cell = own(own(own(this.body.Mappings, String(map)), String(first)) as JsonObject | undefined, String(second));
    return Array.isArray(cell) ? (cell as unknown[]) : cell === undefined ? undefined : [cell];
  }
}

/** Checks whether the arguments of a loop have the types that CloudFormation accepts. */
function isLoop(value: unknown): value is [identifier: string, collection: object, output: JsonObject] {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [identifier, collection, output] = value as unknown[];
  return typeof identifier === 'string' && typeof collection === 'object' && collection !== null && isObject(output);
}

/** Returns a text in which loop items replace `${Name}`, and their letters and digits replace `&{Name}`. */
function replaced(text: string, names: Names): string {
  if (names.size === 0 || !text.includes('{')) return text;
  return text.replace(/([$&])\{(\w+)\}/g, (whole, sign: string, name: string) => {
    const item = names.get(name);
    if (item === undefined) return whole;
    return sign === '&' ? item.replace(/[^a-zA-Z0-9]/g, '') : item;
  });
}
