import { Construct } from 'constructs';
import { deployedLength } from './deployed-length';

/** A document that AWS takes up to some length. */
export interface LengthCheck {
  /** What it is, for people: `its resource policy`. */
  readonly what: string;
  /** The document, once everything has been made; as JSON, or as the construct has it. */
  readonly document: () => unknown;
  /** The longest that AWS takes, in characters. */
  readonly limit: number;
  /** What to do where it is longer. */
  readonly fix: string;
}

const checked = new WeakMap<Construct, Set<string>>();

/** Fails synthesis where a document is, or may be, longer than AWS takes. What is checked of a construct already is not checked again. */
export function checkLength(construct: Construct, { what, document, limit, fix }: LengthCheck): void {
  const known = checked.get(construct) ?? new Set();
  if (known.has(what)) return;
  checked.set(construct, known.add(what));
  construct.node.addValidation({
    validate: () => {
      const length = deployedLength(construct, document());
      return length <= limit ? [] : [`${what} has up to ${length} characters once it is deployed, and AWS takes ${limit}: ${fix}`];
    },
  });
}
