import { SensitivityPlan } from '../contract';

/** Receives a sensitive value as text, with the name of its property or of the enclosing one. */
export type Found = (text: string, name: string) => void;

/** Plans for one value. */
type Plans = readonly SensitivityPlan[];

/** Finds the sensitive values inside of a value. Values are nested no deeper than validation allows. */
export class SensitiveValues {
  private readonly patterns = new Map<string, RegExp>();
  /** For each plan, the list of all plans that apply to the same value. */
  private readonly together: readonly Plans[];

  /** @param plans sensitivity plans; the first is for the whole value */
  constructor(plans: Plans) {
    this.together = plans.map((plan) => [plan, ...(plan.also ?? []).map((other) => plans[other])]);
  }

  /** @param name the name of the value itself */
  public find(value: unknown, name: string, found: Found): void {
    this.visit(value, this.together[0], name, found);
  }

  /** Visits each value once, with all its plans. */
  private visit(value: unknown, plans: Plans, name: string, found: Found): void {
    for (const { all } of plans) if (all) return everything(value, name, found);
    if (Array.isArray(value)) this.items(value, plans, name, found);
    else if (typeof value === 'object' && value !== null) this.properties(value as { readonly [key: string]: unknown }, plans, found);
  }

  private items(items: readonly unknown[], plans: Plans, name: string, found: Found): void {
    for (let i = 0; i < items.length; i += 1) {
      let inner: Plans | undefined;
      for (const { prefixItems, otherItems, anyItem } of plans) {
        inner = this.joined(inner, prefixItems?.[i]);
        if (otherItems && i >= otherItems.from) inner = this.joined(inner, otherItems.plan);
        inner = this.joined(inner, anyItem);
      }
      if (inner) this.visit(items[i], inner, name, found);
    }
  }

  private properties(object: { readonly [key: string]: unknown }, plans: Plans, found: Found): void {
    for (const key of namesIn(object, plans)) {
      let inner: Plans | undefined;
      for (const { properties, patternProperties, otherProperties, propertyNames } of plans) {
        if (properties && Object.hasOwn(properties, key)) inner = this.joined(inner, properties[key]);
        for (const pattern in patternProperties) if (this.matches(pattern, key)) inner = this.joined(inner, patternProperties[pattern]);
        if (otherProperties && this.isOther(key, otherProperties)) inner = this.joined(inner, otherProperties.plan);
        if (propertyNames !== undefined) this.visit(key, this.together[propertyNames], '', found);
      }
      if (inner) this.visit(object[key], inner, key, found);
    }
  }

  private joined(plans: Plans | undefined, number: number | null | undefined): Plans | undefined {
    if (typeof number !== 'number') return plans;
    const more = this.together[number];
    return plans && plans !== more ? [...new Set([...plans, ...more])] : more;
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

/** Returns the names of properties that can have plans. Few schemas mark undeclared properties. */
function namesIn(object: object, plans: Plans): Iterable<string> {
  const [{ properties, patternProperties, otherProperties, propertyNames }] = plans;
  if (plans.length > 1 || patternProperties || otherProperties || propertyNames !== undefined) return Object.keys(object);
  return Object.keys(properties ?? {}).filter((name) => Object.hasOwn(object, name));
}

function everything(value: unknown, name: string, found: Found): void {
  if (typeof value === 'string') found(value, name);
  else if (typeof value !== 'object') found(String(value), name);
  else if (Array.isArray(value)) for (const item of value) everything(item, name, found);
  else if (value !== null) for (const [key, inner] of Object.entries(value)) everything(inner, key, found);
}
