import { randomInt } from 'crypto';

/** The options of a random value: the parameters of Secrets Manager's GetRandomPassword, with its defaults. */
export interface RandomValueSettings {
  /** @default 32 */
  readonly length?: number;
  /** @default none */
  readonly excludeCharacters?: string;
  /** @default false */
  readonly excludeLowercase?: boolean;
  /** @default false */
  readonly excludeNumbers?: boolean;
  /** @default false */
  readonly excludePunctuation?: boolean;
  /** @default false */
  readonly excludeUppercase?: boolean;
  /** @default false */
  readonly includeSpace?: boolean;
  /** Whether the value contains at least one character of each type that is not excluded. @default true */
  readonly requireEachIncludedType?: boolean;
}

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const UPPERCASE = LOWERCASE.toUpperCase();
const NUMBERS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** The limits of GetRandomPassword. */
const DEFAULT_LENGTH = 32;
const MAX_LENGTH = 4096;

/**
 * Generates a random value in the function itself. GetRandomPassword would need a permission on every resource, and is one more call that can fail.
 */
export function randomValue(settings: RandomValueSettings): string {
  const types = includedTypes(settings);
  const alphabet = types.join('');
  const { length = DEFAULT_LENGTH, requireEachIncludedType = true } = settings;
  const required = requireEachIncludedType ? types.map(oneOf) : [];
  const rest = Array.from({ length: length - required.length }, () => oneOf(alphabet));
  return shuffled([...required, ...rest]).join('');
}

/** Returns the reasons why no value can be generated with these settings. */
export function unusableSettings(settings: RandomValueSettings): string[] {
  const { length = DEFAULT_LENGTH, requireEachIncludedType = true } = settings;
  if (!Number.isInteger(length) || length < 1 || length > MAX_LENGTH) return [`length is ${length}: it has to be a whole number from 1 to ${MAX_LENGTH}`];
  const types = includedTypes(settings);
  if (!types.length) return ['every character is excluded: allow some'];
  if (requireEachIncludedType && length < types.length) {
    return [`length is ${length}: one character of each of ${types.length} types needs ${types.length}; or set requireEachIncludedType to false`];
  }
  return [];
}

function includedTypes(settings: RandomValueSettings): string[] {
  const excluded = new Set(settings.excludeCharacters ?? '');
  return [
    settings.excludeLowercase ? '' : LOWERCASE,
    settings.excludeUppercase ? '' : UPPERCASE,
    settings.excludeNumbers ? '' : NUMBERS,
    settings.excludePunctuation ? '' : PUNCTUATION,
    settings.includeSpace ? ' ' : '',
  ]
    .map((type) => [...type].filter((character) => !excluded.has(character)).join(''))
    .filter((type) => type);
}

function oneOf(characters: string): string {
  return characters[randomInt(characters.length)];
}

/** Shuffles characters (Fisher-Yates), so that the positions of required characters can't be predicted. */
function shuffled(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other], characters[last]];
  }
  return characters;
}
