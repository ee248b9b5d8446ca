import { attributeValues } from './attribute-values';
import { Check, Payload, Validator, ValidatorError } from './contract';
import { remembered } from './memory';
import { normalize } from './normalize';
import { Rejection, step } from './rejection';
import { inspect, inspectPart, inspectRead, isOnceEach, mayEscapeSurrogates, readJson } from './strict-json';
import { isObject } from '../../../lib/json/json-object';

/**
 * Holds a value against a schema. What is sensitive in it is kept out of logs from now on, be it valid or not.
 *
 * @param name what the value is called
 * @returns the value in its normal form
 * @throws Rejection
 */
export function checkValue(check: Check, value: unknown, name = ''): unknown {
  const { validate, normalization } = check;
  meet(check, value, name);
  const normal = normalization === undefined ? value : normalize(value, normalization);
  if (normalization !== undefined) meet(check, normal, name);
  if (!holds(validate, normal)) throw rejectionOf(validate.errors![0]);
  return normal;
}

function meet({ sensitivity }: Check, value: unknown, name: string): void {
  if (sensitivity) remembered().search(value, sensitivity, name);
}

/**
 * Runs a check of a payload that an event has in another form. That is kept out of logs, too, if something sensitive is in it.
 *
 * @param encoded the payload as the event has it
 * @param encodedIn what the result has in its place
 */
export function checkEncoded<T>(
  { sensitivity }: Check, encoded: string, run: () => T, encodedIn: (result: T) => string | undefined = () => undefined,
): T {
  if (!sensitivity) return run();
  const memory = remembered();
  const { met } = memory;
  let other: string | undefined;
  try {
    const result = run();
    other = encodedIn(result);
    return result;
  } finally {
    if (memory.met > met) for (const each of new Set([encoded, other])) if (each !== undefined) memory.meet(each, '');
  }
}

/** Keeps out of logs what is sensitive in an item of DynamoDB that is not checked; all of it, if it can't be read. */
export function meetItem(check: Check, item: unknown): void {
  if (!check.sensitivity || !isObject(item)) return;
  try {
    meet(check, attributeValues(item), '');
  } catch {
    meet({ ...check, sensitivity: [{ all: true }] }, item, '');
  }
}

function holds(validate: Validator, value: unknown): boolean {
  try {
    return validate(value);
  } catch (error) {
    // Values are not nested that deep: the schema leads back to itself without end.
    if (error instanceof RangeError) throw new Rejection('', 'depth');
    throw error;
  }
}

/** As {@link checkValue}, for a value that somebody else parsed. */
export function checkParsed(check: Check, value: unknown, name = ''): unknown {
  inspect(value);
  return checkValue(check, value, name);
}

/**
 * Holds a payload against a schema.
 *
 * @returns the payload that the handler gets; undefined where it stays as it is
 * @throws Rejection
 */
export function checkText(check: Check, text: unknown, payload: Payload): string | undefined {
  if (typeof text !== 'string') throw new Rejection('', 'envelope');
  if (payload === 'text') {
    inspect(text);
    const normal = String(checkValue(check, text));
    return normal === text ? undefined : normal;
  }
  const value = readJson(text);
  if (isSurelyValid(check, text, value)) {
    meet(check, value, '');
    return undefined;
  }
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
function rejectionOf({ instancePath, keyword, params }: ValidatorError): Rejection {
  const { missingProperty } = params ?? {};
  if (missingProperty !== undefined) return new Rejection(instancePath + step(missingProperty), keyword);
  return new Rejection(instancePath, keyword === 'format' ? `format:${params?.format}` : keyword);
}
