import { NormalizationPlan } from './contract';

/** A number in JSON notation. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Normalizes a value. The result may be the same object: objects and arrays are changed in place.
 *
 * @param plans normalization plans; the first is for the whole value
 */
export function normalize(value: unknown, plans: readonly NormalizationPlan[]): unknown {
  return new Normalizing(plans).by(value, 0);
}

class Normalizing {
  /** The plans that have changed each object and array. Several plans of a value can lead to the same plan of a part. */
  private readonly done = new Map<unknown, Set<number>>();

  constructor(private readonly plans: readonly NormalizationPlan[]) {}

  /** @param at the index of the plan */
  public by(value: unknown, at: number): unknown {
    const plan = this.plans[at];
    let result = steps(value, plan);
    if (typeof result === 'object' && result !== null) {
      if (this.isDone(result, at)) return result;
      if (Array.isArray(result)) this.items(result, plan);
      else this.properties(result as { [name: string]: unknown }, plan);
    }
    for (const other of plan.also ?? []) result = this.by(result, other);
    return result;
  }

  private isDone(value: object, at: number): boolean {
    const known = this.done.get(value);
    if (known?.has(at)) return true;
    if (known) known.add(at);
    else this.done.set(value, new Set([at]));
    return false;
  }

  private items(items: unknown[], plan: NormalizationPlan): void {
    const first = plan.prefixItems ?? [];
    for (let i = 0; i < items.length; i += 1) {
      const inner = i < first.length ? first[i] : plan.items;
      if (inner !== undefined) items[i] = this.by(items[i], inner);
    }
  }

  private properties(object: { [name: string]: unknown }, plan: NormalizationPlan): void {
    const named = plan.properties ?? {};
    for (const name of Object.keys(object)) {
      let isNamed = Object.hasOwn(named, name);
      if (isNamed) object[name] = this.by(object[name], named[name]);
      for (const [pattern, inner] of Object.entries(plan.patternProperties ?? {})) {
        if (!new RegExp(pattern, 'u').test(name)) continue;
        isNamed = true;
        object[name] = this.by(object[name], inner);
      }
      if (!isNamed && plan.additionalProperties !== undefined) object[name] = this.by(object[name], plan.additionalProperties);
    }
    for (const [name, inner] of Object.entries(named)) {
      const { steps: own, default: standard } = this.plans[inner];
      if (own?.includes('default') && !Object.hasOwn(object, name)) object[name] = structuredClone(standard);
    }
  }
}

/** Applies the steps of a plan to a text. Any other value is unchanged. */
function steps(value: unknown, plan: NormalizationPlan): unknown {
  let result = value;
  for (const step of plan.steps ?? []) {
    if (typeof result !== 'string') break;
    if (step === 'coerce') result = coerced(result, plan.types ?? []);
    else if (step === 'trim') result = result.trim();
    else if (step === 'nfc') result = result.normalize('NFC');
    else if (step === 'lowercase') result = result.toLowerCase();
  }
  return result;
}

/** Returns the value that a text represents. If the conversion is not lossless, returns the text. */
function coerced(text: string, types: readonly string[]): unknown {
  for (const type of types) {
    if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
    if (type === 'null' && text === '') return null;
    if (type === 'array') return [text];
    if ((type === 'integer' || type === 'number') && NUMBER.test(text)) {
      const number = Number(text);
      if (Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number))) return number;
    }
  }
  return text;
}
