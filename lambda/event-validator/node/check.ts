import { attributeValues } from './attribute-values';
import { Check, Payload, Validator, ValidatorError } from './contract';
import { remembered } from './memory';
import { normalize } from './normalize';
import { Rejection, step } from './rejection';
import { inspect, inspectPart, inspectRead, isOnceEach, mayEscapeSurrogates, readJson } from './strict-json';
import { isObject } from '../../../lib/json/json-object';

/**
 * Validates a value against a schema. From now on, its sensitive parts are kept out of logs, whether the value is valid or not.
 *
 * @param name the name of the value
 * @returns the normalized value
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
 * Checks a payload that is encoded in the event. If a part of it is sensitive, the encoded form is also kept out of logs.
 *
 * @param encoded the payload as in the event
 * @param encodedIn the encoded form in the result
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

/** Keeps the sensitive parts of an unchecked DynamoDB item out of logs. If the item can't be read, all of it is kept out. */
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
    // Values are not nested so deeply: the schema recurses endlessly.
    if (error instanceof RangeError) throw new Rejection('', 'depth');
    throw error;
  }
}

/** Does the same as {@link checkValue}, for a value that the caller has parsed. */
export function checkParsed(check: Check, value: unknown, name = ''): unknown {
  inspect(value);
  return checkValue(check, value, name);
}

/**
 * Validates a payload against a schema.
 *
 * @returns the payload for the handler, or undefined if it is unchanged
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

/**
 * Checks whether a payload is certainly valid. This is a fast path for schemas that declare all properties, because most payloads are valid. If it
 * returns false, the slower validation determines the problem.
 */
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

/** The parameters of an error can quote the value, so only those from the schema are reported. */
function rejectionOf({ instancePath, keyword, params }: ValidatorError): Rejection {
  const { missingProperty } = params ?? {};
  if (missingProperty !== undefined) return new Rejection(instancePath + step(missingProperty), keyword);
  return new Rejection(instancePath, keyword === 'format' ? `format:${params?.format}` : keyword);
}
