/** A figure, or a list of texts, that a rule measures against and that users may set. */
export type RuleParameter = NumberParameter | TextListParameter;

interface Declaration {
  /** In camelCase, with its unit where it has one: `maxRotationDays`. Rules may share a parameter, never a name. */
  readonly name: string;
  /** What it bounds or permits, as a sentence. */
  readonly description: string;
  /** What makes sense as a value, or as an element of a list, as the end of "expected ...": `a number of days above 0`. */
  readonly expected: string;
}

export interface NumberParameter extends Declaration {
  readonly type: 'number';
  readonly unit: string;
  readonly default: number;
  /** Whether a finite number makes sense. */
  readonly accepts: (value: number) => boolean;
}

export interface TextListParameter extends Declaration {
  readonly type: 'string[]';
  readonly default: readonly string[];
  /** Whether an element makes sense. */
  readonly accepts: (element: string) => boolean;
}

/** What a value of a parameter is. */
export type ValueOf<P extends RuleParameter> = P['default'];

/** Values of parameters by name, as users give them. */
export interface ParameterValues {
  readonly [name: string]: unknown;
}

/** A part of a value that makes no sense. */
export interface ValueProblem {
  /** The element of a list that it is; the whole value where there is none. */
  readonly index?: number;
  readonly value: unknown;
  readonly expected: string;
}

/** The parameters of rules, each once. */
export function parametersOf(rules: readonly { readonly parameters?: readonly RuleParameter[] }[]): RuleParameter[] {
  return [...new Set(rules.flatMap((rule) => rule.parameters ?? []))];
}

/** What makes no sense in a value of a parameter. */
export function valueProblems(parameter: RuleParameter, value: unknown): ValueProblem[] {
  const { expected } = parameter;
  if (parameter.type === 'number') {
    return typeof value === 'number' && Number.isFinite(value) && parameter.accepts(value) ? [] : [{ value, expected }];
  }
  if (!Array.isArray(value)) return [{ value, expected: 'a list' }];
  // With elements that were never set, which flatMap alone would skip.
  return [...value].flatMap((element: unknown, index) =>
    typeof element === 'string' && parameter.accepts(element) ? [] : [{ index, value: element, expected }],
  );
}

/** What rules measure against: values that users gave, defaults for all others, and the day. */
export class Settings {
  /**
   * @param values values by name; those of {@link valueProblems} have been reported before
   * @param today the day that dates are compared with, as `YYYY-MM-DD`
   */
  constructor(
    private readonly values: ParameterValues = {},
    public readonly today: string = currentDay(),
  ) {}

  /** The value of a parameter. */
  public of<P extends RuleParameter>(parameter: P): ValueOf<P> {
    return Object.hasOwn(this.values, parameter.name) ? (this.values[parameter.name] as ValueOf<P>) : parameter.default;
  }
}

/** Today in UTC, as `YYYY-MM-DD`. */
export function currentDay(): string {
  return new Date().toISOString().slice(0, 10);
}
