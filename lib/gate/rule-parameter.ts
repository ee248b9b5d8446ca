/** A number, or a list of texts, that a rule compares with and that users may set. */
export type RuleParameter = NumberParameter | TextListParameter;

interface Declaration {
  /** Name in camelCase, with its unit if it has one: `maxRotationDays`. Rules may share a parameter, but not a name for two parameters. */
  readonly name: string;
  /** A sentence about the limit or permission. */
  readonly description: string;
  /** The valid values, or elements of a list, as the end of "expected ...": `a number of days above 0`. */
  readonly expected: string;
}

export interface NumberParameter extends Declaration {
  readonly type: 'number';
  readonly unit: string;
  readonly default: number;
  /** Whether a finite number is valid. */
  readonly accepts: (value: number) => boolean;
}

export interface TextListParameter extends Declaration {
  readonly type: 'string[]';
  readonly default: readonly string[];
  /** Whether an element is valid. */
  readonly accepts: (element: string) => boolean;
}

/** The type of a parameter's value. */
export type ValueOf<P extends RuleParameter> = P['default'];

/** Values of parameters by name, as users give them. */
export interface ParameterValues {
  readonly [name: string]: unknown;
}

/** An invalid part of a value. */
export interface ValueProblem {
  /** The index of the invalid element of a list; undefined for the whole value. */
  readonly index?: number;
  readonly value: unknown;
  readonly expected: string;
}

/** Returns the parameters of rules, each once. */
export function parametersOf(rules: readonly { readonly parameters?: readonly RuleParameter[] }[]): RuleParameter[] {
  return [...new Set(rules.flatMap((rule) => rule.parameters ?? []))];
}

/** Returns the invalid parts of a parameter's value. */
export function valueProblems(parameter: RuleParameter, value: unknown): ValueProblem[] {
  const { expected } = parameter;
  if (parameter.type === 'number') {
    return typeof value === 'number' && Number.isFinite(value) && parameter.accepts(value) ? [] : [{ value, expected }];
  }
  if (!Array.isArray(value)) return [{ value, expected: 'a list' }];
  // Includes unset elements, which flatMap would skip.
  return [...value].flatMap((element: unknown, index) =>
    typeof element === 'string' && parameter.accepts(element) ? [] : [{ index, value: element, expected }],
  );
}

/** Values that rules compare with: those of users, defaults for all others, and the day. */
export class Settings {
  /**
   * @param values values by name; those of {@link valueProblems} have been reported before
   * @param today the day that dates are compared with, as `YYYY-MM-DD`
   */
  constructor(
    private readonly values: ParameterValues = {},
    public readonly today: string = currentDay(),
  ) {}

  /** Returns the value of a parameter. */
  public of<P extends RuleParameter>(parameter: P): ValueOf<P> {
    return Object.hasOwn(this.values, parameter.name) ? (this.values[parameter.name] as ValueOf<P>) : parameter.default;
  }
}

/** Returns today in UTC, as `YYYY-MM-DD`. */
export function currentDay(): string {
  return new Date().toISOString().slice(0, 10);
}
