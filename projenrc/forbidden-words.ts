/** A word of the list, in a line of a text. */
export interface ForbiddenWord {
  /** From 1 on. */
  readonly line: number;
  readonly word: string;
  readonly plainer: string;
}

/** Single words, each with its plainer ones. Identifiers are read word by word: `readEntrances` has `entrances`. */
const WORDS: { readonly [word: string]: string } = {
  entrance: 'entry point',
  entrances: 'entry points',
  confined: 'escaped, or validated',
  confinement: 'injection check',
  noted: 'recorded',
  surroundings: 'context, or environment',
  trouble: 'problem, or error',
  troubles: 'problems, or errors',
};

/** Several words, as they are in prose. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bways? in\b/i, 'entry point'],
  [/\bheld against\b/i, 'validated against, or compared with'],
  [/\b(became|becomes) of\b/i, 'the result of'],
];

/** Words of others: of the operating system, of AWS's documentation. */
const EXCEPTIONS = /https?:\/\/\S+/g;

/** The words of the list in a text, in their order. */
export function wordsIn(text: string): ForbiddenWord[] {
  return text.split('\n').flatMap((whole, index) => {
    const line = whole.replace(EXCEPTIONS, '');
    const words = (line.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map((word) => word.toLowerCase()).filter((word) => Object.hasOwn(WORDS, word));
    const found = [
      ...words.map((word) => [word, WORDS[word]] as const),
      ...PHRASES.flatMap(([pattern, plainer]) => (pattern.exec(line) ? [[pattern.exec(line)![0], plainer] as const] : [])),
    ];
    return found.map(([word, plainer]) => ({ line: index + 1, word, plainer }));
  });
}
