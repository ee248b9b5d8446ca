/**
 * Whether what callers wrote stays what it is in a text that a template writes.
 *
 * A template puts a caller's texts between its own quotes or into its own parameters. Wherever such a text itself opens, closes or separates anything, the caller
 * decides on the structure of the request. Each character knows who wrote it, so that this shows by where the quotes, braces, commas and `&` come from. It says
 * more than a comparison with a harmless request does, in which a template may take another branch.
 */
import { Piece, Source, Text } from './text';

/** Where a caller decides on the structure. */
export interface Breach {
  readonly source: Source;
  /** What the caller's text does: `adds a parameter`. */
  readonly what: string;
}

/** What of a text was read. */
export interface Written {
  readonly breaches: readonly Breach[];
  /** Why the text is not well-formed. */
  readonly problem?: Problem;
  /** The names of the parameters, of a form. */
  readonly names?: readonly string[];
}

/** What is wrong with a text. */
export interface Problem {
  /** A sentence without its end: `\' is no escape of JSON`. */
  readonly message: string;
  /** The caller's text that causes it, where the template has put that between quotes or into a parameter: any text should be right there. */
  readonly source?: Source;
}

const ESCAPES: { readonly [character: string]: string } = { '"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t' };
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.+-])/y;

/** Reads JSON. */
export function readWrittenJson(text: Text): Written {
  const reader = new JsonReader(text);
  const problem = reader.read();
  return { breaches: reader.breaches, problem };
}

class NotJson extends Error {
  constructor(public readonly problem: Problem) {
    super(problem.message);
  }
}

class JsonReader {
  public readonly breaches: Breach[] = [];
  private readonly text: string;
  private readonly owners: readonly Piece[];
  private at = 0;
  /** The caller's JSON that is being read as a whole. */
  private whole?: Piece;

  constructor(text: Text) {
    this.text = text.toString();
    this.owners = text.owners();
  }

  public read(): Problem | undefined {
    try {
      this.value();
      this.space();
      if (this.at < this.text.length) {
        this.claim(this.at);
        throw this.unexpected();
      }
      return undefined;
    } catch (e) {
      if (!(e instanceof NotJson)) throw e;
      return e.problem;
    }
  }

  private value(): void {
    this.space();
    const owner = this.owners[this.at];
    const isWhole = this.whole === undefined && owner?.source?.kind === 'json' && this.isStartOf(owner);
    if (isWhole) this.whole = owner;
    const character = this.text[this.at];
    if (character === '{') this.object();
    else if (character === '[') this.array();
    else if (character === '"') this.string();
    else this.scalar();
    if (!isWhole) return;
    this.whole = undefined;
    this.space();
    if (this.owners[this.at] === owner) this.breach(owner.source!, 'goes on after its value');
  }

  private isStartOf(owner: Piece): boolean {
    let at = this.at;
    while (this.owners[at - 1] === owner && /\s/.test(this.text[at - 1])) at -= 1;
    return this.owners[at - 1] !== owner;
  }

  private object(): void {
    this.take('{');
    const names = new Map<string, Source | undefined>();
    for (let isFirst = true; !this.isNext('}'); isFirst = false) {
      if (!isFirst) this.take(',');
      this.space();
      const name = this.string();
      const key = name.toString();
      const source = name.source ?? names.get(key);
      if (names.has(key) && source && this.whole === undefined) this.breach(source, `sets ${JSON.stringify(key)} once more`);
      names.set(key, source);
      this.take(':');
      this.value();
    }
    this.take('}');
  }

  private array(): void {
    this.take('[');
    for (let isFirst = true; !this.isNext(']'); isFirst = false) {
      if (!isFirst) this.take(',');
      this.value();
    }
    this.take(']');
  }

  /** A string, and what it says. */
  private string(): Text {
    this.take('"');
    const said: Piece[] = [];
    let last: Piece | undefined;
    for (let from = this.at; ; from = this.at) {
      const character = this.text[this.at];
      if (character === undefined) throw this.failed('a string does not end', this.owners[this.text.length - 1]);
      if (character === '"') break;
      if (character < ' ') throw this.failed(`a string holds the control character U+${character.charCodeAt(0).toString(16).padStart(4, '0')}`, this.owners[this.at]);
      const part = character === '\\' ? this.escape() : this.plain();
      const owner = this.owners[from];
      const before = owner === last ? said.pop()!.text : '';
      said.push({ text: before + part, source: owner.source });
      last = owner;
    }
    this.take('"');
    const text = new Text(said);
    if (this.whole === undefined) this.breaches.push(...nestedBreaches(text));
    return text;
  }

