import type { Chooser, Resolved } from './evaluation-context';
import { intrinsicOf, own } from './intrinsics';
import type { Option } from './scenarios';
import { isLiteral, Unknown, Value } from './values';
import type { StackTemplate } from '../templates/template';

/** Evaluation of values within conditions. */
export interface Evaluator {
  readonly scenarios: Pick<Chooser, 'run'>;
  resolve(raw: unknown, stack: StackTemplate): Resolved;
  choose<T>(key: string, options: () => readonly Option<T>[]): T;
  /** Evaluates one level deeper; returns the alternative at the maximum depth. */
  deeper<T>(evaluate: () => T, otherwise: () => T): T;
}

/** Evaluates the conditions of templates. A value that is known only at deployment is a choice, made in each scenario. */
export class Conditions {
  private decidedIn: number | undefined;
  private readonly decided = new Map<StackTemplate, Map<string, boolean>>();
  private readonly compared = new Map<StackTemplate, Map<string, unknown[]>>();

  constructor(private readonly evaluator: Evaluator) {}

  /** Checks whether a condition of the template holds in the current scenario. */
  public holds(name: string, stack: StackTemplate): boolean {
    const decided = this.decidedOf(stack);
    const known = decided.get(name);
    if (known !== undefined) return known;
    const describe = (holds: boolean) => `condition ${name} is ${holds}`;
    const raw = own(stack.body.Conditions, name);
    const holds = raw === undefined ? this.decide(`${stack.file}:${name}`, describe) : this.truth(raw, stack, describe);
    decided.set(name, holds);
    return holds;
  }

  /** Returns the values that the template's conditions compare a parameter with; each is a separate case. */
  public comparedWith(parameter: string, stack: StackTemplate): readonly unknown[] {
    let compared = this.compared.get(stack);
    if (!compared) {
      compared = new Map();
      this.compared.set(stack, compared);
      collectComparisons(stack.body.Conditions, compared);
    }
    return compared.get(parameter) ?? [];
  }

  private decidedOf(stack: StackTemplate): Map<string, boolean> {
    const { run } = this.evaluator.scenarios;
    if (this.decidedIn !== run) {
      this.decidedIn = run;
      this.decided.clear();
    }
    let decided = this.decided.get(stack);
    if (!decided) this.decided.set(stack, (decided = new Map()));
    return decided;
  }

  private truth(raw: unknown, stack: StackTemplate, describe: (holds: boolean) => string): boolean {
    const undecided = () => this.decide(`${stack.file}:${JSON.stringify(raw)}`, describe);
    return this.evaluator.deeper(() => this.evaluate(raw, stack, describe) ?? undecided(), undecided);
  }

  /** Returns the result of a condition function; undefined if it is known only at deployment. */
  private evaluate(raw: unknown, stack: StackTemplate, describe: (holds: boolean) => string): boolean | undefined {
    const entries = Object.entries(raw ?? {});
    if (entries.length !== 1) return undefined;
    const [[key, argument]] = entries as [string, unknown][];
    if (key === 'Condition') return typeof argument === 'string' ? this.holds(argument, stack) : undefined;
    const operands: readonly unknown[] = Array.isArray(argument) ? argument : [];
    const operand = (at: number) => this.truth(operands[at], stack, (holds) => `operand ${at + 1} of ${describe(holds)}`);
    switch (key) {
      case 'Fn::Not':
        return operands.length === 1 ? !this.truth(operands[0], stack, (holds) => describe(!holds)) : undefined;
      case 'Fn::And':
        return operands.length > 0 ? operands.every((_, at) => operand(at)) : undefined;
      case 'Fn::Or':
        return operands.length > 0 ? operands.some((_, at) => operand(at)) : undefined;
      case 'Fn::Equals': {
        if (operands.length !== 2) return undefined;
        const [a, b] = operands.map((item) => this.evaluator.resolve(item, stack).value);
        // Both orders of a comparison are the same decision.
        const sides = operands.map((side) => JSON.stringify(side)).sort();
        return equal(a, b) ?? equal(b, a) ?? this.decide(`${stack.file}:${sides.join(' = ')}`, describe);
      }
      default:
        return undefined;
    }
  }

  private decide(key: string, describe: (holds: boolean) => string): boolean {
    return this.evaluator.choose(`condition:${key}`, () => [true, false].map((value) => ({ value, assumption: describe(value) })));
  }
}

/** Checks whether two values are equal; undefined if that is known only at deployment. */
function equal(a: Value, b: Value): boolean | undefined {
  if (isLiteral(a) && isLiteral(b)) return String(a) === String(b);
  return a instanceof Unknown && isLiteral(b) && a.noneOf.includes(String(b)) ? false : undefined;
}

/** Collects the values that condition functions compare each parameter with. */
function collectComparisons(raw: unknown, compared: Map<string, unknown[]>): void {
  if (typeof raw !== 'object' || raw === null) return;
  for (const [key, inner] of Object.entries(raw)) {
    if (key === 'Fn::Equals' && Array.isArray(inner) && inner.length === 2) {
      for (const [side, other] of [inner, [inner[1], inner[0]]]) {
        const [, name] = intrinsicOf(Object(side) as object) ?? [];
        if (typeof name === 'string') compared.set(name, [...(compared.get(name) ?? []), other]);
      }
    }
    collectComparisons(inner, compared);
  }
}
