import { NormalizationPlan } from './contract';

/** A number in JSON notation. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The normalized value. It may be the same object: objects and arrays are changed in place.
 *
 * @param plans the first is for the whole value
 */
export function normalize(value: unknown, plans: readonly NormalizationPlan[], at = 0): unknown {
  const plan = plans[at];
  let result = value;
  for (const step of plan.steps ?? []) {
    if (typeof result !== 'string') break;
    if (step === 'coerce') result = coerced(result, plan.types ?? []);
    else if (step === 'trim') result = result.trim();
    else if (step === 'nfc') result = result.normalize('NFC');
    else if (step === 'lowercase') result = result.toLowerCase();
  }
  if (Array.isArray(result)) normalizeItems(result, plan, plans);
  else if (typeof result === 'object' && result !== null) normalizeProperties(result as { [name: string]: unknown }, plan, plans);
  for (const other of plan.also ?? []) result = normalize(result, plans, other);
  return result;
}

function normalizeItems(items: unknown[], plan: NormalizationPlan, plans: readonly NormalizationPlan[]): void {
  const first = plan.prefixItems ?? [];
  for (let i = 0; i < items.length; i += 1) {
    const inner = i < first.length ? first[i] : plan.items;
    if (inner !== undefined) items[i] = normalize(items[i], plans, inner);
  }
}

function normalizeProperties(object: { [name: string]: unknown }, plan: NormalizationPlan, plans: readonly NormalizationPlan[]): void {
  const named = plan.properties ?? {};
  for (const name of Object.keys(object)) {
    let isNamed = Object.hasOwn(named, name);
    if (isNamed) object[name] = normalize(object[name], plans, named[name]);
    for (const [pattern, inner] of Object.entries(plan.patternProperties ?? {})) {
      if (!new RegExp(pattern, 'u').test(name)) continue;
      isNamed = true;
      object[name] = normalize(object[name], plans, inner);
    }
    if (!isNamed && plan.additionalProperties !== undefined) object[name] = normalize(object[name], plans, plan.additionalProperties);
  }
  for (const [name, inner] of Object.entries(named)) {
    if (plans[inner].steps?.includes('default') && !Object.hasOwn(object, name)) object[name] = structuredClone(plans[inner].default);
  }
}

/** The value that a text represents, if the conversion is lossless; otherwise the text. */
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
