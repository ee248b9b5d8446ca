/** The characters of `\s` in JavaScript. Python's `\s` differs. */
const SPACES = '\\t\\n\\x0b\\x0c\\r \\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';

/** Replacements of character classes, outside and inside of brackets. Like in JavaScript, the Python pattern is for ASCII. */
const CLASSES: { readonly [letter: string]: string } = { d: '\\d', D: '\\D', w: '\\w', W: '\\W', b: '\\b' };

const CONTROLS: { readonly [letter: string]: number } = { t: 9, n: 10, v: 11, f: 12, r: 13 };

/** A part of a pattern without an equivalent in Python. */
class Untranslatable extends Error {}

/**
 * Translates a JavaScript regular expression for Python's `re` with the flag `ASCII`. The input is valid in JavaScript, with or
 * without the flag `u`.
 *
 * @param ignoresCase whether the case of ASCII letters is ignored
 * @throws Error if Python has no equivalent
 */
export function pythonPattern(pattern: string, ignoresCase = false): string {
  const translated = new Translation(pattern).all();
  return ignoresCase ? `(?i:${translated})` : translated;
}

class Translation {
  private at = 0;

  constructor(private readonly pattern: string) {}

  public all(): string {
    let result = '';
    while (this.at < this.pattern.length) result += this.next();
    return result;
  }

  private next(): string {
    const character = this.take();
    switch (character) {
      case '\\':
        return this.escaped();
      case '[':
        return this.brackets();
      case '(':
        return this.group();
      case '.':
        return '[^\\n\\r\\u2028\\u2029]';
      case '$':
        // Python's `$` would also match before a line break at the end.
        return '\\Z';
      case '{':
        return this.repetition();
      case '^':
      case '|':
      case ')':
      case '*':
      case '+':
      case '?':
        return character;
      default:
        return written(character.codePointAt(0)!);
    }
  }

  private take(): string {
    const character = String.fromCodePoint(this.pattern.codePointAt(this.at)!);
    this.at += character.length;
    return character;
  }

  private match(expected: RegExp): string[] | undefined {
    const sticky = new RegExp(expected.source, `${expected.flags}y`);
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.pattern);
    if (found) this.at = sticky.lastIndex;
    return found ?? undefined;
  }

  /** Translates a group. It need not capture, because references to groups are not supported. */
  private group(): string {
    const [, lookahead] = this.match(/\?(=|!)/) ?? [];
    if (lookahead !== undefined) return `(?${lookahead}`;
    if (this.match(/\?:/) || this.match(/\?<(?![=!])[^>]*>/)) return '(?:';
    if (this.pattern[this.at] === '?') throw new Untranslatable(`${this.pattern.slice(this.at - 1, this.at + 3)} has no equivalent in Python`);
    return '(?:';
  }

  private repetition(): string {
    const [, times] = this.match(/(\d+(?:,\d*)?)\}/) ?? [];
    return times === undefined ? '\\{' : `{${times}}`;
  }

  private escaped(): string {
    const letter = this.pattern[this.at];
    if (letter === 's' || letter === 'S') {
      this.at += 1;
      return letter === 's' ? `[${SPACES}]` : `[^${SPACES}]`;
    }
    if (letter in CLASSES) {
      this.at += 1;
      return CLASSES[letter];
    }
    return written(this.escapedCharacter());
  }

  private escapedCharacter(): number {
    const [, high, low] = this.match(/u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})/i) ?? [];
    if (high !== undefined) return String.fromCharCode(parseInt(high, 16), parseInt(low, 16)).codePointAt(0)!;
    const [, ...codes] = this.match(/(?:u\{([\dA-Fa-f]+)\}|u([\dA-Fa-f]{4})|x([\dA-Fa-f]{2}))/) ?? [];
    const hexadecimal = codes.find((code) => code !== undefined);
    if (hexadecimal !== undefined) return parseInt(hexadecimal, 16);
    const [, control] = this.match(/c([A-Za-z])/) ?? [];
    if (control !== undefined) return control.charCodeAt(0) % 32;
    if (this.match(/0(?!\d)/)) return 0;
    const character = this.take();
    if (character in CONTROLS) return CONTROLS[character];
    if (/[A-Za-z0-9]/.test(character)) throw new Untranslatable(`\\${character} has no equivalent in Python`);
    return character.codePointAt(0)!;
  }

  private brackets(): string {
    const isNegated = this.match(/\^/) !== undefined;
    let members = '';
    while (this.pattern[this.at] !== ']') members += this.member(members === '');
    this.at += 1;
    if (members === '') return isNegated ? '(?s:.)' : '(?!)';
    return `[${isNegated ? '^' : ''}${members}]`;
  }

  private member(isFirst: boolean): string {
    if (this.match(/-/)) return isFirst || this.pattern[this.at] === ']' ? '\\-' : '-';
    const character = this.take();
    if (character !== '\\') return written(character.codePointAt(0)!);
    const letter = this.pattern[this.at];
    if (letter === 'b') {
      this.at += 1;
      return written(8);
    }
    if (letter === 's' || /[dDwW]/.test(letter)) {
      this.at += 1;
      return letter === 's' ? SPACES : CLASSES[letter];
    }
    if (letter === 'S') throw new Untranslatable('\\S in brackets has no equivalent in Python');
    return written(this.escapedCharacter());
  }
}

/** Escapes a character so that it matches itself. */
function written(code: number): string {
  const character = String.fromCodePoint(code);
  if (/[A-Za-z0-9 _]/.test(character)) return character;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
