import { execFileSync } from 'child_process';
import * as fs from 'fs';
import { createRequire } from 'module';
import * as os from 'os';
import * as path from 'path';
import * as fc from 'fast-check';
import { tableFile } from './tables';

/** The package only has types for ES modules, which a CommonJS module can't import in TypeScript. */
const { parse } = createRequire(__filename)('smol-toml') as { parse(text: string): unknown };

/** The Go module with the rules of gitleaks. */
const SOURCE = { module: 'github.com/zricethezav/gitleaks/v8', version: 'v8.30.1' };

/** Rules that match more than the tokens of an issuer, by reason. */
const EXCEPTED: { readonly [reason: string]: readonly string[] } = {
  'Any hash has that format, too.': ['sourcegraph-access-token'],
  'A part of a file, and not a token.': ['kubernetes-secret-yaml', 'nuget-config-password', 'jwt-base64', 'curl-auth-header', 'curl-auth-user', 'freemius-secret-key', 'private-key'],
  'What follows a dot in a program is as long.': ['vault-service-token'],
  'Publishable: it identifies an application, and opens nothing.': ['flutterwave-public-key'],
};

/** The start of rules that depend on a name before the value. The gate uses its own words to judge names. */
const BY_NAME = /^(?:\(\?i\))?\[\\w\.-\]\{0,50\}\?/;

/** The part of a rule before the token. */
const START = /^(\(\?i\))?(?:\\b|\(\?:\^\|\[\\\\'"\\x60\\s>=:\(,\)\]\))/;

/** The part of a rule after the token. */
const END = /(?:\(\?:\$\|\[\\\\'"\\x60\\s<\),\]\)|\(\?:\[\\x60'"\\s;\]\|\\\\\[nr\]\|\$(?:\|\\b)?\)|\(\?:\[\^[^\]]*\]\|\\z\)|\\b)$/;

interface GitleaksRule {
  readonly id: string;
  readonly regex?: string;
  readonly keywords?: readonly string[];
}

/** Returns the table of token formats, by file. @throws Error if the source can't be fetched with Go */
export function tokenFormatsFile(): { readonly [file: string]: string } {
  const answer = execFileSync('go', ['mod', 'download', '-json', `${SOURCE.module}@${SOURCE.version}`], { cwd: os.tmpdir(), encoding: 'utf8' });
  const { Dir: folder } = JSON.parse(answer) as { readonly Dir: string };
  const read = (file: string) => fs.readFileSync(path.join(folder, file), 'utf8');
  const { rules } = parse(read('config/gitleaks.toml')) as { readonly rules: readonly GitleaksRule[] };
  const license = `/*! Of gitleaks, under the MIT License:\n\n${read('LICENSE').trim()}\n*/\n`;
  return { 'token-formats.ts': `${tableFile(`${SOURCE.module} ${SOURCE.version}`, { TOKEN_FORMATS: tokenFormats(rules) })}\n${license}` };
}

/** Returns one line for each format: its id, texts (separated by commas) of which every token contains one, and the pattern of the token alone. */
function tokenFormats(rules: readonly GitleaksRule[]): string[] {
  const excepted = new Set(Object.values(EXCEPTED).flat());
  return rules.flatMap(({ id, regex, keywords = [] }) => {
    if (regex === undefined || excepted.has(id) || BY_NAME.test(regex) || regex.includes('(?P')) return [];
    const pattern = patternOf(regex);
    const inside = keywords.map((keyword) => keyword.toLowerCase()).filter((keyword) => !/[\s,]/.test(keyword));
    if (/\s/.test(pattern) || !hasKeyword(pattern, inside)) return [];
    return [`${id} ${inside.join(',')} ${pattern.replace(/[\\`]|\$\{/g, '\\$&')}`];
  }).sort();
}

/** Converts a Go pattern to JavaScript: for the token alone, and with letters of both cases if the pattern ignores case. */
function patternOf(regex: string): string {
  const token = regex.replace(END, '').replace(START, '$1');
  const [, anyCase = '', inner] = /^(\(\?i\))?(.*)$/s.exec(token)!;
  const [before, ...rest] = `${anyCase}${withoutGroup(inner)}`.split('(?i)');
  return [before, ...rest.map(inEitherCase)]
    .join('')
    .replace(/\(\?i:([^()]*)\)/g, (_, part: string) => `(?:${inEitherCase(part)})`)
    .replace(/\(\?-i:/g, '(?:')
    .replace(/\\b/g, '')
    .replace(/\[\[:alnum:\]\]/g, '[A-Za-z0-9]')
    .replace(/\\x60/g, '`')
    .replace(/\\z/g, '$');
}

/** Removes the group around a whole pattern. */
function withoutGroup(pattern: string): string {
  if (!pattern.startsWith('(') || pattern.startsWith('(?') || !pattern.endsWith(')')) return pattern;
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1;
    else if (pattern[at] === '(') depth += 1;
    else if (pattern[at] === ')' && (depth -= 1) === 0) return at === pattern.length - 1 ? withoutGroup(pattern.slice(1, -1)) : pattern;
  }
  return pattern;
}

/** Adds the other case to ranges of letters. */
function inEitherCase(pattern: string): string {
  return pattern.replace(/\[[^\]]*\]/g, (group) => group.replace(/[a-z]-[a-z]/g, (range) => (group.includes(range.toUpperCase()) ? range : `${range}${range.toUpperCase()}`)));
}

/** Checks whether each match of a pattern contains one of the keywords. Otherwise, any text of some length would match. */
function hasKeyword(pattern: string, keywords: readonly string[]): boolean {
  if (keywords.length === 0) return false;
  const tokens = fc.sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), { seed: 1, numRuns: 100 });
  return tokens.every((token) => keywords.some((keyword) => token.toLowerCase().includes(keyword)));
}