  private plain(): string {
    this.at += 1;
    return this.text[this.at - 1];
  }

  private escape(): string {
    const from = this.at;
    const [escape, code, character] = /^\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/.exec(this.text.slice(from, from + 6)) ?? [];
    const owner = this.owners[from];
    // Of the template and of a caller: one takes the other's quote.
    const end = from + (escape?.length ?? 2);
    const mixed = this.owners.slice(from, end).find((other) => other.source !== owner.source);
    if (mixed && this.whole === undefined) this.breach((owner.source ?? mixed.source)!, 'puts a \\ before what the template writes');
    if (escape === undefined) throw this.failed(`\\${this.text[from + 1] ?? ''} is no escape of JSON`, owner);
    this.at = end;
    return code === undefined ? ESCAPES[character] : String.fromCharCode(parseInt(code, 16));
  }

  private scalar(): void {
    SCALAR.lastIndex = this.at;
    const [scalar] = SCALAR.exec(this.text) ?? [];
    if (scalar === undefined) throw this.unexpected();
    this.at += scalar.length;
  }

  private isNext(character: string): boolean {
    this.space();
    return this.text[this.at] === character;
  }

  private take(character: string): void {
    this.space();
    if (this.at < this.text.length) this.claim(this.at);
    if (this.text[this.at] !== character) throw this.unexpected();
    this.at += 1;
  }

  /** What gives structure is the template's. */
  private claim(at: number): void {
    const owner = this.owners[at];
    const character = this.text[at];
    if (owner.source && owner !== this.whole && '{}[]:,"'.includes(character)) this.breach(owner.source, `writes ${character} outside of a text`);
  }

  private breach(source: Source, what: string): void {
    this.breaches.push({ source, what });
  }

  private space(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? '!')) this.at += 1;
  }

  private unexpected(): NotJson {
    const found = this.text.slice(this.at, this.at + 20);
    return new NotJson({ message: this.text.trim() === '' ? 'it is empty' : found === '' ? 'it ends too early' : `${JSON.stringify(found)} is not expected` });
  }

  private failed(message: string, { source }: Piece): NotJson {
    return new NotJson({ message, source });
  }
}

/** Of a text that is JSON itself, as the detail of an event is: by what the template has of it. */
function nestedBreaches(said: Text): readonly Breach[] {
  const [first] = said.pieces;
  if (!first || first.source || !/^\s*[[{]/.test(first.text)) return [];
  const harmless = said.pieces.map(({ text, source }) => (source ? '0' : text)).join('');
  try {
    JSON.parse(harmless);
  } catch {
    return [];
  }
  return readWrittenJson(said).breaches;
}

/** Reads a form: `Action=SendMessage&MessageBody=…`. */
export function readWrittenForm(text: Text): Written {
  const breaches: Breach[] = [];
  const names: string[] = [];
  let problem: Problem | undefined;
  const whole = text.toString();
  const owners = text.owners();
  let from = 0;
  for (const parameter of whole.split('&')) {
    const end = from + parameter.length;
    const equals = parameter.indexOf('=');
    const middle = equals === -1 ? end : from + equals;
    const name = decodedForm(text.slice(from, middle));
    const value = decodedForm(text.slice(middle + 1, end));
    const chosen = name.text.source ?? (equals === -1 ? undefined : owners[middle].source);
    if (chosen) breaches.push({ source: chosen, what: 'writes the name of a parameter' });
    const separator = owners[end]?.source;
    if (separator) breaches.push({ source: separator, what: 'adds a parameter' });
    problem ??= name.problem ?? value.problem;
    if (parameter !== '') names.push(name.text.toString());
    breaches.push(...nestedBreaches(value.text));
    from = end + 1;
  }
  return { breaches, problem, names };
}

/** What a part of a form says. */
function decodedForm(text: Text): { readonly text: Text; readonly problem?: Problem } {
  const broken = text.pieces.find(({ text: part }) => /%(?![0-9a-fA-F]{2})/.test(part));
  if (broken) {
    return { text, problem: { message: 'it has a % that starts nothing', source: broken.source } };
  }
  return { text: text.map((part) => part.replace(/\+/g, ' ').replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replace(/%/g, ''), 'hex').toString())) };
}
