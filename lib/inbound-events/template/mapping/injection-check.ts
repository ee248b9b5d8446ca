/**
 * Checks whether a caller's values can change the structure of a text that a template writes.
 *
 * A template inserts a caller's texts between its own quotes or into its own parameters. If such a text itself opens, closes or separates anything,
 * the caller controls the structure of the request. The author of each character is recorded, so the author of each quote, brace, comma and `&` is
 * known. A comparison with a harmless request would show less, because a template can take another branch for it.
 */
import { Piece, Source, Text } from './text';

/** A place where a caller controls the structure. */
export interface Breach {
  readonly source: Source;
  /** The effect of the caller's text: `adds a parameter`. */
  readonly what: string;
}

/** The result of parsing a text. */
export interface Written {
  readonly breaches: readonly Breach[];
  /** Reason why the text is not well-formed. */
  readonly problem?: Problem;
  /** The parameter names of a form. */
  readonly names?: readonly string[];
}

/** A problem of a text. */
export interface Problem {
  /** A sentence without its end: `\' is no escape of JSON`. */
  readonly message: string;
  /** The caller's text that causes the problem. The template inserted it between quotes or into a parameter, where any text should be valid. */
  readonly source?: Source;
}

const ESCAPES: { readonly [character: string]: string } = { '"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t' };
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.+-])/y;

/** Parses JSON. */
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
  /** The caller's JSON that is inserted as a whole, while it is being parsed. */
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
    if (this.owners[this.at] === owner) this.breach(owner.source!, 'continues after its value');
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
      if (names.has(key) && source && this.whole === undefined) this.breach(source, `sets ${JSON.stringify(key)} again`);
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

  /** A string and its value. */
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
    // An escape can have two authors: the template's backslash escapes the caller's quote.
    const end = from + (escape?.length ?? 2);
    const mixed = this.owners.slice(from, end).find((other) => other.source !== owner.source);
    if (mixed && this.whole === undefined) this.breach((owner.source ?? mixed.source)!, 'puts a \\ before a character of the template');
    if (escape === undefined) throw this.failed(`\\${this.text[from + 1] ?? ''} is not an escape of JSON`, owner);
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

  /** Reports a structural character if the caller wrote it. */
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
    return new NotJson({ message: this.text.trim() === '' ? 'it is empty' : found === '' ? 'it ends too early' : `unexpected ${JSON.stringify(found)}` });
  }

  private failed(message: string, { source }: Piece): NotJson {
    return new NotJson({ message, source });
  }
}

/** Checks a text that itself contains JSON, such as the detail of an event, if the template has written parts of it. */
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

/** Parses a form: `Action=SendMessage&MessageBody=…`. */
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

/** Decodes a part of a form. */
function decodedForm(text: Text): { readonly text: Text; readonly problem?: Problem } {
  const broken = text.pieces.find(({ text: part }) => /%(?![0-9a-fA-F]{2})/.test(part));
  if (broken) {
    return { text, problem: { message: 'it contains a % that starts no escape', source: broken.source } };
  }
  return { text: text.map((part) => part.replace(/\+/g, ' ').replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replace(/%/g, ''), 'hex').toString())) };
}
