import { tableOf } from './table';
import { TOKEN_FORMATS } from './tables/token-formats';

/** The format of the tokens, keys or passwords of one issuer. */
export interface TokenFormat {
  /** As gitleaks calls it: `github-pat`. */
  readonly id: string;
  /** Texts in lower case, of which one is in every token. */
  readonly keywords: readonly string[];
  /** A token, and nothing around it. */
  readonly pattern: RegExp;
}

let formats: readonly TokenFormat[] | undefined;
let keyword: RegExp;

/** The formats by which issuers make their tokens known. */
export function tokenFormats(): readonly TokenFormat[] {
  formats ??= [...tableOf(TOKEN_FORMATS)].map(([id, [keywords, pattern]]) => ({ id, keywords: keywords.split(','), pattern: new RegExp(`(?<![A-Za-z0-9])(?:${pattern})`) }));
  return formats;
}

/** The format of a token that is in a text; undefined where none is recognized. */
export function tokenFormatIn(text: string): string | undefined {
  const known = tokenFormats();
  keyword ??= new RegExp(known.flatMap(({ keywords }) => keywords).map((one) => one.replace(/[^\w]/g, '\\$&')).join('|'), 'i');
  // Most texts have none of them: one look tells.
  if (!keyword.test(text)) return undefined;
  const lower = text.toLowerCase();
  return known.find(({ keywords, pattern }) => keywords.some((one) => lower.includes(one)) && pattern.test(text))?.id;
}
