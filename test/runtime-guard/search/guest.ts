import { Language } from '../escapes/guest';

/** An argument or receiver of a function: its kind, and its disguise (`values.cjs`, `values.py`). */
export interface Value {
  readonly kind: string;
  readonly as?: string;
}

/** A call of a function by name, or of a method of the previous step's result. */
export interface Step {
  readonly call?: string;
  readonly method?: number;
  readonly on?: Value;
  readonly with: readonly Value[];
  readonly creates?: boolean;
}

/** An attempt of the search: steps, after a replacement of a function or an inherited property. */
export interface Case {
  readonly steps: readonly Step[];
  readonly replaced: readonly { readonly name: string; readonly returns?: Value }[];
  readonly inherited: readonly { readonly key: string; readonly value: Value }[];
}

/** A request to the function under search, sent as an event. */
export type Question =
  | { readonly ask: 'functions' }
  | { readonly ask: 'describe'; readonly seed: number; readonly numbers: readonly number[] }
  | { readonly ask: 'run'; readonly seed: number; readonly from: number; readonly to: number; readonly skip: readonly string[] }
  | { readonly ask: 'run'; readonly cases: readonly Case[] };

/** A runtime to be searched. All paths are absolute. */
export interface Runtime {
  /** Name such as `node24`, `python3.13`. */
  readonly name: string;
  readonly language: Language;
  readonly interpreter: string;
}

/** Describes a case in readable words. */
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
