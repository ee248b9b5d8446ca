/**
 * Matches CloudWatch Logs filter patterns for JSON, as far as audits use them: comparisons of texts by `=` and `!=` with `*`, joined by `&&` and
 * `||`, in parentheses. A comparison of a missing field is false. Source:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matchesPattern(pattern: string, line: string): boolean {
  const expression = /^\{(.*)\}$/s.exec(pattern.trim())?.[1];
  if (expression === undefined) throw new Error(`${pattern} is not a pattern for JSON`);
  const tokens = expression.match(/"(?:[^"\\]|\\.)*"|\$[\w.[\]]+|!=|=|&&|\|\||[()]|\S/g) ?? [];
  const reader = new Reader(tokens, JSON.parse(line));
  const result = reader.any();
  if (!reader.isAtEnd) throw new Error(`${pattern} goes on after its end`);
  return result;
}

class Reader {
  private at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly json: any,
  ) {}

  public get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  public any(): boolean {
    let result = this.all();
    while (this.take('||')) result = this.all() || result;
    return result;
  }

  private all(): boolean {
    let result = this.term();
    while (this.take('&&')) result = this.term() && result;
    return result;
  }

  private term(): boolean {
    if (this.take('(')) {
      const result = this.any();
      if (!this.take(')')) throw new Error(`) is expected before ${this.tokens[this.at]}`);
      return result;
    }
    const [selector, operator, value] = this.tokens.slice(this.at, (this.at += 3));
    if (!selector?.startsWith('$.') || !['=', '!='].includes(operator) || !value?.startsWith('"')) {
      throw new Error(`${selector} ${operator} ${value} is not a comparison of a text`);
    }
    const found = selector.slice(2).split(/[.[\]]+/).filter((key) => key !== '').reduce((json, key) => json?.[key], this.json);
    if (typeof found !== 'string') return false;
    const regex = JSON.parse(value).split('*').map((part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*');
    return new RegExp(`^${regex}$`).test(found) === (operator === '=');
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }
}
