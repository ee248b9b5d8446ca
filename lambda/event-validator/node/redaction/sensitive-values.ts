import { SensitivityPlan } from '../contract';

/** Takes a sensitive value, as text, and the name of the property that it is of, or in. */
export type Found = (text: string, name: string) => void;

/**
 * Finds the sensitive values inside of a value that is nested no deeper than validation lets it.
 *
 * @param plans the first is that of the value
 * @param name what the value itself is called
 */
export function sensitiveValues(value: unknown, plans: readonly SensitivityPlan[], name: string, found: Found): void {
  new Search(plans, found).visit(value, [0], name);
}

class Search {
  private readonly patterns = new Map<string, RegExp>();

  constructor(
    private readonly plans: readonly SensitivityPlan[],
    private readonly found: Found,
  ) {}

  /** Each value is visited once, by all plans that are for it. */
  public visit(value: unknown, numbers: readonly number[], name: string): void {
    const plans = this.plansOf(numbers);
    if (plans.some(({ all }) => all)) this.all(value, name);
    else if (Array.isArray(value)) this.items(value, plans, name);
    else if (typeof value === 'object' && value !== null) this.properties(value as { readonly [key: string]: unknown }, plans);
  }

  private plansOf(numbers: readonly number[]): readonly SensitivityPlan[] {
    const plans = this.plans;
    if (numbers.length === 1 && !plans[numbers[0]].also) return [plans[numbers[0]]];
    return [...new Set(numbers.flatMap((number) => [number, ...(plans[number].also ?? [])]))].map((number) => plans[number]);
  }

  private all(value: unknown, name: string): void {
    if (typeof value !== 'object') this.found(String(value), name);
    else if (Array.isArray(value)) for (const item of value) this.all(item, name);
    else if (value !== null) for (const [key, inner] of Object.entries(value)) this.all(inner, key);
  }

  private items(items: readonly unknown[], plans: readonly SensitivityPlan[], name: string): void {
    for (let i = 0; i < items.length; i += 1) {
      const inner: number[] = [];
      for (const { prefixItems, otherItems, anyItem } of plans) {
        add(inner, prefixItems?.[i]);
        if (otherItems && i >= otherItems.from) inner.push(otherItems.plan);
        add(inner, anyItem);
      }
      if (inner.length > 0) this.visit(items[i], inner, name);
    }
  }

  private properties(object: { readonly [key: string]: unknown }, plans: readonly SensitivityPlan[]): void {
    for (const key of Object.keys(object)) {
      const inner: number[] = [];
      for (const { properties, patternProperties, otherProperties, propertyNames } of plans) {
        if (properties && Object.hasOwn(properties, key)) inner.push(properties[key]);
        for (const pattern in patternProperties) if (this.matches(pattern, key)) inner.push(patternProperties[pattern]);
        if (otherProperties && this.isOther(key, otherProperties)) inner.push(otherProperties.plan);
        if (propertyNames !== undefined) this.visit(key, [propertyNames], '');
      }
      if (inner.length > 0) this.visit(object[key], inner, key);
    }
  }

  private isOther(name: string, { names, patterns }: NonNullable<SensitivityPlan['otherProperties']>): boolean {
    return !names.includes(name) && !patterns.some((pattern) => this.matches(pattern, name));
  }

  private matches(pattern: string, name: string): boolean {
    let made = this.patterns.get(pattern);
    if (!made) this.patterns.set(pattern, (made = new RegExp(pattern, 'u')));
    return made.test(name);
  }
}

function add(numbers: number[], number: number | null | undefined): void {
  if (typeof number === 'number') numbers.push(number);
}
