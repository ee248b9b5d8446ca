/** The places where schemas mark values as sensitive (`x-sensitive`), as the event validator interprets them. */
import { SensitivityPlan, sensitivityOf } from '../../inbound-events/events/sensitivity';
import { isObject } from '../../json/json-object';
import { pointerStep } from '../../json/json-pointer';
import { matches } from '../generator/texts';

/** A text, a number or a boolean at a place that the schema marks. */
export interface MarkedPart {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** The marks of a schema. Marks on names of properties (`propertyNames`) are ignored. */
export class Marks {
  /** Returns undefined if the schema marks nothing. */
  public static of(schema: unknown): Marks | undefined {
    const { plans } = sensitivityOf(schema);
    return plans && new Marks(plans);
  }

  private constructor(private readonly plans: readonly SensitivityPlan[]) {}

  /** Returns the marked parts of a value. */
  public in(value: unknown): MarkedPart[] {
    return this.visit(value, [0], []);
  }

  private visit(value: unknown, numbers: readonly (number | null | undefined)[], path: MarkedPart['path']): MarkedPart[] {
    const known = numbers.filter((number) => typeof number === 'number');
    const plans = [...new Set(known.flatMap((number) => [number, ...(this.plans[number].also ?? [])]))].map((number) => this.plans[number]);
    if (plans.length === 0) return [];
    if (plans.some(({ all }) => all)) return leaves(value, path);
    if (Array.isArray(value)) return value.flatMap((item, index) => this.visit(item, plans.flatMap((plan) => ofItem(plan, index)), [...path, index]));
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([name, inner]) => this.visit(inner, plans.flatMap((plan) => ofProperty(plan, name)), [...path, name]));
  }
}

/** Returns a JSON pointer in which all items of a list are the same. It is empty for the value itself. */
export function pointerTo(path: MarkedPart['path']): string {
  return path.map((key) => `/${typeof key === 'number' ? '*' : pointerStep(key)}`).join('');
}

function ofProperty({ properties = {}, patternProperties = {}, otherProperties: others }: SensitivityPlan, name: string): (number | undefined)[] {
  return [
    Object.hasOwn(properties, name) ? properties[name] : undefined,
    ...Object.entries(patternProperties).flatMap(([pattern, plan]) => (matches(pattern, name) ? [plan] : [])),
    others && !others.names.includes(name) && !others.patterns.some((pattern) => matches(pattern, name)) ? others.plan : undefined,
  ];
}

function ofItem({ prefixItems, otherItems, anyItem }: SensitivityPlan, index: number): (number | null | undefined)[] {
  return [prefixItems?.[index], otherItems && index >= otherItems.from ? otherItems.plan : undefined, anyItem];
}

function leaves(value: unknown, path: MarkedPart['path']): MarkedPart[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
