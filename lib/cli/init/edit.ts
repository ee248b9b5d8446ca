/** The result for a file: its new text, that nothing is missing, or why it has to be edited by hand. */
export type Edit =
  | { readonly kind: 'changed'; readonly text: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'by-hand'; readonly reason: string };

/** A text to insert. */
export interface Insertion {
  /** Offset in characters. */
  readonly at: number;
  readonly text: string;
}

/** The baseline that synthesis and the pipeline compare with. */
export const BASELINE = 'sec3-baseline.json';

/** Returns the line ending of a text. */
export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** Inserts texts. */
export function inserted(text: string, insertions: readonly Insertion[]): string {
  return [...insertions].sort((a, b) => b.at - a.at).reduce((rest, { at, text: added }) => rest.slice(0, at) + added + rest.slice(at), text);
}

export function byHand(reason: string): Edit {
  return { kind: 'by-hand', reason };
}
