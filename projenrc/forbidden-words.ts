/** A forbidden word in a line of a text. */
export interface ForbiddenWord {
  /** The number of the line, from 1. */
  readonly line: number;
  readonly word: string;
  readonly plainer: string;
}

/** Single words, each with plainer ones. Identifiers are split into words: `readEntrances` contains `entrances`. */
const WORDS: { readonly [word: string]: string } = {
  entrance: 'entry point',
  entrances: 'entry points',
  confined: 'escaped, or validated',
  confinement: 'injection check',
  noted: 'recorded',
  surroundings: 'context, or environment',
  trouble: 'problem, or error',
  troubles: 'problems, or errors',
  told: 'notified, reported, distinguished, or configured',
  whoever: 'anyone who, or a noun',
  whomever: 'anyone who, or a noun',
  nobody: 'no one, or the active voice',
  somebody: 'someone, or a noun',
  anybody: 'anyone',
  everybody: 'everyone',
  anew: 'again',
  thereby: 'so',
  hence: 'so',
  whence: 'from which',
  anyhow: 'in any case',
};

/** Several words, as they are in prose. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bways? in\b/i, 'entry point'],
  [/\bheld against\b/i, 'validated against, or compared with'],
  [/\b(became|becomes) of\b/i, 'the result of'],
  [/\bin (the )?place of\b/i, 'instead of'],
  [/\bof old\b/i, 'previous, or existing'],
  [/\bat hand\b/i, 'available'],
  [/\bma(de|ke|kes|king) use of\b/i, 'use'],
  [/\b(get|gets|got|has|have|had) hold of\b/i, 'get, or have a reference to'],
  [/\b(is|are) said\b/i, 'reported, or the active voice'],
  [/\bsave for\b/i, 'except for'],
  [/\b(keep|keeps|kept) in mind\b/i, 'record'],
  [/\brefus(e|es|ed|ing) (a |an |the |each |any |such )?(request|event|record|message|bod(y|ies))s?\b/i, 'reject'],
];

/** Words that others define, such as the operating system and AWS's documentation. */
const EXCEPTIONS = /https?:\/\/\S+/g;

/** Returns the forbidden words in a text, in order. */
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
