import { Construct } from 'constructs';
import { deployedLength } from './deployed-length';

/** A document with a maximum length. */
export interface LengthCheck {
  /** Name of the document in messages, such as `its resource policy`. */
  readonly what: string;
  /** Returns the document after all constructs are created, as JSON or with tokens. */
  readonly document: () => unknown;
  /** The maximum length, in characters. */
  readonly limit: number;
  /** Fix for a longer document. */
  readonly fix: string;
}

const checked = new WeakMap<Construct, Set<string>>();

/** Fails synthesis if a document is, or may be, longer than its limit. Each document of a construct is checked once. */
export function checkLength(construct: Construct, { what, document, limit, fix }: LengthCheck): void {
  const known = checked.get(construct) ?? new Set();
  if (known.has(what)) return;
  checked.set(construct, known.add(what));
  construct.node.addValidation({
    validate: () => {
      const length = deployedLength(construct, document());
      return length <= limit ? [] : [`${what} has up to ${length} characters after deployment, and the limit of AWS is ${limit}: ${fix}`];
    },
  });
}
