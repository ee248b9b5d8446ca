import { Check, Payload, Validator, ValidatorError } from './contract';
import { normalize } from './normalize';
import { Refusal, step } from './refusal';
import { inspect, inspectPart, inspectRead, isOnceEach, mayEscapeSurrogates, readJson } from './strict-json';

/**
 * Holds a value against a schema.
 *
 * @returns the value in its normal form
 * @throws Refusal
 */
export function checkValue({ validate, normalization }: Check, value: unknown): unknown {
  const normal = normalization === undefined ? value : normalize(value, normalization);
  if (!holds(validate, normal)) throw refusalOf(validate.errors![0]);
  return normal;
}

function holds(validate: Validator, value: unknown): boolean {
  try {
    return validate(value);
  } catch (error) {
    // Values are not nested that deep: the schema leads back to itself without end.
    if (error instanceof RangeError) throw new Refusal('', 'depth');
    throw error;
  }
}

/** As {@link checkValue}, for a value that somebody else parsed. */
export function checkParsed(check: Check, value: unknown): unknown {
  inspect(value);
  return checkValue(check, value);
}

/**
 * Holds a payload against a schema.
 *
 * @returns the payload that the handler gets; undefined where it stays as it is
 * @throws Refusal
 */
export function checkText(check: Check, text: unknown, payload: Payload): string | undefined {
  if (typeof text !== 'string') throw new Refusal('', 'envelope');
  if (payload === 'text') {
    inspect(text);
    const normal = String(checkValue(check, text));
    return normal === text ? undefined : normal;
  }
  const value = readJson(text);
  if (isSurelyValid(check, text, value)) return undefined;
  inspectRead(text, value);
  const normal = checkValue(check, value);
  return check.normalization === undefined ? undefined : JSON.stringify(normal);
}

/** Most payloads are valid, which is known sooner by schemas that say which properties there are; what is wrong with others is looked for afterwards. */
function isSurelyValid({ validate, count }: Check, text: string, value: unknown): boolean {
  if (!count || mayEscapeSurrogates(text)) return false;
  try {
    if (!validate(value)) return false;
    const kept = count(value, inspectPart);
    return kept >= 0 && isOnceEach(text, kept);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Parameters of an error may quote the value, so that only those which the schema holds are told. */
function refusalOf({ instancePath, keyword, params }: ValidatorError): Refusal {
  const { missingProperty } = params ?? {};
  if (missingProperty !== undefined) return new Refusal(instancePath + step(missingProperty), keyword);
  return new Refusal(instancePath, keyword === 'format' ? `format:${params?.format}` : keyword);
}
