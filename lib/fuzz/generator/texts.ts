/** Texts that a schema describes by format, pattern and length. */
import * as fc from 'fast-check';
import { ATTACK_GROUPS, SPECIAL_CHARACTERS } from './attacks';

/** The constraints of a text. */
export interface TextLimits {
  readonly minLength: number;
  /** The maximum length, or Infinity if there is none. */
  readonly maxLength: number;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
}

/** The maximum length of texts that are drawn character by character. Longer texts repeat parts, because drawing them takes too long. */
const DRAWN = 512;

/** The usual length of texts if the schema does not limit it. */
const USUAL = 24;

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
const date = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const letters = fc.string({ unit: fc.constantFrom(...'abcxyz019'), minLength: 1, maxLength: 8 });
const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m, s]) => `${pad(h)}:${pad(m)}:${pad(s)}Z`);

/**
 * Any character of Unicode; lower ones are more frequent, and printable ones of ASCII come first. For its own unit `binary`, fast-check makes a table of
 * all characters, which takes a second and 100 MB.
 */
export const anyCharacter = fc.oneof(...[0xff, 0xf7ff, 0x10f7ff].map((max) => fc.nat(max))).map((n) => {
  if (n < 0x7f) return String.fromCodePoint(n < 95 ? n + 32 : n - 95);
  return String.fromCodePoint(n < 0xd800 ? n : n + 0x800);
});

