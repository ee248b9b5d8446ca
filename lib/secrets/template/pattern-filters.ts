/**
 * Matching of texts against EventBridge patterns, field by field.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { covers, filterKnown, Property, Undetermined } from '../../gate';

/** Whether a text matches. @throws Undetermined if that can't be known */
export type Filter = (text: string) => boolean;

/** Checks whether a field of a pattern matches a text; an absent field matches all. @throws Undetermined if that can't be known */
export function accepts(field: Property, text: string): boolean {
  return !field.exists || passes(filtersOf(field), text);
}

/** Checks whether one of the filters matches a text. @throws Undetermined if none certainly does, but one may */
export function passes(filters: readonly Filter[], text: string): boolean {
  return filterKnown(filters, (filter) => filter(text)).length > 0;
}

/** Returns the filters of a field, or of an operand. Each item is read once, however many texts are matched. */
export function filtersOf(field: Property): Filter[] {
  return field.itemsOrOne().map((item) => unlessOpen(() => filterOf(item)));
}

function filterOf(item: Property): Filter {
  if (item.isObject()) {
    const operators = item.entries().map(([operator, operand]) => unlessOpen(() => operatorOf(operator, operand)));
    return (text) => passes(operators, text);
  }
  const wanted = item.string();
  return (text) => text === wanted;
}

function operatorOf(operator: string, operand: Property): Filter {
  if (operator === 'anything-but') {
    const excepted = filtersOf(operand);
    return (text) => !excepted.some((filter) => filter(text));
  }
  if (operator === 'exists') {
    const isThere = operand.boolean() === true;
    return () => isThere;
  }
  const compare = COMPARISONS.get(operator);
  if (!compare) throw operand.undetermined(`operator ${JSON.stringify(operator)} is not supported by this check`);
  const wanted = operand.string()!;
  return (text) => compare(text, wanted);
}

const COMPARISONS: ReadonlyMap<string, (text: string, operand: string) => boolean> = new Map([
  ['prefix', (text: string, operand: string) => text.startsWith(operand)],
  ['suffix', (text: string, operand: string) => text.endsWith(operand)],
  ['wildcard', (text: string, operand: string) => covers(operand, text)],
]);

/** Returns a filter, or one that throws why it can't be known. */
function unlessOpen(make: () => Filter): Filter {
  try {
    return make();
  } catch (e) {
    if (!(e instanceof Undetermined)) throw e;
    return () => {
      throw e;
    };
  }
}
