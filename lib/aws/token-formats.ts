import { tableOf } from './table';
import { TOKEN_FORMATS } from './tables/token-formats';

/** The format of one issuer's tokens, keys or passwords. */
export interface TokenFormat {
  /** The id of the rule in gitleaks: `github-pat`. */
  readonly id: string;
  /** Keywords in lower case; every token contains one of them. */
  readonly keywords: readonly string[];
  /** Matches a whole token. */
  readonly pattern: RegExp;
}

let formats: readonly TokenFormat[] | undefined;
let keyword: RegExp;

/** Returns the formats of known issuers. */
export function tokenFormats(): readonly TokenFormat[] {
  formats ??= [...tableOf(TOKEN_FORMATS)].map(([id, [keywords, pattern]]) => ({ id, keywords: keywords.split(','), pattern: new RegExp(`(?<![A-Za-z0-9])(?:${pattern})`) }));
  return formats;
}

/** Returns the format of a token in a text; undefined if there is none. */
export function tokenFormatIn(text: string): string | undefined {
  const known = tokenFormats();
  keyword ??= new RegExp(known.flatMap(({ keywords }) => keywords).map((one) => one.replace(/[^\w]/g, '\\$&')).join('|'), 'i');
  // Most texts contain no keyword, so the formats are not tried.
  if (!keyword.test(text)) return undefined;
  const lower = text.toLowerCase();
  return known.find(({ keywords, pattern }) => keywords.some((one) => lower.includes(one)) && pattern.test(text))?.id;
}
