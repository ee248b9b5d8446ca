/** A function that ajv generates for a schema. Its property `errors` has the errors of the last call. */
interface Validator {
  (data: unknown, context: object): boolean;
  errors?: readonly unknown[] | null;
  /** State for unevaluatedProperties and unevaluatedItems. */
  evaluated?: object;
}

/** The result of a function for a value; undefined while it runs. */
type Result = { readonly isValid: boolean; readonly errors?: readonly unknown[] | null; readonly evaluated?: object } | undefined;

/** Results of the outermost call that is running, by value and function. */
let results: Map<unknown, Map<Validator, Result>> | undefined;

/**
 * Calls the function of a recursive schema once for each object and list. Otherwise alternatives that lead to the same schema would double the work with each level of
 * a value. Only the first error is kept.
 *
 * @throws RangeError if the schema refers back to itself for the same value
 */
export default function validateOnce(this: Validator, data: unknown, context: object): boolean {
  if (results) return resultOf(this, data, context, results);
  results = new Map();
  try {
    return resultOf(this, data, context, results);
  } finally {
    results = undefined;
  }
}

function resultOf(validator: Validator, data: unknown, context: object, all: NonNullable<typeof results>): boolean {
  let ofValue = all.get(data);
  if (!ofValue) all.set(data, (ofValue = new Map()));
  if (ofValue.has(validator)) {
    const known = ofValue.get(validator);
    if (!known) throw new RangeError('a $ref leads back to itself, without end');
    validator.errors = known.errors;
    if (known.evaluated) Object.assign(validator.evaluated!, known.evaluated);
    return known.isValid;
  }
  ofValue.set(validator, undefined);
  const isValid = validator(data, context);
  validator.errors = validator.errors?.slice(0, 1) ?? null;
  if (typeof data !== 'object' || data === null) {
    // The same text or number may occur elsewhere, with another path in its errors.
    ofValue.delete(validator);
    return isValid;
  }
  ofValue.set(validator, { isValid, errors: validator.errors, evaluated: validator.evaluated && { ...validator.evaluated } });
  return isValid;
}
