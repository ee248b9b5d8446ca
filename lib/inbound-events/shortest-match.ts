/** A group: what it begins with, and whether it only looks at the text around (and so has no length). */
const GROUP = /^\((?:\?(?:(<?[=!])|<[^>]*>|[a-z-]*:))?/;

const QUANTIFIER = /^(?:([*?])|(\+)|\{(\d+)(?:,\d*)?\})\??/;

/** An escape of one character; one without length; or one whose length is not known, such as a reference to a group or half of a character. */
const ESCAPE = /^\\(?:u[dD][89a-fA-F][\da-fA-F]{2}|u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|k<[^>]*>|\d+|.)/su;

const WITHOUT_LENGTH = /^\\(?:[bB]$|[1-9]|k<|u[dD][89a-fA-F])/;

const CLASS = /^\[(?:\\.|[^\]\\])*\]/su;

/** Returns the least number of characters of a text that a valid regular expression matches, or a number below it. */
export function shortestMatch(pattern: string): number {
  return new Measure(pattern).alternatives();
}

class Measure {
  constructor(private rest: string) {}

  /** Returns the shortest of alternatives, up to the end of the group or the pattern. */
  public alternatives(): number {
    let shortest = this.sequence();
    while (this.take(/^\|/) !== undefined) shortest = Math.min(shortest, this.sequence());
    return shortest;
  }

  private sequence(): number {
    let length = 0;
    while (this.rest !== '' && !/^[|)]/.test(this.rest)) length += this.part() * this.repetitions();
    return length;
  }

  private part(): number {
    const group = this.take(GROUP);
    if (group) {
      const inner = this.alternatives();
      this.take(/^\)/);
      return group[1] === undefined ? inner : 0;
    }
    if (this.take(/^[\^$]/)) return 0;
    const escape = this.take(ESCAPE);
    if (escape) return WITHOUT_LENGTH.test(escape[0]) ? 0 : 1;
    if (!this.take(CLASS)) this.take(/^./su);
    return 1;
  }

  private repetitions(): number {
    const found = this.take(QUANTIFIER);
    if (!found) return 1;
    const [, none, one, least] = found;
    return none !== undefined ? 0 : one !== undefined ? 1 : Number(least);
  }

  private take(expected: RegExp): RegExpExecArray | undefined {
    const found = expected.exec(this.rest) ?? undefined;
    this.rest = this.rest.slice(found?.[0].length ?? 0);
    return found;
  }
}