/** Texts for the formats that ajv checks. */
const FORMATS: { readonly [format: string]: fc.Arbitrary<string> } = {
  'date-time': fc.oneof(date.map((at) => at.toISOString()), fc.constantFrom('1970-01-01T00:00:00Z', '2038-01-19T03:14:08Z', '2024-02-29T23:59:59+14:00', '2026-03-29T02:30:00+01:00', '2026-10-25T00:30:00Z', '2026-01-31T12:00:00Z', '2024-12-31T23:59:59Z')),
  'iso-date-time': fc.oneof(date.map((at) => at.toISOString()), fc.constantFrom('2026-03-29T02:30:00', '2026-03-08T02:30:00', '2026-10-25T02:30:00', '2024-02-29T12:00:00')),
  'date': fc.oneof(date.map((at) => at.toISOString().slice(0, 10)), fc.constantFrom('2024-02-29', '1970-01-01', '9999-12-31', '2026-01-31', '2026-03-29', '2026-10-25', '2024-12-31', '2021-01-03')),
  time,
  'iso-time': time,
  'duration': fc.tuple(fc.nat(99), fc.nat(99)).map(([days, hours]) => `P${days}DT${hours}H`),
  'email': fc.tuple(letters, letters).map(([user, host]) => `${user}@${host}.example`),
  'idn-email': fc.tuple(letters, letters).map(([user, host]) => `${user}@${host}.example`),
  'hostname': letters.map((name) => `${name}.example`),
  'idn-hostname': letters.map((name) => `${name}.example`),
  'ipv4': fc.ipV4(),
  'ipv6': fc.ipV6(),
  'uri': fc.oneof(letters.map((name) => `https://${name}.example/${name}`), fc.constantFrom('file:///etc/passwd', 'http://169.254.169.254/latest/meta-data/')),
  'url': letters.map((name) => `https://${name}.example/${name}`),
  'iri': letters.map((name) => `https://${name}.example/${name}`),
  'uri-reference': letters.map((name) => `/${name}?a=${name}`),
  'iri-reference': letters.map((name) => `/${name}`),
  'uri-template': letters.map((name) => `https://example.com/{${name}}`),
  'uuid': fc.uuid(),
  'json-pointer': letters.map((name) => `/${name}/0`),
  'relative-json-pointer': fc.nat(9).map((up) => `${up}/a`),
  'regex': fc.constantFrom('^a+$', '[0-9]{1,3}', 'a|b', ''),
  'byte': fc.uint8Array({ maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  'base64': fc.uint8Array({ maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  'objectid': hex(24),
};

/** Texts, with their relative frequency. */
export interface WeightedTexts {
  readonly arbitrary: fc.Arbitrary<string>;
  readonly weight: number;
}

/**
 * Returns texts that satisfy the limits as far as possible. Each has to be validated against the schema.
 *
 * @param known additional texts to try
 * @param knownWeight how much more frequent than usual the additional texts are
 */
export function texts(limits: TextLimits, known: readonly string[], knownWeight = 1): WeightedTexts[] {
  const { minLength, maxLength, patterns, formats } = limits;
  const fitting = (given: readonly string[]) => [...new Set(given)].filter((text) => fits(text, limits));
  const made: fc.Arbitrary<string>[] = [];
  const exact = formats.flatMap((format) => (Object.hasOwn(FORMATS, format) ? [FORMATS[format]] : []));
  made.push(...exact);
  for (const pattern of patterns) made.push(...ofPattern(pattern, minLength, maxLength));
  if (patterns.length === 0 && exact.length === 0) made.push(...free(minLength, maxLength));
  const own = fitting(known);
  // Each group is equally frequent, regardless of its size.
  const attacks = Object.values(ATTACK_GROUPS)
    .map((group) => fitting(group.map((text) => repeated(text, minLength))))
    .filter((group) => group.length > 0);
  return [
    ...made.map((arbitrary) => ({ arbitrary, weight: 2 })),
    ...(own.length > 0 ? [{ arbitrary: fc.constantFrom(...own), weight: 4 * knownWeight }] : []),
    ...(attacks.length > 0 ? [{ arbitrary: fc.oneof(...attacks.map((group) => fc.constantFrom(...group))), weight: 6 }] : []),
  ];
}

/** Repeats a text until it is long enough. Long texts are not repeated, because they would no longer be the same attack. */
function repeated(text: string, minLength: number): string {
  const length = lengthOf(text);
  return length === 0 || length >= minLength || minLength > USUAL ? text : text.repeat(Math.ceil(minLength / length));
}

/** Returns the length as JSON Schema counts it: in code points. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** Checks whether a pattern matches a text. A pattern that is not a regular expression matches nothing. */
export function matches(pattern: string, text: string): boolean {
  return expression(pattern)?.test(text) ?? false;
}

function fits(text: string, { minLength, maxLength, patterns }: TextLimits): boolean {
  const length = lengthOf(text);
  return length >= minLength && length <= maxLength && patterns.every((pattern) => matches(pattern, text));
}

function free(minLength: number, maxLength: number): fc.Arbitrary<string>[] {
  if (minLength > DRAWN) {
    const lengths = [minLength, Math.min(maxLength, minLength + 1), Math.min(maxLength, minLength * 2)];
    return [fc.constantFrom(...lengths.map((length) => 'a'.repeat(length)))];
  }
  const max = Math.min(maxLength, minLength + USUAL);
  return [
    fc.string({ unit: 'grapheme-ascii', minLength, maxLength: max }),
    fc.string({ unit: anyCharacter, minLength, maxLength: max }),
    fc.string({ unit: fc.constantFrom(...SPECIAL_CHARACTERS), minLength, maxLength: Math.min(max, Math.max(minLength, 8)) }),
    ...(maxLength < 100_000 && maxLength > max ? [fc.constant('a'.repeat(maxLength))] : []),
  ];
}

const expressions = new Map<string, RegExp | undefined>();

/** Compiles a pattern as ajv does. If the `u` flag rejects it, it is compiled without the flag. */
export function expression(pattern: string): RegExp | undefined {
  if (!expressions.has(pattern)) {
    for (const flags of ['', 'u']) {
      try {
        expressions.set(pattern, new RegExp(pattern, flags));
      } catch {
        if (flags === '') expressions.set(pattern, undefined);
      }
    }
  }
  return expressions.get(pattern);
}

function ofPattern(pattern: string, minLength: number, maxLength: number): fc.Arbitrary<string>[] {
  const max = Math.min(maxLength, Math.max(minLength, DRAWN));
  const variants = [pattern, ...stretched(pattern, minLength, maxLength), withoutLookaround(pattern)];
  return [...new Set(variants)].flatMap((variant) => {
    const regExp = variant === undefined ? undefined : expression(variant);
    if (!regExp) return [];
    try {
      const drawn = fc.stringMatching(regExp, { maxLength: max });
      // Some constructs fail only when a value is drawn.
      fc.sample(drawn, { numRuns: 2, seed: 1 });
      return [drawn];
    } catch {
      return [];
    }
  });
}

/** Returns variants of the pattern with a bounded quantifier instead of `+` or `*`, so that texts reach the required length. */
function stretched(pattern: string, minLength: number, maxLength: number): string[] {
  if (minLength === 0 && maxLength === Infinity) return [];
  const low = Math.min(minLength, DRAWN);
  const high = Math.min(maxLength, low + USUAL);
  const found: string[] = [];
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === '\\') {at += 1;} else if (character === '[') {inClass = true;} else if (character === ']') {inClass = false;} else if (!inClass && (character === '+' || character === '*') && at > 0) {
      found.push(`${pattern.slice(0, at)}{${low},${high}}${pattern.slice(at + 1)}`);
    }
  }
  return found.slice(0, 3);
}

function withoutLookaround(pattern: string): string | undefined {
  const simple = pattern.replace(/\(\?<?[=!](?:[^()\\]|\\.|\([^()]*\))*\)/g, '').replace(/\\b/gi, '');
  return simple === pattern ? undefined : simple;
}
