import { Language } from '../escapes/guest';

/** A value that a function is called with: its kind, and how it is disguised (`values.cjs`, `values.py`). */
export interface Value {
  readonly kind: string;
  readonly as?: string;
}

/** A call of a function by its name, or of one of the methods of what the step before gave. */
export interface Step {
  readonly call?: string;
  readonly method?: number;
  readonly on?: Value;
  readonly with: readonly Value[];
  readonly creates?: boolean;
}

/** What the search tries: steps, after something has been replaced, or put where objects inherit it. */
export interface Case {
  readonly steps: readonly Step[];
  readonly replaced: readonly { readonly name: string; readonly returns?: Value }[];
  readonly inherited: readonly { readonly key: string; readonly value: Value }[];
}

/** What the function under search is asked by an event. */
export type Question =
  | { readonly ask: 'functions' }
  | { readonly ask: 'describe'; readonly seed: number; readonly numbers: readonly number[] }
  | { readonly ask: 'run'; readonly seed: number; readonly from: number; readonly to: number; readonly skip: readonly string[] }
  | { readonly ask: 'run'; readonly cases: readonly Case[] };

/** A runtime to be searched. All paths are absolute. */
export interface Runtime {
  /** Such as `node24`, `python3.13`. */
  readonly name: string;
  readonly language: Language;
  readonly interpreter: string;
}

/** A case in words that a person can follow. */
export function inWords({ steps, replaced, inherited }: Case): string {
  const value = ({ kind, as }: Value) => (as === undefined ? kind : `${as}(${kind})`);
  const list = (values: readonly Value[]) => `(${values.map(value).join(', ')})`;
  const before = [
    ...inherited.map((each) => `Object.prototype.${each.key} = ${value(each.value)}; `),
    ...replaced.map(({ name, returns }) => `${name} is replaced${returns === undefined ? '' : ` and gives ${value(returns)}`}; `),
  ];
  const calls = steps.map((step) => {
    const self = step.on === undefined ? '' : ` on ${value(step.on)}`;
    return `${step.creates ? 'new ' : ''}${step.call ?? `.method ${step.method}`}${list(step.with)}${self}`;
  });
  return before.join('') + calls.join(' ');
}
