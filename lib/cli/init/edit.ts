/** The result for a file: its new text, that it stays since nothing is missing, or why a person has to edit it. */
export type Edit =
  | { readonly kind: 'changed'; readonly text: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'by-hand'; readonly reason: string };

/** A text to put into another. */
export interface Insertion {
  /** How many characters stand before it. */
  readonly at: number;
  readonly text: string;
}

/** The baseline that synthesis and the pipeline compare with. */
export const BASELINE = 'sec3-baseline.json';

/** What a text has at the end of its lines. */
export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** Puts texts into another. */
export function inserted(text: string, insertions: readonly Insertion[]): string {
  return [...insertions].sort((a, b) => b.at - a.at).reduce((rest, { at, text: added }) => rest.slice(0, at) + added + rest.slice(at), text);
}

export function byHand(reason: string): Edit {
  return { kind: 'by-hand', reason };
}
